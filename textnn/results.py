"""What every task returns: frozen values without torch or SQL.

All offsets are **code points into the very string the user gave**: ``text[span.start:span.end]``
is what the screen marks. All durations are seconds of wall time. ``to_dict`` and ``from_dict``
carry a result to JSON and back, for the store, the command line and the HTTP interface alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

LABELS: tuple[str, ...] = ("PER", "LOC", "ORG", "EVENT", "WORK", "TIME", "VALUE", "OTHER")
"""Categories of marks, in legend order: person, place, organisation, event, work (of art, law,
publication), time expression, amount, any other proper name."""

FINISHES: tuple[str, ...] = ("running", "length", "stop", "cancelled")
"""Why a continuation ended: not yet, length reached, stop string written, person pressed stop."""


@dataclass(frozen=True, slots=True)
class ModelRef:
    """Which model made a result: folder name under ``data/models`` and sha256 of its weights."""

    name: str
    checksum: str


@dataclass(frozen=True, slots=True)
class Span:
    """A marked stretch of the user's text. ``score`` is the model's probability, 0 to 1."""

    start: int
    end: int
    text: str
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class Highlight:
    """An article and its marks, in text order, never overlapping."""

    text: str
    spans: tuple[Span, ...]
    model: ModelRef
    seconds: float


@dataclass(frozen=True, slots=True)
class GenerateOptions:
    """How the character RNN writes on.

    Attributes:
        length: most characters to write, 1 to 5000.
        temperature: divides the logits; 0 means greedy (always the likeliest character).
        top_k: keep only the k likeliest characters; 0 keeps all.
        top_p: keep the smallest set whose probability reaches p (Holtzman 2020); 1 keeps all.
        seed: the same seed, prefix and options give the same text everywhere.
        stop: end as soon as this string has been written (it is kept); empty: no stop string.
    """

    length: int = 400
    temperature: float = 0.7
    top_k: int = 0
    top_p: float = 0.95
    seed: int = 0
    stop: str = ""


@dataclass(frozen=True, slots=True)
class Memorisation:
    """How much of a generated text also stands in the training text.

    Attributes:
        start, end: the longest such stretch, offsets into ``Continuation.text``.
        share: part of the generated characters inside any stretch of at least ``window``, 0 to 1.
        window: shortest stretch that counts, words.
        false_positive_rate: measured chance that the filter claims an unseen stretch.
    """

    start: int
    end: int
    share: float
    window: int
    false_positive_rate: float


@dataclass(frozen=True, slots=True)
class Continuation:
    """A prefix, kept to the letter, and what the network wrote after it.

    ``human`` is how many characters of the prefix a person wrote: all of them (None), or fewer
    where the network was asked to write on after its own text.
    """

    prefix: str
    generated: str
    options: GenerateOptions
    finish: str
    memorisation: Memorisation | None
    model: ModelRef
    seconds: float
    human: int | None = None

    @property
    def written_by_person(self) -> int:
        """Where the network's text begins, an offset into ``text``."""
        return len(self.prefix) if self.human is None else self.human

    @property
    def text(self) -> str:
        """Prefix and generated text as one string."""
        return self.prefix + self.generated


@dataclass(frozen=True, slots=True)
class CharSurprise:
    """One character as the network saw it coming.

    ``bits`` is -log2 of its probability; ``expected`` the likeliest characters with theirs.
    """

    char: str
    bits: float
    expected: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Surprise:
    """Character-by-character surprise of a text; ``bits_per_char`` is the mean."""

    text: str
    chars: tuple[CharSurprise, ...]
    bits_per_char: float
    model: ModelRef
    seconds: float


Result = Highlight | Continuation | Surprise

Progress = Callable[[float], None]
"""Called with the part done, 0 to 1; may raise to cancel."""


def ignore_progress(done: float) -> None:
    """A ``Progress`` for callers who do not watch."""


def to_dict(result: Result) -> dict[str, Any]:
    """A result as JSON-ready data; ``from_dict`` is its inverse."""
    return {"kind": type(result).__name__, **asdict(result)}


def from_dict(data: Mapping[str, Any]) -> Result:
    """The result that ``to_dict`` wrote.

    Raises:
        ValueError: unknown kind, or a missing or unknown field.
    """
    reader = _READERS.get(str(data.get("kind")))
    if reader is None:
        raise ValueError(f"unknown kind of result: {data.get('kind')!r}")
    try:
        return reader({key: value for key, value in data.items() if key != "kind"})
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a {data['kind']}: {error}") from error


def _highlight(data: dict[str, Any]) -> Highlight:
    spans = tuple(Span(**span) for span in data.pop("spans"))
    return Highlight(**data | {"spans": spans, "model": ModelRef(**data["model"])})


def _continuation(data: dict[str, Any]) -> Continuation:
    memorisation = data["memorisation"]
    return Continuation(
        **data
        | {
            "options": GenerateOptions(**data["options"]),
            "memorisation": Memorisation(**memorisation) if memorisation else None,
            "model": ModelRef(**data["model"]),
        }
    )


def _surprise(data: dict[str, Any]) -> Surprise:
    chars = tuple(
        CharSurprise(c["char"], c["bits"], tuple((char, p) for char, p in c["expected"]))
        for c in data.pop("chars")
    )
    return Surprise(**data | {"chars": chars, "model": ModelRef(**data["model"])})


_READERS: dict[str, Callable[[dict[str, Any]], Result]] = {
    "Highlight": _highlight,
    "Continuation": _continuation,
    "Surprise": _surprise,
}
