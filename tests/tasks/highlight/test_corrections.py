"""Marks corrected by hand, on texts whose offsets are not easy."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnn.errors import UserError
from textnn.results import LABELS, Highlight, ModelRef, Span, from_dict, to_dict
from textnn.tasks.highlight.corrected_files import FORMATS, read_marked
from textnn.tasks.highlight.corrections import by_hand, corrected, edited, marked_as, places, undone

MODEL = ModelRef("tagger", "ab" * 32)
TEXT = (
    "😀 Ana Prado falou.\r\nO Prado é um museu; sa\u0303o do Prado, "
    "de Ana\u00a0Prado e da Pradolândia."
)


def found(text: str, *names: tuple[str, str]) -> Highlight:
    """``text`` with the first place of each name marked."""
    spans = [
        Span(text.index(name), text.index(name) + len(name), name, label, 0.7)
        for name, label in names
    ]
    return Highlight(text, tuple(sorted(spans, key=lambda span: span.start)), MODEL, 0.1)


def said(result: Highlight) -> list[tuple[str, str]]:
    """Words and label of every mark, which must be where it says."""
    ends = [0, *(span.end for span in result.spans)]
    for before, span in zip(ends, result.spans, strict=False):
        assert before <= span.start < span.end
        assert result.text[span.start : span.end] == span.text
    return [(span.text, span.label) for span in result.spans]


def test_a_mark_becomes_another_and_is_known_as_made_by_hand() -> None:
    before = found(TEXT, ("Ana Prado", "ORG"))
    after = corrected(before, 2, 11, "PER")
    assert said(after) == [("Ana Prado", "PER")]
    assert by_hand(after) == {*after.spans}
    assert after.spans[0].score == 1
    assert after.corrected
    assert not before.corrected
    assert undone(after) == before


def test_a_mark_goes_and_one_comes_without_the_space_around_it() -> None:
    before = found(TEXT, ("Ana Prado", "PER"))
    assert said(corrected(before, 3, 6, "")) == []
    at = TEXT.index(" museu")
    assert said(corrected(before, at, at + 7, "LOC")) == [("Ana Prado", "PER"), ("museu;", "LOC")]


def test_what_a_longer_stretch_covers_gives_way() -> None:
    before = found("o Banco Central do Brasil", ("Central", "ORG"), ("Brasil", "LOC"))
    assert said(corrected(before, 2, 25, "ORG")) == [("Banco Central do Brasil", "ORG")]


def test_all_places_of_a_name_but_not_inside_a_longer_one() -> None:
    before = found(TEXT, ("Ana Prado", "PER"))
    at = TEXT.index("Prado é")
    after = corrected(before, at, at + 5, "ORG", everywhere=True)
    assert said(after) == [
        ("Ana Prado", "PER"), ("Prado", "ORG"), ("Prado", "ORG"), ("Prado", "ORG")
    ]  # fmt: skip
    assert len(after.corrections) == 1
    assert said(corrected(after, at, at + 5, "", everywhere=True)) == [("Ana Prado", "PER")]
    assert undone(after) == before


def test_only_whole_words_to_the_letter_are_the_same_name() -> None:
    assert places("Rio, rio, Rio-2016, Rios e Rio", 0, 3) == [(0, 3), (10, 13), (27, 30)]
    assert places("(a) (a)", 0, 3) == [(0, 3), (4, 7)]
    accent = "Jose\u0301"  # as some systems write José
    assert places(f"Jose, {accent}, Jose", 0, 4) == [(0, 4), (13, 17)]
    assert places(f"{accent}, {accent}s e {accent}", 0, 5) == [(0, 5), (16, 21)]
    assert places("aba aba aba", 0, 7) == [(0, 7)]


@pytest.mark.parametrize(
    ("start", "end", "label", "variant"),
    [
        (0, 0, "PER", "stretch"), (5, 3, "PER", "stretch"), (-3, 2, "PER", "stretch"),
        (0, 999, "PER", "stretch"), (1, 2, "PER", "stretch"), (2, 11, "CAT", "label"),
        (2, 11, "PER", "same"), (12, 17, "", "same"),
    ],
)  # fmt: skip
def test_what_is_no_correction_is_refused_in_a_sentence(
    start: int, end: int, label: str, variant: str
) -> None:
    with pytest.raises(UserError) as refused:
        corrected(found(TEXT, ("Ana Prado", "PER")), start, end, label)
    assert (refused.value.code, refused.value.variant) == ("bad-correction", variant)
    assert refused.value.pt
    assert refused.value.en


def test_nothing_is_undone_twice() -> None:
    with pytest.raises(UserError, match="no correction"):
        undone(found(TEXT))


Press = tuple[int, int, str, bool]


@given(
    st.text("aA é😀\r\n-.", min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from(["", *LABELS]),
                       st.booleans()), max_size=6),
)  # fmt: skip
def test_marks_stay_apart_whatever_is_pressed_and_undoing_all_gives_the_first(
    text: str, presses: list[Press]
) -> None:
    first = result = Highlight(text, (), MODEL, 0.1)
    steps = [first]
    for start, end, label, everywhere in presses:
        try:
            result = corrected(result, start, end, label, everywhere=everywhere)
        except UserError:
            continue
        said(result)
        assert from_dict(to_dict(result)) == result
        steps.append(result)
    for step in reversed(steps[:-1]):
        result = undone(result)
        assert result == step


def pressed(**said: Any) -> Mapping[str, Any]:
    return {"do": "correct", "start": "2", "end": "11", "said": "Ana Prado", **said}


def test_what_the_page_says_is_done_and_not_believed() -> None:
    before = found(TEXT)
    assert said(edited(before, pressed(kind="PER", everywhere="false"))) == [("Ana Prado", "PER")]
    assert undone(edited(before, pressed(kind="PER"))) == before
    for wrong in ({"said": "Ana"}, {"start": "x"}, {"start": None}, {"end": "99"}):
        with pytest.raises(UserError):
            edited(before, pressed(kind="PER", **wrong))
    with pytest.raises(UserError):
        edited(before, {"do": "correct"})


def test_wanted_marks_are_reached_and_kept_if_they_stand_there() -> None:
    before = found(TEXT, ("Ana Prado", "PER"), ("museu", "LOC"))
    kept = (2, 11, "PER")
    at = TEXT.index("Pradolândia")
    after = marked_as(before, [kept, (at, at + 11, "LOC")])
    assert said(after) == [("Ana Prado", "PER"), ("Pradolândia", "LOC")]
    assert after.spans[0].score == 0.7
    assert marked_as(after, [kept, (at, at + 11, "LOC")]) == after


def written(path: Path, results: list[Highlight]) -> Path:
    path.write_text("".join(FORMATS[path.suffix[1:]](iter(results))), encoding="utf-8", newline="")
    return path


def several() -> Iterator[Highlight]:
    first = found(TEXT, ("Ana Prado", "PER"))
    yield corrected(first, TEXT.index("museu"), TEXT.index("museu") + 5, "LOC")
    yield corrected(found("Deu 20% em Recife.\n\nFim."), 11, 17, "LOC")


def test_json_lines_come_back_as_they_were(tmp_path: Path) -> None:
    results = [*several()]
    back = [*read_marked(written(tmp_path / "a.jsonl", results))]
    assert [one.text for one in back] == [one.text for one in results]
    for one, result in zip(back, results, strict=True):
        assert [*one.marks] == [(span.start, span.end, span.label) for span in result.spans]


def test_conll_comes_back_article_by_article_with_every_name(tmp_path: Path) -> None:
    results = [*several()]
    back = [*read_marked(written(tmp_path / "a.conll", results))]
    assert len(back) == 2
    for one, result in zip(back, results, strict=True):
        names = [" ".join(span.text.split()) for span in result.spans]
        assert [one.text[start:end] for start, end, _ in one.marks] == names


def test_files_of_other_tools_are_read_with_their_names_of_categories(tmp_path: Path) -> None:
    path = tmp_path / "fora.conll"
    path.write_text("Ana\tB-PESSOA\nviu\tO\nIPI\tB-ABSTRACCAO\n\nFim\tO\n", encoding="utf-8")
    (one,) = read_marked(path)
    assert one.text == "Ana viu IPI\nFim"
    assert one.marks == ((0, 3, "PER"), (8, 11, "OTHER"))


def test_everywhere_is_linear_in_the_places() -> None:
    """A quadratic way took ten seconds for this text, and the store was locked meanwhile."""
    text = "a " * 30_000
    began = time.process_time()
    once = corrected(Highlight(text, (), MODEL, 0.1), 0, 1, "PER", everywhere=True)
    twice = corrected(once, 0, 1, "LOC", everywhere=True)
    assert time.process_time() - began < 5
    assert [len(once.spans), len(twice.spans)] == [30_000, 30_000]
    assert {span.label for span in undone(twice).spans} == {"PER"}


def test_marks_that_come_with_white_space_are_the_same_without() -> None:
    result = marked_as(found(TEXT), [(2, 12, "PER")])  # " Ana Prado"
    assert said(result) == [("Ana Prado", "PER")]
    assert marked_as(result, [(1, 11, "PER")]) == result


def test_a_place_that_is_no_number_of_a_text_is_refused() -> None:
    with pytest.raises(UserError):
        edited(found(TEXT), {"do": "correct", "start": float("inf"), "end": 3, "said": ""})
