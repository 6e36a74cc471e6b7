"""Whatever a text is made of, a pattern's time over it grows as its length, not as its square."""

from __future__ import annotations

import ast
import importlib
import inspect
import math
import pkgutil
import re
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from functools import cache
from types import FrameType, ModuleType
from typing import NamedTuple

import pytest

import textnn
from textnn.tasks.registry import TASKS

SHORT, LONG = 4_096, 16_384
"""Characters."""
SOON = 0.004
"""Seconds of a core for the longer text that need no second look."""
GROWTH = 7
"""A linear pattern takes four times as long for the longer text, a quadratic one sixteen times."""
PATIENCE = 3
"""Seconds after which one is given up: it backtracks without end."""

ANCHORED = {
    ("textnn.articles.kinds", "_HTML"),
    ("textnn.chat.question_replies", "_ASKING"),
    ("textnn.articles.addresses", "_BARE"),
    ("textnn.articles.pdf", "_NUMBER"),
    ("textnn.pages.model_card", "_HEAD"),
    ("textnn.tasks.understand.pipeline", "_GO_ON"),
    ("textnn.config", "_RATE"),
    ("textnn.tasks.summarize.faithfulness", "_LEAD"),
}
"""Used by ``match`` and ``fullmatch`` only: they begin once, not at each character."""

BOUNDED = {
    ("textnn.datasets.ner.guidelines", "_DATE"),  # marks of training data
    ("textnn.datasets.ner.guidelines", "_RANGE"),
    ("textnn.html.templates", "_BETWEEN"),  # our own templates
    ("textnn.html.templates", "_INSIDE"),
    ("textnn.tasks.understand.slots", "_BEHIND"),  # requests, which are of 400 characters at most
    ("textnn.tasks.understand.slots", "_WHAT"),
    ("textnn.tasks.understand.slots", "_LATER"),
}
"""Over short texts only, however long what a visitor gives is."""

SHAPES = (
    "<!---->", "<!-- a -->", "<", "<a ", "</", ">", "[", "](", "(", "((a", '"', "“", "“a ", "”",
    "'", "«", "1.", "1,", "1 ", "12.345,", "R$ 1", "R$ ", "%", "1 %", "A", "Ab ", "Ana Souza ",
    "Ana disse ", "ANA ", "d. ", "Sr. ", "S.A. ", "etc. ", " ", "\n", " \n", "\t", "a\n", "- ", "–",
    "https://a.b/", "www.", "a@b.", "e ", "de ", "vinte e ", "de janeiro de ", "á", "a-", "a/",
    "\u00a0", "!", "...", ": ", "0:", "a", "ab ", "2020-", "x1",
)  # fmt: skip


class Found(NamedTuple):
    """A pattern, where it stands, and whether it is only ever tried at one place of a text."""

    module: str
    name: str
    pattern: re.Pattern[str]
    anchored: bool


@cache
def patterns() -> tuple[Found, ...]:
    return (*everywhere(),)


def everywhere() -> Iterator[Found]:
    """Every pattern of the package: what its modules hold, however deep, and what their calls of
    ``re`` have as a literal."""
    for info in pkgutil.walk_packages(textnn.__path__, "textnn."):
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            for pattern in inside(value):
                yield Found(info.name, name, pattern, (info.name, name) in ANCHORED)
        yield from written(module)
    for task in TASKS.values():
        if task.meant:
            yield named("textnn.tasks", task.name, task.meant)


def inside(value: object) -> Iterator[re.Pattern[str]]:
    """The compiled patterns in a value: itself, or those of a table."""
    match value:
        case re.Pattern():
            yield value
        case Mapping():
            for part in [*value.keys(), *value.values()]:
                yield from inside(part)
        case tuple() | list() | set() | frozenset():
            for part in value:
                yield from inside(part)
        case _ if is_dataclass(value) and not isinstance(value, type):
            for field in fields(value):
                yield from inside(getattr(value, field.name, None))


CALLS = {"search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}


def written(module: ModuleType) -> Iterator[Found]:
    """Patterns that stand in a call, as ``re.search(r"...", text)``; what is put into one while
    the program runs, a name of a text or a form of a table, is *ana* here."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=called), args=args) if (
                called in CALLS
            ):
                named = {one.arg: one.value for one in node.keywords if one.arg}
                given = inspect.signature(getattr(re, called)).bind(*args, **named).arguments
                flags = valued(given["flags"], module) if "flags" in given else 0
                pattern = valued(given["pattern"], module)
                if isinstance(pattern, str) and isinstance(flags, int):
                    anchored = called in {"match", "fullmatch"}
                    compiled = re.compile(pattern, flags)
                    yield Found(module.__name__, f"line {node.lineno}", compiled, anchored)


def valued(node: ast.expr, module: ModuleType) -> object:
    """What an expression of a module's constants is; *ana* for what only a call knows."""
    match node:
        case ast.JoinedStr():
            return "".join(str(valued(part, module)) for part in node.values)
        case ast.FormattedValue():
            return valued(node.value, module)
    try:
        return eval(ast.unparse(node), vars(module))  # noqa: S307 - the package's own source
    except NameError:
        return "ana"


def shaped(shape: str, pattern: re.Pattern[str], characters: int) -> str:
    """A text of one shape; bytes for a pattern over bytes."""
    text = (shape * (characters // len(shape)))[:characters] + "x"
    return text if isinstance(pattern.pattern, str) else text.encode()


def seconds(found: Found, text: str) -> float:
    """Of a core; ``inf`` where it was given up."""
    pattern, began = found.pattern, time.process_time()
    try:
        with given_up():
            if found.anchored:
                pattern.match(text)
                pattern.fullmatch(text)
            else:
                for _ in pattern.finditer(text):
                    pass
    except TimeoutError:
        return math.inf
    return time.process_time() - began


@contextmanager
def given_up() -> Iterator[None]:
    """Ends a search that is at it for ``PATIENCE``: the module ``re`` looks for signals."""

    def end(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def grows(found: Found, shape: str) -> bool:
    """Whether four times the text takes far more than four times as long, however often it is
    looked at: what else the machine does only ever adds to one of the two."""
    short, long = (shaped(shape, found.pattern, size) for size in (SHORT, LONG))
    less = more = math.inf
    for _ in range(3):
        more = min(more, seconds(found, long))
        if more < SOON or more == math.inf:
            return more == math.inf
        less = min(less, seconds(found, short))
        if more < GROWTH * less < math.inf:
            return False
    return True


def named(module: str, name: str, pattern: str) -> Found:
    return Found(module, name, re.compile(pattern), anchored=False)


@pytest.mark.parametrize(
    ("pattern", "shape", "bad"),
    [
        (r"\s*\(", " ", True),
        (r"<!(?:--)*(?:.*?-->)*\Z", "<!---->", True),
        (r"(?<!\s)\s*\(", " ", False),
        (r"\w+", "a", False),
    ],
)
def test_what_grows_is_seen(pattern: str, shape: str, *, bad: bool) -> None:
    assert grows(named("tests", "some", pattern), shape) is bad


@pytest.mark.slow
def test_patterns_are_found_wherever_they_are() -> None:
    found = {(one.module, one.name) for one in patterns()}
    assert ("textnn.tasks.factsheet.contacts", "_CONTACTS") in found  # in tuples of a tuple
    assert ("textnn.datasets.ner.expressions", "PATTERNS") in found  # in a table
    assert any(module == "textnn.chat.transcript" for module, name in found if "line" in name)


@pytest.mark.slow
def test_no_pattern_takes_long_over_any_shape() -> None:
    once = {(found.pattern.pattern, found.pattern.flags): found for found in reversed(patterns())}
    assert len(once) > 280
    slow = [
        f"{found.module}, {found.name}: {found.pattern.pattern!r} over {shape!r}"
        for found in once.values()
        if (found.module, found.name) not in BOUNDED
        for shape in SHAPES
        if grows(found, shape)
    ]
    assert not slow
