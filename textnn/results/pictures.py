"""What the tasks about pictures return.

Pictures stand in them as PNG files in base64, so that a kept result can be shown again, and sent as
JSON, without any other file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from textnn.results.base import ModelRef, Result
from textnn.results.names import CLASS_NAMES, LISTED_NAMES, UNRECOGNISED
from textnn.results.options import MAX_SEED, Option


@dataclass(frozen=True, slots=True)
class Label:
    """A class and its calibrated probability, 0 to 1."""

    name: str
    probability: float


@dataclass(frozen=True, slots=True)
class ClassifyOptions:
    """How a picture is classified."""

    model: Annotated[
        str,
        Option(
            "Network by name, such as cnn-digits; empty: the first one that knows such pictures.",
            "network",
        ),
    ] = ""
    compare: Annotated[bool, Option("Ask every other network, too.", "compare")] = False


@dataclass(frozen=True, slots=True)
class Stage:
    """What one stage of the network made of the picture.

    Attributes:
        name: of the stage, such as ``conv1``.
        channels, height, width: shape of its output; 1 x 1 where it is a list of numbers.
        shown: how many channels the sheet has, those that vary most, at most 16.
        sheet: those channels side by side as one grey PNG, each scaled to its own range; base64.
    """

    name: str
    channels: int
    height: int
    width: int
    shown: int
    sheet: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What another network says of the same picture: its likeliest class, and its trust in it."""

    model: str
    label: str
    probability: float
    familiarity: float
    known: bool


@dataclass(frozen=True, slots=True)
class Classification(Result):
    """A picture and what the network sees in it.

    Attributes:
        picture: as it was given, turned upright and at most 512 pixels a side; base64 PNG.
        seen: the same at the size and in the colours the network gets; base64 PNG.
        source: name of the file; ``drawing`` for one made on the pad.
        labels: every class, likeliest first; the probabilities sum to 1.
        familiarity: part of the pictures it was calibrated on that looked stranger, 0 to 1.
        known: whether it is familiar enough to be believed.
        evidence: for squares of the seen picture, rows from above, how much the probability of the
            likeliest class falls when the square is hidden; -1 to 1.
        stages: what each stage made of it, in order; without the last one.
        opinions: of the other networks, if they were asked.
        taught: whether the classes are a visitor's own.
    """

    task: ClassVar[str] = "classify"

    picture: str
    seen: str
    source: str
    labels: tuple[Label, ...]
    familiarity: float
    known: bool
    evidence: tuple[tuple[float, ...], ...]
    stages: tuple[Stage, ...]
    opinions: tuple[Opinion, ...]
    options: ClassifyOptions
    model: ModelRef
    seconds: float
    taught: bool = False

    @property
    def text(self) -> str:
        """What the history lists: the name of the file."""
        return self.source

    @property
    def written(self) -> str:
        """The likeliest class, in English and Portuguese, and whether it is believed."""
        best = self.labels[0].name
        names = [best, CLASS_NAMES.get(best)]
        if not self.known:  # the first line is the title
            names = [UNRECOGNISED, LISTED_NAMES[UNRECOGNISED], *names]
        return "".join(f"\n{name}" for name in names if name)

    @staticmethod
    def heading(given: str, written: str) -> str:
        """The class and the name of the file."""
        return f"{written.lstrip().partition(chr(10))[0]} · {given}"


SAMPLE_SETS: tuple[str, ...] = ("digits", "fashion")
"""What can be sampled; the generator of a set is called ``gan-<name>``."""

MAX_SAMPLES = 100
"""Most pictures sampled at once."""


@dataclass(frozen=True, slots=True)
class SampleOptions:
    """What is sampled.

    Each picture has a seed of its own: the noise of picture i (from 0) is that of the first
    picture of ``seed`` + i. A walk is from the first picture of ``seed`` to that of ``towards``.
    """

    set: Annotated[str, Option("What to make: digits or fashion.", "set")] = "digits"
    label: Annotated[
        str,
        Option(
            "Class of the pictures, English or Portuguese; empty: all classes in turn.",
            "class", flag="--class",
        ),
    ] = ""  # fmt: skip
    count: Annotated[int, Option("Pictures, 1 to 100.", "count", 1, MAX_SAMPLES)] = 16
    seed: Annotated[
        int, Option("The same seed and options give the same pictures.", "seed", 0, MAX_SEED)
    ] = 0
    truncation: Annotated[
        float,
        Option(
            "No noise is further from 0 than this (Brock et al. 2019), 0.1 to 3; smaller is more "
            "typical and less varied.",
            "truncation", 0.1, 3.0,
        ),
    ] = 2.0  # fmt: skip
    towards: Annotated[
        int | None,
        Option(
            "A second seed: the pictures walk from the first one's to the second one's.",
            "second_seed", 0, MAX_SEED,
        ),
    ] = None  # fmt: skip
    towards_label: Annotated[
        str,
        Option("Class at the end of the walk; empty: the same.", "shared_walk_class"),
    ] = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """A sampled picture (base64 PNG), its class, and the probability that the discriminator gives
    to its being real, 0 to 1."""

    picture: str
    label: str
    verdict: float


@dataclass(frozen=True, slots=True)
class Samples(Result):
    """Sampled pictures.

    Attributes:
        diversity: how far apart the pictures of one class are in the classifier's eyes, as a part
            of how far apart real ones are; near 0: the generator has collapsed. ``None`` where no
            class has two pictures, on a walk, and without the classifier that saw the real ones.
    """

    task: ClassVar[str] = "sample"

    pictures: tuple[Sample, ...]
    diversity: float | None
    options: SampleOptions
    model: ModelRef
    seconds: float

    @property
    def text(self) -> str:
        """What the history lists: set and class."""
        return " ".join(part for part in (self.options.set, self.options.label) if part)


@dataclass(frozen=True, slots=True)
class Round:
    """One round of the detective's game.

    Attributes:
        picture: base64 PNG.
        forged: whether the generator made it.
        guess: whether the visitor said so.
        verdict: the discriminator's probability that it is real, 0 to 1.
    """

    picture: str
    forged: bool
    guess: bool
    verdict: float

    @property
    def won(self) -> bool:
        """Whether the visitor was right."""
        return self.guess == self.forged

    @property
    def discriminator_won(self) -> bool:
        """Whether the discriminator was right."""
        return (self.verdict < 0.5) == self.forged


@dataclass(frozen=True, slots=True)
class Game(Result):
    """A played game of *Detetive*: who told forgeries from real pictures better."""

    task: ClassVar[str] = "detect"

    set: str
    rounds: tuple[Round, ...]
    model: ModelRef
    seconds: float

    @property
    def text(self) -> str:
        """What the history lists: the set, and both scores."""
        return f"{self.set} {self.won}:{self.discriminator_won}"

    @property
    def won(self) -> int:
        """Rounds the visitor was right in."""
        return sum(one.won for one in self.rounds)

    @property
    def discriminator_won(self) -> int:
        """Rounds the discriminator was right in."""
        return sum(one.discriminator_won for one in self.rounds)


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A picture put before the detective: as ``Round``, before the guess."""

    picture: str
    forged: bool
    verdict: float


@dataclass(frozen=True, slots=True)
class Frame:
    """The same noise at one moment of the training.

    Attributes:
        step: of the training.
        pictures: as ``Sample``, always of the same noise and classes; the verdicts are those of
            the discriminator of that moment.
    """

    step: int
    pictures: tuple[Sample, ...]


RENDER_KINDS: tuple[str, ...] = ("fashion", "facades")
"""What an outline can become; the network is called ``pix2pix-<name>``."""

FACADE_PALETTE: tuple[tuple[str, str, str], ...] = (
    ("#0000dd", "fundo", "background"),
    ("#0031ff", "parede", "wall"),
    ("#007fff", "janela", "window"),
    ("#00ccff", "porta", "door"),
    ("#26ffe2", "cornija", "cornice"),
    ("#75ff92", "peitoril", "sill"),
    ("#c4ff3e", "sacada", "balcony"),
    ("#fff300", "persiana", "blind"),
    ("#ffa000", "ornamento", "ornament"),
    ("#ff5200", "moldura", "molding"),
    ("#ff0400", "coluna", "pillar"),
    ("#ad0000", "loja", "shop"),
)
"""Colour of each class in the map of a facade, in the order of their numbers; its name, Portuguese
and English."""


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """What the outline is of."""

    kind: Annotated[str, Option("fashion or facades.", "render_kind")] = "fashion"


@dataclass(frozen=True, slots=True)
class Rendering(Result):
    """An outline and the picture the network made of it; both base64 PNG."""

    task: ClassVar[str] = "render"

    outline: str
    picture: str
    options: RenderOptions
    model: ModelRef
    seconds: float

    @property
    def text(self) -> str:
        """What the history lists: the kind."""
        return self.options.kind


MIN_CLASSES, MAX_CLASSES = 2, 10
"""Classes of a lesson."""

MAX_PICTURES = 200
"""Most pictures of a class."""

MAX_PROJECT = 24_000_000
"""Largest project file, bytes."""

WARNINGS: tuple[str, ...] = ("few", "unbalanced", "alike", "none-held-out", "retaught")
"""What a lesson may be warned of."""


@dataclass(frozen=True, slots=True)
class Lesson(Result):
    """What the network was taught with somebody's own pictures.

    Attributes:
        project: the whole project as a zip file (pictures, head, config), base64; opens again here
            and elsewhere.
        classes: names the person gave.
        counts: pictures of each.
        accuracy: on pictures held out of the lesson, 0 to 1; ``None`` if there were too few.
        confusion: held-out pictures of class i (row) taken for class j (column).
        warnings: codes of what to mind: ``few``, ``unbalanced``, ``alike`` (nearly the same picture
            in two classes), ``none-held-out``, ``retaught`` (the project came from another network;
            ours was taught its pictures anew).
        model: the frozen network the features come from.
    """

    task: ClassVar[str] = "teach"

    project: str
    classes: tuple[str, ...]
    counts: tuple[int, ...]
    accuracy: float | None
    confusion: tuple[tuple[int, ...], ...]
    warnings: tuple[str, ...]
    model: ModelRef
    seconds: float

    @property
    def text(self) -> str:
        """What the history lists: the classes."""
        return ", ".join(self.classes)
