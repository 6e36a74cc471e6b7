"""Kinds of organisations: what is seen of a name, torch and NumPy alike, gradients, and a task."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.models.makers import FORMS, small_tagger
from textnn import checkpoints
from textnn.config import Settings
from textnn.datasets.organisations import LabelledName
from textnn.engine.configs import OrganisationsConfig
from textnn.engine.organisations import (
    READ,
    SEGMENTS,
    NameTokens,
    Surroundings,
    batch_of,
    featurizer_of,
    open_organisations,
    organisations_of,
    segments,
)
from textnn.engine.tagger import ServedTagger, open_tagger
from textnn.errors import UserError
from textnn.models.organisations import Organisations
from textnn.results import LABELS
from textnn.results.factsheet import ORGANISATION_KINDS
from textnn.text.features import TokenFeaturizer, rows
from textnn.text.sentences import sentences
from textnn.training.organisations import (
    OrganisationExample,
    OrganisationsOptions,
    OrganisationsRecipe,
    kind_figures,
    marks,
    unfamiliar,
)
from textnn.training.organisations import examples as examples_of

WORDS = ("<unk>", "o", "a", "de", "rio", "feira", "ana")
CLUB, PARTY = ORGANISATION_KINDS.index("club"), ORGANISATION_KINDS.index("party")


@pytest.fixture(scope="module")
def tagger(tmp_path_factory: pytest.TempPathFactory) -> ServedTagger:
    folder = tmp_path_factory.mktemp("models") / "tagger"
    checkpoints.save(folder, "tagger", small_tagger(), {}, WORDS, FORMS)
    return open_tagger(folder)


def config_of(tagger: ServedTagger) -> OrganisationsConfig:
    sizes = tagger.config.word_size, tagger.config.form_size
    return OrganisationsConfig(ORGANISATION_KINDS, *sizes, affixes=64, hidden_size=12)


def named(text: str, name: str, tagger: ServedTagger) -> NameTokens:
    featurizer = featurizer_of(config_of(tagger), tagger.folder)
    marks = [(0, 3, "PER")] if text.startswith("Ana") else []
    around = Surroundings(text, sentences(text), marks, featurizer)
    places, at = [], text.find(name)
    while at >= 0:
        places.append((at, at + len(name)))
        at = text.find(name, at + 1)
    found = around.of(places)
    assert found is not None
    return found


def test_segments_stay_in_the_sentence() -> None:
    assert segments(0, 1, 1) == [(0, 1), (0, 1), (0, 1), *[(0, 0)] * 3, *[(1, 1)] * 3]
    assert all(0 <= begin <= end <= 40 for begin, end in segments(20, 22, 40))


def test_a_name_is_seen_with_its_sentence_alone(tagger: ServedTagger) -> None:
    one = named("Choveu. O Vila Morena subiu. Fim.", "Vila Morena", tagger)
    other = named("Fez sol ontem. O Vila Morena subiu.", "Vila Morena", tagger)
    assert len(one.tokens.words) == 5
    for mine, theirs in zip(one.tokens, other.tokens, strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert one.stretches.shape == (1, SEGMENTS, 2)
    assert one.stretches[0, 0].tolist() == [1, 3]


def test_so_many_places_are_read_and_those_without_words_are_not(tagger: ServedTagger) -> None:
    many = named("O Tupi. " * 20, "Tupi", tagger)
    assert len(many.stretches) == READ
    around = Surroundings("O Tupi.", [(0, 7)], [], featurizer_of(config_of(tagger), tagger.folder))
    assert around.of([(6, 6), (90, 95)]) is None


def test_torch_and_numpy_say_the_same_of_one_and_of_many(tagger: ServedTagger) -> None:
    torch.manual_seed(3)
    model = Organisations(config_of(tagger)).eval()
    model.scales.copy_(torch.tensor([2.0, 0.5]))
    names = [
        named("O Tupi venceu a Ana. O Tupi caiu.", "Tupi", tagger),
        named("Ana Reis (AN) saiu.", "AN", tagger),
    ]
    served = organisations_of(checkpoints.as_folder("organisations", model), tagger)
    batch = batch_of(names)
    known = tagger.tables[0][batch.tokens.words], tagger.tables[1][batch.tokens.forms]
    logits, loss = model(batch, known)
    assert loss is None
    np.testing.assert_allclose(served(names), logits.softmax(1).detach(), atol=1e-5)
    np.testing.assert_allclose(served(names[1:]), served(names)[1:], atol=1e-6)
    assert served([]).shape == (0, len(ORGANISATION_KINDS))


def test_every_weight_has_a_gradient(tagger: ServedTagger) -> None:
    model = Organisations(config_of(tagger))
    batch = batch_of([named("O Tupi venceu a Ana.", "Tupi", tagger)] * 8)
    known = tagger.tables[0][batch.tokens.words], tagger.tables[1][batch.tokens.forms]
    _, loss = model(batch, known, torch.tensor([CLUB] * 8))
    loss.backward()
    for name, weight in model.named_parameters():
        assert weight.grad is not None
        assert weight.grad.abs().sum() > 0, name


def examples(count: int, tagger: ServedTagger, seed: int) -> list[OrganisationExample]:
    """Clubs play, parties stand in brackets; the names are letters, no two the same."""
    rng, found = random.Random(seed), []
    for number in range(count):
        name = "".join(rng.choices("BCDFGHJKLM", k=6))
        club = number % 2
        text = f"O {name} venceu de novo." if club else f"Ana ({name}) disse que vai."
        found.append(OrganisationExample(named(text, name, tagger), CLUB if club else PARTY))
    return found


def test_it_learns_from_what_stands_around_a_name(tagger: ServedTagger, tmp_path: Path) -> None:
    torch.manual_seed(0)
    options = OrganisationsOptions(batch=16, rate=1e-2)
    recipe = OrganisationsRecipe(
        examples(96, tagger, 1), examples(32, tagger, 2), tagger, options, config_of(tagger)
    )
    for step in range(40):
        recipe.learn(step, 2.0)
    assert recipe.evaluate()["dev_accuracy"] > 0.95

    checkpoints.save(tmp_path / "organisations", "organisations", recipe.model, {"n": 96})
    opened = open_organisations(tmp_path / "organisations", tagger)
    found = opened([one.name for one in recipe.held])
    kept = recipe.logits(recipe.held).softmax(1)
    np.testing.assert_allclose(found, kept, atol=5e-3)  # weights are stored in half precision
    with pytest.raises(UserError, match="tagger"):
        open_organisations(tagger_folder(tmp_path), tagger)


def tagger_folder(folder: Path) -> Path:
    checkpoints.save(folder / "tagger", "tagger", small_tagger(), {}, WORDS, FORMS)
    return folder / "tagger"


def test_an_unfamiliar_name_keeps_its_shape_and_what_stands_around_it(tagger: ServedTagger) -> None:
    names = [named("Ana Reis (AN) saiu.", "AN", tagger), named("A PQR e a OB.", "PQR", tagger)]
    batch = batch_of(names)
    rng = np.random.default_rng(0)
    assert unfamiliar(batch, 0.0, rng).tokens.affixes.tolist() == batch.tokens.affixes.tolist()
    changed = [unfamiliar(batch, 1.0, rng).tokens for _ in range(20)]
    inside = np.zeros(len(batch.labels), bool)
    for begin, end in batch.stretches[:, 0]:
        inside[begin:end] = True
    for one in changed:
        np.testing.assert_array_equal(one.shapes, batch.tokens.shapes)
        np.testing.assert_array_equal(one.affixes[~inside], batch.tokens.affixes[~inside])
    spelt = {tuple(one.affixes[inside].ravel()) for one in changed}
    assert len(spelt) > 3


def test_a_mark_around_a_name_is_seen_and_its_own_is_not(tagger: ServedTagger) -> None:
    text = "Ana Reis (AN) saiu."
    featurizer = featurizer_of(config_of(tagger), tagger.folder)
    given = [(0, 8, "PER"), (10, 12, "ORG")]
    found = Surroundings(text, [(0, len(text))], given, featurizer).of([(10, 12)])
    assert found is not None
    person = 1 + LABELS.index("PER")
    assert found.labels.tolist() == [person, person, 0, 0, 0, 0, 0]


def test_labelled_names_are_found_in_the_news_by_their_places(
    tagger: ServedTagger, tmp_path: Path
) -> None:
    articles = {"a-1": "Choveu.\u00a0O Tupi\u0301 venceu.\nFim.", "a-2": "Ana foi.", "a-3": "Nada."}
    news = [json.dumps({"id": key, "text": text}) for key, text in articles.items()]
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "pairs.train.jsonl").write_text("\n".join(news), encoding="utf-8")
    names = [
        LabelledName("a-2", "party", ((0, 3),)),
        LabelledName("a-1", "club", ((10, 15),)),
        LabelledName("a-1", "other", ((500, 510),)),
    ]
    featurizer = featurizer_of(config_of(tagger), tagger.folder)
    found = [*examples_of(Settings(datasets=tmp_path), names, tagger, featurizer)]
    assert [one.kind for one in found] == [CLUB, PARTY]
    assert [len(one.name.tokens.words) for one in found] == [4, 3]
    assert found[0].name.stretches[0, 0].tolist() == [1, 2]
    marked = marks("Ana foi.", [(0, 8)], tagger, TokenFeaturizer(
        rows(WORDS), rows(FORMS), tagger.config.affixes, tagger.config.spellings
    ))  # fmt: skip
    assert all(label in LABELS and 0 <= start < end <= 8 for start, end, label in marked)


def test_figures_by_hand() -> None:
    found = kind_figures([PARTY, PARTY, CLUB, CLUB], [PARTY, CLUB, CLUB, CLUB])
    assert found["precision"] == {"party": 1, "club": pytest.approx(2 / 3)}
    assert found["recall"] == {"party": 0.5, "club": 1}
