"""How people call the classes of pictures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from textnn.results.names import CLASS_NAMES
from textnn.tasks.understand.numbers import numbers
from textnn.text.words import fold

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
    r"\bbotas?\b|\bbotin\w+|\bboots?\b": "ankle-boot",
}
"""How people call the clothes, without accents -> the class."""

DIGITS: dict[str, str] = {
    "zeros": "0", "uns": "1", "dois": "2", "tres": "3", "quatros": "4", "cincos": "5", "seis": "6",
    "setes": "7", "oitos": "8", "noves": "9", "zeroes": "0", "ones": "1", "twos": "2",
    "threes": "3", "fours": "4", "fives": "5", "sixes": "6", "sevens": "7", "eights": "8",
    "nines": "9", **{f"{digit}s": str(digit) for digit in range(10)},
}  # fmt: skip
"""Several of a digit -> the digit."""

OTHERS: dict[str, str] = {
    fold(name): label
    for label, portuguese in CLASS_NAMES.items()
    for name in (label, portuguese)
    if label not in GARMENTS.values()
}
"""What the classifiers know and no generator does: it is understood, and then refused."""


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


def class_in(words: str) -> str:
    """The class that a few words name, whether or not there is a generator for it; empty: none.

    >>> [class_in(words) for words in ("vestidos", "noves", "um sete", "caminhões", "unicórnio")]
    ['dress', '9', '7', 'truck', '']
    """
    plain = fold(words)
    for form, label in GARMENTS.items():
        if re.search(form, plain):
            return label
    for word in plain.split():
        singular = (word, word.removesuffix("s"), word.removesuffix("es"), word[:-3] + "ao")
        label = DIGITS.get(word, "") or next((OTHERS[one] for one in singular if one in OTHERS), "")
        if label:
            return label
    digits = [number.value for number in numbers(plain) if number.value <= 9]
    return str(digits[-1]) if digits else ""


def set_of(label: str) -> str:
    """The set of pictures that a class is of, if there is a generator for it."""
    return "digits" if label.isdigit() else "fashion" if label in GARMENTS.values() else ""
