"""The shipped reader on small articles that once failed: each stands for a kind."""

from __future__ import annotations

import pytest

import textnn
from textnn.tasks.answer.short_answers import short_answer

COUNCIL = (
    "Câmara aprova reajuste do IPTU em Porto Novo\n\nA Câmara de Porto Novo aprovou na terça o "
    "reajuste de 8% do IPTU. Foram 14 votos a favor e 3 contra. Votaram contra os vereadores Ana "
    "Reis (PT), Caio Brum (PSOL) e Dora Lins (Rede). O prefeito Rui Prado (MDB) comemorou."
)
CRIME = (
    "A comerciante Maria das Dores Ferreira foi morta na noite de terça-feira em Contagem. A arma, "
    "uma pistola calibre .380, não foi localizada. O suspeito fugiu de moto."
)
SCORES = (
    "Desfile das escolas de samba: veja as notas\n\nEscola\tPontos\tDiferença\n"
    "Mancha Verde\t269,5\t0,2\nVai-Vai\t269,3\t0,4\n\n"
    "A apuração foi no Anhembi, na terça-feira. A Mancha Verde levou o terceiro título."
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("article", "question", "sentence", "short"),
    [
        (COUNCIL, "quem votou contra?", "Votaram contra", "Ana Reis"),
        (CRIME, "qual a arma do crime?", "A arma", "uma pistola calibre .380"),
        (SCORES, "quantos pontos fez a Mancha Verde?", "Mancha Verde", "269,5"),
        (SCORES, "quantos pontos fez a Vai-Vai?", "Vai-Vai", "269,3"),
    ],
)
def test_what_is_right_is_answered(article: str, question: str, sentence: str, short: str) -> None:
    answer = textnn.answer(article, question)
    assert answer.answered
    first = answer.sentences[0]
    assert first.text.startswith(sentence)
    assert [mark.text for mark in first.marks] == [short]


def test_of_a_row_it_is_the_cell_under_what_is_asked() -> None:
    row = SCORES.index("Vai-Vai\t"), SCORES.index("\n\nA apuração")
    short = SCORES.index("269,3"), row[1]
    found = {
        asked: SCORES[slice(*short_answer(SCORES, asked, row, short))]
        for asked in ("quantos pontos fez?", "qual a diferença da Vai-Vai?", "e a Vai-Vai?")
    }
    assert [*found.values()] == ["269,3", "0,4", "269,3"]
