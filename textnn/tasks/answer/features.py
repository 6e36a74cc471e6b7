"""An article beside a question: what is known of each sentence, so that they can be ranked."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from textnn.tasks.answer.answer_types import TYPED, Found, expected
from textnn.tasks.answer.article import Reading
from textnn.tasks.answer.followup import Leaning
from textnn.tasks.answer.matching import SAME, SLIPPED, Lexicon, likeness
from textnn.tasks.answer.speakers import Speech
from textnn.text.normalize import fold

RANKING = (
    "letters", "meaning", "before", "after", "focus", "linked", "near", "direct speech",
    "reported speech", "only reported", "silent", "fresh", "lead", "first", "same", "close",
    *(f"fits {kind}" for kind in TYPED),
)  # fmt: skip
"""What is known of a sentence, in the order of its numbers; see ``Beside``."""

KIN = 0.6
"""Likeness from which on a word of the question counts as found."""

_STRANGE, _TWIN = 0.25, 0.85
"""Cosines of two words that have nothing to do with each other, and of two that say the same."""
_FAR = 8.0
"""Words over which the nearness to what was found fades to a third."""
_BORROWED = 0.1
"""What a word counts that stands in the question before."""

_FULL = 8
"""Words a sentence has to say besides the question's to be taken for full."""

Numbers = npt.NDArray[np.float64]


class Beside:
    """An article beside a question.

    Args:
        reading: with at least one sentence.
        asked: a question, maybe one that goes on from another.
        known: words beyond the article.

    Attributes:
        numbers: one for each of ``RANKING``, shape (sentences, len(RANKING)):

            - letters: part of the question's weight whose words, or kin of theirs, are in the
              sentence; meaning: the same with words that mean alike;
            - before, after: what the sentence before, or after, has of it besides;
            - focus: whether it has the noun that is asked for;
            - linked: what the names in it bring along from where else they stand;
            - near: how near those words are to something of the kind asked for;
            - direct, reported speech: how well its speaker answers to the person asked for; only
              reported: the same where no quotation does; silent: nobody speaks, though somebody's
              words are asked for;
            - fresh: how much it says that the question does not;
            - lead: how well it fits, the more the earlier it stands; first: it is the first;
            - same: it has answered the question that this one goes on from; close: how near it is
              to that one;
            - fits: how well the best thing in it fits the kind that is asked for.
        found: what fits, sentence by sentence, best first.
    """

    def __init__(self, reading: Reading, asked: Leaning, known: Lexicon) -> None:
        self.reading, self.asked, self.question = reading, asked, asked.question
        self._compare(known)
        self.found = [self._finds(number) for number in range(len(reading.spans))]
        speech = [self._speech(number) for number in range(len(reading.spans))]
        self.quoted = max(direct for direct, _ in speech)
        self.numbers = np.array([self._told(number) for number in range(len(reading.spans))])

    def _compare(self, known: Lexicon) -> None:
        """Likeness of each word of the question and of the article, and the former's weights."""
        reading, asked = self.reading, self.question.words
        self.letters, cosines = likeness(asked, reading.forms, reading.stems, known)
        for n, form in enumerate(reading.forms):
            if reading.proper[n]:  # is not inflected: *fundado* is no form of *Barra Funda*
                same = np.array([word == fold(form) for word in asked], dtype=bool)
                self.letters[~same & (self.letters[:, n] != SLIPPED), n] = 0
        meaning = np.clip((cosines - _STRANGE) / (_TWIN - _STRANGE), 0, 0.9)
        meaning[:, reading.stops | reading.proper] = 0
        self.either = np.maximum(self.letters, meaning)
        self.by_letters = self._in_sentences(self.letters)
        self.by_meaning = self._in_sentences(self.either)
        count, spread = len(reading.spans), (self.by_letters >= KIN).sum(1)
        if self.question.kind == "said":
            self._hear()
        rare = np.array([known.rare(word) for word in asked])
        seldom = np.log((count + 1) / (spread + 0.5)) / math.log(count + 2)
        borrowed = np.array([word in self.asked.borrowed for word in asked], dtype=bool)
        self.weights: Numbers = rare * np.clip(seldom, 0.05, 1) * np.where(borrowed, _BORROWED, 1.0)
        self.present: npt.NDArray[np.bool_] = spread > 0

    def _hear(self) -> None:
        """What is said of a speaker counts as if it stood in each sentence of his."""
        for said in self.reading.speeches:
            if said.speaker is not None:
                around = self.reading.profile(said.speaker)
                for told, likely in (
                    (self.by_letters, self.letters),
                    (self.by_meaning, self.either),
                ):
                    spoken = likely[:, around].max(1, initial=0)
                    told[:, said.sentence] = np.maximum(told[:, said.sentence], spoken)

    def _in_sentences(self, likely: Numbers) -> Numbers:
        """Best likeness within each sentence, shape (asked, sentences)."""
        within = self.reading.within
        return np.stack([likely[:, places].max(1, initial=0) for places in within], axis=1)

    def share(self, likely: Numbers, *, present: bool = False) -> float:
        """Weighted part of the question: of its words that are in the article, or of all."""
        weights = np.where(self.present, self.weights, 0) if present else self.weights
        total = weights.sum()
        return float(weights @ likely / total) if total else 0.0

    def _finds(self, number: int) -> list[Found]:
        """What fits in a sentence, best first: also the nearer it is to what is asked about."""
        reading, question = self.reading, self.question
        start, end = reading.spans[number]
        found = expected(question, reading.clean.text, start, end, reading.marks_in(number))
        if question.kind == "count" and question.focus in question.words:
            like = self.either[question.words.index(question.focus)]
            found = [self._counted(one, number, like) for one in found]
        where = self._kin(number)
        return sorted(
            found, key=lambda one: (-one.fit * (0.5 + self._close(one, number, where)), one.start)
        )

    def _counted(self, one: Found, number: int, like: Numbers) -> Found:
        """A number fits the better the more the words behind it are like what is counted."""
        pairs = zip(self.reading.tokens[number], self.reading.within[number], strict=True)
        behind = [place for (start, _), place in pairs if start >= one.end][:2]
        return one._replace(fit=one.fit * (1 + max((float(like[p]) for p in behind), default=0)))

    def _told(self, number: int) -> list[float]:
        direct, reported = self._speech(number)
        told = {
            "letters": self.share(self.by_letters[:, number], present=True),
            "meaning": self.share(self.by_meaning[:, number]),
            "before": self._besides(number, -1),
            "after": self._besides(number, 1),
            "focus": self._focus(number),
            "linked": self._linked(number),
            "near": self._near(number),
            "direct speech": direct,
            "reported speech": reported,
            "only reported": reported * (1 - self.quoted),
            "silent": self.question.kind == "said" and not direct + reported,
            "fresh": self._fresh(number),
            "lead": self.fits(number) / (1 + number),
            "first": number == 0,
            "same": number == self.asked.sentence,
            "close": self._close_to_before(number),
            **{f"fits {kind}": self.fits(number) * (self.question.kind == kind) for kind in TYPED},
        }
        return [float(told[name]) for name in RANKING]

    def fits(self, number: int) -> float:
        """How well the best thing in a sentence fits the kind asked for, 0 to 2."""
        return max((one.fit for one in self.found[number]), default=0.0)

    def together(self, number: int) -> tuple[int, int]:
        """First and last of the sentences that answer as one: two where a reason stands apart.

        *A obra parou. O motivo foi a falta de verba.* Mostly no word announces it: *A rodovia foi
        fechada. A fumaça impedia a visão.*
        """
        if self.question.kind != "why":
            return number, number
        ahead = max((one.fit for one in self.found[number]), default=0.0) > 1
        alone = self.fits(number) > 0 and not ahead
        before, own = self._besides(number, -1), self.share(self.by_letters[:, number])
        if number and (ahead or (not alone and before > own)):
            return number - 1, number
        last = number + 1 == len(self.reading.spans)
        return number, number if alone or last else number + 1

    def _besides(self, number: int, step: int) -> float:
        beside = number + step
        if not 0 <= beside < len(self.reading.spans):
            return 0.0
        more = np.clip(self.by_letters[:, beside] - self.by_letters[:, number], 0, None)
        return self.share(more, present=True)

    def _fresh(self, number: int) -> float:
        """How much a sentence says that the question does not: up to eight full words, 0 to 1."""
        places = [p for p in set(self.reading.within[number]) if not self.reading.stops[p]]
        asked = self.letters[:, places].max(0, initial=0) >= KIN
        return min(1.0, float((~asked).sum()) / _FULL)

    def _close_to_before(self, number: int) -> float:
        before = self.asked.sentence
        if before is None or number == before:
            return 0.0
        return math.exp(1 - abs(number - before))

    def _focus(self, number: int) -> float:
        focus, asked = self.question.focus, self.question.words
        return float(self.by_meaning[asked.index(focus), number]) if focus in asked else 0.0

    def beside_names(self, number: int) -> Numbers:
        """Best likeness of each word of the question to those around the names of a sentence."""
        reading = self.reading
        places = {p for name in reading.names_of(number) for p in reading.profile(name)}
        best: Numbers = self.letters[:, sorted(places)].max(1, initial=0)
        return best

    def _linked(self, number: int) -> float:
        more = np.clip(self.beside_names(number) - self.by_letters[:, number], 0, None)
        return self.share(more)

    def _kin(self, number: int) -> list[list[tuple[int, float]]]:
        """For each word of the question: where in the sentence its kin stand, and how near kin."""
        places = self.reading.within[number]
        return [
            [(at, float(row[p])) for at, p in enumerate(places) if row[p] > 0.3]
            for row in self.either
        ]

    def _near(self, number: int) -> float:
        where = self._kin(number)
        return max((one.fit * self._close(one, number, where) for one in self.found[number]),
                   default=0.0)  # fmt: skip

    def _close(self, one: Found, number: int, where: list[list[tuple[int, float]]]) -> float:
        """Part of the question's weight that stands close to something found, 0 to 1."""
        tokens, total = self.reading.tokens[number], float(self.weights.sum())
        at = [n for n, (s, e) in enumerate(tokens) if s < one.end and e > one.start]
        if not at or not total:
            return 0.0
        near = 0.0
        for weight, kin in zip(self.weights.tolist(), where, strict=True):
            faded = [
                like * math.exp(-max(at[0] - place, place - at[-1]) / _FAR)
                for place, like in kin
                if not at[0] <= place <= at[-1]
            ]
            near += weight * max(faded, default=0.0)
        return near / total

    def _speech(self, number: int) -> tuple[float, float]:
        """How well the speaker of a sentence answers to the one asked for: direct, reported."""
        said = next((s for s in self.reading.speeches if s.sentence == number), None)
        if said is None or self.question.kind != "said":
            return 0.0, 0.0
        close = self._answers_to(said)
        return (close, 0.0) if said.direct else (0.0, close)

    def _answers_to(self, said: Speech) -> float:
        if not self.question.words:
            return SAME
        return self.share(self.in_speech(said.sentence))

    def in_speech(self, number: int) -> Numbers:
        """Best likeness of each word of the question in a sentence, or said of its speaker."""
        places = set(self.reading.within[number])
        said = next((s for s in self.reading.speeches if s.sentence == number), None)
        if said is not None and said.speaker is not None:
            places |= set(self.reading.profile(said.speaker))
        likely: Numbers = self.either[:, sorted(places)].max(1, initial=0)
        return likely
