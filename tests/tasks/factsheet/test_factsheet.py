"""The facts of articles whose marks are given: what is joined, and what belongs to what."""

from __future__ import annotations

import csv
import io
import time
from datetime import UTC, date, datetime
from html import unescape

import pytest
from hypothesis import given

from tests.ui.fakes import FakeHighlighter
from tests.ui.makers import texts
from textnn.errors import UserError
from textnn.results import ArticleFact, FactSheet, FactSheetOptions, Span
from textnn.tasks.factsheet.export import factsheet_to_csv
from textnn.tasks.factsheet.people import find_people
from textnn.tasks.factsheet.pipeline import FactFinder, facts_in
from textnn.tasks.factsheet.reading import placed
from textnn.tasks.factsheet.speakers import WEIGHTS, is_sure, speaker_features
from textnn.tasks.factsheet.text import plain
from textnn.tasks.factsheet.view import factsheet_view, sourced
from textnn.text.normalize import normalize

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
THURSDAY = date(2026, 11, 19)


def facts(text: str, published: date | None = None, **marks: str) -> list[ArticleFact]:
    """The facts of a text in which every place of some words is marked.

    Args:
        marks: label -> words, those of several marks parted by ``|``.
    """
    spans = set()
    for label, words in marks.items():
        for one in words.split("|"):
            at = text.find(one)
            while at >= 0:
                spans.add((at, at + len(one), label))
                at = text.find(one, at + len(one))
    longest = sorted(spans, key=lambda span: (span[0], -span[1]))
    free, found = 0, []
    for start, end, label in longest:
        if start >= free:
            found.append(Span(start, end, text[start:end], label, 1.0))
            free = end
    return list(facts_in(text, found, published)[0])


def of(kind: str, found: list[ArticleFact], relation: str = "") -> list[tuple[str, str]]:
    """Text and value, or text and relation, of the facts of a kind."""
    return [
        (fact.text, fact.said(relation) if relation else fact.value)
        for fact in found
        if fact.kind == kind
    ]


# People


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("A delegada Ana Souza ouviu as vítimas.", "Ana Souza", "delegada"),
        ("Para o ministro da Fazenda, Ana Souza, é cedo.", "Ana Souza", "ministro da Fazenda"),
        ("Ana Souza, presidente do sindicato, saiu.", "Ana Souza", "presidente do sindicato"),
        ("Ana Souza (PDT), prefeita de Tupi, saiu.", "Ana Souza", "prefeita de Tupi"),
        ("Ana Souza, 57, dona de uma padaria, saiu.", "Ana Souza", "dona de uma padaria"),
        ("Ana Souza é professora da rede pública.", "Ana Souza", "professora da rede pública"),
        ("O ex-zagueiro do Tupi Ana Souza saiu.", "Ana Souza", "ex-zagueiro do Tupi"),
        ("O caso Ana Souza voltou à pauta.", "Ana Souza", ""),
        ("Segundo Ana Souza, moradores fugiram.", "Ana Souza", ""),
        ("A cidade conhece Ana Souza, e o prefeito saiu.", "Ana Souza", ""),
        ("Ela brigou com o delegado e defende os irmãos Souza.", "Souza", ""),
        ("“Não fui eu”, disse à polícia Ana Souza.", "Ana Souza", ""),
        ("Ana Souza, atacante de 20 anos, saiu.", "Ana Souza", "atacante"),
        ("Segundo Ana Souza, 51, a filha, 22, saiu.", "Ana Souza", ""),
        ("A irmandade Ana Souza abriu a loja.", "Ana Souza", ""),
    ],
)
def test_a_role_is_said_beside_the_name(text: str, name: str, role: str) -> None:
    assert of("person", facts(text, PER=name), "role") == [(name, role)]


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("A comerciante Ana Souza, 57, dona de padaria, morreu.", "57"),
        ("Ana Souza, de 34 anos, morreu.", "34"),
        ("Ana Souza (de 34 anos) morreu.", "34"),
        ("Ana Souza (34 anos) morreu.", "34"),
        ("Ana Souza, dona de uma padaria, de 34 anos, saiu.", "34"),
        ("Ana Souza morreu na quinta-feira, aos 84 anos.", "84"),
        ("Aos 90 anos, Ana Souza voltou a nadar.", "90"),
        ("Ana Souza, de nove meses, passa bem.", "9 meses"),
        ("Ana Souza tem 30 anos de carreira.", ""),
        ("Ana Souza, condenada a 12 anos, saiu.", ""),
        ("Ana Souza fez 34, Rui Prado fez 41 pontos.", ""),
        ("Ana Souza, atacante de 20 anos, saiu.", "20"),
        ("Ana Souza, 1,70 m, cantou.", ""),
        ("Ana Souza, 1.283 gols, foi rainha.", ""),
        ("Fundada por Ana Souza, completou 65 anos.", ""),
    ],
)
def test_an_age_is_of_the_person_it_stands_beside(text: str, age: str) -> None:
    assert of("person", facts(text, PER="Ana Souza"), "age") == [("Ana Souza", age)]


def test_half_an_amount_is_not_told_as_a_whole_one() -> None:
    text = "Custou meio milhão de reais, ou um bilhão e meio, de R$ 3 mil milhões."
    assert of("amount", facts(text, VALUE="milhão de reais")) == [
        ("R$ 3 mil milhões", "3000000000 BRL")
    ]


def test_whose_age_it_is_must_be_said() -> None:
    found = facts("Ana Souza, mulher de Rui Prado, 50, saiu.", PER="Ana Souza|Rui Prado")
    assert of("person", found, "age") == [("Ana Souza", ""), ("Rui Prado", "")]


def test_what_is_called_after_somebody_is_nobody() -> None:
    found = facts("Foi ao hospital Ana Souza, na rua 9 de Julho, sala 2010.", PER="Ana Souza",
                  TIME="9 de Julho|2010")  # fmt: skip
    assert found == []


def test_kin_of_several_are_not_shared_out() -> None:
    found = facts("Os irmãos Ana Reis e Rui Reis saíram.", PER="Ana Reis|Rui Reis")
    assert of("person", found, "role") == [("Ana Reis", ""), ("Rui Reis", "")]


def test_all_forms_of_a_name_are_one_person() -> None:
    text = "Ana Souza chegou. Ana Maria Souza falou, e Souza saiu com Rui."
    found = facts(text, PER="Ana Souza|Ana Maria Souza|Souza|Rui")
    people = {fact.text: len(fact.places) for fact in found if fact.kind == "person"}
    assert people == {"Ana Maria Souza": 3, "Rui": 1}


def test_several_share_a_role_and_nobody_needs_a_name() -> None:
    text = "Os deputados Ana Reis (PT-SP) e Rui Prado saíram. A filha, de 29 anos, ficou."
    found = facts(text, PER="Ana Reis|Rui Prado", VALUE="29 anos")
    assert of("person", found, "role")[:2] == [("Ana Reis", "deputado"), ("Rui Prado", "deputado")]
    assert of("person", found, "age")[2] == ("filha", "29")
    assert of("amount", found) == []


# Quotes


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("“A ponte caiu ontem”, disse Ana Souza.", "Ana Souza"),
        ("“A ponte caiu ontem”, disse à rádio a engenheira Ana Souza.", "Ana Souza"),
        ("Ana Souza, engenheira, disse: “A ponte caiu ontem.”", "Ana Souza"),
        ("Ana Souza pediu calma. “A ponte caiu ontem”, completou.", "Ana Souza"),
        ("A engenheira Ana Souza saiu. “A ponte caiu ontem”, disse a engenheira.", "Ana Souza"),
        ("Ana Souza afirmou que vai. “A ponte caiu ontem.”", "Ana Souza"),
        ("“A ponte caiu ontem.” A frase é de Ana Souza.", "Ana Souza"),
        ("Ana Souza disse:\n— A ponte caiu ontem.", "Ana Souza"),
        ("— A ponte caiu ontem — disse Ana Souza, sem pressa.", "Ana Souza"),
        ("A irmã de Ana Souza viu tudo. “A ponte caiu ontem.”", ""),
        ("“A ponte caiu ontem”, disse a irmã de Ana Souza.", ""),
        ("“A ponte caiu ontem”, diz a faixa. Ana Souza passou.", ""),
    ],
)
def test_a_quotation_has_its_speaker_or_none(text: str, who: str) -> None:
    found = facts(text, PER="Ana Souza")
    direct = [fact for fact in found if fact.kind == "quote" and fact.value == "direct"]
    (quote,) = direct
    assert "A ponte caiu ontem" in quote.text
    assert quote.said("speaker") == who


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("“A ponte caiu”, disse a chefe do Instituto Boa Vista (IBV), Ana Souza.", "Ana Souza"),
        ("Ana Souza, da equipe Tupi Azul, contou: “A ponte caiu.”", "Ana Souza"),
        ("Ana Souza saiu. “A ponte caiu”, explicou a engenheira ao IBV (Instituto Boa Vista).",
         "Ana Souza"),
        ("“A ponte caiu”, informou o IBV.", "IBV"),
        ("Segundo a polícia, Ana Souza fugiu depois que a ponte caiu.", "polícia"),
    ],
)  # fmt: skip
def test_an_organisation_beside_a_speaker_says_nothing(text: str, who: str) -> None:
    found = facts(text, PER="Ana Souza", ORG="Instituto Boa Vista|IBV|Tupi Azul")
    assert [said for _, said in of("quote", found, "speaker")] == [who]


def test_a_speaker_far_away_is_not_sure() -> None:
    text = f"Ana Souza saiu. {'Choveu muito na serra. ' * 30}Dessa forma. “A ponte caiu ontem.”"
    mark = Span(0, 9, "Ana Souza", "PER", 1.0)
    reading = placed(normalize(text), [mark])
    people, start = find_people(reading), text.index("Dessa")
    far = speaker_features(reading, people, (start, start + 11), False, ("Ana Souza", (0, 9)))
    near = speaker_features(reading, people, (10, 15), True, ("Ana Souza", (0, 9)))
    assert (far["distance"] > near["distance"], far["short"]) == (True, 1.0)
    assert {*far} == {*WEIGHTS}
    assert (is_sure(far), is_sure(near)) == (False, True)


@pytest.mark.parametrize(
    ("text", "said", "who"),
    [
        ("Ana Souza disse na quinta que o rio subiu.", "o rio subiu", "Ana Souza"),
        ("Segundo a bióloga Ana Souza, do Inpa, o rio subiu.", "o rio subiu", "Ana Souza"),
        ("O rio subiu, segundo Ana Souza.", "O rio subiu", "Ana Souza"),
        ("Segundo a tia de Rui Prado, Ana Souza, o rio subiu.", "o rio subiu", "Ana Souza"),
        ("A Defesa Civil informou que o rio subiu.", "o rio subiu", "Defesa Civil"),
    ],
)
def test_reported_speech_has_its_speaker(text: str, said: str, who: str) -> None:
    found = facts(text, PER="Ana Souza|Rui Prado", ORG="Defesa Civil|Inpa")
    assert of("quote", found, "speaker") == [(said, who)]
    assert of("quote", found) == [(said, "reported")]


def test_a_surname_alone_shows_no_gender() -> None:
    text = "A advogada Ana Reis defende os irmãos Pereira. “Vamos pedir a revogação”, disse ela."
    quotes = of("quote", facts(text, PER="Ana Reis|Pereira"), "speaker")
    assert quotes == [("“Vamos pedir a revogação”", "Ana Reis")]


def test_a_quotation_cut_by_its_verb_is_not_told_twice() -> None:
    text = 'O filme "Duro de matar 4" passa. "O livro", disse Ana Souza, "é um jogo de espelhos".'
    quotes = of("quote", facts(text, PER="Ana Souza"), "speaker")
    assert quotes == [('"é um jogo de espelhos"', "Ana Souza")]


def test_the_answers_of_an_interview_are_the_guest_s() -> None:
    text = (
        "A escritora Ana Souza lança um romance.\nPor que demorou nove anos?\nTive uma doença.\n"
        "E agora, o que vem?\nUm livro de contos.\nO que lê hoje?\nLeio os russos de novo."
    )
    quotes = of("quote", facts(text, PER="Ana Souza"), "speaker")
    assert quotes == [
        ("Tive uma doença.", "Ana Souza"),
        ("Um livro de contos.", "Ana Souza"),
        ("Leio os russos de novo.", "Ana Souza"),
    ]
    labelled = (
        "Folha - Por que parou?\nAna Souza - Por cansaço.\nFolha - E hoje?\nAna Souza - Nado."
    )
    assert of("quote", facts(labelled, PER="Ana Souza"), "speaker") == [
        ("Por cansaço.", "Ana Souza"),
        ("Nado.", "Ana Souza"),
    ]


# Times and amounts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A greve começa na segunda-feira (16).", [("segunda-feira (16)", "2026-11-16")]),
        ("A greve começa na segunda-feira (17).", [("segunda-feira (17)", "")]),
        ("Ato na 2ª (16), na qui. (19).", [("2ª (16)", "2026-11-16"), ("qui. (19)", "2026-11-19")]),
        ("Na qua. (18), na 3ª (17), em Olinda.", [("qua. (18)", "2026-11-18"),
                                                  ("3ª (17)", "2026-11-17")]),
        ("Foi em 15 de março de 2019, às 14h30.", [("15 de março de 2019", "2019-03-15"),
                                                  ("14h30", "14:30")]),
        ("Será em 2 de janeiro e no dia 20/12.", [("2 de janeiro", "2027-01-02"),
                                                 ("20/12", "2026-12-20")]),
        ("O prazo: março de 2027.", [("março de 2027", "2027-03")]),
        ("Gol aos 41 minutos do segundo tempo.", [("aos 41 minutos do segundo tempo", "")]),
    ],
)  # fmt: skip
def test_a_date_or_time_is_whole_and_resolved(text: str, found: list[tuple[str, str]]) -> None:
    assert of("time", facts(text, THURSDAY)) == found


def test_the_article_may_state_its_own_date() -> None:
    found = facts("Publicado em 19/11/2026. O ato é na sexta-feira (20).")
    assert of("time", found)[1] == ("sexta-feira (20)", "2026-11-20")
    assert of("time", facts("O ato é na sexta-feira (20).")) == [("sexta-feira (20)", "")]
    with pytest.raises(UserError, match="is not a date"):
        FactFinder(FakeHighlighter())("O ato.", FactSheetOptions("ontem"))


@pytest.mark.parametrize(
    ("text", "amount", "value", "what"),
    [
        ("O juiz mandou pagar R$ 1,3 bilhão ao hospital.", "R$ 1,3 bilhão", "1300000000 BRL", ""),
        ("A reforma da ponte vai custar R$ 3 milhões.", "R$ 3 milhões", "3000000 BRL",
         "reforma da ponte"),
        ("Levou multa de R$ 5 mil.", "R$ 5 mil", "5000 BRL", "multa"),
        ("São R$ 30 milhões em investimentos.", "R$ 30 milhões", "30000000 BRL", "investimentos"),
        ("O corte atinge 15 mil cargos.", "15 mil", "15000", "cargos"),
        ("O projeto teve 346 votos.", "346", "346", "votos"),
        ("Ouviu 60% dos eleitores.", "60%", "60 %", "eleitores"),
        ("Pediu dois milhões de reais.", "dois milhões de reais", "2000000 BRL", ""),
        ("A inflação subiu 0,6% no mês.", "0,6%", "0.6 %", "inflação"),
    ],
)  # fmt: skip
def test_an_amount_is_whole_and_of_something(text: str, amount: str, value: str, what: str) -> None:
    found = facts(text, VALUE=amount)
    assert of("amount", found) == [(amount, value)]
    assert of("amount", found, "of") == [(amount, what)]


# Names, contacts, numbers


def test_acronyms_are_joined_with_what_they_stand_for() -> None:
    text = (
        "O uso de nanopartículas lipídicas (LNP) cresce no Instituto Nacional do Câncer (Inca). "
        "O Inca e a Organização Mundial da Saúde (OMS) concordam."
    )
    found = facts(text, ORG="Instituto Nacional do Câncer|Inca|OMS")
    assert of("organisation", found, "acronym") == [
        ("Instituto Nacional do Câncer", "Inca"),
        ("Organização Mundial da Saúde", "OMS"),
    ]
    assert of("acronym", found, "acronym") == [("nanopartículas lipídicas", "LNP")]
    assert [len(fact.places) for fact in found if fact.kind == "organisation"] == [3, 2]


def test_an_age_in_brackets_is_no_amount() -> None:
    found = facts("Ana Souza (de 34 anos) morreu.", PER="Ana Souza", VALUE="34 anos")
    assert of("amount", found) == []


def test_each_place_stands_once() -> None:
    found = facts("Ela foi a Recife. De Recife voltou a Porto Novo.", LOC="Recife|Porto Novo")
    assert of("place", found) == [("Recife", ""), ("Porto Novo", "")]
    assert len(found[0].places) == 2


def test_the_number_of_a_house_is_no_amount() -> None:
    text = "As inscrições são na rua Sete de Abril, 512, no Centro. Em Olinda, 312 pessoas esperam."
    found = facts(text, LOC="rua Sete de Abril|Olinda", VALUE="512|312")
    assert of("amount", found, "of") == [("312", "pessoas")]


def test_contacts_and_numbers_of_laws_are_no_amounts() -> None:
    text = (
        "Contato: Lívia Prestes, (41) 99812-0000, livia@exemplo.com.br, @sebraepr, "
        "www.exemplo.com.br. A Lei nº 14.133/2021 e a PEC 45/2019 valem; o processo "
        "0001234-56.2020.8.26.0100 segue, diz o CNPJ 12.345.678/0001-90."
    )
    found = facts(text, PER="Lívia Prestes", VALUE="99812-0000|14.133")
    assert of("contact", found) == [
        ("(41) 99812-0000", "phone"),
        ("livia@exemplo.com.br", "email"),
        ("@sebraepr", "profile"),
        ("www.exemplo.com.br", "site"),
    ]
    assert of("document", found) == [
        ("Lei nº 14.133/2021", "law"),
        ("PEC 45/2019", "law"),
        ("processo 0001234-56.2020.8.26.0100", "case"),
        ("12.345.678/0001-90", "company"),
    ]
    assert of("amount", found) == []


# The result


def sheet(text: str) -> FactSheet:
    return FactFinder(FakeHighlighter())(text)


@given(texts)
def test_every_place_is_in_the_article_and_it_is_kept_to_the_letter(text: str) -> None:
    result = sheet(text)
    for fact in result.facts:
        places = [*fact.places, *((one.start, one.end) for one in fact.relations)]
        assert all(0 <= start < end <= len(text) for start, end in places)
    assert "".join(segment.words for segment in sourced(result)) == text


def test_it_is_said_in_words_in_a_table_and_on_the_screen() -> None:
    result = sheet("A delegada Ana Souza, 45, disse que a obra custou R$ 2 milhões. =1+1 é de Rui.")
    said = plain(result, "", "pt")
    assert "Pessoas\n- Ana Souza, delegada, 45 anos" in said
    assert "Ana Souza, em outras palavras: a obra custou R$ 2 milhões" in said
    assert "- R$ 2 milhões = R$ 2.000.000: obra" in said
    table = io.StringIO(factsheet_to_csv(result, "pt").lstrip("\ufeff"))
    rows = [*csv.DictReader(table, delimiter=";")]
    assert (rows[0]["role"], rows[0]["age"]) == ("delegada", "45")
    assert (rows[0]["kind"], rows[0]["category"]) == ("person", "Pessoas")
    html = factsheet_view(result, "pt", NOW)
    assert 'data-goto="f0"' in html
    assert 'data-text="Ana Souza, delegada, 45 anos"' in html
    own = '<p class="said">A delegada Ana Souza, 45, disse que a obra custou R$ 2 milhões.</p>'
    assert unescape(html).count(own) == 2, (
        "beside the person and the amount, not below the quotation"
    )


def test_a_timeline_goes_by_time_and_not_by_the_text() -> None:
    text = (
        "Em 20 de março de 2026, às 14h, Ana Souza falou. A obra começou em 2 de maio de 2019 e "
        "parou em 2021. Recomeça em abril de 2026, talvez aos sábados."
    )
    assert plain(sheet(text), "time", "pt").splitlines() == [
        "- 2 de maio de 2019 = 02/05/2019; 2021"
        " — “A obra começou em 2 de maio de 2019 e parou em 2021.”",
        "- 20 de março de 2026 = 20/03/2026 — “Em 20 de março de 2026, às 14h, Ana Souza falou.”",
        "- abril de 2026 — “Recomeça em abril de 2026, talvez aos sábados.”",
        "- 14h — “Em 20 de março de 2026, às 14h, Ana Souza falou.”",
    ]


def test_a_word_for_what_somebody_is_and_a_name_of_several_are_no_people() -> None:
    text = "Nadadora treina na represa. Jonas Pio, 22, e Ana Pio, 30, saíram. Os irmãos Pio negam."
    found = facts(text, PER="Nadadora|Jonas Pio|Ana Pio|Pio")
    assert of("person", found, "age") == [("Jonas Pio", "22"), ("Ana Pio", "30")]
    found = facts("“Nasci para cantar”, disse Mestre.", PER="Mestre")
    assert of("person", found, "age") == [("Mestre", "")]
    assert not of("document", facts("Lei Jun, fundador da Xiaomi, falou.", PER="Lei Jun"))
    text = "Bolsonaro, 70 anos, foi operado. Flávio Bolsonaro e Carlos Bolsonaro viram Bolsonaro."
    found = facts(text, PER="Flávio Bolsonaro|Carlos Bolsonaro|Bolsonaro")
    assert ("Bolsonaro", "70") in of("person", found, "age")


NASTY = (
    "“", "“Ana ” disse ", "Ana Souza, ", "Ana, 5 anos, ", "(AB) ", "R$ 1 mil de ", "1 %", "a?\nb\n",
    "o presidente da ", "Ana disse que ", "segundo a ", "Ab - abc\n",
)  # fmt: skip


@pytest.mark.slow
def test_long_texts_of_any_shape_take_no_time() -> None:
    for shape in NASTY:
        text = (shape * (20_000 // len(shape)))[:20_000]
        marks = [Span(at, at + 3, text[at : at + 3], "PER", 1.0) for at in range(0, 20_000, 11)]
        began = time.process_time()
        facts_in(text, marks)
        assert time.process_time() - began < 5, shape
