"""Keywords -> what the screen shows: underlined words, their list, and why each is one."""

from __future__ import annotations

from collections.abc import Sequence

from textnn.export import KEYWORD
from textnn.html.layers import Piece, pieces, wrapped
from textnn.html.markup import escape, folded_table, opacity
from textnn.locale import number, percent, say
from textnn.results import Keyword

HARDLY = 0.005
"""Below this share of the attention a keyword owes its place to something else."""


class Underlines:
    """The article of a result, ready to be given part by part with its keywords underlined.

    Keywords may overlap each other and the marks. Where two overlap, the better one is told.

    Args:
        text: the article.
        keywords: best first.
        language: of the reader.
    """

    def __init__(self, text: str, keywords: Sequence[Keyword], language: str) -> None:
        self._text = text
        places = [(rank, span) for rank, keyword in enumerate(keywords) for span in keyword.spans]
        self._ranks = [rank for rank, _ in places]
        self._tags = [_tag(rank, keyword, language) for rank, keyword in enumerate(keywords)]
        self._cut: list[Piece] = pieces(span for _, span in places)

    def html(self, start: int, end: int) -> str:
        """``text[start:end]``; without its tags it is the text to the letter."""
        return wrapped(self._text, self._cut, self._wrap, start, end)

    def _wrap(self, words: str, over: tuple[int, ...]) -> str:
        best = min(self._ranks[index] for index in over)
        return f"{self._tags[best]}{words}</u>"


def _tag(rank: int, keyword: Keyword, language: str) -> str:
    title = say(language, "keyword_title", percent=percent(language, keyword.score))
    return (
        f'<u class="{KEYWORD}" style="--o:{opacity(keyword.score):.2f}" data-key="{rank}" '
        f'title="{escape(title)}">'
    )


def why_keyword(keyword: Keyword, language: str) -> str:
    """Why this is a keyword, in one plain sentence.

    >>> why_keyword(Keyword("comitê", 1.0, ((0, 6), (9, 15)), 0.12, ("pesquisa",), ""), "pt")
    'Ao escrever a manchete e a linha fina, a rede olhou para “comitê” em 12% do tempo, sobretudo \
ao escrever “pesquisa”; a palavra aparece 2 vezes.'
    """
    name = " ".join(keyword.text.split())
    count = _count(keyword, language)
    if keyword.share < HARDLY:
        return say(language, "keyword_glance", text=name, count=count)
    words = listed([f"“{word}”" for word in keyword.writing], language)
    writing = say(language, "keyword_writing", words=words) if keyword.writing else ""
    return say(
        language,
        "keyword_look",
        text=name,
        share=percent(language, keyword.share),
        writing=writing,
        count=count,
    )


def _count(keyword: Keyword, language: str) -> str:
    kind = "name" if keyword.name else "phrase" if len(keyword.text.split()) > 1 else "word"
    label = say(language, keyword.name) if keyword.name else ""
    times = len(keyword.spans)
    many = "one" if times == 1 else "many"
    return say(
        language, f"keyword_{kind}_{many}", count=number(language, times), label=label.lower()
    )


def listed(words: Sequence[str], language: str) -> str:
    """Words as a person lists them.

    >>> listed(["a", "b", "c"], "pt"), listed(["a"], "en")
    ('a, b e c', 'a')
    """
    *first, last = words or ("",)
    return (", ".join(first) + say(language, "and") + last) if first else last


def keyword_list(keywords: Sequence[Keyword], language: str) -> str:
    """The list of keywords with weight, count and reason; nothing if there are none."""
    if not keywords:
        return ""
    many = number(language, len(keywords))
    one = say(language, "keywords_one")
    title = one if len(keywords) == 1 else say(language, "keywords_many", count=many)
    heads = [say(language, name) for name in (KEYWORD, "col_weight", "col_times")]
    rows = [_row(rank, keyword, language) for rank, keyword in enumerate(keywords)]
    return folded_table(title, heads, rows)


def _row(rank: int, keyword: Keyword, language: str) -> str:
    name = " ".join(keyword.text.split())
    return (
        f'<tr class="{KEYWORD}"><td class="reason"><span class="words">{escape(name)}</span>'
        f'<details class="why"><summary>{escape(say(language, "why_this"))}</summary>'
        f'<p data-why="{rank}" data-name="{escape(name)}">'
        f"{escape(why_keyword(keyword, language))}</p></details></td>"
        f"<td>{percent(language, keyword.score)}</td>"
        f"<td>{number(language, len(keyword.spans))}</td></tr>"
    )
