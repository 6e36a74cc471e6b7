"""Which pictures a request asks for: how many, of what class, digits or clothes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from textnn.results.names import CLASS_NAMES
from textnn.tasks.understand.numbers import Number, numbers
from textnn.text.normalize import fold

GARMENTS: dict[str, str] = {
    r"\bcamiset\w*|\bt-?shirts?\b": "t-shirt",
    r"\bcamisas?\b|\bshirts?\b": "shirt",
    r"\bcalcas?\b|\btrousers?\b|\bpants\b|\bjeans\b": "trouser",
    r"\bpulover\w*|\bsueter\w*|\bmolet\w+|\bcamisol\w+|\bblusas?\b|\bsweaters?\b|\bpullovers?\b": (
        "pullover"
    ),
    r"\bvestid\w+|\bdress(?:es)?\b": "dress",
    r"\bcasac\w+|\bjaquet\w+|\bcoats?\b|\bjackets?\b": "coat",
    r"\bsandali\w+|\bchinel\w+|\bsandals?\b": "sandal",
    r"\btenis\b|\bsapat\w+|\bsneakers?\b|\bshoes?\b": "sneaker",
    r"\bbols(?:as?|inhas?)\b|\bmalas?\b|\bmochilas?\b|\bbags?\b|\bpurses?\b": "bag",
    # "bota" is also what people say for "put".
    r"\bbotas\b|\bbotin\w+|\bboots?\b|\b(?:uma|a|outra|da) bota\b": "ankle-boot",
}
"""How people call the clothes, without accents -> the class."""

DIGITS: dict[str, str] = {
    "zeros": "0", "uns": "1", "dois": "2", "tres": "3", "quatros": "4", "cincos": "5", "seis": "6",
    "setes": "7", "oitos": "8", "noves": "9", "zeroes": "0", "ones": "1", "twos": "2",
    "threes": "3", "fours": "4", "fives": "5", "sixes": "6", "sevens": "7", "eights": "8",
    "nines": "9", **{f"{digit}s": str(digit) for digit in range(10)},
}  # fmt: skip
"""Several of a digit -> the digit; those that a number says as well only after another number."""

OTHERS: dict[str, str] = {
    fold(name): label
    for label, portuguese in CLASS_NAMES.items()
    for name in (label, portuguese)
    if label not in GARMENTS.values()
}
"""What the classifiers know and no generator does: it is understood, and then refused."""

_OTHER = re.compile(rf"\b({'|'.join(map(re.escape, OTHERS))}|navios|caminhoes|avioes)(?:s|es)?\b")
_DIGIT = re.compile(r"\b(?:digit|number|numero|algarismo)\w*\b")
_CLOTHES = re.compile(
    r"\b(?:roup\w+|mod[ae]|pecas|(?:uma|outra|cada) peca|vestuario|clothes|fashion|garments?)\b"
)
_NAMED = re.compile(r"\b(?:numeros?|digitos?|algarismos?|numbers?|digits?) $")
_ARTICLE = re.compile(r"\b(?P<one>um|uma|an?|outro|another)? ?\b(?P<the>o|do|no|the)? ?$")
_ONE = re.compile(
    r"\b(?:uma?|outr[oa]|another)\b(?! (?:vez|galeria|colecao|fileira|serie|porcao|letra))"
    r"|\ban? (?=\d|image|picture|drawing|sample|number|digit)"
    r"|\ban? (?=[a-z-]*(?:dress|shirt|coat|bag|boot|sandal|sneaker|pullover|sweater))"
)


def wanted_classes(plain: str) -> dict[str, Any]:
    """``count``, ``set`` and ``label`` as far as a request says them.

    Args:
        plain: small letters without accents, no seed.

    >>> wanted_classes("desenhe quatro vestidos")
    {'set': 'fashion', 'label': 'dress', 'count': 4}
    >>> wanted_classes("mostra um 7")
    {'set': 'digits', 'label': '7', 'count': 1}
    """
    found: dict[str, Any] = {}
    label = next((name for form, name in GARMENTS.items() if re.search(form, plain)), "")
    counts = numbers(plain)
    if label:
        found = {"set": "fashion", "label": label}
    elif other := _OTHER.search(plain):
        found = {"label": _other(other[0])}
    elif digit := _digit(plain, counts):
        found = {"set": "digits", "label": digit[0]}
        counts = [number for number in counts if number.start != digit[1]]
        plain = plain[: digit[1]] + "0" + plain[digit[2] :]
    elif _CLOTHES.search(plain):
        found = {"set": "fashion"}
    elif _DIGIT.search(plain):
        found = {"set": "digits"}
    many = [number.value for number in counts if not _article(plain, number)]
    if many:
        found["count"] = max(many)
    elif _ONE.search(plain):
        found["count"] = 1
    return found


def class_called(said: str, classes: Sequence[str]) -> str:
    """The class that somebody calls so, in English or Portuguese, one or several; empty: none.

    >>> [class_called(said, ("dress", "ankle-boot")) for said in ("Vestidos", "bota", "tênis")]
    ['dress', 'ankle-boot', '']
    >>> class_called("três", "0123456789"), class_called("setes", "0123456789")
    ('3', '7')
    """
    plain = " ".join(fold(said).split())
    found = [label for form, label in GARMENTS.items() if re.fullmatch(form, plain)]
    found += [DIGITS[plain]] if plain in DIGITS else []
    found += [str(one.value) for one in numbers(plain) if (one.start, one.end) == (0, len(plain))]
    for label in classes:
        names = fold(label), fold(label).replace("-", " "), fold(CLASS_NAMES.get(label, label))
        if plain in names:
            return label
    return next((label for label in found if label in classes), "")


def _other(word: str) -> str:
    for form in (word, word.removesuffix("s"), word.removesuffix("es"), word[:-3] + "ao"):
        if form in OTHERS:
            return OTHERS[form]
    return ""


def _digit(plain: str, counts: list[Number]) -> tuple[str, int, int] | None:
    """A digit that is to be drawn, and where it stands."""
    for number in counts:
        before = plain[: number.start]
        if number.value <= 9 and _NAMED.search(before):
            return str(number.value), number.start, number.end
    for word in re.finditer(r"\b[a-z0-9]+\b", plain):
        # "dois quatros" is two of them; "dois" alone is how many.
        after_number = any(number.end + 1 == word.start() for number in counts)
        several = DIGITS.get(word[0])
        if several and (after_number or word[0] not in ("dois", "tres", "seis", "uns")):
            return several, word.start(), word.end()
    for number in counts:
        article = _ARTICLE.search(plain[: number.start])
        is_word = plain[number.start : number.end] in ("um", "uma")
        if number.value <= 9 and not is_word and article and (article["one"] or article["the"]):
            return str(number.value), number.start, number.end
    return None


def _article(plain: str, number: Number) -> bool:
    """Whether this *um* is an article: any number beside it counts for more."""
    return plain[number.start : number.end] in ("um", "uma")
