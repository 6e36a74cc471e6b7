"""ROUGE by hand, and what a tokenizer that keeps accents tells apart."""

from __future__ import annotations

import pytest
from rouge_score.rouge_scorer import RougeScorer

from textnn.evaluation.summarizer import PortugueseTokenizer, rouge, summary_scores


def test_rouge_by_hand() -> None:
    # written 5 words, reference 4; shared: o rio subiu (3 words, 2 pairs, one run of 3)
    scores = rouge("Ontem o rio subiu muito.", "O rio subiu, enfim")
    assert scores["rouge1"] == pytest.approx(2 * (3 / 5) * (3 / 4) / (3 / 5 + 3 / 4))
    assert scores["rouge2"] == pytest.approx(2 * (2 / 4) * (2 / 3) / (2 / 4 + 2 / 3))
    assert scores["rougeL"] == pytest.approx(2 * 3 / (5 + 4))


def test_rouge_l_keeps_the_order() -> None:
    scores = rouge("chuva derruba ponte", "ponte derruba chuva")
    assert (scores["rouge1"], scores["rouge2"]) == (1, 0)
    assert scores["rougeL"] == pytest.approx(1 / 3)


def test_accents_tell_words_apart() -> None:
    with_accents, without = "a ação já está não", "acao ja esta nao"
    assert rouge(with_accents, without) == {"rouge1": 0, "rouge2": 0, "rougeL": 0}
    assert rouge("avó", "avô")["rouge1"] == 0
    by_default = RougeScorer(["rouge1"]).score("avó", "avô")["rouge1"].fmeasure
    assert by_default == 1, "rouge-score's own tokenizer deletes the letter"


def test_decomposed_accents_are_the_same_letters() -> None:
    assert rouge("a ac\u0327a\u0303o", "A AÇÃO")["rouge2"] == 1
    same = summary_scores(["Sa\u0303o Joa\u0303o"], ["São João"])
    assert (same.rouge1, same.chrf) == (1, 100)


def test_nothing_is_stemmed_and_no_word_is_dropped() -> None:
    assert rouge("votos", "voto")["rouge1"] == 0
    assert PortugueseTokenizer().tokenize("A R$ 4,5 é d'água") == [
        "a", "r", "4", "5", "é", "d", "água",
    ]  # fmt: skip


def test_figures_are_means_over_texts() -> None:
    scores = summary_scores(["o rio", "a ponte caiu"], ["o rio", "festa"])
    assert (scores.rouge1, scores.rouge2, scores.rougeL, scores.texts) == (0.5, 0.5, 0.5, 2)
    assert 0 < scores.chrf < 100


def test_several_sentences_are_one_sequence() -> None:
    one = summary_scores(["O rio subiu. A ponte caiu."], ["A ponte caiu. O rio subiu."])
    assert one.rouge1 == 1
    assert one.rougeL == 0.5, "rougeLsum would say 1"


@pytest.mark.parametrize(
    ("written", "reference"), [("", "o rio"), ("o rio", ""), ("", ""), ("…", "!")]
)
def test_without_words_there_is_nothing_shared(written: str, reference: str) -> None:
    scores = summary_scores([written], [reference])
    assert (scores.rouge1, scores.rouge2, scores.rougeL) == (0, 0, 0)


def test_no_texts() -> None:
    scores = summary_scores([], [])
    assert (scores.rouge1, scores.chrf, scores.texts) == (0, 0, 0)


def test_every_text_has_one_reference() -> None:
    with pytest.raises(ValueError, match=r"shorter|longer"):
        summary_scores(["o rio"], [])
