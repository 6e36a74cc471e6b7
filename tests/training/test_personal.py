"""A personal tagger: it learns, it does not forget, and it is refused if it does."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
import torch

from tests.models.makers import ALL_TAGS, small_tagger
from textnn.config import DATA, Settings
from textnn.datasets.ner.corpora import TAGS, Entity, TaggedText
from textnn.datasets.ner.corrected import corrected_examples, corrected_text
from textnn.datasets.ner.guidelines import CORRECTED
from textnn.datasets.ner.tagging import IOB_TAGS, TAG_IDS, examples
from textnn.engine.tagger import open_tagger
from textnn.evaluation.kept import MOST_LOST, PARTS, as_far_as_kept, part_way, split
from textnn.models.tagger import Tagger
from textnn.results import Highlight, ModelRef, PersonalReport, Span
from textnn.tasks.highlight.corrections import marked_as
from textnn.text.features import TokenFeaturizer
from textnn.text.iob import to_spans
from textnn.training.personal.tagger import (
    OWN,
    PersonalOptions,
    PersonalTrainer,
    fine_tune,
    judge,
)
from textnn.training.tagger import FeaturizedExamples, prepare

MODEL = ModelRef("tagger", "ab" * 32)
FAST = PersonalOptions(epochs=80, least=8, rate=1e-2, batch_size=16)


def featurized(texts: list[TaggedText]) -> FeaturizedExamples:
    return prepare(list(examples(texts, TAGS)), TokenFeaturizer({"<unk>": 0}, {}, 97, 6))


def text(said: str, label: str) -> TaggedText:
    return TaggedText(f"o {said} veio", (Entity(2, 2 + len(said), label),), CORRECTED)


FORMER = featurized([text(name, "PER") for name in ("Ana", "Eva", "Ivo", "Rui", "Lia", "Gil")])
NEWS = featurized([text(name, "ORG") for name in ("STF", "TRT", "TCU")])


@pytest.fixture(scope="module")
def former() -> Tagger:
    """A small tagger that knows the former names."""
    torch.manual_seed(1)
    learnt = fine_tune(small_tagger(labels=ALL_TAGS), FORMER, FORMER, FAST)
    assert judge(learnt, FORMER).f1 == 1
    return learnt


def test_it_learns_the_new_and_keeps_the_old(former: Tagger) -> None:
    before = copy.deepcopy(former.state_dict())
    torch.manual_seed(2)
    after = fine_tune(former, NEWS, FORMER, FAST)
    assert judge(after, NEWS).f1 == 1
    assert judge(after, FORMER).f1 == 1
    assert judge(former, NEWS).f1 < 1
    for name, weight in former.state_dict().items():
        assert torch.equal(weight, before[name]), f"{name} of the former one has changed"
    for table in ("words.weight", "forms.weight"):
        assert torch.equal(after.state_dict()[table], before[table])
    assert not any(weight.requires_grad for weight in after.parameters())


def test_it_ends_after_its_steps_and_says_how_far_it_is(former: Tagger) -> None:
    told = list[float]()
    short = PersonalOptions(epochs=1000, steps=7, least=8)
    fine_tune(former, NEWS, FORMER, short, told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) == 7


def test_a_way_between_two_taggers(former: Tagger) -> None:
    other = small_tagger(labels=ALL_TAGS)
    for part in (0.0, 0.25, 1.0):
        mixed = part_way(former, other, part).state_dict()
        for name, weight in mixed.items():
            old, new = former.state_dict()[name], other.state_dict()[name]
            wanted = torch.add((1 - part) * old, part * new)
            assert torch.allclose(weight, wanted, atol=1e-6), name


@pytest.mark.parametrize("lost", [0.004, 0.02, 0.5])
def test_it_goes_as_far_as_the_check_set_allows(former: Tagger, lost: float) -> None:
    """F1 falls evenly along the way: by ``lost`` at its end."""
    name, other = "emissions.bias", copy.deepcopy(former)
    with torch.no_grad():
        other.emissions.bias.add_(1)

    def check(one: Tagger) -> float:
        gone = float((one.state_dict()[name] - former.state_dict()[name]).mean())
        return 0.8 - lost * gone

    tagger, kept, part = as_far_as_kept(former, other, check, 0.8)
    allowed = [one for one in PARTS if lost * one <= MOST_LOST + 1e-6]
    assert part == (allowed[0] if allowed else PARTS[-1])
    assert kept == pytest.approx(0.8 - lost * part, abs=1e-6)
    assert check(tagger) == kept
    assert (kept < 0.8 - MOST_LOST) == (not allowed)


def test_what_nobody_annotated_is_not_judged(former: Tagger) -> None:
    """A name found where its corpus annotates no people is neither right nor wrong."""
    silent = prepare(
        list(examples([TaggedText("o Ana veio", (), "x")], ("TIME",))),
        TokenFeaturizer({"<unk>": 0}, {}, 97, 6),
    )
    found, _ = former.decode(silent.batch([0])[0])
    assert to_spans(found[0]) == [(1, 2, "PER")]
    assert judge(former, silent).found == 0


def marked(said: str, *marks: tuple[int, int, str]) -> Highlight:
    spans = tuple(Span(a, b, said[a:b], label, 1.0) for a, b, label in marks)
    return Highlight(said, spans, MODEL, 0.1)


def test_a_corrected_article_is_learnt_as_the_tagger_reads_it() -> None:
    said = "O **STF**\u00a0viu\u200b Ana So\u0301\r\nE o IPI."
    at, other = said.index("Ana"), said.index("IPI")
    result = marked(said, (4, 7, "ORG"), (at, at + 7, "PER"), (other, other + 3, "OTHER"))
    clean = corrected_text(result)
    assert [clean.text[e.start : e.end] for e in clean.entities] == ["STF", "Ana Só", "IPI"]
    found = corrected_examples([result])
    spans = [
        (one.text[one.tokens[a][0] : one.tokens[b - 1][1]], label)
        for one in found
        for a, b, label in to_spans([IOB_TAGS[tag] for tag in one.tags.tolist()])
    ]
    assert spans == [("STF", "ORG"), ("Ana Só", "PER"), ("IPI", "OTHER")]
    last = found[-1]
    token = [last.text[a:b] for a, b in last.tokens].index("IPI")
    may = {IOB_TAGS[tag] for tag in last.allowed[token].nonzero().flatten().tolist()}
    assert may == {"B-OTHER", "B-THING", "B-ABSTRACTION"}
    plain = [last.text[a:b] for a, b in last.tokens].index("E")
    assert last.allowed[plain].nonzero().flatten().tolist() == [TAG_IDS["O"]]


def test_one_article_in_five_is_held_out() -> None:
    many = [marked(f"o {number}") for number in range(11)]
    learnt, held = split(many)
    assert [one.text for one in held] == ["o 4", "o 9"]
    assert len(learnt) == 9
    assert split(many[:4]) == (many[:4], [])


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The shipped tagger, and no data sets."""
    home = tmp_path_factory.mktemp("home")
    return Settings(home=home, datasets=home, models=DATA / "models", secret="s" * 64)


def test_nothing_that_is_checked_is_replayed() -> None:
    def texts(name: str) -> set[str]:
        path = DATA / "evaluation" / f"{name}.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines()
        return {json.loads(line)["text"] for line in lines}

    checked = texts("marks") | texts("phrases")
    assert len(checked) == 100
    for name in OWN:
        assert texts(name)
        assert not texts(name) & checked


CLUBS = [
    "A Jangada Nova venceu a Vela Rubra em Itapoã.",
    "Ontem a Jangada Nova contratou Rui Bastos.",
    "A torcida da Jangada Nova encheu o estádio.",
]


def club(said: str) -> Highlight:
    at = said.index("Jangada Nova")
    return marked_as(marked(said), [(at, at + 12, "ORG")])


@pytest.mark.slow
def test_the_shipped_tagger_learns_a_name_and_is_told_from_it(
    settings: Settings, tmp_path: Path
) -> None:
    told = list[float]()
    trainer = PersonalTrainer(settings, PersonalOptions(epochs=4, least=64))
    report = trainer([club(said) for said in CLUBS], tmp_path / "personal-1", told.append)
    assert report.accepted
    assert (report.articles, report.corrections, report.held_out) == (3, 3, 0)
    assert report.replayed == "shipped"
    assert report.check_after >= report.check_before - MOST_LOST
    assert report.check_before > 0.8
    assert told[-1] == 1
    kept = json.loads((tmp_path / "personal-1" / "metrics.json").read_text(encoding="utf-8"))
    assert PersonalReport(**kept["report"]) == report
    served = open_tagger(tmp_path / "personal-1")
    assert served.folder.name == "personal-1"
    assert served.folder.checksum != open_tagger(settings.models / "tagger").folder.checksum


@pytest.mark.slow
def test_one_that_forgets_is_refused_and_leaves_nothing(settings: Settings, tmp_path: Path) -> None:
    """Somebody says of many names that they are none, and nothing is replayed."""
    lines = (DATA / "evaluation" / "summaries.jsonl").read_text(encoding="utf-8").splitlines()
    emptied = [marked(json.loads(line)["text"]) for line in lines[:4]]
    harsh = PersonalOptions(epochs=6, replay=0.0, least=0, rate=1e-2)
    report = PersonalTrainer(settings, harsh)(emptied, tmp_path / "personal-1")
    assert not report.accepted
    assert report.part == PARTS[-1]
    assert report.check_after < report.check_before - MOST_LOST
    assert not (tmp_path / "personal-1").exists()
