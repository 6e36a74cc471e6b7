"""What tests of the screen's HTML share: a reader of it, texts to put in, and invented results."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import strategies as st

from tests.ui.fakes import MODEL
from textnn.results import LABELS, ORIGINS, Extract, Glance, Highlight, Keyword, Line, Span, Summary
from textnn.results import SummaryOptions as Options


class Reader(HTMLParser):
    """What a browser's ``textContent`` would be, and the tags on the way."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def sheet(html: str) -> Reader:
    """The article of a view."""
    found = re.search(r"<article[^>]*>(.*)</article>", html, re.DOTALL)
    assert found
    return read(found[1])


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def stretches(text: str) -> st.SearchStrategy[tuple[int, int]]:
    """Any stretch of ``text``, the empty ones too."""
    place = st.integers(0, len(text))
    return st.tuples(place, place).map(lambda pair: (min(pair), max(pair)))


@st.composite
def highlights(draw: st.DrawFn, *, keywords: bool = False) -> Highlight:
    text = draw(texts)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = [
        Span(start, end, text[start:end], draw(st.sampled_from(LABELS)), draw(st.floats(0, 1)))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    words = draw(st.lists(keyword(text), max_size=4)) if keywords else []
    return Highlight(text, tuple(spans), MODEL, 0.1, tuple(words))


@st.composite
def keyword(draw: st.DrawFn, text: str) -> Keyword:
    """A keyword whose places may overlap each other and anything else."""
    places = draw(st.lists(stretches(text), min_size=1, max_size=4))
    name = draw(st.sampled_from(("", *LABELS)))
    writing = tuple(draw(st.lists(texts, max_size=3)))
    share = draw(st.floats(0, 1))
    return Keyword(text[slice(*places[0])], share, tuple(places), share, writing, name)


@st.composite
def summaries(draw: st.DrawFn) -> Summary:
    text = draw(texts.filter(str.strip))
    chosen = draw(st.lists(stretches(text), max_size=4))
    extracts = tuple(Extract(start, end, text[start:end], 0.5) for start, end in sorted(chosen))
    asked = Options(draw(st.integers(1, 10)))
    language = draw(st.sampled_from(("pt", "en", "es", "xx")))
    read_to = draw(st.integers(0, len(text)))
    headline, dek = draw(line(text)), draw(line(text))
    others = tuple(draw(st.lists(texts, max_size=2)))
    return Summary(text, headline, dek, extracts, asked, language, read_to, MODEL, 0.1, others)


@st.composite
def line(draw: st.DrawFn, text: str) -> Line:
    written = draw(texts)
    origin = draw(st.sampled_from(ORIGINS))
    looked = st.tuples(stretches(text), st.floats(0, 1)).map(lambda pair: (*pair[0], pair[1]))
    cuts = sorted(draw(st.sets(st.integers(0, len(written)), max_size=6)))
    glances = tuple(
        Glance(start, end, tuple(draw(st.lists(looked, max_size=5))))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    )
    refused = tuple(draw(st.lists(st.tuples(texts, texts), max_size=3)))
    source = draw(stretches(text))
    return Line(written, origin, source, glances if origin == "written" else (), refused)
