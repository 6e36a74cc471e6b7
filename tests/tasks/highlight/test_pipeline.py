"""Marks fall on the very characters the person gave, whatever these are."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from textnn.engine.folder import Floats
from textnn.results import LABELS, Highlight, from_dict, to_dict
from textnn.tasks.highlight.pipeline import SENTENCES_AT_ONCE, Highlighter
from textnn.text.features import Features

PIECES = (
    "São João", "Sa\u0303o Joa\u0303o", "R$ 12,5 mi", "👩‍👩‍👧", "🇧🇷", "“Belém”", "—", "\r\n", "\n",
    "\u00a0", "\t", " ", ". ", "\u200b", "\u00ad", "Ana", "leu", "20h31", "não", "\ufeff",
    "e\u0301\u0327", "ก\u0e31", "עברית", "\U0001f3fd", "\u0301", "Rio-2016", "\ud800", "\x00",
    "**", "__",
)  # fmt: skip

texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=12).map(
        lambda parts: unicodedata.normalize("NFD", "".join(parts))
    ),
)

ARTICLE = (
    "A prefeita de Pedra Alta visitou a feira. Ana Prado leu o jornal em 3 de maio.\r\n"
    "O rio subiu 20 metros; Bento e Clara ficaram em casa. “Não vi”, disse Davi.\n\n"
) * 3


def check_marks(text: str, result: Highlight) -> None:
    assert result.text == text
    free = 0
    for span in result.spans:
        assert free <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.text
        assert span.label in LABELS
        assert 0 <= span.score <= 1
        free = span.end


@pytest.mark.slow
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts)
def test_marks_are_in_range_in_order_and_apart(highlighter: Highlighter, text: str) -> None:
    check_marks(text, highlighter(text))


class _Eager:
    """Tags every token as a name by itself: as many marks as there can be."""

    def __init__(self, highlighter: Highlighter) -> None:
        self.tagger = highlighter.tagger
        self.config, self.tags = self.tagger.config, self.tagger.tags

    def decode(self, features: Sequence[Features]) -> tuple[list[list[str]], list[Floats]]:
        lengths = [len(one.words) for one in features]
        chances = [np.full((length, len(self.tags)), 0.5, np.float32) for length in lengths]
        return [["B-PER"] * length for length in lengths], chances


@pytest.mark.slow
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts)
def test_a_mark_on_every_token_still_never_overlaps(highlighter: Highlighter, text: str) -> None:
    eager = Highlighter(
        _Eager(highlighter),  # type: ignore[arg-type]
        highlighter.featurizer,
        highlighter.reference,
    )
    result = eager(text)
    check_marks(text, result)
    marked = {place for span in result.spans for place in range(span.start, span.end)}
    for place, char in enumerate(text):
        if char.isalnum():
            assert place in marked, f"{char!r} at {place}"


def test_an_article_gets_marks_and_the_same_ones_again(highlighter: Highlighter) -> None:
    first, again = highlighter(ARTICLE), highlighter(ARTICLE)
    assert first.spans
    assert first.spans == again.spans
    assert first.model.name == "tagger"
    assert len(first.model.checksum) == 64
    assert from_dict(to_dict(first)) == first


def test_composed_and_decomposed_text_get_the_same_marks(highlighter: Highlighter) -> None:
    composed = highlighter(ARTICLE)
    decomposed = highlighter(unicodedata.normalize("NFD", ARTICLE))
    assert [(unicodedata.normalize("NFC", s.text), s.label) for s in decomposed.spans] == [
        (s.text, s.label) for s in composed.spans
    ]


@pytest.mark.parametrize("text", ["", " ", "\r\n\r\n", "\u200b", "\x00"])
def test_nothing_to_read_gives_no_marks(highlighter: Highlighter, text: str) -> None:
    assert highlighter(text).spans == ()


def test_bold_of_markdown_is_not_read(highlighter: Highlighter) -> None:
    plain, bold = (highlighter(text) for text in (ARTICLE, ARTICLE.replace("Ana", "**Ana**")))
    assert [(s.label, s.score) for s in bold.spans] == [(s.label, s.score) for s in plain.spans]
    check_marks(bold.text, bold)


def test_many_texts_are_tagged_as_each_alone(highlighter: Highlighter) -> None:
    texts = [ARTICLE.replace("\r\n", "\n"), "", "Ana leu o jornal em Lagoa.", "Bento viu o rio."]
    together = highlighter.tag(texts)
    for text, found in zip(texts, together, strict=True):
        (alone,) = highlighter.tag([text])
        assert [(s.start, s.end, s.tag) for s in alone] == [(s.start, s.end, s.tag) for s in found]
        assert [s.score for s in alone] == pytest.approx([s.score for s in found], abs=1e-4)


def test_progress_moves_to_one(highlighter: Highlighter) -> None:
    seen: list[float] = []
    highlighter("Ana leu. " * (3 * SENTENCES_AT_ONCE), seen.append)
    assert seen[0] == 0.0
    assert seen[-1] == 1.0
    assert seen == sorted(seen)
    assert len(seen) >= 3


def test_progress_can_cancel(highlighter: Highlighter) -> None:
    def stop(done: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        highlighter(ARTICLE, stop)
