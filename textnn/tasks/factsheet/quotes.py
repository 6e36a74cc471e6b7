"""Quotations: direct and reported speech, each with who said it where that is sure.

Direct speech stands between quotation marks, after a dash, or in an interview, where a line is an
answer; reported speech follows *disse que* or *segundo*.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from textnn.results.chat import whole_names
from textnn.tasks.factsheet.people import People, is_verbal, people_between
from textnn.tasks.factsheet.reading import WORD, ArticleReading, Stretch, overlaps
from textnn.tasks.factsheet.speakers import (
    ACCORDING,
    FOR,
    LAST,
    NEAR,
    REPORTING,
    SAYING,
    Speaker,
    Speakers,
    is_sure,
    speaker_features,
)
from textnn.text.quotations import quotations
from textnn.text.words import fold

SHORTEST = 3
"""Words of a quotation; what is shorter is a word in scare quotes, or a title."""

ALONE = 6
"""The same of one that nobody is told to have said: a title may have few capitals."""

QUESTIONS = 3
"""Lines that ask from which on an article is an interview."""

_DASHED = re.compile(r"(?m)^ ?[—–] ?(?P<said>[^\n—–]{2,1000})(?:[—–](?P<how>[^\n—–]{2,200}))?")
_LABELLED = re.compile(
    r"(?m)^(?P<name>[A-ZÀ-Þ][\w.'’ ]{0,40})(?: ?:| [—–-]) (?P<said>\S[^\n]{2,})$"
)
_LAST_CLAUSE = re.compile(r", (?=[a-z])")
_LINE = re.compile(r"[^\n]+")
_END = " .,;:!?…"
_SKIPPED = re.compile(r",? ?(?:d[eoa]s? |n[oa] |\d{1,3},|aos? |que )")
_PHRASE = re.compile(
    r"(?:frase|declaração|fala|afirmação|avaliação) (?:é|foi) (?:feita )?(?:d|pel)[oae] "
)


@dataclass(frozen=True)
class Quotation:
    """What somebody said.

    Attributes:
        start, end: of the words; of direct speech with its marks.
        direct: whether to the letter.
        speaker: who, on one line, and where that is said; ``None``: it is not sure.
    """

    start: int
    end: int
    direct: bool
    speaker: Speaker | None


def find_quotes(reading: ArticleReading, people: People, *, every: bool = False) -> list[Quotation]:
    """Everything that somebody says in an article, in order, not overlapping.

    Args:
        every: whether speakers that the scorer is not sure of are told, too.
    """
    speakers = Speakers(reading, people)
    found = [*_interview(reading, people)]
    for more in (
        _marked(reading, people, speakers),
        _dashed(reading, speakers),
        _reported(reading, speakers),
    ):
        taken = [(one.start, one.end) for one in found]
        new = [one for one in more if not overlaps(taken, one.start, one.end)]
        found += new if every else filter(None, (_sure(reading, people, one) for one in new))
        found.sort(key=lambda one: one.start)
    return found


def _sure(reading: ArticleReading, people: People, quote: Quotation) -> Quotation | None:
    """A quotation without a speaker that is not sure; of reported speech nothing is left."""
    who, place = quote.speaker, (quote.start, quote.end)
    if who is None or is_sure(speaker_features(reading, people, place, quote.direct, who)):
        return quote
    return replace(quote, speaker=None) if quote.direct else None


def is_speech(words: str) -> bool:
    """Whether quoted words are a saying rather than a title, which has capitals all over."""
    told = re.findall(r"[^\W\d_]+", words)
    long = [word for word in told if len(word) > 3]
    return len(told) >= SHORTEST and sum(word[0].isupper() for word in long) <= len(long) / 2


# Between quotation marks


def _marked(reading: ArticleReading, people: People, speakers: Speakers) -> Iterator[Quotation]:
    text, last = reading.text, None
    places = [at for at in quotations(text) if is_speech(text[at[0] + 1 : at[1] - 1])]
    for start, end in places:
        who = speakers.beside(start, end)
        if who is LAST or who is None:
            near = last if last and _near(reading, last.end, start) else None
            who = _around(reading, people, speakers, (start, end), near, bare=who is LAST)
        elif number := reading.number_at(start):
            who = speakers.resolved(who, *reading.sentences[number - 1])
        if who is None and _may_be_title(reading, start, end):
            continue
        yield (quote := Quotation(start, end, direct=True, speaker=who))
        last = quote if who else None


def _may_be_title(reading: ArticleReading, start: int, end: int) -> bool:
    """Whether a few quoted words within a sentence that tells of no saying may be a title."""
    first, final = reading.sentence_at(start)
    few = len(re.findall(r"\w+", reading.text[start:end])) < ALONE
    inside = bool(reading.text[first:start].strip())
    return few and inside and not SAYING.search(reading.text, first, final)


def _near(reading: ArticleReading, end: int, start: int) -> bool:
    return reading.number_at(start) - reading.number_at(max(0, end - 1)) <= NEAR


def _around(
    reading: ArticleReading,
    people: People,
    speakers: Speakers,
    place: Stretch,
    last: Quotation | None,
    *,
    bare: bool,
) -> Speaker | None:
    """Who says what no verb beside it has a subject for.

    Args:
        last: the quotation before, if it is near and its speaker is known.
        bare: whether a verb follows without a subject: *”, completou.*
    """
    start, end = place
    first, final = reading.sentence_at(start)[0], reading.sentence_at(max(start, end - 1))[1]
    alone = not reading.text[first:start].strip() and (
        bare or not reading.text[end:final].strip(_END)
    )
    if not (alone or bare):
        return None
    number = reading.number_at(start)
    if number:
        before = reading.sentences[number - 1]
        between = last is None or last.end <= before[0]
        near = between and (bare or reading.same_paragraph(before[0], start))
        who = speakers.sentence_speaker(*before) if near else None
        if who is None and near and bare:
            who = speakers.alone(*before)
        if who:
            return who
    if last and (bare or reading.same_paragraph(last.end, start)):
        others = {speakers.name_of(one) for one in people_between(people, last.end, start)}
        if last.speaker and others <= {last.speaker[0]}:
            return last.speaker
    return _next(reading, people, speakers, final)


def _next(
    reading: ArticleReading, people: People, speakers: Speakers, final: int
) -> Speaker | None:
    """The sentence after begins with who said it, or says that the words are somebody's."""
    number = reading.number_at(final)
    if number + 1 >= len(reading.sentences) or reading.sentences[number][0] >= final:
        following = number
    else:
        following = number + 1
    start, end = reading.sentences[following]
    if start < final or not reading.same_paragraph(final, start):
        return None
    names = people_between(people, start, end)
    if found := _PHRASE.search(reading.text, start, end):
        return speakers.named(next((one for one in names if one.start >= found.end()), None))
    verb = SAYING.search(reading.text, start, min(end, start + 160))
    if names and verb and names[0].start <= start + 60:
        who = speakers.before(verb.start(), start)
        return who if who and who[1][0] == names[0].start else None
    return None


# After a dash


def _dashed(reading: ArticleReading, speakers: Speakers) -> Iterator[Quotation]:
    """*— Vamos ganhar — disse o técnico.*: only where it is said who, for lists have dashes too."""
    text = reading.text
    for found in _DASHED.finditer(text):
        start, end = found.span("said")
        who = None
        if found["how"] and (verb := SAYING.match(text, *_stripped(text, found.span("how")))):
            who = speakers.after(verb.end(), reading.sentence_at(verb.end())[1])
        elif not found["how"]:
            who = speakers.introduced(found.start())
        if who and who is not LAST and len(WORD.findall(found["said"])) >= SHORTEST:
            yield Quotation(start, len(text[:end].rstrip()), direct=True, speaker=who)


def _stripped(text: str, at: Stretch) -> Stretch:
    start, end = at
    while start < end and text[start] == " ":
        start += 1
    return start, end


# Interviews


def _interview(reading: ArticleReading, people: People) -> list[Quotation]:
    """The answers, if an article is questions and answers."""
    lines = [found.span() for found in _LINE.finditer(reading.text)]
    labelled = _labelled(reading, people)
    return labelled or _asked(reading, people, lines)


def _labelled(reading: ArticleReading, people: People) -> list[Quotation]:
    """*Folha - Por quê? / Ana Reis - Porque sim.*: lines that begin with who speaks."""
    found = list(_LABELLED.finditer(reading.text))
    counts = Counter(one["name"].strip() for one in found)
    asking = Counter(one["name"].strip() for one in found if one["said"].rstrip().endswith("?"))
    askers = {name for name, count in asking.items() if 2 * count > counts[name]}
    answers = {name for name, count in counts.items() if count > 1} - askers
    if not askers or not answers or sum(counts[name] for name in answers) < 2:
        return []
    names = {fold(row.name): row.name for row in people.rows if row.known}
    whole = whole_names({*names, *map(fold, answers)})
    given = []
    for one in found:
        name = one["name"].strip()
        if name in answers:
            key = fold(name)
            who = names.get(whole.get(key, key), "")
            if len(name) <= 2:
                who = who or _alone(people, found[0].start())
            at = (one.start("name"), one.end("name"))
            speaker = (who or name, at) if len(name) > 2 or who else None
            given.append(Quotation(*one.span("said"), direct=True, speaker=speaker))
    return given


def _alone(people: People, before: int) -> str:
    """The one person that is named before a place, if it is one."""
    names = {people.owner[mark.start].name for mark in people_between(people, 0, before)}
    return names.pop() if len(names) == 1 else ""


def _asked(reading: ArticleReading, people: People, lines: Sequence[Stretch]) -> list[Quotation]:
    """Lines that ask, each with the lines up to the next: who is named before them answers."""
    text = reading.text
    asks = [n for n, line in enumerate(lines) if text[slice(*line)].rstrip(' ”"*_').endswith("?")]
    asks = [n for n in asks if text[lines[n][0]] not in '“"—–']
    asks = [n for n in asks if len(reading_words(text, lines[n])) > 2]
    if len(asks) < QUESTIONS:
        return []
    who = _alone(people, lines[asks[0]][0])
    if not who:  # questions that are often asked, and the paper's own answers
        return []
    mark = next(iter(people_between(people, 0, lines[asks[0]][0])), None)
    given = []
    for n, following in zip(asks, [*asks[1:], len(lines)], strict=True):
        # after the last answer the article may go on, so that it is one line
        last = min(following, len(lines)) if following < len(lines) else min(n + 2, len(lines))
        if n + 1 < last:
            start, end = lines[n + 1][0], lines[last - 1][1]
            speaker = (who, (mark.start, mark.end)) if mark else None
            given.append(Quotation(start, end, direct=True, speaker=speaker))
    return given


def reading_words(text: str, line: Stretch) -> list[str]:
    """The words of a line."""
    return WORD.findall(text[slice(*line)])


# In other words


def _reported(reading: ArticleReading, speakers: Speakers) -> list[Quotation]:
    found: list[Quotation] = []
    for start, end in reading.sentences:
        one = (
            _said_that(reading, speakers, start, end)
            or _according(reading, speakers, start, end)
            or _said_last(reading, speakers, start, end)
        )
        if one and one.end - one.start > 8:
            found.append(one)
    return found


def _said_that(
    reading: ArticleReading, speakers: Speakers, start: int, end: int
) -> Quotation | None:
    """*Ana Reis disse que vai sair.*"""
    for verb in REPORTING.finditer(reading.text, start, end):
        who = speakers.before(verb.start(), start)
        if who is None:
            who = speakers.after(verb.start("gap"), verb.end("gap"))
        if who and who is not LAST:
            return Quotation(verb.end(), _trimmed(reading.text, end), direct=False, speaker=who)
    return None


def _according(
    reading: ArticleReading, speakers: Speakers, start: int, end: int
) -> Quotation | None:
    """*Segundo a delegada, o crime foi filmado.*, and with it last."""
    text = reading.text
    found = ACCORDING.search(text, start, end)
    opinion = None if found else FOR.match(text, start, end)
    found = found or opinion
    who = speakers.after_according(found, end) if found else None
    if opinion and who and not (who[1][0] <= opinion.end() + 60 and speakers.is_person(who[1][0])):
        return None
    if found is None or who is None:
        return None
    if not text[start : found.start()].strip(' “"—–-'):
        comma = text.find(",", max(who[1][1], found.end()), end)
        while comma > 0 and (following := text.find(",", comma + 1, end)) > 0:
            if not _apposition(text[comma + 1 : following]):
                break
            comma = following
        return Quotation(comma + 2, _trimmed(text, end), False, who) if comma > 0 else None
    if not text[start : found.start()].rstrip().endswith(","):
        return None
    stop = found.start()
    while stop > start and text[stop - 1] in " ,":
        stop -= 1
    return Quotation(start, stop, direct=False, speaker=who)


def _said_last(
    reading: ArticleReading, speakers: Speakers, start: int, end: int
) -> Quotation | None:
    """*O rio subiu, informou a Defesa Civil.*"""
    text = reading.text
    for found in _LAST_CLAUSE.finditer(text, start, end):
        if verb := SAYING.match(text, found.end(), end):
            who = speakers.after(verb.end(), end)
            if who and who is not LAST and not re.search('[“"«]', text[start : found.start()]):
                return Quotation(start, found.start(), direct=False, speaker=who)
    return None


def _apposition(words: str) -> bool:
    """Whether words between commas belong to the name before them."""
    if _SKIPPED.match(words) or words.strip().isdigit():
        return True
    found = WORD.findall(words)
    return len(found) <= 7 and bool(found) and not any(map(is_verbal, found))


def _trimmed(text: str, end: int) -> int:
    while end and text[end - 1] in " .;!?":
        end -= 1
    return end
