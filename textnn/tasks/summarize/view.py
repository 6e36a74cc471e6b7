"""A summary -> what the screen shows: headline, dek and sentences, where each came from, and
what the network looked at while it wrote."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from textnn.html.layers import SourceSegment, pieces, segments, sources
from textnn.html.markup import opacity
from textnn.locale import say, say_known
from textnn.results import KINDS, Glance, Line, Summary
from textnn.tasks.summarize.export import EXPORTS, summary_to_text
from textnn.tasks.task import TemplateView, export_buttons

AROUND = 70
"""Characters of the article shown before and after a word that was looked at."""

SHORT_GAP = 40
"""Characters; so little is not worth leaving out."""

NOTABLE = 0.1
"""Attention from which on a place is shown even if it is not the strongest of any word."""

Place = tuple[int, int]
"""A word of the article: start and end."""
Weights = Mapping[Place, float]
"""A word of the article -> attention spent on it, 0 to 1."""


class Word(NamedTuple):
    """A part of a written line.

    Attributes:
        text: as written.
        glance: whether it is a word of the network's, which looked somewhere.
        looked: JSON, where the words begin that it looked at -> how strongly they are lit.
        best: words of the article and the attention on each, strongest first.
    """

    text: str
    glance: bool = False
    looked: str = ""
    best: Sequence[tuple[str, float]] = ()


class WrittenLine(NamedTuple):
    """A line that the network wrote: which, the attention of all of it, and its words."""

    kind: str
    all: Word
    words: list[Word]


def written_lines(result: Summary) -> list[WrittenLine]:
    """The lines that the network wrote itself, word by word."""
    found = []
    for kind, line in _written(result).items():
        cut = pieces((glance.start, glance.end) for glance in line.glances)
        words = [
            _word(result.text, text, _weights(line.glances[over[0]])) if over else Word(text)
            for text, over in segments(line.text, cut)
        ]
        found.append(WrittenLine(kind, _word(result.text, "", totals(line.glances)), words))
    return found


def excerpt(result: Summary) -> list[list[tuple[str, str, float]]]:
    """The stretches of the article that the first written line is lit in, as ``excerpts``."""
    lines = list(_written(result).values())
    places = sorted({place for line in lines for place in totals(line.glances)})
    weights = totals(lines[0].glances) if lines else {}
    return excerpts(result.text, places, weights, notable(lines))


def _written(result: Summary) -> dict[str, Line]:
    return {kind: line for kind in KINDS if (line := getattr(result, kind)).glances}


def _word(text: str, word: str, weights: Weights) -> Word:
    most = max(weights.values(), default=0.0)
    looked = {str(start): round(strength(w, most), 2) for (start, _), w in weights.items()}
    return Word(word, True, json.dumps(looked), by_word(text, weights))


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


def excerpts(
    text: str, places: Sequence[Place], weights: Weights, shown: Sequence[Place]
) -> list[list[tuple[str, str, float]]]:
    """The stretches of ``text`` around ``shown``: words, where those that can be lit begin, light.

    Args:
        text: the article.
        places: words, in text order.
        weights: how strongly they are lit at first.
        shown: those of ``places`` that must be seen.
    """
    cut = pieces(places)
    most = max(weights.values(), default=0.0)

    def lit(words: str, over: tuple[int, ...]) -> tuple[str, str, float]:
        at = " ".join(str(places[index][0]) for index in over)
        weight = max((weights.get(places[index], 0.0) for index in over), default=0.0)
        return words, at, strength(weight, most)

    found = windows(text, shown)
    parts = [[lit(*one) for one in segments(text, cut, start, end)] for start, end in found]
    if found and found[0][0] > 0:
        parts[0].insert(0, ("… ", "", 0.0))
    if found and found[-1][1] < len(text):
        parts[-1].append((" …", "", 0.0))
    return parts


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


def by_word(text: str, weights: Weights) -> list[tuple[str, float]]:
    """Attention on each word, wherever it stands, strongest first."""
    summed: defaultdict[str, float] = defaultdict(float)
    for (start, end), attention in weights.items():
        summed[text[start:end]] += attention
    return sorted(summed.items(), key=lambda item: -item[1])


def _weights(glance: Glance) -> dict[Place, float]:
    return {(start, end): attention for start, end, attention in glance.looked}


def sourced(result: Summary) -> list[SourceSegment]:
    """The article segment by segment, with the names of what came from it.

    ``s1`` is the first sentence of the summary; the others are ``headline`` and ``dek``.
    """
    named = [(f"s{n}", (s.start, s.end)) for n, s in enumerate(result.sentences, 1)]
    named += [(kind, getattr(result, kind).source) for kind in KINDS]
    return sources(result.text, named)


def cautions(result: Summary, language: str) -> list[str]:
    """What to know before trusting this summary, a sentence each."""
    said: list[str] = []
    if result.language != "pt":
        other = say(language, "lang_other")
        name = say_known(language, f"lang_{result.language}", default=other)
        said.append(say(language, "foreign", name=name))
    asked, count = result.options.sentences, len(result.sentences)
    if count < asked:
        short = f"short_{'none' if count == 0 else 'one' if count == 1 else 'many'}"
        said.append(say(language, short, asked=asked, count=count))
    return said


def notice(result: Summary, language: str) -> str:
    """What every copy says: which of it a network wrote."""
    name = f"note_{result.headline.origin}_{result.dek.origin}"
    return say(language, name, model=result.model.name)


def _whole(result: Summary, language: str) -> dict[str, object]:
    return {
        **_part(result, language),
        "notice": notice(result, language),
        "copied": summary_to_text(result),
        "written": written_lines(result),
        "excerpt": excerpt(result),
        "formats": export_buttons(EXPORTS),
    }


def _part(result: Summary, language: str) -> dict[str, object]:
    return {"cautions": cautions(result, language), "source": sourced(result)}


summary_view = TemplateView("summarize/view.html", _whole)
"""The whole view of a summary."""

sentences_view = TemplateView("summarize/sentences.html", _part)
"""What a conversation shows: the sentences that say most."""

headline_view = TemplateView("summarize/headline.html", _part)
"""What a conversation shows: headline and dek."""
