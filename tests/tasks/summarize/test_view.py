"""Summaries and keywords as HTML: the article to the letter, every word accounted for."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from io import BytesIO

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.fakes import MODEL, FakeHighlighter, FakeSummarizer
from tests.ui.makers import highlights, read, sheet, summaries
from textnn.errors import UserError
from textnn.html.templates import part
from textnn.results import (
    Glance,
    Highlight,
    Keyword,
    Line,
    Span,
    Summary,
    SummaryOptions,
    from_dict,
)
from textnn.tasks.highlight.view import highlight_view
from textnn.tasks.summarize.export import EXPORTS, summary_to_markdown, summary_to_text
from textnn.tasks.summarize.view import (
    by_word,
    cautions,
    excerpts,
    notable,
    notice,
    sourced,
    strength,
    summary_view,
    totals,
    windows,
)
from textnn.ui.components.download import download

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ARTICLE = (
    "A pesquisa ouviu 300 pessoas. O comitê vota hoje a pesquisa. Ana Souza, do comitê, disse que "
    "a decisão sai em maio."
)


def summary(text: str = ARTICLE, sentences: int = 2) -> Summary:
    return FakeSummarizer()(text, SummaryOptions(sentences))


@pytest.mark.slow
@given(highlights(keywords=True))
def test_marks_and_keywords_over_each_other_keep_the_article(result: Highlight) -> None:
    reader = sheet(highlight_view(result, "pt", NOW))
    assert reader.text == result.text
    assert reader.tags.count("mark") == len(result.spans)


def word(*spans: tuple[int, int], text: str = "x", **changes: object) -> Keyword:
    usual = Keyword(text, 1.0, spans, 0.12, ("pesquisa",), "")
    return replace(usual, **changes)  # type: ignore[arg-type]  # fields by name


def test_a_mark_stays_whole_and_a_keyword_is_cut_at_its_border() -> None:
    text = "o Banco Central hoje"
    mark = Span(2, 15, "Banco Central", "ORG", 0.9)
    html = highlight_view(Highlight(text, (mark,), MODEL, 0.1, (word((8, 20)),)), "pt", NOW)
    bare = re.sub(r' [\w-]+="[^"]*"', "", html)
    assert "<article>o <mark>Banco <u>Central</u></mark><u> hoje</u></article>" in bare


def test_where_keywords_overlap_the_better_one_is_told() -> None:
    result = Highlight("abcdef", (), MODEL, 0.1, (word((2, 4)), word((0, 6))))
    assert re.findall(r'data-key="(\d)"', highlight_view(result, "pt", NOW)) == ["1", "0", "1"]


def test_keywords_are_a_category_of_the_legend_with_their_count_and_their_list() -> None:
    found = FakeHighlighter()("Ana Souza mediu a temperatura. A temperatura subiu.")
    keywords = FakeSummarizer().keywords(found.text, found.spans)
    html = highlight_view(replace(found, keywords=keywords), "pt", NOW)
    assert re.search(r'data-toggle="KEYWORD".*?Palavra-chave <b>1</b>', html)
    assert "Lista com 1 palavra-chave" in html
    assert '<p data-why="0" data-name="temperatura">Ao escrever a manchete' in html
    assert "KEYWORD" not in highlight_view(found, "pt", NOW)


def test_an_article_with_keywords_only_has_a_legend_and_exports() -> None:
    html = highlight_view(Highlight("a chuva", (), MODEL, 0.1, (word((2, 7)),)), "pt", NOW)
    assert 'data-toggle="KEYWORD"' in html
    assert "CoNLL" in html
    assert "não encontrou" not in html


@pytest.mark.parametrize(
    ("keyword", "sentence"),
    [
        (
            word((0, 6), (9, 15), text="comitê"),
            "Ao escrever a manchete e a linha fina, a rede olhou para “comitê” em 12% do tempo, "
            "sobretudo ao escrever “pesquisa”; a palavra aparece 2 vezes.",
        ),
        (
            word((0, 9), text="meio\nambiente", writing=(), share=0.006),
            "Ao escrever a manchete e a linha fina, a rede olhou para “meio ambiente” em 0,6% do "
            "tempo; a expressão aparece 1 vez.",
        ),
        (
            word((0, 5), text="chuva", writing=(), share=0.0),
            "A rede quase não olhou para “chuva” ao escrever a manchete e a linha fina, mas contam "
            "também o lugar no texto e a raridade; a palavra aparece 1 vez.",
        ),
        (
            word((0, 3), text="Ana", name="PER", writing=("a", "b", "c")),
            "Ao escrever a manchete e a linha fina, a rede olhou para “Ana” em 12% do tempo, "
            "sobretudo ao escrever “a”, “b” e “c”; é também um nome (pessoa) e aparece 1 vez.",
        ),
    ],
)
def test_why_this_word_in_one_sentence(keyword: Keyword, sentence: str) -> None:
    assert part("pt", "summarize/keywords.html", "why_keyword", keyword) == sentence
    assert part("en", "summarize/keywords.html", "why_keyword", keyword) not in ("", sentence)


@pytest.mark.slow
@given(summaries())
def test_the_marked_article_is_the_article_whatever_overlaps(result: Summary) -> None:
    assert "".join(part.words for part in sourced(result)) == result.text
    html = summary_view(result, "pt", NOW)
    assert sheet(html).text == result.text
    names = set(" ".join(re.findall(r'data-from="([^"]*)"', html)).split())
    filled = [f"s{n}" for n, s in enumerate(result.sentences, 1) if s.start < s.end]
    assert set(filled) <= names


@pytest.mark.slow
@given(summaries(), st.sampled_from(("pt", "en")))
def test_every_part_has_its_button_and_the_copy_is_the_text(result: Summary, lang: str) -> None:
    html = summary_view(result, lang, NOW)
    gone = re.findall(r'data-goto="(\w+)"', html)
    assert gone == ["headline", "dek", *(f"s{n}" for n in range(1, len(result.sentences) + 1))]
    copied = [unescape(one) for one in re.findall(r'data-text="([^"]*)"', html)]
    lines = filter(None, (result.headline.text, result.dek.text))
    alone = [*lines, *(" ".join(one.text.split()) for one in result.sentences)]
    assert {*alone, summary_to_text(result)} <= {*copied}


def test_a_summary_says_who_wrote_what() -> None:
    html = summary_view(summary(), "pt", NOW)
    assert "Manchete · escrita pela rede" in html
    assert "Linha fina · frase do artigo" in html
    assert "citava algo que o artigo não diz" in html
    assert "foi descartada: o artigo não diz “99”." in html
    assert "Resumo em 2 frases do artigo" in html


def test_each_line_is_read_aloud_in_its_own_language() -> None:
    html = summary_view(replace(summary(), language="en"), "pt", NOW)
    assert '<h2 class="headline" lang="pt-BR">' in html  # the network writes nothing else
    assert '<p class="dek" lang="en">' in html


def test_sentences_are_numbered_in_the_article_as_in_the_summary() -> None:
    html = summary_view(summary(), "pt", NOW)
    assert re.findall(r'data-from="([^"]*)" data-n="(\d)"', html) == [
        ("s1 headline", "1"),
        ("s2", "2"),
    ]
    assert '<mark class="leaned" data-from="dek">Ana Souza' in html


def test_what_people_paste_is_never_markup() -> None:
    text = "<img src=x onerror=alert(1)> <script>alert(1)</script> ${x} {{y}}"
    html = summary_view(summary(text), "pt", NOW)
    assert "<img" not in html
    assert "<script" not in html
    assert sheet(html).text == text


def test_an_ordinary_summary_needs_no_caution() -> None:
    assert cautions(summary(), "pt") == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"language": "en"},
            "Este texto parece estar em inglês; a rede só aprendeu português. Leia com cuidado.",
        ),
        (
            {"language": "xx"},
            "Este texto parece estar em outra língua; a rede só aprendeu português. "
            "Leia com cuidado.",
        ),
        (
            {"options": SummaryOptions(7)},
            "Você pediu 7 frases, mas este texto só rendeu 2.",
        ),
        ({"sentences": ()}, "O texto é curto demais para um resumo."),
    ],
)
def test_cautions_are_plain_sentences(change: dict[str, object], sentence: str) -> None:
    result = replace(summary(), **change)  # type: ignore[arg-type]  # fields by name
    assert cautions(result, "pt") == [sentence]
    assert 'role="note"' in summary_view(result, "en", NOW)


def test_what_was_read_is_said_beside_what_was_written_only() -> None:
    result = summary(ARTICLE + " \n\n")
    part = replace(result, read=ARTICLE.index(" pessoas"))
    said = "O que a rede escreveu vem do começo do artigo, até “A pesquisa ouviu 300”."
    assert f'<p class="hint">{said}</p>' in summary_view(part, "pt", NOW)
    assert cautions(part, "pt") == []
    own = replace(
        part,
        headline=replace(part.headline, origin="extracted"),
        dek=replace(part.dek, origin="extracted"),
    )
    for unsaid in (own, replace(result, read=len(ARTICLE))):
        assert "começo do artigo" not in summary_view(unsaid, "pt", NOW)


@pytest.mark.slow
@given(summaries())
def test_the_attention_picture_shows_every_written_word(result: Summary) -> None:
    html = summary_view(result, "pt", NOW)
    picture = html[html.index('<section class="looked">') : html.index('<div class="origin">')]
    lines = [line for line in (result.headline, result.dek) if line.glances]
    shown = re.findall(r'<p class="line" lang="pt-BR">(.*?)</p>', picture, re.DOTALL)
    assert [read(line).text for line in shown] == [line.text for line in lines]
    for looked in re.findall(r'data-looked="([^"]*)"', picture):
        assert all(0 <= weight <= 1 for weight in json.loads(unescape(looked)).values())


def test_each_headline_and_each_dek_can_be_changed_in_place() -> None:
    result = replace(summary(ARTICLE), others=("Outra",), other_deks=("Mais uma linha",))
    html = summary_view(result, "pt", NOW)
    changed = re.findall(r'<p class="choice-line (\w+)"[^>]*contenteditable[^>]*>([^<]*)</p>', html)
    assert changed == [
        ("title", result.headline.text), ("dek", result.dek.text),
        ("title", "Outra"), ("dek", "Mais uma linha"),
    ]  # fmt: skip
    assert 'aria-label="Linha fina 2, pode ser editada"' in html
    assert "caracteres: 14, palavras: 3</span>" in " ".join(html.split()).replace(
        " </span>", "</span>"
    )


def test_the_attention_of_a_line_is_the_mean_of_its_words() -> None:
    glances = (Glance(0, 1, ((0, 2, 0.5), (4, 6, 0.25))), Glance(2, 3, ((0, 2, 0.25),)))
    assert totals(glances) == {(0, 2): 0.375, (4, 6): 0.125}


def test_only_the_words_looked_at_are_lit_and_the_strongest_most() -> None:
    places = [(2, 6), (11, 14)]
    (window,) = excerpts("a bola e o gol", places, {(2, 6): 0.2}, places)
    assert window == [
        ("a ", "", 0.0), ("bola", "2", 1.0), (" e o ", "", 0.0), ("gol", "11", 0.0)
    ]  # fmt: skip
    assert strength(0.0, 0.5) == 0
    assert 0.35 < strength(0.01, 0.5) < strength(0.4, 0.5) < strength(0.5, 0.5) == 1


def test_faint_looks_are_in_the_numbers_but_do_not_stretch_the_picture() -> None:
    line = Line("a b", "written", (0, 1), (Glance(0, 1, ((0, 2, 0.05), (9, 11, 0.03))),), ())
    assert notable([line]) == [(0, 2)]
    more = replace(line, glances=(Glance(0, 1, ((0, 2, 0.4), (9, 11, 0.3), (20, 21, 0.02))),))
    assert notable([more]) == [(0, 2), (9, 11)]


def test_a_word_that_stands_twice_is_named_once() -> None:
    weights = {(0, 2): 0.3, (3, 6): 0.25, (7, 9): 0.2}
    assert by_word("de rio de", weights) == [("de", 0.5), ("rio", 0.25)]


def test_far_places_are_shown_without_what_lies_between() -> None:
    text = "começo " + "palavra " * 200 + "fim"
    places = [(0, 6), (len(text) - 3, len(text))]
    assert len(windows(text, places)) == 2
    shown = ["".join(words for words, _, _ in one) for one in excerpts(text, places, {}, places)]
    assert len("".join(shown)) < 400
    assert shown[0].endswith("palavra")
    assert shown[1].endswith("fim")


def test_without_a_written_line_there_is_no_picture_but_a_sentence() -> None:
    bare = Line("A pesquisa", "extracted", (0, 29), (), ())
    html = summary_view(replace(summary(), headline=bare, dek=bare), "pt", NOW)
    assert "Aqui nada foi escrito pela rede" in html
    assert "data-looked" not in html
    assert "A rede não escreveu nada melhor" in html


@pytest.mark.parametrize("name", EXPORTS)
def test_downloads_say_that_a_network_wrote(name: str) -> None:
    result = summary()
    packed = json.loads(download(result, name, "pt"))
    assert re.fullmatch(rf"a-pesquisa-[a-z0-9-]+-\d{{4}}-\d\d-\d\d\.{name}", packed["name"])
    if name == "docx":
        lines = [p.text for p in Document(BytesIO(b64decode(packed["base64"]))).paragraphs]
        assert lines[0] == result.headline.text
        assert "gerada por rede neural" in lines[-1]
        return
    assert result.headline.text in packed["content"]
    if name == "json":
        assert from_dict(json.loads(packed["content"])) == result
    else:
        assert "gerada por rede neural" in packed["content"]


def test_the_notice_names_what_was_written() -> None:
    result = summary()
    assert notice(result, "pt").startswith("[Manchete gerada por rede neural (textnn, summarizer)")
    both = replace(result, dek=result.headline)
    assert "Headline and standfirst generated" in notice(both, "en")
    none = replace(result, headline=result.dek)
    assert "Frases do artigo, escolhidas" in notice(none, "pt")


def test_markdown_keeps_what_the_article_says_from_being_markup() -> None:
    text = "1. O *novo* <b> custa #3.\n- Item [um](http://x)."
    result = replace(summary(text, 9), dek=Line("- a", "written", (0, 1), (), ()))
    markdown = summary_to_markdown(result)
    assert "\\*novo\\* \\<b\\>" in markdown
    assert "**\\- a**" in markdown
    assert "\\[um\\]" in markdown
    assert "\n- \\- Item" in markdown


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UserError, match="no format"):
        download(summary(), "exe", "en")
