"""Who says what in an article: quotations and reported speech, each with its speaker."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from textnn.results import Span
from textnn.text.quotations import quotations

_SAYS = re.compile(
    r"(?<!\w)(?:diz|dizem|disse|disseram|dizendo|afirm\w+|contou|contam|conta|explic\w+|declar\w+|fal[ao]u?"
    r"|lembr\w+|recorda\w*|resum\w+|coment\w+|avali\w+|acredit\w+|reclam\w+|lament\w+|confess\w+|respond\w+"
    r"|compar\w+|defend\w+|brinc\w+|acus\w+|justific\w+|alfinet\w+|iron\w+|desabaf\w+|festej\w+|comemor\w+"
    r"|relat\w+|descrev\w+|prome\w+|alert\w+|admiti\w+|critic\w+|pergunt\w+|escrev\w+|ri|ri-se|riu|alega\w*"
    r"|argument\w+|sustent\w+|inform\w+|neg(?:a|ou)|consider\w+|estim\w+|conclu\w+|anunci\w+|recomend\w+)(?!\w)",
    re.IGNORECASE,
)
_PLAINLY = re.compile(
    r"(?<!\w)(?:nega(?:m|va|ram)?|negou|considera\w*|atribu\w+|promet\w+|culp(?:am?|ou|aram)"
    r"|critic(?:am?|ou)|defend(?:em?|eu)|elogi(?:a|ou)|calcula\w*|prevê|garant(?:e|iu)|cobr(?:a|ou)"
    r"|tranquiliz\w+|lament(?:a|ou)|agradec(?:e|eu)|apost(?:a|ou)"
    r"|não (?:quis |se |vai )?(?:coment\w+|respond\w+|falar|manifest\w+|pronunci\w+))(?!\w)",
    re.IGNORECASE,
)
"""Verbs that report somebody's words without *que*."""
_ACCORDING = re.compile(
    r"(?<!\w)(?:segundo|para|de acordo com|conforme|na opinião d\w+) ", re.IGNORECASE
)
_THAT = re.compile(r"(?<!\w)que(?!\w)")
_PRONOUN = re.compile(r"(?<!\w)(ela|ele)(?!\w)", re.IGNORECASE)

SHORTEST = 3
"""Words of a quotation; what is shorter is a word held with tongs, or a title."""


class Speech(NamedTuple):
    """A sentence in which somebody speaks.

    Attributes:
        sentence: its number.
        direct: whether it has words between quotation marks.
        speaker: the mark of the person, maybe in an earlier sentence; None if nobody was named.
    """

    sentence: int
    direct: bool
    speaker: Span | None


def speeches(text: str, spans: Sequence[tuple[int, int]], people: Sequence[Span]) -> list[Speech]:
    """Every sentence in which somebody speaks, in order.

    Args:
        text: in normal form.
        spans: its sentences.
        people: marks of persons, in order, offsets into the same text.
    """
    quoted = [
        (start, end) for start, end in quotations(text) if _is_speech(text[start + 1 : end - 1])
    ]
    found = []
    for number, (start, end) in enumerate(spans):
        inside = [q for q in quoted if q[0] < end and q[1] > start]
        if inside:
            found.append(Speech(number, True, _speaker(text, spans, number, inside[-1], people)))
        elif _reports(text[start:end]):
            found.append(Speech(number, False, _nearest(people, start, end)))
    return found


def _is_speech(words: str) -> bool:
    """Whether quoted words are a saying rather than a title, which has capitals all over."""
    told = re.findall(r"[^\W\d_]+", words)
    long = [word for word in told if len(word) > 3]
    return len(told) >= SHORTEST and sum(word[0].isupper() for word in long) <= len(long) / 2


def _reports(sentence: str) -> bool:
    said = _SAYS.search(sentence)
    that = said is not None and _THAT.search(sentence, said.end()) is not None
    return that or bool(_ACCORDING.match(sentence)) or bool(_PLAINLY.search(sentence))


def _speaker(
    text: str,
    spans: Sequence[tuple[int, int]],
    number: int,
    quotation: tuple[int, int],
    people: Sequence[Span],
) -> Span | None:
    """Whoever is named in the sentences of the quotation, outside it, else the last one before."""
    start = spans[number][0]
    closing = next((s for s in spans if s[0] < quotation[1] <= s[1]), spans[number])
    after = [p for p in people if quotation[1] <= p.start < closing[1]]
    if after:
        return after[0]
    within = [p for p in people if min(start, closing[0]) <= p.start < quotation[0]]
    if within:
        return within[-1]
    pronoun = _PRONOUN.search(text, quotation[1], closing[1])
    return last_named(people, quotation[0], pronoun[1].lower() if pronoun else "")


def _nearest(people: Sequence[Span], start: int, end: int) -> Span | None:
    inside = [p for p in people if start <= p.start < end]
    return inside[0] if inside else last_named(people, start)


def last_named(people: Sequence[Span], place: int, pronoun: str = "") -> Span | None:
    """The last person named, of those whose first name ends as the pronoun asks if there are any.

    A rough rule: *Luca* and *Beatriz* break it.
    """
    earlier = [p for p in people if p.end <= place]
    fitting = [p for p in earlier if p.text.split()[0].endswith("a") == (pronoun == "ela")]
    chosen = fitting if pronoun and fitting else earlier
    return chosen[-1] if chosen else None
