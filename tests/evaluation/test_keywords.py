"""F1@10 of keywords by hand: what stands in a text, what counts as given, what stems join."""

from __future__ import annotations

import pytest

from textnn.evaluation.keywords import keyword_scores, standing, stems

TEXT = "A Prefeitura de Pedra Alta fez pesquisas sobre o rio.\nO comitê da bacia respondeu."


def test_f1_by_hand() -> None:
    # two of four given are right, two of three standing tags found: P 1/2, R 2/3, F1 4/7
    tags = ["pedra alta", "rio", "comitê", "saneamento"]
    scores = keyword_scores([["Rio", "Pedra Alta", "bacia", "fez"]], [tags], [TEXT])
    assert scores.f1_at_10 == pytest.approx(4 / 7)
    assert scores.articles == 1


def test_precision_divides_by_what_was_given() -> None:
    few = keyword_scores([["rio"]], [["rio"]], [TEXT])
    ten = keyword_scores([["rio", *"bcdefghij"]], [["rio"]], [TEXT])
    assert few.f1_at_10 == 1
    assert ten.f1_at_10 == pytest.approx(2 / 11)


def test_only_the_first_ten_count() -> None:
    late = keyword_scores([[*"bcdefghijk", "rio"]], [["rio"]], [TEXT])
    assert late.f1_at_10 == late.f1_at_10_stemmed == 0


def test_stems_join_plurals_but_the_letter_does_not() -> None:
    scores = keyword_scores([["pesquisa"]], [["pesquisas"]], [TEXT])
    assert (scores.f1_at_10, scores.f1_at_10_stemmed) == (0, 1)
    assert stems("Pesquisas Recentes") == stems("pesquisa recente")


def test_a_tag_found_in_two_forms_is_found_once() -> None:
    scores = keyword_scores([["pesquisa", "pesquisas"]], [["pesquisas", "rio"]], [TEXT])
    assert scores.f1_at_10_stemmed == pytest.approx(2 * 1 / (2 + 2))


def test_accents_count() -> None:
    scores = keyword_scores([["comite"]], [["comitê"]], [TEXT])
    assert scores.f1_at_10 == 0
    assert standing("Sa\u0303o Joa\u0303o", ["são joão"]) == ["são joão"]
    assert standing("o avô", ["avó"]) == []


def test_tags_stand_as_whole_words_in_any_case_and_across_lines() -> None:
    text = "Feira em Rio\nClaro, no pré-sal: R$ 5."
    assert standing(text, ["rio claro", "PRÉ-SAL", "fei", "rio c", "sal", "R$ 5"]) == [
        "rio claro", "PRÉ-SAL", "sal", "R$ 5",
    ]  # fmt: skip


def test_a_tag_given_twice_is_one() -> None:
    assert standing(TEXT, ["Rio", "rio", " ", ""]) == ["Rio"]


def test_articles_without_a_standing_tag_are_left_out() -> None:
    scores = keyword_scores([["rio"], ["rio"], ["rio"]], [["rio"], ["mar"], []], [TEXT] * 3)
    assert (scores.f1_at_10, scores.articles) == (1, 1)
    none = keyword_scores([["rio"]], [["mar"]], [TEXT])
    assert (none.f1_at_10, none.f1_at_10_stemmed, none.articles) == (0, 0, 0)


def test_nothing_given_is_nothing_right() -> None:
    scores = keyword_scores([[], ["rio"]], [["rio"], ["rio"]], [TEXT, TEXT])
    assert (scores.f1_at_10, scores.articles) == (0.5, 2)
    assert keyword_scores([], [], []).articles == 0


def test_the_three_are_equally_long() -> None:
    with pytest.raises(ValueError, match=r"shorter|longer"):
        keyword_scores([["rio"]], [["rio"]], [])
