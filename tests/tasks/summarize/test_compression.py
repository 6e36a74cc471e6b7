"""Headlines that only leave out words of a sentence, and the choice among candidates."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.models.makers import small_summarizer
from textnn.checkpoints import as_folder
from textnn.engine.summarizer import summarizer_of
from textnn.engine.together import SharedSummarizer
from textnn.tasks.summarize.choice import (
    FEATURES,
    TOLD,
    HeadlineChoice,
    focus,
    load_choice,
    numbers_of,
    save_choice,
)
from textnn.tasks.summarize.compression import WindowSearch, open_window
from textnn.tasks.summarize.fit_headlines import fit
from textnn.tasks.summarize.hypotheses import LineHypothesis, LineWriter, rules_of
from textnn.text.pieces import EOS, Pieces, train_pieces
from textnn.text.sentences import sentences
from textnn.text.stems import folded_stems

ARTICLE = (
    "A prefeitura de Vila Rasa, que não ouviu os moradores, reabriu a ponte (velha) depois de seis "
    "meses de obras no rio. Os 12 barcos da cooperativa pararam de atravessar gente na terça-feira."
)


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> Pieces:
    return train_pieces([ARTICLE] * 30, 330, tmp_path_factory.mktemp("pieces"))


def writer_of(pieces: Pieces, seed: int = 0) -> LineWriter:
    """A writer with first weights only."""
    model = small_summarizer(seed, pieces=len(pieces))
    shared = SharedSummarizer(summarizer_of(as_folder("summarizer", model)))
    return LineWriter(shared, pieces)


def lines(pieces: Pieces, *, seed: int) -> list[str]:
    """What an untrained network cuts: any path through the sentences is as likely as another."""
    writer = writer_of(pieces, seed)
    (found,) = writer.drafts_and_compressions([writer.open(ARTICLE)], 8)
    return [draft.text for draft in found if draft.compressed]


def test_words_that_are_kept_stand_in_every_compression(pieces: Pieces) -> None:
    cut = []
    for seed in range(4):
        writer = writer_of(pieces, seed)
        article, span = writer.open(ARTICLE), sentences(ARTICLE)[0]
        window = open_window(article, *span, folded_stems("moradores pontes"))
        rules = replace(rules_of("headline", 8), shortest=4, longest=99)
        cut += writer.compressions(article, [window], rules)
    assert cut
    assert all("moradores" in draft.text and "ponte" in draft.text for draft in cut)


@pytest.mark.slow
def test_a_compression_leaves_out_and_adds_nothing(pieces: Pieces) -> None:
    cut = [line for seed in range(4) for line in lines(pieces, seed=seed)]
    first = ARTICLE[slice(*sentences(ARTICLE)[0])].lower().split()
    assert len(cut) > 8
    for line in cut:
        assert line[0].isupper() or line[0].isdigit()
        words = line.lower().split()
        assert in_order(words, first), line
        assert words[-1] not in {"a", "de", "que", "não", "depois,", "na", "no", "os"}


def in_order(words: list[str], sentence: list[str]) -> bool:
    """Whether the words stand in the sentence in this order, signs behind them left out or not."""
    rest = iter(sentence)
    return all(any(word.strip(",.") == other.strip(",.") for other in rest) for word in words)


def follow(pieces: Pieces, line: str) -> bool:
    """Whether a line may be cut from the first sentence: each piece allowed, and the end."""
    article = writer_of(pieces).open(ARTICLE)
    search = WindowSearch(open_window(article, *sentences(ARTICLE)[0]))
    for piece in pieces.encode(line):
        if not search.allowed(len(pieces))[0, piece]:
            return False
        search.advance([0], [piece])
    return bool(search.allowed(len(pieces))[0, EOS])


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("prefeitura de Vila Rasa", True),
        ("moradores reabriu a ponte", True),
        ("ponte (velha)", True),
        ("prefeitura ouviu os moradores", False),  # what was denied would be said
        ("prefeitura reabriu a ponte", False),  # so would this: a denial is left out between
        ("prefeitura de Rasa", False),  # nothing is left out behind a preposition
        ("reabriu a", False),
        ("ponte prefeitura", False),
        ("Vila Rasa,", False),
        ("mora", False),
    ],
)
def test_what_may_be_left_out(pieces: Pieces, line: str, wanted: bool) -> None:
    assert follow(pieces, line) == wanted


def draft(text: str, score: float = -1.0) -> LineHypothesis:
    return LineHypothesis(text, score, (len(text),), np.zeros((1, 1), np.float32))


def test_what_the_first_sentence_speaks_of_comes_first(pieces: Pieces) -> None:
    article = writer_of(pieces).open(ARTICLE)
    drafts = [draft("O que se sabe sobre barcos", -0.5), draft("Prefeitura reabriu a ponte")]
    drafts += [draft("Prefeitura reabriu a ponte", -2.0)]
    nothing = dict.fromkeys(FEATURES, 0.0)
    by_score = HeadlineChoice({**nothing, "score": 1.0}).order(drafts, article)
    assert [one.score for one in by_score] == [-0.5, -1.0], "of one line twice the better one"
    by_lead = HeadlineChoice({**nothing, "first sentence": 1.0}).order(drafts, article)
    assert by_lead[0].text == "Prefeitura reabriu a ponte"
    worth = [one._replace(value=value) for one, value in zip(drafts, (0.1, 0.6, 0.7), strict=True)]
    assert [one.value for one in HeadlineChoice().order(worth, article)] == [0.7, 0.1]
    sentence = draft("Vila Rasa.")._replace(sentence=(0, 10))
    told = dict(zip(TOLD, numbers_of([*drafts, sentence], article).T, strict=True))
    assert told["extracted"].tolist() == [0, 0, 0, 1]
    assert told["consensus"][0] == numbers_of(drafts, article)[0, TOLD.index("consensus")]


def test_a_narrow_look_has_more_focus() -> None:
    wide, narrow = draft("Prefeitura reabriu a ponte"), draft("Barcos pararam")
    narrow = narrow._replace(attention=np.array([[0.9, 0.1], [0.7, 0.3]], np.float32))
    assert focus(wide) == 0
    assert focus(narrow) == pytest.approx(0.8)


def test_the_fit_finds_what_makes_a_good_headline() -> None:
    rng = np.random.default_rng(0)
    numbers = rng.normal(size=(500, 3)) * (1.0, 10.0, 0.0)
    first, second, third = fit(numbers, numbers @ np.array([0.5, -0.1, 0.0]), strength=1.0)
    assert (round(first, 2), round(second, 2), third) == (0.5, -0.1, 0.0)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"score": 1}'])
def test_damaged_weights_are_an_error(tmp_path: Path, content: str) -> None:
    path = tmp_path / "choice.json"
    path.write_text(content)
    with pytest.raises(ValueError, match=r".*"):
        load_choice(path)
    choice = HeadlineChoice(dict.fromkeys(FEATURES, 0.25))
    save_choice(choice, path)
    assert load_choice(path) == choice
    assert json.loads(path.read_text())["score"] == 0.25
