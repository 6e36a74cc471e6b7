"""Results as HTML: nothing added, nothing lost, nothing executed."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from html import unescape
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.fakes import MODEL, FakeHighlighter, FakeWriter
from tests.ui.makers import highlights, read, sheet, texts
from textnn.html.markup import FLOOR, opacity
from textnn.html.templates import part
from textnn.locale import say
from textnn.pages.history import count, deleted, history_view
from textnn.pages.model_card import card_page
from textnn.results import (
    LABELS,
    Continuation,
    GenerateOptions,
    Highlight,
    Memorisation,
    ModelRef,
    Span,
)
from textnn.results.runs import RunLine
from textnn.tasks.generate.view import step, surprise_view, writing_view
from textnn.tasks.highlight.view import highlight_view
from textnn.tasks.registry import TASKS

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
STYLE = Path(__file__).parents[2] / "textnn" / "ui" / "static" / "style.css"
BARE = STYLE.with_name("bare.css")


@given(highlights())
def test_the_article_is_reproduced_to_the_letter(result: Highlight) -> None:
    reader = sheet(highlight_view(result, "pt", NOW))
    assert reader.text == result.text
    assert reader.tags == ["mark"] * len(result.spans)


@given(texts)
def test_escaping_is_undone_by_reading(text: str) -> None:
    said = part("pt", "chat/message.html", "said", text)
    assert read(said).text == text
    assert not re.search("[<>\r{$`]", said[len('<p class="said" dir="auto">') : -len("</p>")])


def test_what_people_paste_is_never_markup() -> None:
    text = "<img src=x onerror=alert(1)> <script>alert(1)</script> ${x} {{y}}"
    html = highlight_view(
        Highlight(text, (Span(0, 5, text[:5], "PER", 0.5),), MODEL, 0.1), "pt", NOW
    )
    assert "<img" not in html
    assert "<script" not in html
    assert sheet(html).text == text


@given(st.floats(0, 1), st.floats(0, 1))
def test_confidence_is_opacity_with_a_floor(one: float, other: float) -> None:
    assert FLOOR <= opacity(one) <= 1
    assert (one <= other) == (opacity(one) <= opacity(other)) or abs(one - other) < 1e-9


def test_confidence_in_words() -> None:
    spans = (Span(i, i + 1, "x", "PER", score) for i, score in enumerate((0.95, 0.7, 0.3)))
    html = highlight_view(Highlight("xxx", tuple(spans), MODEL, 0.1), "en", NOW)
    assert re.findall('data-say="([^"]*)"', html) == [
        "The network is sure.", "The network finds it likely.", "The network hesitates.",
    ]  # fmt: skip


def test_legend_counts_and_table_agree_with_the_spans() -> None:
    result = FakeHighlighter()("Ana Souza foi a São Paulo em 1998 com Rui Lima.")
    html = highlight_view(result, "pt", NOW)
    assert re.search(r'data-toggle="PER".*?Pessoa <b>2</b>', html)
    assert html.count("<tr class=") == len(result.spans)
    assert "Tabela com 4 marcas" in html
    assert 'data-label="Pessoa"' in html
    assert 'href="models/tagger"' in html


def test_an_article_without_names_says_so() -> None:
    html = highlight_view(Highlight("chove", (), MODEL, 0.1), "en", NOW)
    assert "The network found no names" in html
    assert "<table" not in html
    assert sheet(html).text == "chove"


def test_a_hundred_thousand_characters() -> None:
    result = FakeHighlighter()("Ana Souza disse que não. " * 4_000)
    assert sheet(highlight_view(result, "pt", NOW)).text == result.text


def continuation(finish: str = "length", share: float = 0.5) -> Continuation:
    learnt = Memorisation(8, 14, share, 8, 0.001)
    options = GenerateOptions(seed=7)
    return Continuation("O <b>", " gato dormiu", options, finish, learnt, MODEL, 1.0)


def test_the_prefix_is_kept_and_what_was_generated_is_told_apart() -> None:
    result = continuation()
    html = writing_view(result, "pt", NOW)
    assert sheet(html).text == result.text
    assert '<span class="human">O &lt;b&gt;</span>' in html
    assert f'<mark class="memo">{result.text[8:14]}</mark>' in html
    assert "Não é notícia" in html
    assert 'data-copy="[Texto gerado por rede neural' in html
    assert "semente 7" in html


def test_writing_on_keeps_what_the_network_wrote_before_marked_as_its_own() -> None:
    html = writing_view(continuation(), "pt", NOW, human=1)
    assert '<span class="human">O</span>' in html


def test_while_it_writes_there_is_a_caret_and_no_meter() -> None:
    html = writing_view(continuation("running"), "pt", NOW)
    assert "caret" in html
    assert "memo-meter" not in html


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "memo_none"), (0.05, "memo_little"), (0.3, "memo_some"), (0.9, "memo_much")],
)
def test_memorisation_in_words(share: float, words: str) -> None:
    said = say("en", words, percent=f"{share:.0%}", count=6, window=8)
    assert said in unescape(writing_view(continuation(share=share), "en", NOW))


def test_without_a_filter_nothing_is_claimed() -> None:
    result = Continuation("a", "b", GenerateOptions(), "length", None, MODEL, 1.0)
    assert "não sabemos o que foi decorado" in writing_view(result, "pt", NOW)


@given(texts)
def test_the_surprise_view_holds_every_letter(text: str) -> None:
    reader = sheet(surprise_view(FakeWriter().surprise(text), "en", NOW))
    assert reader.text == text
    assert reader.tags == ["i"] * len(text)


def test_surprise_grows_with_the_bits() -> None:
    assert [step(bits) for bits in (0.5, 1.5, 3, 5, 9)] == [0, 1, 2, 3, 4]


def line(title: str = "Título", snippet: str = "Título") -> RunLine:
    return RunLine("abc", 1, "highlight", NOW, 0.5, "tagger", title, snippet)


def test_the_history_lists_opens_and_deletes() -> None:
    html = history_view([line("<i>x</i>")], 3, "pt", searching=False)
    assert "&lt;i&gt;x&lt;/i&gt;" in html
    assert 'data-do="open" data-run="abc"' in html
    assert 'data-do="delete" data-run="abc" data-confirm="Apagar mesmo?"' in html
    assert 'data-do="more"' in html
    assert "1 de 3 resultados" in html


@pytest.mark.parametrize("task", TASKS)
def test_every_task_has_its_name_in_the_list(task: str) -> None:
    one = RunLine("abc", 1, task, NOW, 0.5, "tagger", "Título", "Título")
    assert f'<span class="task {task}">' in history_view([one], 1, "pt", searching=False)


def test_a_line_of_another_version_says_so_and_cannot_be_opened() -> None:
    one = RunLine("abc", 1, "translate", NOW, 0.5, "translator", "Título", "Título")
    html = history_view([one], 1, "pt", searching=False)
    assert 'class="task translate">translate<' in html
    assert "outra versão do textnn" in html
    assert 'data-do="open"' not in html
    assert 'data-do="delete"' in html


def test_an_empty_history_says_what_to_do() -> None:
    assert "Destaque ou resuma um artigo" in history_view([], 0, "pt", searching=False)
    assert "Nada encontrado" in history_view([], 0, "pt", searching=True)


def test_counts_in_words() -> None:
    assert count(1, 1, "pt") == "1 resultado"
    assert count(2, 2, "en") == "2 results"
    assert [deleted(n, "pt") for n in (0, 1, 2)] == [
        "Não havia nada para apagar.",
        "1 resultado apagado.",
        "2 resultados apagados.",
    ]


def card(folder: Path, **files: str) -> Path:
    """A model folder with ``metrics``, ``config`` and a Portuguese ``card``."""
    for name, text in files.items():
        file = "card.pt.md" if name == "card" else f"{name}.json"
        (folder / file).write_text(text, encoding="utf-8")
    return folder


def test_a_model_card_says_what_the_model_does_in_the_readers_language(tmp_path: Path) -> None:
    folder = tmp_path / "gan-digits"
    folder.mkdir()
    card(folder, card="O que faz. Lê <tudo>.\n\nFiguras, de 10.000. Boas.\n\nE é só isto aqui.")
    html = card_page(folder, "pt")
    assert "<h3>O que faz</h3><p>Lê &lt;tudo&gt;.</p>" in html
    assert "<h3>Figuras, de 10.000</h3><p>Boas.</p>" in html
    assert "<p>E é só isto aqui.</p>" in html
    assert '<h2 class="headline">Rede que inventa algarismos</h2>' in html
    assert "Lê" not in card_page(folder, "en")
    assert '<h2 class="headline">Network that invents digits</h2>' in card_page(folder, "en")


def test_a_model_card_shows_figures_as_people_write_them(tmp_path: Path) -> None:
    checksum = "0f" * 32
    card(
        tmp_path,
        metrics=f'{{"n": 1234, "f1": {{"PER": 0.912345}}, "options": {{"batch": 128000.0}}, '
        f'"sha256": "{checksum}"}}',
        config='{"kind": "<b>", "crf": true, "labels": ["ankle-boot", "7"], "mean": [0.5, 1.0]}',
    )
    html = card_page(tmp_path, "pt")
    assert "<dt>f1 · PER</dt><dd>0,9123</dd>" in html
    assert "exemplos do treino <code>n</code></dt><dd>1.234</dd>" in html
    assert "exemplos por passo <code>batch</code></dt><dd>128000</dd>" in html
    assert f"<dd><code>{checksum}</code></dd>" in html
    assert "<dd>&lt;b&gt;</dd>" in html
    assert "<dd>sim</dd>" in html
    assert "<dd>bota, 7</dd>" in html
    assert "<dd>0,5; 1</dd>" in html
    assert "training examples <code>n</code></dt><dd>1,234</dd>" in card_page(tmp_path, "en")


def test_a_model_card_shows_the_curve_inside_itself(tmp_path: Path) -> None:
    assert "<figure" not in card_page(tmp_path, "pt")
    (tmp_path / "curve.png").write_bytes(b"curve")
    assert '<img src="data:image/png;base64,Y3VydmU=" alt="Como a rede' in card_page(tmp_path, "pt")


MODELS = Path(__file__).parents[2] / "data" / "models"


def test_every_row_of_our_cards_has_words() -> None:
    for folder in MODELS.iterdir():
        bare = re.findall(r"<dt>(\w+)</dt>", card_page(folder, "pt"))
        assert not bare, (folder.name, bare)


Colour = Sequence[float]
"""Red, green and blue, 0 to 1."""


def colours(block: str) -> dict[str, Colour]:
    """The colour variables of one block of the style sheet."""
    css = BARE.read_text(encoding="utf-8")
    body = css.split(block, 1)[1].split("}", 1)[0]
    return {
        name: [int(value[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        for name, value in re.findall(r"--([\w-]+): #([0-9a-f]{6})", body)
    }


def luminance(colour: Colour) -> float:
    """WCAG 2 relative luminance."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2 contrast, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mixed(over: Colour, under: Colour, strength: float) -> Colour:
    """``over`` at ``strength`` upon ``under``, as the browser mixes them."""
    return [strength * a + (1 - strength) * b for a, b in zip(over, under, strict=True)]


@pytest.mark.parametrize("dark", [False, True])
def test_contrast_is_enough_by_day_and_by_night(dark: bool) -> None:
    shades = colours(":root {") | (colours(".dark {") if dark else {})
    for ground in ("paper", "card", "hover"):
        for text in ("ink", "soft", "accent"):
            assert contrast(shades[text], shades[ground]) >= 4.5, (text, ground)
    assert contrast(shades["on-accent"], shades["accent"]) >= 4.5
    assert contrast(shades["danger"], shades["card"]) >= 4.5
    assert contrast(shades["edge"], shades["paper"]) >= 3  # WCAG 1.4.11: borders of controls


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("label", LABELS)
def test_marked_words_stay_readable(label: str, dark: bool) -> None:
    shades = colours(":root {") | (colours(".dark {") if dark else {})
    strength = 0.40 if dark else 0.42
    assert f"--strength: {strength:.0%}" in BARE.read_text(encoding="utf-8")
    ground = mixed(shades[label], shades["card"], strength)
    assert contrast(shades["ink"], ground) >= 4.5


def lab(colour: Colour) -> Colour:
    """CIE L*a*b* under D65, where 2.3 is a difference that is just seen."""
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    )
    x, y, z = (c ** (1 / 3) if c > 0.008856 else 7.787 * c + 16 / 116 for c in xyz)
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]


@pytest.mark.parametrize("dark", [False, True])
def test_categories_are_told_apart(dark: bool) -> None:
    """By night the blue of people was 9 away from that of times."""
    shades = colours(":root {") | (colours(".dark {") if dark else {})
    for one, other in combinations(LABELS, 2):
        assert math.dist(lab(shades[one]), lab(shades[other])) >= 25, (one, other)


@pytest.mark.parametrize("dark", [False, True])
def test_what_the_network_looked_at_and_took_stays_readable(dark: bool) -> None:
    shades = colours(":root {") | (colours(".dark {") if dark else {})
    for strength in (0.15, 0.40 if dark else 0.42):
        assert contrast(shades["ink"], mixed(shades["accent"], shades["card"], strength)) >= 4.5


@pytest.mark.parametrize("dark", [False, True])
def test_the_faintest_keyword_is_seen(dark: bool) -> None:
    shades = colours(":root {") | (colours(".dark {") if dark else {})
    assert "calc(30% + 70% * var(--o))" in STYLE.read_text(encoding="utf-8")
    line = mixed(shades["ink"], shades["card"], 0.3 + 0.7 * FLOOR)
    assert contrast(line, shades["card"]) >= 3


@pytest.mark.parametrize(
    ("folder", "language", "shown"),
    [
        ("tagger", "pt", "rede que marca nomes"),
        ("tagger", "en", "network that marks names"),
        ("cnn-cifar10", "pt", "rede que reconhece fotos"),
        ("cnn-mine", "pt", "rede que reconhece imagens"),
        ("minha", "pt", "minha"),
    ],
    ids=["tagger", "english", "set", "kind", "own"],
)
def test_a_network_is_called_by_what_it_does(folder: str, language: str, shown: str) -> None:
    line = part(language, "html/macros.html", "provenance", ModelRef(folder, "abc"), 1.0, NOW)
    assert f'<span title="{folder}">{shown}</span>' in line
