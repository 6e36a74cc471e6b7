"""Two languages, never mixed, nothing missing."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from textnn.locale import language_of, percent, sentences
from textnn.pages.fragments import WHYS, everything
from textnn.results import FINISHES, KINDS, LABELS, ORIGINS
from textnn.results.pictures import RENDER_KINDS, SAMPLE_SETS
from textnn.tasks.registry import TASKS
from textnn.ui.i18n import t, translations
from textnn.ui.page import TABS
from textnn.web.context import load_examples

SOURCES = sorted((Path(__file__).parents[2] / "textnn" / "ui").rglob("*.py"))


PARTS_OF_RENDERING = ("render", "how", "render_blank", "rendered")


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_both_languages_say_the_same_fields() -> None:
    pt, en = sentences("pt"), sentences("en")
    assert pt.keys() == en.keys()
    assert [name for name in pt if fields(pt[name]) != fields(en[name])] == []
    assert [name for name in pt if bool(pt[name]) != bool(en[name])] == []


def test_every_sentence_asked_for_exists() -> None:
    asked = re.compile(r'\b(?:t\(|say\(\s*\w+,\s*)"(\w+)"(?! \+)')
    names = {name for path in SOURCES for name in asked.findall(path.read_text(encoding="utf-8"))}
    assert len(names) > 50
    assert names <= sentences("pt").keys()


def test_everything_the_code_can_compose_exists() -> None:
    composed = [
        *LABELS,
        *(f"finish_{finish}" for finish in FINISHES),
        *(f"why_{name}" for name in WHYS),
        *(f"{part}{kind}" for part in ("", "the_") for kind in KINDS),
        *(f"line_{origin}" for origin in ORIGINS),
        *(f"note_{one}_{other}" for one in ORIGINS for other in ORIGINS),
        *(f"keyword_{kind}_{n}" for kind in ("name", "phrase", "word") for n in ("one", "many")),
        *(f"short_{count}" for count in ("none", "one", "many")),
        *(f"tab_{tab}" for tab in TABS if tab not in TASKS.forms()),
        *(f"example_{name}" for name in load_examples().articles),
        *(f"{part}_{name}" for part in ("set", "one") for name in SAMPLE_SETS),
        *(f"{part}_{kind}" for part in PARTS_OF_RENDERING for kind in RENDER_KINDS),
    ]
    assert set(composed) <= sentences("pt").keys()


def test_portuguese_of_every_country_is_portuguese() -> None:
    said = translations(everything({}, ())).translations
    assert said["pt"] == said["pt-BR"]
    assert said["pt"].keys() == said["en"].keys()


def test_an_unknown_name_fails_at_once() -> None:
    with pytest.raises(KeyError):
        t("no such sentence")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("pt-BR,pt;q=0.9,en-US;q=0.8", "pt"),
        ("pt", "pt"),
        ("en-GB,pt;q=0.9", "en"),
        ("es-AR,es;q=0.9", "en"),
        ("*", "pt"),
        ("", "pt"),
        (None, "pt"),
        (";;;,,,", "pt"),
    ],
)
def test_the_first_language_counts(header: str | None, language: str) -> None:
    assert language_of(header) == language


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0%"), (1, "100%"), (0.9999, "99,9%"), (0.00001, "< 0,01%"), (0.5, "50%")],
)
def test_percentages_never_round_to_certainty(share: float, text: str) -> None:
    assert percent("pt", share) == text


def test_examples_are_articles() -> None:
    examples = load_examples()
    assert len(examples.articles) >= 4
    assert all(900 <= len(text) <= 2500 for text in examples.articles.values())
    assert all(prefix.strip() for prefix in examples.prefixes)
