"""Keywords: candidates, their numbers, and near-duplicates merged into one."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from textnn.results import Span
from textnn.tasks.summarize.article import Opened
from textnn.tasks.summarize.hypotheses import LineHypothesis
from textnn.tasks.summarize.keywords.candidates import (
    FEATURES,
    Page,
    _phrases,
    phrase_stems,
    rarities,
)
from textnn.tasks.summarize.keywords.fit import TaggedPage, best_threshold, fit
from textnn.tasks.summarize.keywords.scorer import (
    FEWEST,
    KeywordScorer,
    keyword_of,
    load_scorer,
    merge_duplicates,
    save_scorer,
)
from textnn.tasks.summarize.keywords.verbs import says_nothing
from textnn.text.normalize import normalize
from textnn.text.stems import stem
from textnn.text.words import words

TEXT = (
    "A pesquisa ouviu moradores. As pesquisas do Instituto Mar mostram que Rita Lobo Alves, a "
    "prefeita, lidera. Rita Lobo disse que a pesquisa é séria.\nO resultado sai no sábado."
)


def page(attention: dict[str, float], names: tuple[tuple[str, str], ...] = ()) -> Page:
    """A page whose headline of one word spends its attention as told."""
    clean = normalize(TEXT)
    spans = words(TEXT)
    looked = np.array([[attention.get(TEXT[start:end], 0.0) for start, end in spans]], np.float32)
    article = Opened(clean, np.zeros(len(spans), np.int64), spans, spans, np.arange(len(spans)))
    marks = [Span(TEXT.index(n), TEXT.index(n) + len(n), n, label, 0.9) for n, label in names]
    return Page(clean, marks, article, LineHypothesis("Pesquisa", 0.0, (8,), looked), None, {})


def weights(**changed: float) -> KeywordScorer:
    return KeywordScorer({**dict.fromkeys(FEATURES, 0.0), **changed}, 0.0)


def test_one_stem_for_a_word_and_its_plural() -> None:
    for one, many in (("comitê", "comitês"), ("pesquisa", "pesquisas"), ("eleitoral", "eleitoral")):
        assert stem(one) == stem(many)
    assert stem("gás") != stem("ga")


def test_candidates_are_phrases_of_full_words() -> None:
    found = {TEXT[slice(*candidate.spans[0])] for candidate in page({}).candidates()}
    assert {"pesquisa", "Instituto Mar", "Rita Lobo Alves", "Instituto", "moradores"} <= found
    assert not {"A", "As pesquisas", "do Instituto", "que", "sábado", "Alves, a prefeita"} & found


def test_a_candidate_has_all_its_places_and_its_attention() -> None:
    candidates = page({"pesquisa": 0.3, "pesquisas": 0.2}).candidates()
    (found,) = [c for c in candidates if c.stems == phrase_stems("pesquisa")]
    assert [TEXT[s:e] for s, e in found.spans] == ["pesquisa", "pesquisas", "pesquisa"]
    assert found.numbers[FEATURES.index("attention")] == pytest.approx(math.log1p(100 * 0.8))
    assert found.numbers[FEATURES.index("best attention")] == pytest.approx(math.log1p(100 * 0.3))
    assert found.numbers[FEATURES.index("in headline")] == 1
    assert found.numbers[FEATURES.index("first sentence")] == 1


def test_a_candidate_is_told_by_its_own_words() -> None:
    told = replace(page({}), rarity={"pesquisa": 0.25, "instituto": 0.5, "a": 0.0})
    numbers = {
        TEXT[slice(*c.spans[0])]: dict(zip(FEATURES, c.numbers.tolist(), strict=True))
        for c in told.candidates()
    }
    assert (numbers["pesquisa"]["rarity"], numbers["pesquisa"]["capitals"]) == (0.25, 0)
    assert (numbers["Instituto Mar"]["rarity"], numbers["Instituto Mar"]["capitals"]) == (0.75, 1)
    assert numbers["Instituto Mar"]["two words"] == 1


def test_a_word_has_the_attention_of_all_its_pieces() -> None:
    word_of = np.array([0, 0, -1, 2, 1, 2])
    article = Opened(normalize(""), np.zeros(6, np.int64), [], [(0, 1), (1, 2), (2, 3)], word_of)
    looked = np.random.default_rng(0).random((2, 6)).astype(np.float32)
    by_hand = [
        sum(row[piece] for row in looked.tolist() for piece in range(6) if word_of[piece] == word)
        for word in range(3)
    ]
    assert article.on_words(looked).tolist() == pytest.approx(by_hand)


def test_more_attention_weighs_more() -> None:
    scorer = weights(attention=2.0)
    scores = {
        TEXT[slice(*c.spans[0])]: scorer.score(c)
        for c in page({"moradores": 0.6, "resultado": 0.1}).candidates()
    }
    assert scores["moradores"] > scores["resultado"] > scores["prefeita"]


def test_a_name_lends_its_label_and_may_be_long() -> None:
    candidates = page({}, (("Rita Lobo Alves", "PER"), ("sábado", "TIME"))).candidates()
    labels = {TEXT[slice(*c.spans[0])]: c.name for c in candidates}
    assert labels["Rita Lobo Alves"] == "PER"
    assert labels["moradores"] == ""
    assert "sábado" not in labels


def test_near_duplicates_are_one_keyword_shown_in_full() -> None:
    told = page(
        {"Rita": 0.3, "Lobo": 0.3, "pesquisa": 0.2},
        (("Rita Lobo Alves", "PER"), ("Rita Lobo", "PER")),
    )
    scorer = weights(attention=1.0)
    chosen = merge_duplicates([(c, scorer.score(c)) for c in told.candidates()])
    keywords = [keyword_of(told, k, chosen[0].score) for k in chosen]
    texts = [keyword.text for keyword in keywords]
    assert texts.count("Rita Lobo Alves") == 1
    assert "Rita Lobo" not in texts
    rita = keywords[texts.index("Rita Lobo Alves")]
    assert [TEXT[s:e] for s, e in rita.spans] == ["Rita Lobo Alves", "Rita Lobo"]
    assert keywords[0].score == 1.0
    for keyword in keywords:
        spans = list(keyword.spans)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_what_was_being_written_is_told() -> None:
    told = page({"moradores": 0.9})
    chosen = merge_duplicates([(c, weights(attention=1.0).score(c)) for c in told.candidates()])
    best = keyword_of(told, chosen[0], chosen[0].score)
    assert (best.text, best.writing) == ("moradores", ("Pesquisa",))


def test_rarity_goes_from_the_commonest_to_the_unseen() -> None:
    found = rarities(["de", "casa", "zinco"])
    assert found["de"] == 0 < found["casa"] < found["zinco"] < 1


def test_the_fit_finds_what_was_chosen() -> None:
    numbers = np.random.default_rng(0).normal(size=(500, 3))
    chosen = numbers @ np.array([2.0, -1.0, 0.0]) > 0
    first, second, third = fit(numbers, chosen, decay=1e-3)
    assert first > -second > 5 * abs(third)


def test_as_many_as_are_likely_enough() -> None:
    told = page({"moradores": 0.6, "resultado": 0.1, "prefeita": 0.1})
    scorer = weights(attention=1.0)
    everything = scorer.choose(told)
    assert len(everything) > FEWEST
    picky = replace(scorer, threshold=everything[0].score)
    assert [k.shown for k in picky.choose(told)] == [k.shown for k in everything[:FEWEST]]


def test_the_threshold_is_where_more_keywords_stop_to_pay() -> None:
    told = page({"moradores": 0.6, "resultado": 0.1, "prefeita": 0.1})
    scorer = weights(bias=-3.0, attention=1.0)
    best = {tuple(k.stems) for k in scorer.choose(told)[:FEWEST]}
    threshold, f1 = best_threshold(scorer, [TaggedPage(told, told.candidates(), best)])
    assert f1 == 1.0
    assert len(replace(scorer, threshold=threshold).choose(told)) == FEWEST


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"weights": {"bias": 1}}'])
def test_damaged_weights_are_an_error(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keywords.json"
    path.write_text(content)
    with pytest.raises(ValueError, match=r".*"):
        load_scorer(path)
    scorer = replace(weights(attention=0.5), threshold=0.25)
    save_scorer(scorer, path)
    assert load_scorer(path) == scorer


KNOWN = {
    **dict.fromkeys(
        ("desistir", "desistiu", "desistiram", "desistindo", "desistirá", "pagar", "pagou",
         "chegar", "chegou", "chegaram", "chegando",
         "pagaram", "pagando", "lugar", "mercado", "partido", "moscou", "pesquisa"),
        0.5,
    )
}  # fmt: skip


@pytest.mark.parametrize(
    ("word", "empty"),
    [
        ("desistiu", True), ("chegou", True),
        ("pagar", True), ("passados", True), ("precisa", True),
        ("gente", True), ("maioria", True), ("lugar", False), ("mercado", False),
        ("partido", False), ("moscou", False), ("pesquisa", False),
    ],
)  # fmt: skip
def test_a_form_of_a_verb_is_no_keyword(word: str, empty: bool) -> None:
    assert says_nothing(word, KNOWN) is empty


KIN = dict.fromkeys(
    ("trabalhar", "trabalhou", "trabalhando", "trabalham", "trabalhava", "acontecer", "aconteceu",
     "acontecendo", "aconteceram", "realizar", "realizou", "realizando", "realizaram"),
    0.5,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("Ela trabalha no porto", {"trabalha"}),
        ("A festa acontece no cais", {"acontece", "festa acontece"}),
        ("A festa foi realizada no cais", {"realizada"}),
        ("Uma festa, realizada no cais", {"realizada"}),
        ("Enquanto chove, um único barco", {"Enquanto", "único"}),
        ("Único barco do rio", {"Único"}),
        ("As grandes obras feitas no cais", {"grandes", "feitas", "obras feitas"}),
    ],
)
def test_neither_verbs_nor_empty_words_are_candidates(text: str, left_out: set[str]) -> None:
    runs = [[run[s:e] for s, e in words(run)] for run in text.split(",")]
    found = {" ".join(run[s:e]) for run in runs for s, e in _phrases(run, KIN)}
    assert found
    assert not found & left_out


@pytest.mark.parametrize("noun", ["O trabalho", "as obras", "sem trabalha", "os realizados"])
def test_what_an_article_stands_before_is_a_noun(noun: str) -> None:
    assert _phrases(noun.split(), KIN) == [(1, 2)]


def page_of(text: str, *names: tuple[str, str]) -> Page:
    """A page of any text on which no attention falls."""
    clean, spans = normalize(text), words(text)
    looked = np.zeros((1, len(spans)), np.float32)
    article = Opened(clean, np.zeros(len(spans), np.int64), spans, spans, np.arange(len(spans)))
    marks = [Span(text.index(n), text.index(n) + len(n), n, label, 0.9) for n, label in names]
    return Page(clean, marks, article, LineHypothesis("Nada", 0.0, (4,), looked), None, KNOWN)


def told(text: str, *names: tuple[str, str]) -> list[str]:
    """Every candidate of a text, as it first stands there."""
    return [text[slice(*one.spans[0])] for one in page_of(text, *names).candidates()]


def test_no_candidate_has_a_part_of_a_name() -> None:
    found = told("A prefeitura de Serra Branca pagou.", ("Serra Branca", "LOC"))
    assert "Serra Branca" in found
    assert "prefeitura de Serra Branca" in found
    assert not {"prefeitura de Serra", "Serra", "Branca", "Branca pagou"} & {*found}


def test_a_title_with_a_small_word_is_not_cut() -> None:
    found = told("O programa Mulheres que Inovam dá bolsas de estudo.")
    assert "Mulheres que Inovam" in found
    assert not {"Mulheres", "Inovam"} & {*found}


def chosen(text: str, *names: tuple[str, str], **scores: float) -> list[str]:
    """Keywords of a text, best first; each kind of name scores as it is told."""
    found = weights(**scores).choose(page_of(text, *names))
    return [text[slice(*one.shown)] for one in found]


def test_an_acronym_and_what_it_stands_for_are_one() -> None:
    text = "A PF agiu. A Polícia Federal nega, diz a PF."
    found = chosen(text, ("PF", "ORG"), ("Polícia Federal", "ORG"), **{"name ORG": 1.0})
    assert "Polícia Federal" in found
    assert "PF" not in found


def test_the_place_of_the_news_does_not_lead() -> None:
    names = ("Recife", "LOC"), ("Ana Lima", "PER")
    strong = {"name LOC": 2.0, "name PER": 1.0}
    assert chosen("Ana Lima canta em Recife.", *names, **strong)[:2] == ["Ana Lima", "Recife"]
    assert chosen("Ana Lima canta. Recife aplaude.", *names, **strong)[0] == "Recife"


def test_a_place_in_brackets_comes_last() -> None:
    names = ("Chile", "LOC"), ("Instituto Lima", "ORG")
    strong = {"name LOC": 2.0, "name ORG": 1.0}
    once = "A pesquisa do Instituto Lima (Chile) saiu."
    assert chosen(once, *names, **strong)[-1] == "Chile"
    assert chosen(f"{once} O Chile comemora.", *names, **strong)[0] == "Chile"
    assert chosen(once.replace("(", "(hoje "), *names, **strong)[0] == "Chile"
