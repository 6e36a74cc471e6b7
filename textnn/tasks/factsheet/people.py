"""People: one row a person, all forms of the name joined, with role and age where that is said.

Rules over the words beside a name (role-of, age-of). What is not sure is left empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from textnn.results import Span
from textnn.results.chat import whole_names
from textnn.tasks.factsheet.reading import WORD, ArticleReading, Stretch, inside, one_line, word_set
from textnn.tasks.factsheet.roles import is_plural_role, is_role
from textnn.text.numbers_and_dates import PORTUGUESE
from textnn.text.words import fold

WINDOW = 160
"""Characters looked at before and after a name."""

_ARTICLES = word_set(
    "o a os as do da dos das pelo pela pelos pelas ao à aos às no na nos nas um uma num numa seu "
    "sua dele dela este esta esse essa"
)
_BEFORE_ROLE = _ARTICLES | word_set(
    "com de e como entre por para contra sobre é era segundo hoje então atual novo nova também diz "
    "disse afirma afirmou"
)
_OPENING = word_set("o a os as um uma que")
"""Words that begin another noun or clause."""
_LINKS = word_set("de do da dos das em no na nos nas para e d")
_VERBAL = re.compile(
    r"(?:[aei]ram|[aeiô]u|ou|ará|erá|irá|arão|erão|irão|ava|avam|ando|endo|indo|disse|diz|é|são|foi"
    r"|era|está|tem|teve|que|não|se|vai|pode|deve|quer|faz|há)"
)
"""Words that end so are taken for verbs: between a role and its name there is none."""

_NUMBER = r"(?P<age>\d{1,3}|[a-zç]{2,9}(?: e [a-zê]{2,6})?)"
_YEARS = r" (?P<unit>anos?|meses|mês)\b(?: de idade\b)?"
_NOT_LENGTH = r"(?! (?:de (?!idade)|atrás|depois|antes|após))"
_PARTY = r"(?:\s?\([^()\n]{1,30}\))?"
_AGES_AFTER = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_PARTY}, (?P<age>\d{{1,3}})(?P<unit>)(?![.,]\d)(?=[,.;:)\n]|$| e [a-zà-úA-ZÀ-Þ])",
        rf"{_PARTY},? (?:de |com |então com )?{_NUMBER}{_YEARS}{_NOT_LENGTH}",
        rf"{_PARTY} \((?:de )?{_NUMBER}{_YEARS}\)",
        rf"(?:, que| hoje)* (?:tem|tinha|completou|completa|está com|estava com)"
        rf" {_NUMBER}{_YEARS}{_NOT_LENGTH}",
        rf", (?P<between>[^,.;:()\n]{{3,70}}),? (?:de )?{_NUMBER}{_YEARS}{_NOT_LENGTH}",
        r", (?P<between>[^,.;:()\n]{3,70}), (?P<age>\d{1,3})(?P<unit>)(?![.,]\d)(?=[,.;)\n]|$)",
        r"(?P<dead>[^.;\n]{0,120}\b(?:morr|falec)[a-zç]+[^.;\n]{0,80}?,? aos) "
        rf"{_NUMBER}{_YEARS}",
    )
)
_AGES_BEFORE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:^|[.;!?”\"\n] ?)[Aa]os {_NUMBER}{_YEARS}, (?:[oa] )?(?:[a-zà-ú-]+ )?$",
        rf"\bde {_NUMBER}{_YEARS},? (?:(?:identificad|chamad|conhecid)[oa] (?:como|por)? ?"
        r"|de nome )?$",
    )
)
_UNNAMED = re.compile(
    rf"\b(?:[OoAa]s?|[Uu]ma?|d[oa]s?|pel[oa]|ao|à|[Ss]eu|[Ss]ua|[Oo]utr[oa]) "
    rf"(?P<noun>[a-zà-ú-]{{3,20}}(?: [a-zà-ú]{{4,14}})?),? "
    rf"(?:de |com |então com ){_NUMBER}{_YEARS}{_NOT_LENGTH}"
)
_AFTER = re.compile(
    rf"{_PARTY}(?:, (?:de )?\d{{1,3}}(?: anos)?)?"
    r"(?:, (?:que (?:é|era) )?| (?P<be>é|era) | [—–-] )"
    r"(?P<role>(?:(?P<lead>[oa]|uma?|então|atual|hoje|um dos|uma das) )*"
    r"(?P<head>[^\W\d_]+(?:-[^\W\d_]+)*)[^,.;:()“”\"—–\n]{0,100})(?P<closed>[,.;)—–]|$)"
)
_OF_OTHER = re.compile(r", (?:[oa] )?[a-zà-ú-]{3,20} d[eoa]s? ")
_CUT = re.compile(
    r" (?:de \d+|que|quem|onde|desde|há|quando|cuj[oa]s?|mas|nest[ea]|ontem|hoje|e é)\b"
)
_LEADING = re.compile(r"(?:(?:[oa]|uma?|então|atual|hoje) )+")
_REPORTING = re.compile(r"(?:segundo|conforme|para|acordo com) [^,.;:]{0,80}$", re.IGNORECASE)
_JOINT = re.compile(rf"{_PARTY}(?:,| e| e [oa]) ")
_PLURAL = re.compile(
    r"\b[OoAa]s (?P<role>(?P<head>[^\W\d_]+)(?: (?:estaduais|federais|municipais))?) $"
)
_DASH = re.compile(r"(?<=\w) ?(?: [-–—] |[:;(\n])")
_CALLED = re.compile(r"(?:identificad|conhecid|chamad|apelidad|batizad)[oa]")
_BUILT = re.compile(
    r"\b(?:hospital|escola|colégio|creche|rua|avenida|praça|estádio|teatro|aeroporto|ponte|rodovia"
    r"|instituto|fundação|museu) (?:d[eoa]s? )?$",
    re.IGNORECASE,
)
"""What stands before a person's name that is a place's."""
_SEVERAL = re.compile(r"\b(?:irm[ãa]os|irmãs|primos|pais|filhos|família|casal|clã)(?: d[aeo]s?)? $")
"""What stands before the name of several."""
_KIN = word_set("irmãos irmãs primos pais filhos tios avós amigos")
"""What several are to each other, a man's word for both: none of them alone is that."""
_COURTESY = word_set("dona dono senhor senhora dom")
_FIRST_NAMES = word_set("dona papa neto filho guia rei rainha principe reis guarda major lima")
_OLDEST = 122


@dataclass
class Person:
    """A person with all places of the name.

    Attributes:
        name: the longest form.
        places: of the name.
        role, age, party: words and where they stand.
        known: whether there is a name; else ``name`` says what the person is.
    """

    name: str
    places: list[Stretch]
    role: tuple[str, Stretch] | None = None
    age: tuple[str, Stretch] | None = None
    party: tuple[str, Stretch] | None = None
    known: bool = True
    roles: list[tuple[str, Stretch]] = field(default_factory=list)


@dataclass(frozen=True)
class People:
    """The people of an article.

    Attributes:
        rows: in order of first mention; those without a name after the others.
        mentions: places of names, in order.
        owner: start of a mention -> the person's row.
        used: stretches of ages: they are no amounts.
    """

    rows: Sequence[Person]
    mentions: Sequence[Span]
    owner: Mapping[int, Person]
    used: Sequence[Stretch]


def find_people(reading: ArticleReading) -> People:
    """Everybody in an article."""
    mentions = [
        _without_role(mark)
        for mark in reading.of("PER")
        if _is_name(mark.text)
        and not _begins_with_role(reading, mark)
        and not _BUILT.search(reading.text, max(0, mark.start - 20), mark.start)
    ]
    keys = [" ".join(WORD.findall(fold(mark.text))) for mark in mentions]
    whole = whole_names(set(keys))
    rows: dict[str, Person] = {}
    owner = {}
    for mark, key in zip(mentions, keys, strict=True):
        name = one_line(mark.text)
        row = rows.setdefault(whole.get(key, key), Person(name, []))
        row.name = max(row.name, name, key=lambda form: (len(form.split()), not form.isupper()))
        row.places.append((mark.start, mark.end))
        owner[mark.start] = row
    used = list[Stretch]()
    for number, mark in enumerate(mentions):
        row = owner[mark.start]
        start, end = reading.sentence_at(mark.start)
        row.roles += _roles(reading.text, mentions, number, start, end)
        if age := _age(reading.text, mentions, number, start, end):
            row.age = row.age or age
            used.append(age[1])
    _share_roles(reading.text, mentions, owner)
    for row in rows.values():
        row.role = _best(row.roles)
    nameless = _nameless(reading, used)
    used += [one.age[1] for one in nameless if one.age]
    known = [row for row in rows.values() if not _is_of_several(reading.text, row, rows)]
    return People([*known, *nameless], mentions, owner, sorted(used))


def _is_name(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 1 and letters[0].isupper()


def _begins_with_role(reading: ArticleReading, mark: Span) -> bool:
    """*Nadadora treina em represa*: a word for what somebody is, with the sentence's capital."""
    return (
        is_role(mark.text)
        and fold(mark.text) not in _FIRST_NAMES
        and reading.sentence_at(mark.start)[0] == mark.start
    )


def _is_of_several(text: str, row: Person, keys: Iterable[str]) -> bool:
    """*Os irmãos Pio*, *a família Pio*: the family name of several others."""
    of_several = not row.age and all(
        _SEVERAL.search(text, max(0, start - WINDOW), start) for start, _ in row.places
    )
    words = set(WORD.findall(fold(row.name)))
    return of_several and sum(words < set(other.split()) for other in keys) > 1


def _without_role(mark: Span) -> Span:
    """*Ministro Nunes Marques* is called *Nunes Marques*, and no name goes over a dash."""
    if cut := _DASH.search(mark.text):
        end = mark.start + cut.start()
        mark = Span(mark.start, end, mark.text[: cut.start()], mark.label, mark.score)
    first, _, rest = mark.text.partition(" ")
    rest = rest.lstrip()
    if not (is_role(first) and len(rest) > 2 and rest[0].isupper()) or fold(first) in _FIRST_NAMES:
        return mark
    return Span(mark.end - len(rest), mark.end, rest, mark.label, mark.score)


def _best(roles: Sequence[tuple[str, Stretch]]) -> tuple[str, Stretch] | None:
    """The first one said, or the longer one that begins with it."""
    if not roles:
        return None
    first = fold(roles[0][0])
    longer = [role for role in roles if fold(role[0]).startswith(f"{first} ")]
    return longer[0] if longer else roles[0]


# Roles


def _roles(
    text: str, mentions: Sequence[Span], number: int, start: int, end: int
) -> Iterator[tuple[str, Stretch]]:
    mark = mentions[number]
    begin = max(start, mark.start - WINDOW)
    if number and mentions[number - 1].end > begin:
        begin = mentions[number - 1].end
    closed = text[mark.end : mark.end + 1] in ",()" or bool(
        re.match(r"\s?[(,]", text[mark.end : mark.end + 2])
    )
    found = _role_before(text[begin : mark.start], closed)
    if found:
        yield _said(text, begin + found[0], begin + found[1])
    elif after := _role_after(text, mark, start, end):
        yield after


def _said(text: str, start: int, end: int) -> tuple[str, Stretch]:
    return one_line(text[start:end]), (start, end)


def _role_before(before: str, closed: bool) -> Stretch | None:
    """Where the role stands in the words before a name.

    Args:
        closed: whether a comma or a bracket follows the name.
    """
    tokens = [(one.start(), one.end(), one[0]) for one in WORD.finditer(before)][-16:]
    if not tokens:
        return None
    if tokens[-1][2] == ",":
        return _before_comma(before, tokens[:-1], closed)
    found = _role_at(tokens)
    if found is not None:
        alone = found == len(tokens) - 1 and fold(tokens[found][2]) in _COURTESY
        called = [n for n in range(found, len(tokens)) if _CALLED.fullmatch(tokens[n][2])]
        last = called[0] - 1 if called and called[0] > found else len(tokens) - 1
        return None if alone else (tokens[found][0], tokens[last][1])
    return None


def _role_at(tokens: Sequence[tuple[int, int, str]]) -> int | None:
    """Number of the token where a role right before a name begins: the nearest."""
    for at in range(len(tokens) - 1, max(-1, len(tokens) - 9), -1):
        word = tokens[at][2]
        previous = tokens[at - 1][2].lower() if at else ""
        starts = not previous.isalpha() or previous in _BEFORE_ROLE or word[0].isupper()
        if is_role(word) and (starts or at == len(tokens) - 1):
            return _joined(tokens, at)
        if not _nominal(tokens, at):
            return None
    return None


def _joined(tokens: Sequence[tuple[int, int, str]], at: int) -> int:
    """*ator e diretor*: the first of roles that are joined."""
    while at > 1 and tokens[at - 1][2] == "e" and is_role(tokens[at - 2][2]):
        at -= 2
    return at


def _nominal(tokens: Sequence[tuple[int, int, str]], at: int) -> bool:
    """Whether a token may stand between a role and the name."""
    word = tokens[at][2]
    if word in _LINKS:
        return at < len(tokens) - 1
    if word.lower() in _OPENING:
        return False
    return word[0].isalpha() and not _VERBAL.fullmatch(word) and not re.search(_ENDS_VERB, word)


_ENDS_VERB = re.compile(r"(?:[aei]ram|ou|ará|erá|irá|ando|endo|indo)$")


def _before_comma(
    before: str, tokens: Sequence[tuple[int, int, str]], closed: bool
) -> Stretch | None:
    """*o ministro da Fazenda, Fernando Haddad*: a role with more to it, then a comma."""
    first = len(tokens)
    while first and tokens[first - 1][2] not in ',.;:()“”"—–!?':
        first -= 1
    if _REPORTING.search(before[: tokens[-1][1]] if tokens else "") and not closed:
        return None
    for at in range(len(tokens) - 2, first - 1, -1):
        word, following = tokens[at][2], tokens[at + 1][2]
        if not _nominal(tokens, at) and word not in _ARTICLES:
            return None
        previous = tokens[at - 1][2].lower() if at > first else ""
        if is_role(word) and (previous in _BEFORE_ROLE or at == first):
            complement = following in _LINKS or following.islower()
            # *o filho do delegado da cidade, João*: whose name it is, is not said
            outer = (
                previous in ("do", "da", "de") and at - 2 >= first and is_role(tokens[at - 2][2])
            )
            return (tokens[at][0], tokens[-1][1]) if complement and not outer else None
    return None


def _role_after(text: str, mark: Span, start: int, end: int) -> tuple[str, Stretch] | None:
    found = _AFTER.match(text, mark.end, min(end, mark.end + WINDOW + 60))
    if not found:
        return None
    head, words = found["head"], found["role"]
    joint = found["lead"] in ("um dos", "uma das")
    if not (is_plural_role(head) if joint else is_role(head)) or head[0].isupper():
        return None
    begin = found.start("role")
    lead = _LEADING.match(words)
    if lead and not joint:
        begin += lead.end()
    stop = found.end("role")
    closed = bool(found["closed"]) or stop >= end
    if cut := _CUT.search(text, begin, stop):
        stop, closed = cut.start(), True
    said = text[begin:stop].rstrip()
    reporting = _REPORTING.search(text[max(start, mark.start - WINDOW) : mark.start])
    if reporting and (lead or found["closed"] != ","):
        return None  # *segundo Ana, a filha saiu*
    follows = text[stop + 2 : stop + 3]
    if lead and found["closed"] == "," and (follows.isupper() or follows.isdigit()):
        return None  # *Ana, a mãe dela, Zélia*, *Ana, 51, a filha, 22*: another person
    if not closed or any(map(is_verbal, WORD.findall(said)[1:])):
        return None
    return _said(text, begin, begin + len(said))


def is_verbal(word: str) -> bool:
    """Whether a word looks like a finite verb or a gerund."""
    return bool(_VERBAL.fullmatch(word) or _ENDS_VERB.search(word))


def _share_roles(text: str, mentions: Sequence[Span], owner: Mapping[int, Person]) -> None:
    """*os deputados Ana Reis e Rui Prado*: the noun before the first is the role of each."""
    role: tuple[str, Stretch] | None = None
    for number, mark in enumerate(mentions):
        before = mentions[number - 1] if number else None
        if not (role and before and _JOINT.fullmatch(text, before.end, mark.start)):
            role = _plural_before(text, mark.start)
        if role:
            owner[mark.start].roles.append(role)


def _plural_before(text: str, place: int) -> tuple[str, Stretch] | None:
    window = text[max(0, place - 60) : place]
    found = _PLURAL.search(window)
    if not found or not is_plural_role(found["head"]) or found["head"] in _KIN:
        return None
    start = place - len(window) + found.start("role")
    return _singular(found["role"]), (start, start + len(found["role"]))


def _singular(words: str) -> str:
    """One of several.

    >>> _singular("deputados federais"), _singular("senadores"), _singular("atletas")
    ('deputado federal', 'senador', 'atleta')
    """
    singular = []
    for word in words.split():
        if word.endswith("ais"):
            word = word[:-2] + "l"
        elif word.endswith(("res", "zes")):
            word = word[:-2]
        elif word.endswith(("ães", "ões")):
            word = word[:-3] + "ão"
        else:
            word = word.removesuffix("s")
        singular.append(word)
    return " ".join(singular)


# Ages


def _age(
    text: str, mentions: Sequence[Span], number: int, start: int, end: int
) -> tuple[str, Stretch] | None:
    mark = mentions[number]
    following = mentions[number + 1].start if number + 1 < len(mentions) else end
    for pattern in _AGES_AFTER:
        found = pattern.match(text, mark.end, min(end, mark.end + WINDOW + 60))
        if not found:
            continue
        groups = found.groupdict()
        between = groups.get("between")
        if between is not None and (not _about(between) or found.end("between") > following):
            continue
        if groups.get("dead") is not None and (
            found.start("age") > following or (number and mentions[number - 1].start >= start)
        ):
            continue
        if number and _OF_OTHER.fullmatch(text, mentions[number - 1].end, mark.start):
            return None  # *Ana, mulher de Rui, 50*: whose age it is, is not said
        if age := _number(found, end):
            return age
    window = max(start, mark.start - WINDOW)
    if number and mentions[number - 1].end > window:
        window = mentions[number - 1].end
    for pattern in _AGES_BEFORE:
        found = pattern.search(text[window : mark.start])
        if found and (age := _number(found, end)):
            said, (left, right) = age
            return said, (window + left, window + right)
    return None


def _about(words: str) -> bool:
    """Whether words between commas say what somebody is."""
    found = [word for word in WORD.findall(words) if word not in ("o", "a", "um", "uma", "ex")]
    return bool(found) and is_role(found[0]) and not any(map(is_verbal, found))


def _number(found: re.Match[str], _: int) -> tuple[str, Stretch] | None:
    said = found["age"]
    value = int(said) if said.isdigit() else _in_words(said)
    if value is None or not 0 < value <= _OLDEST:
        return None
    months = found["unit"].startswith("m")
    where = (found.start("age"), found.end("unit") if found["unit"] else found.end("age"))
    return f"{value} meses" if months else str(value), where


def _in_words(said: str) -> int | None:
    parts = [PORTUGUESE.get(word) for word in said.split(" e ")]
    return sum(filter(None, parts)) if all(part is not None for part in parts) else None


def _nameless(reading: ArticleReading, used: Sequence[Stretch]) -> list[Person]:
    """Those of whom only what they are and how old they are is said."""
    taken = {end for _, end in used} | {start for start, _ in used}
    rows: dict[tuple[str, str], Person] = {}
    for start, end in reading.sentences:
        for found in _UNNAMED.finditer(reading.text, start, end):
            noun = found["noun"]
            first = noun.partition(" ")[0]
            age = _number(found, end)
            if age is None or not is_role(first) or found.start("age") in taken:
                continue
            place = (found.start("noun"), found.end("noun"))
            if outer := _whose(reading.text, start, found):
                noun, place = reading.text[outer : place[1]], (outer, place[1])
            row = rows.setdefault((fold(noun), age[0]), Person(noun, [], known=False))
            row.places.append(place)
            row.age = row.age or age
    return list(rows.values())


def _whose(text: str, start: int, found: re.Match[str]) -> int | None:
    """*A filha da vítima, de 29 anos*: where the noun begins that is meant."""
    if found[0][:2] not in ("da", "do"):
        return None
    before = WORD.findall(text[max(start, found.start() - 30) : found.start()])
    return found.start() - len(before[-1]) - 1 if before and is_role(before[-1]) else None


def people_between(people: People, start: int, end: int) -> Sequence[Span]:
    """Names that begin in ``start:end``."""
    return inside(people.mentions, start, end)
