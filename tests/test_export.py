import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from textnn.results import LABELS, Highlight, Keyword, ModelRef, Span, from_dict
from textnn.tasks.documents import Passage
from textnn.tasks.highlight.export import (
    CSV_COLUMNS,
    highlight_to_conll,
    highlight_to_csv,
    printed,
)
from textnn.tasks.highlight.view import highlight_view
from textnn.tasks.task import whole_json

MODEL = ModelRef("tagger", "0" * 64)

ARTICLE = "A Dra. Ana Souza mora em Santa Clara. Chegou em 3 de maio, disse “ela”, com 20%."


def marked(text: str, *pieces: tuple[str, str]) -> Highlight:
    spans: list[Span] = []
    for piece, label in pieces:
        start = text.index(piece, spans[-1].end if spans else 0)
        spans.append(Span(start, start + len(piece), piece, label, 0.9))
    return Highlight(text, tuple(spans), MODEL, 0.25)


@st.composite
def highlights(draw: st.DrawFn) -> Highlight:
    text = draw(st.text(st.sampled_from("aB1é\u0301 .,\n\r\u00a0👍🏽-$")))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = [p for p in zip(cuts[::2], cuts[1::2], strict=False) if text[p[0] : p[1]].strip()]
    spans = [Span(a, b, text[a:b], draw(st.sampled_from(LABELS)), 0.5) for a, b in pairs]
    return Highlight(text, tuple(spans), MODEL, 0.0)


def test_json_comes_back_as_the_same_result() -> None:
    result = marked(ARTICLE, ("Ana Souza", "PER"), ("20%", "VALUE"))
    assert from_dict(json.loads(whole_json(result))) == result


def test_csv_has_a_line_a_mark_with_offsets_into_the_text() -> None:
    result = marked(ARTICLE, ("Ana Souza", "PER"), ("3 de maio, disse “ela”", "TIME"))
    header, *rows = csv.reader(io.StringIO(highlight_to_csv(result), newline=""))
    assert header == list(CSV_COLUMNS)
    assert [ARTICLE[int(row[0]) : int(row[1])] for row in rows] == [row[4] for row in rows]
    assert [row[2] for row in rows] == ["PER", "TIME"]


def test_keywords_follow_the_marks_in_csv_and_leave_conll_as_it_was() -> None:
    plain = marked(ARTICLE, ("Ana Souza", "PER"))
    words = (
        Keyword("Santa Clara", 1.0, ((25, 36),), 0.2, (), "LOC"),
        Keyword("ela", 0.5, ((66, 69),), 0.1, (), ""),
    )
    result = replace(plain, keywords=words)
    rows = [*csv.reader(io.StringIO(highlight_to_csv(result), newline=""))]
    assert rows[:2] == [*csv.reader(io.StringIO(highlight_to_csv(plain), newline=""))]
    assert rows[2:] == [
        ["25", "36", "KEYWORD", "1.0000", "Santa Clara"],
        ["66", "69", "KEYWORD", "0.5000", "ela"],
    ]
    assert highlight_to_conll(result) == highlight_to_conll(plain)
    assert from_dict(json.loads(whole_json(result))) == result
    html = highlight_view(result, "pt", datetime(2026, 3, 1, tzinfo=UTC))
    for one in ("Ana Souza", "Santa Clara", "ela"):
        assert html.count(f'data-text="{one}"') == 1, "each is copied alone"


def test_contacts_follow_in_csv_and_on_paper_and_nothing_learns_them() -> None:
    text = "Ana Souza:\xa0(41)\xa099812-0000, ana@exemplo.com.br. Ligue (41)\xa099812-0000."
    result = marked(text, ("Ana Souza", "PER"))
    rows = [*csv.reader(io.StringIO(highlight_to_csv(result), newline=""))][2:]
    assert [row[2:4] for row in rows] == [["CONTACT", "1.0000"]] * 3
    assert [text[int(row[0]) : int(row[1])] for row in rows] == [row[4] for row in rows]
    assert "CONTACT" not in highlight_to_conll(result) + whole_json(result)
    assert printed(result, "", "pt").chapters[-1].paragraphs == (
        (Passage("(41) 99812-0000"),), (Passage("ana@exemplo.com.br"),),
    )  # fmt: skip
    html = highlight_view(result, "pt", datetime(2026, 3, 1, tzinfo=UTC))
    assert html.count('data-text="(41) 99812-0000"') == 1


def test_conll_of_a_worked_example() -> None:
    result = marked("Ana Souza chegou. Deu 20%.", ("Ana Souza", "PER"), ("20", "VALUE"))
    assert highlight_to_conll(result) == (
        "Ana\tB-PER\nSouza\tI-PER\nchegou\tO\n.\tO\n\nDeu\tO\n20\tB-VALUE\n%\tO\n.\tO\n\n"
    )


def test_conll_cuts_a_token_where_a_mark_ends_inside() -> None:
    assert highlight_to_conll(marked("pré-Ana", ("Ana", "PER"))).split("\n")[-3] == "Ana\tB-PER"


def test_conll_joins_sentences_that_a_mark_runs_over() -> None:
    text = "Leu Fim. Começo ontem."
    lines = highlight_to_conll(marked(text, ("Fim. Começo", "WORK"))).split("\n")
    assert lines[1:4] == ["Fim\tB-WORK", ".\tI-WORK", "Começo\tI-WORK"]


@given(highlights())
def test_conll_keeps_every_character_and_every_mark(result: Highlight) -> None:
    rows = [line.split("\t") for line in highlight_to_conll(result).split("\n") if line]
    assert "".join(token for token, _ in rows) == "".join(result.text.split())
    assert [tag[2:] for _, tag in rows if tag.startswith("B-")] == [s.label for s in result.spans]
    found: list[str] = []
    for token, tag in rows:
        if tag.startswith("B-"):
            found.append(token)
        elif tag.startswith("I-"):
            found[-1] += token
    assert found == ["".join(span.text.split()) for span in result.spans]


def test_a_no_break_space_before_a_stop_is_no_trouble() -> None:
    assert highlight_to_conll(Highlight("B\xa0.", (), MODEL, 0.0)) == "B\tO\n.\tO\n\n"


def test_every_export_of_no_marks_is_still_a_file() -> None:
    bare = marked(ARTICLE)
    assert highlight_to_csv(bare) == ",".join(CSV_COLUMNS) + "\r\n"
    assert set(highlight_to_conll(bare).split("\n")) & {"Ana\tO", "Souza\tO"}
    assert "B-" not in highlight_to_conll(bare)
