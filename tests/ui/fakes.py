"""Deterministic stand-ins for the models, over a real service and a real store."""

from __future__ import annotations

import math
import random
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

from tests.ui.fake_chat import FAKE_CHAT
from tests.ui.fake_personal import FAKE_PERSONAL
from tests.ui.fake_pictures import FAKE_PICTURES
from textnn.chat import Chat
from textnn.config import Settings
from textnn.errors import UserError
from textnn.jobs.jobs import Jobs
from textnn.results import (
    CharSurprise,
    Continuation,
    Extract,
    GenerateOptions,
    Glance,
    Highlight,
    Keyword,
    Line,
    Memorisation,
    ModelRef,
    Progress,
    Span,
    Summary,
    SummaryOptions,
    Surprise,
    ignore_progress,
)
from textnn.results.text import HeadlineConditions
from textnn.service import Service
from textnn.store.engine import open_store
from textnn.store.runs import RunRepository
from textnn.tasks.compare.pipeline import compare
from textnn.tasks.factsheet.pipeline import FactFinder
from textnn.tasks.highlight.consistency import TagSpan
from textnn.tasks.highlight.pipeline import Highlighter
from textnn.tasks.registry import TASKS
from textnn.tasks.review.pipeline import Reviewer
from textnn.tasks.summarize.headlines import fulfils
from textnn.text.sentences import sentences
from textnn.web.context import Screen, load_examples

SECRET = "s" * 64
MOST = 2000
"""Who asks for so many letters means to stop it: it lasts, however busy the machine is."""

MODEL = ModelRef("tagger", "ab" * 32)
_PATTERNS = (
    ("VALUE", r"(?:R\$|US\$) ?[\d.,]*\d(?: (?:milhões|mil))?|\d+(?:\.\d{3})+ \w+|\d+%"),
    ("TIME", r"\d{1,2} de [a-zç]+|\b(?:19|20)\d\d\b|\d{1,2}h\d{2}|\w+-feira"),
    ("WORK", r"(?<=[\"“])[A-Z][^\"”]{5,30}(?=[\"”])"),
    ("EVENT", r"(?:Festa|Semana|Travessia|Congresso)(?: d[aoe]s?| [A-ZÁ]\w+)+"),
    (
        "ORG",
        r"(?:Prefeitura|Secretaria|Caixa|Associação|Universidade|Hospital|Instituto)"
        r"(?: d[aoe]s?| [A-ZÁ]\w+)*",
    ),
    ("LOC", r"(?:Vila|Praça|Serra|São|Porto|Mato|Belo)(?: d[aoe]s?)?(?: [A-ZÁ]\w+)+|Santos|Japão"),
    ("PER", r"[A-ZÁÉ][a-zà-ú]+(?: [A-ZÁ][a-zà-ú]+)+"),
)
_SYLLABLES = ("ca", "do", " a", " o ", "re", "da", "ção", " de", "m ", "to", ", ", "li", " que ")


class FakeHighlighter:
    """Marks by rule; slow on demand."""

    def __init__(self, seconds_per_step: float = 0.0) -> None:
        self.pause = seconds_per_step

    def __call__(self, text: str, progress: Progress = ignore_progress) -> Highlight:
        if "explode" in text:
            raise RuntimeError("secret inner detail")
        began = time.perf_counter()
        many = steps(text)
        for step in range(many):
            progress(step / many)
            time.sleep(self.pause)
        spans: list[Span] = []
        taken = bytearray(len(text))
        for label, pattern in _PATTERNS:
            for found in re.finditer(pattern, text):
                start, end = found.span()
                if start == end or any(taken[start:end]):
                    continue
                taken[start:end] = b"\1" * (end - start)
                score = 0.4 + (hash_of(found[0]) % 60) / 100
                spans.append(Span(start, end, found[0], label, score))
        spans.sort(key=lambda span: span.start)
        return Highlight(text, tuple(spans), MODEL, time.perf_counter() - began)

    def many(self, texts: Sequence[str]) -> list[Highlight]:
        return [self(text) for text in texts]


class NamelessHighlighter:
    """Knows no name and no word: what is found besides names is found in earnest."""

    reference = MODEL
    featurizer = SimpleNamespace(vocabulary=())

    def tag(self, texts: Sequence[str], _: Progress = ignore_progress) -> list[list[TagSpan]]:
        if "explode" in texts[0]:
            raise RuntimeError("secret inner detail")
        return [[] for _ in texts]


class FakeEdited(NamedTuple):
    headline: Line
    dek: Line
    sentences: tuple[Extract, ...]
    keywords: tuple[Keyword, ...]


class FakeSummarizer:
    """Takes the first sentences and the commonest long words; slow on demand."""

    reference = ModelRef("summarizer", "ef" * 32)

    def __init__(self, seconds_per_step: float = 0.0) -> None:
        self.pause = seconds_per_step

    def __call__(
        self, text: str, options: SummaryOptions, progress: Progress = ignore_progress
    ) -> Summary:
        if "explode" in text:
            raise RuntimeError("secret inner detail")
        many = steps(text)
        for step in range(many):
            progress(step / many)
            time.sleep(self.pause)
        spans = sentences(text)
        if options.rank > len(spans):
            raise UserError("no-other-headline")
        start, end = spans[options.rank - 1]
        headline, glances = _copied(text, start, end)
        dropped = ((headline + " 99", "99"),)
        return Summary(
            text,
            Line(headline, "written", (start, end), glances, ()),
            Line(text[start:end].rstrip("."), "extracted", spans[-1], (), dropped),
            tuple(Extract(s, e, text[s:e], 0.5) for s, e in spans[: options.sentences]),
            options,
            "en" if " the " in text else "pt",
            min(len(text), 1500),
            self.reference,
            0.01,
        )

    def many(
        self, texts: Sequence[str], names: Sequence[Sequence[Span]], wanted: Collection[str]
    ) -> list[FakeEdited]:
        made = [self(text, SummaryOptions()) for text in texts]
        words = [self.keywords(*both) for both in zip(texts, names, strict=True)]
        return [
            FakeEdited(one.headline, one.dek, one.sentences, its)
            for one, its in zip(made, words, strict=True)
        ]

    def headlines(
        self, text: str, wanted: HeadlineConditions, progress: Progress = ignore_progress
    ) -> tuple[str, ...]:
        progress(1.0)
        lines = [_copied(text, *span)[0] for span in sentences(text)]
        found = [one for one in lines if fulfils(one, wanted)]
        return tuple(sorted(found, key=len) if wanted.short else found)

    def keywords(self, text: str, names: Sequence[Span]) -> tuple[Keyword, ...]:
        places: dict[str, list[tuple[int, int]]] = {}
        for found in re.finditer(r"\w{7,}", text):
            places.setdefault(found[0].lower(), []).append(found.span())
        best = sorted(places.values(), key=len, reverse=True)[:5]
        named = {span.text[:7]: span.label for span in names}
        return tuple(
            Keyword(
                text[slice(*spans[0])],
                1 / (1 + rank),
                tuple(spans),
                0.12 / (1 + rank),
                ("manchete",),
                named.get(text[slice(*spans[0])][:7], ""),
            )
            for rank, spans in enumerate(best)
        )


def _copied(text: str, start: int, end: int) -> tuple[str, tuple[Glance, ...]]:
    """The first words of a sentence, each looking at itself and at two words after it."""
    words = [found.span() for found in re.finditer(r"\w+", text[start:end])]
    line, glances = "", []
    for index, (s, e) in enumerate(words[:6]):
        near = zip(words[index : index + 3], (0.6, 0.25, 0.05), strict=False)
        looked = tuple((start + a, start + b, attention) for (a, b), attention in near)
        line += (" " if line else "") + text[start + s : start + e]
        glances.append(Glance(len(line) - (e - s), len(line), looked))
    return line, tuple(glances)


def lasting(text: str) -> bool:
    """Whether work on a text lasts until it is stopped, however busy the machine is."""
    return "bem devagar" in text.lower()


def steps(text: str) -> int:
    """In how many steps a text is read: long ones and slow ones show their progress."""
    if lasting(text):
        return 500
    return 20 if len(text) > 5_000 or "devagar" in text else 1


class FakeWriter:
    """Writes syllables from a seeded generator, one letter at a time; slow on demand."""

    reference = ModelRef("charrnn", "cd" * 32)

    def __init__(self, seconds_per_letter: float = 0.0) -> None:
        self.pause = seconds_per_letter

    def stream(self, prefix: str, options: GenerateOptions) -> Iterator[Continuation]:
        draw = random.Random(f"{prefix}/{options.seed}/{options.temperature}")
        slower = 40 if lasting(prefix) or options.length == MOST else 8 if "calma" in prefix else 1
        pause = self.pause * slower
        now = Continuation(prefix, "", options, "running", None, self.reference, 0.0)
        letters: Iterator[str] = iter(())
        while True:
            letter = next(letters, None)
            if letter is None:
                letters = iter(draw.choice(_SYLLABLES))
                continue
            time.sleep(pause)
            written = now.generated + letter
            now = replace(now, generated=written, seconds=now.seconds + self.pause)
            stopped = bool(options.stop) and written.endswith(options.stop)
            if stopped or len(written) >= options.length:
                break
            yield now
        begin = len(prefix) + 3
        learnt = Memorisation(begin, min(begin + 24, len(now.text)), 0.06, 8, 0.001)
        yield replace(now, finish="stop" if stopped else "length", memorisation=learnt)

    def surprise(self, text: str) -> Surprise:
        chars = tuple(
            CharSurprise(char, (hash_of(char + str(i % 7)) % 90) / 10, (("e", 0.4), (" ", 0.2)))
            for i, char in enumerate(text)
        )
        mean = math.fsum(char.bits for char in chars) / max(1, len(chars))
        return Surprise(text, chars, mean, self.reference, 0.01)


def hash_of(text: str) -> int:
    """The same number in every process, unlike ``hash``."""
    return sum(ord(char) * (place + 1) for place, char in enumerate(text)) * 7919 % 10_007


def fake_texts(
    highlighter: Callable[[], Any] = FakeHighlighter,
    summarizer: Callable[[], Any] = FakeSummarizer,
    writer: Callable[[], Any] = FakeWriter,
) -> dict[str, Callable[[], Any]]:
    """The pipelines of texts by the name of their task."""
    fakes = {
        "highlight": highlighter,
        "summarize": summarizer,
        "compare": lambda: compare,
        "factsheet": lambda: FactFinder(FakeHighlighter(), lambda _, names: ["other"] * len(names)),
        "review": lambda: Reviewer(cast(Highlighter, NamelessHighlighter())),
        "generate": writer,
        "surprise": lambda: lambda text, *_: writer().surprise(text),
    }
    shipped = {name for name in TASKS.forms() if TASKS[name].pipeline.startswith("textnn.")}
    missing = shipped - fakes.keys()
    assert not missing, f"no pipeline for the tests' app: add {missing} to fake_texts"
    return fakes


def fake_screen(
    home: Path,
    *,
    slow: float = 0.0,
    letter: float = 0.0,
    upload: str = "5mb",
    pictures: Mapping[str, Callable[[], Any]] = FAKE_PICTURES,
) -> Screen:
    """A screen over a real store in ``home`` and fake models."""
    settings = Settings(home=home, models=home / "models", secret=SECRET, max_upload=upload)
    pipelines = {
        **fake_texts(
            lambda: FakeHighlighter(slow), lambda: FakeSummarizer(slow), lambda: FakeWriter(letter)
        ),
        **pictures,
        **FAKE_CHAT,
        **FAKE_PERSONAL,
    }
    service = Service(pipelines, RunRepository(open_store(settings.url)), settings)
    jobs = Jobs(service, settings)
    return Screen(service, settings, SECRET, load_examples(), Chat(service), jobs)
