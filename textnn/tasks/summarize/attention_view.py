"""What the network looked at while it wrote a headline and a dek: the picture and its numbers."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from textnn.html.layers import pieces, wrapped
from textnn.html.markup import escape, folded_table, listed, opacity, why
from textnn.locale import percent, say
from textnn.results import KINDS, Glance, Line, Summary

AROUND = 70
"""Characters of the article shown before and after a word that was looked at."""

SHORT_GAP = 40
"""Characters; so little is not worth leaving out."""

NOTABLE = 0.1
"""Attention from which on a place is shown even if it is not the strongest of any word."""

_ALL = 5
"""Words of the article named for a whole line."""
_GAP = '<span class="gap"> … </span>'

Place = tuple[int, int]
"""A word of the article: start and end."""
Weights = Mapping[Place, float]
"""A word of the article -> attention spent on it, 0 to 1."""


def looked_view(result: Summary, language: str) -> str:
    """The picture: written words over the stretches of the article they were taken from."""
    lines = {kind: line for kind in KINDS if (line := getattr(result, kind)).glances}
    head = f"<h3>{escape(say(language, 'looked'))}</h3>{why(language, 'looked')}"
    if not lines:
        return (
            f'<section class="looked">{head}<p>{escape(say(language, "looked_none"))}</p></section>'
        )
    first, line = next(iter(lines.items()))
    written = "".join(
        _written(result, kind, each, language, chosen=kind == first) for kind, each in lines.items()
    )
    places = sorted({place for line in lines.values() for place in totals(line.glances)})
    hint = f'<p class="hint">{escape(say(language, "looked_hint"))}</p>'
    said = escape(_everything(result, first, line, language))
    shown = excerpts(result.text, places, totals(line.glances), notable(lines.values()))
    return (
        f'<section class="looked">{head}{hint}{written}'
        f'<p class="detail" aria-live="polite">{said}</p>'
        f'<div class="excerpt" lang="{html_language(result)}" role="group" '
        f'aria-label="{escape(say(language, "looked_excerpt"))}">'
        f"{shown}</div>"
        f"{_numbers(result, lines.values(), language)}</section>"
    )


def totals(glances: Sequence[Glance]) -> dict[Place, float]:
    """Mean attention of a whole line on each word it looked at."""
    summed: defaultdict[Place, float] = defaultdict(float)
    for glance in glances:
        for start, end, attention in glance.looked:
            summed[start, end] += attention
    return {place: attention / len(glances) for place, attention in summed.items()}


def notable(lines: Iterable[Line]) -> list[Place]:
    """Where each written word looked most, and every other ``NOTABLE`` place, in text order.

    Faint looks are all over an article; with them the picture would be the article again.
    """
    looks = [glance.looked for line in lines for glance in line.glances if glance.looked]
    best = {looked[0][:2] for looked in looks}
    return sorted(best | {look[:2] for looked in looks for look in looked if look[2] >= NOTABLE})


def excerpts(text: str, places: Sequence[Place], weights: Weights, shown: Sequence[Place]) -> str:
    """The stretches of ``text`` around ``shown``, each of ``places`` in a tag that can be lit.

    Args:
        text: the article.
        places: words, in text order.
        weights: how strongly they are lit at first.
        shown: those of ``places`` that must be seen.
    """
    cut = pieces(places)
    most = max(weights.values(), default=0.0)

    def lit(words: str, over: tuple[int, ...]) -> str:
        at = " ".join(str(places[index][0]) for index in over)
        weight = max(weights.get(places[index], 0.0) for index in over)
        return f'<i data-at="{at}" style="--o:{strength(weight, most):.2f}">{words}</i>'

    found = windows(text, shown)
    before = "… " if found and found[0][0] > 0 else ""
    after = " …" if found and found[-1][1] < len(text) else ""
    parts = (wrapped(text, cut, lit, start, end) for start, end in found)
    return before + _GAP.join(parts) + after


def windows(text: str, places: Iterable[Place]) -> list[Place]:
    """Where to cut ``text`` so that each place has company on both sides; nothing twice.

    >>> windows("um dois tres", [(3, 7)])
    [(0, 12)]
    """
    found: list[Place] = []
    for start, end in places:
        left = text.rfind(" ", 0, max(0, start - AROUND)) + 1
        right = text.find(" ", min(len(text), end + AROUND))
        right = len(text) if right < 0 else right
        if found and left <= found[-1][1] + SHORT_GAP:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found


def strength(weight: float, most: float) -> float:
    """Opacity of a word, 0 if it was not looked at, 1 for the one looked at most.

    Args:
        weight: attention on the word.
        most: on the word looked at most.
    """
    return opacity(weight / most) if weight > 0 else 0.0


def html_language(result: Summary) -> str:
    """The article's language, for the attribute ``lang``."""
    return "pt-BR" if result.language == "pt" else escape(result.language)


def _written(result: Summary, kind: str, line: Line, language: str, *, chosen: bool) -> str:
    """A line, each word of it a button; ``chosen``: the button of all words is down."""
    name = say(language, kind)
    cut = pieces((glance.start, glance.end) for glance in line.glances)

    def button(word: str, over: tuple[int, ...]) -> str:
        glance = line.glances[over[0]]
        weights = _weights(glance)
        looked = _named(result.text, weights, language)
        saying = "looked_say" if looked else "looked_nowhere"
        sentence = say(language, saying, word=line.text[glance.start : glance.end], looked=looked)
        return _button(word, weights, sentence)

    every = _button(
        escape(say(language, "looked_all")),
        totals(line.glances),
        _everything(result, kind, line, language),
        kind="all",
        chosen=chosen,
    )
    return (
        f'<div class="written {kind}" role="group" aria-label="{escape(name)}">'
        f'<p class="kicker">{escape(name)} {every}</p>'
        f'<p class="line" lang="pt-BR">{wrapped(line.text, cut, button)}</p></div>'
    )


def _everything(result: Summary, kind: str, line: Line, language: str) -> str:
    """What the whole line looked at most, as a sentence."""
    looked = _named(result.text, totals(line.glances), language)
    return say(language, "looked_say_all", line=say(language, f"the_{kind}"), looked=looked)


def _button(
    label: str, weights: Weights, sentence: str, kind: str = "", *, chosen: bool = False
) -> str:
    """A button that lights ``weights`` in the excerpt and says ``sentence``; ``label`` is HTML."""
    most = max(weights.values(), default=0.0)
    looked = {str(start): round(strength(w, most), 2) for (start, _), w in weights.items()}
    return (
        f'<button type="button" class="glance {kind}" aria-pressed="{str(chosen).lower()}" '
        f'data-looked="{escape(json.dumps(looked))}" data-say="{escape(sentence)}">'
        f"{label}</button>"
    )


def _named(text: str, weights: Weights, language: str) -> str:
    best = by_word(text, weights)[:_ALL]
    return listed(language, [f"“{word}” ({percent(language, share)})" for word, share in best])


def by_word(text: str, weights: Weights) -> list[tuple[str, float]]:
    """Attention on each word, wherever it stands, strongest first."""
    summed: defaultdict[str, float] = defaultdict(float)
    for (start, end), attention in weights.items():
        summed[text[start:end]] += attention
    return sorted(summed.items(), key=lambda item: -item[1])


def _numbers(result: Summary, lines: Iterable[Line], language: str) -> str:
    heads = [say(language, "col_written"), say(language, "col_looked")]
    rows = [
        f'<tr><td class="words">{escape(line.text[glance.start : glance.end])}</td>'
        f'<td class="words">{escape(_shares(result.text, glance, language))}</td></tr>'
        for line in lines
        for glance in line.glances
    ]
    return folded_table(say(language, "looked_numbers"), heads, rows)


def _shares(text: str, glance: Glance, language: str) -> str:
    words = by_word(text, _weights(glance))
    return " · ".join(f"{word} {percent(language, share)}" for word, share in words)


def _weights(glance: Glance) -> dict[Place, float]:
    return {(start, end): attention for start, end, attention in glance.looked}
