"""Every sentence for people stands in the catalogues, is said somewhere, and nowhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from textnn.config import DATA, PACKAGE
from textnn.errors import UserError
from textnn.html.markup import does
from textnn.locale import LANGUAGES, Given, Sentence, say, sentences

SOURCES = sorted(PACKAGE.rglob("*.py"))

_NAME = re.compile(r"[A-Za-z0-9_-]+")
_HOLE = r"[\w-]*"
_PORTUGUESE = re.compile(r"[ãõáéíóúâêôç]|\b(?:não|uma|que|para|com|está|são)\b", re.IGNORECASE)
_ENGLISH = re.compile(r"\b(?:the|is|are|not|of|this|there|and|with|for|to|no|it)\b", re.IGNORECASE)


@cache
def nodes() -> list[tuple[Path, ast.AST]]:
    """Every node of the syntax trees, and the file it stands in."""
    trees = ((path, ast.parse(path.read_text(encoding="utf-8"))) for path in SOURCES)
    return [(path, node) for path, tree in trees for node in ast.walk(tree)]


@pytest.fixture(scope="module", autouse=True)
def _forgotten() -> Iterator[None]:
    """The trees take 60 MB: no later test of the process has them beside it."""
    yield
    nodes.cache_clear()


def literals() -> tuple[set[str], list[str]]:
    """The constants of the code that could be names, and patterns of those it composes."""
    texts: set[str] = set()
    forms: set[str] = set()
    for _, node in nodes():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            forms.add("".join(_part(value) for value in node.values))
        elif isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant):
            forms.add(re.escape(str(node.left.value)) + _HOLE)
    for path in [*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.js")]:
        text = path.read_text(encoding="utf-8")
        texts |= set(_NAME.findall(text))
        forms |= {f"{start}{_HOLE}" for start in re.findall(r'"(\w+_)" ~', text)}
        holed = re.findall(r'"(\w*%[sd]\w*)"', text)
        forms |= {re.sub("%[sd]", r"[\\w-]*", form) for form in holed}
        forms |= {f"{_HOLE}{end}" for end in re.findall(r'~ "(_\w+)"', text)}
    return texts, sorted(form for form in forms if re.search(r"[a-z]{3}", form.replace(_HOLE, "")))


def _part(node: ast.expr) -> str:
    return re.escape(str(node.value)) if isinstance(node, ast.Constant) else _HOLE


@pytest.mark.slow
def test_no_sentence_is_unused() -> None:
    texts, forms = literals()
    composed = re.compile("|".join(f"(?:{form})" for form in forms if _NAME.search(form)))
    codes = {text.replace("-", "_") for text in texts if _NAME.fullmatch(text)}

    def used(name: str) -> bool:
        code = name.removeprefix("error_")
        if code != name:  # a code, or a code and a variant
            cuts = [place for place, char in enumerate(code) if char == "_"]
            return code in codes or any({code[:n], code[n + 1 :]} <= codes for n in cuts)
        plain = name.removeprefix("reply_")  # `phrases.say` puts that before
        return name in texts or plain in texts or bool(composed.fullmatch(plain))

    assert [name for name in sentences("pt") if not used(name)] == []


def test_every_error_has_its_sentence() -> None:
    missing = []
    for path, node in nodes():
        called = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and called in ("UserError", "Absent") and node.args:
            names = [name for name in _error_names(node) if name not in sentences("pt")]
            missing += [f"{path.name}:{node.lineno}: {name}" for name in names]
    assert not missing


def _error_names(node: ast.Call) -> list[str]:
    """The sentences a call can say; none where its code is computed."""
    if not isinstance(node.args[0], ast.Constant):
        return []
    variant: ast.expr = node.args[1] if len(node.args) > 1 else ast.Constant("")
    arms = [variant.body, variant.orelse] if isinstance(variant, ast.IfExp) else [variant]
    variants = [str(arm.value) for arm in arms if isinstance(arm, ast.Constant)]
    return [UserError(str(node.args[0].value), one).sentence.name for one in variants]


@pytest.mark.parametrize("prefix", ["fault", "refusal", "_wrong", "bad_argument", "check_range"])
def test_every_reason_has_its_sentence(prefix: str) -> None:
    sentence = {
        "fault": "fault_", "refusal": "project_", "_wrong": "setting_",
        "bad_argument": "argument_", "check_range": "limited_",
    }[prefix]  # fmt: skip
    calls = [
        node
        for _, node in nodes()
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == prefix
    ]
    place = {"fault": 2, "_wrong": 1}.get(prefix, 0)
    reasons = [call.args[place] for call in calls if len(call.args) > place]
    said = [reason.value for reason in reasons if isinstance(reason, ast.Constant)]
    names = {name for name in said if isinstance(name, str)}
    assert names
    assert {sentence + name for name in names} <= sentences("pt").keys()


def test_no_two_languages_stand_side_by_side_in_the_code() -> None:
    pairs = []
    for path, node in nodes():
        given = (
            node.elts if isinstance(node, ast.Tuple) else
            node.args if isinstance(node, ast.Call) else
            [node.body, node.orelse] if isinstance(node, ast.IfExp) else []
        )  # fmt: skip
        texts = [_text(one) for one in given]
        for one, other in pairwise(texts):
            if _PORTUGUESE.search(one) and _ENGLISH.search(other):
                line = getattr(node, "lineno", 0)
                pairs.append(f"{path.name}:{line}: {one} | {other}")
    assert not pairs


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(value) for value in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_names_each_sentence_once(language: str) -> None:
    path = PACKAGE / "locale" / language / "LC_MESSAGES" / "textnn.po"
    names = re.findall(r'^msgid "(.+)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(names) == len(set(names))
    assert set(names) == sentences("pt").keys()


def test_values_are_said_in_the_language_of_the_sentence() -> None:
    reason = Sentence("fault_not_valid_json")
    error = UserError("bad-dataset", name="a.jsonl", line=3, reason=reason)
    assert error.pt == "a.jsonl, linha 3: não é JSON válido."
    assert str(error) == error.en == "a.jsonl, line 3: not valid JSON."
    assert say("pt", "error_too_long", length=12000, limit=10000).startswith("O texto tem 12.000")
    assert say("en", "cli_marks", listed=["a", Given({"pt": "um", "en": "one"})]) == "marks: a, one"


def test_an_error_can_say_where_it_happened() -> None:
    error = UserError("empty-picture").within("in_class", name="bola", number=2)
    assert error.code == "empty-picture"
    assert error.pt.startswith("“bola”, imagem 2: O arquivo está vazio")


def test_catalogues_are_read_when_first_asked_for() -> None:
    assert sentences("pt") is sentences("pt")


def test_every_network_that_ships_has_a_name_for_people() -> None:
    folders = [path.parent.name for path in (DATA / "models").glob("*/config.json")]
    assert len(folders) > 10
    unnamed = [name for name in folders for lang in ("pt", "en") if does(lang, name) == name]
    assert not unnamed
