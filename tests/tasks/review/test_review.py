"""What a review finds, and where it stays silent."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.makers import texts
from textnn.results import FINDINGS, Finding, ModelRef, Review
from textnn.tasks.highlight.consistency import TagSpan
from textnn.tasks.highlight.pipeline import Highlighter
from textnn.tasks.review.dates import ages, weekdays
from textnn.tasks.review.figures import headline_figures, percentages, quantities, sums
from textnn.tasks.review.names import acronyms, minors, spellings
from textnn.tasks.review.pipeline import Reviewer
from textnn.tasks.review.text import plain, sentence
from textnn.tasks.review.typography import doubled_spaces, doubled_words, lost_spaces, unclosed
from textnn.tasks.review.view import review_view

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def marked(text: str, *names: str, tag: str = "PER") -> list[TagSpan]:
    """Every place of each name, as a mark."""
    found = []
    for name in names:
        start = text.find(name)
        while start >= 0:
            found.append(TagSpan(start, start + len(name), tag, 0.9))
            start = text.find(name, start + 1)
    return sorted(found, key=lambda span: span.start)


@pytest.mark.parametrize(
    ("look", "text", "values"),
    [
        (weekdays, "Abre na segunda-feira (17); fecha na terça-feira (17).", [17]),
        (weekdays, "Abre na sexta (7), no sábado (8) e no domingo (10).", ["sábado (8)"]),
        (weekdays, "Foi no domingo, 5 de abril de 2026.", []),
        (weekdays, "Foi na sexta-feira (3/4/2026).", []),
        (weekdays, "Foi na quinta-feira (3/4/2026).", ["sexta-feira"]),
        (weekdays, "De quinta-feira (30) a sábado (2).", []),
        (weekdays, "Na segunda, 17 pessoas vieram; na terça, 30.", []),
        (weekdays, "Abre na quinta (19); em dezembro, na sexta (11) e no sábado (12).", []),
        (weekdays, "Foi na sexta-feira, 13 de outubro de 1307.", []),
        (ages, "Jorge Reis (1950-2020) morreu aos 60 anos.", ["60"]),
        (ages, "Filha de pai nascido em 1930, estreou em 1975, aos 12 anos.", []),
        (ages, "O autor de Rui Reis (1839-1908), o crítico, morreu em 2012 aos 82 anos.", []),
        (ages, "Jorge Reis (1950-2020) morreu aos 69 anos.", []),
        (ages, "Nasceu em 1990, casou em 2010, aos 19 anos.", []),
        (sums, "São 20 vagas, sendo 12 para homens e oito para mulheres.", []),
        (sums, "São 20 vagas, sendo 12 para homens e 9 para mulheres.", ["12 + 9 = 21"]),
        (sums, "São 540,7 mil micros, sendo 446,4 mil firmas e 94,2 mil lojas.", []),
        (sums, "Fez 20 jogos: 5 vitórias e 8 empates.", []),
        (sums, "Ouviu 20 pessoas: 15 mulheres e 8 homens.", ["20"]),
        (sums, "O disco tem 12 faixas (10 inéditas e 4 parcerias).", []),
        (sums, "São 30 bandas, sendo 10 nacionais e 5 inéditas.", []),
        (sums, "O projeto reúne 3 escolas: 120 alunos e 14 professores.", []),
        (percentages, "O litro passou de R$ 4 para R$ 5, aumento de 25%.", []),
        (percentages, "O litro passou de R$ 4 para R$ 5, aumento de 20%.", ["25%"]),
        (percentages, "A frota foi de 1,2 milhão para 1,5 milhão, alta de 27%.", []),
        (percentages, "Subiu de R$ 4 para R$ 5, enquanto a inflação teve alta de 4%.", []),
        (percentages, "Quem tem de 8 a 12 anos teve queda de 15%.", []),
        (percentages, "O preço caiu 20%: passou de R$ 100 para R$ 70.", ["30%"]),
        (percentages, "Os juros caíram de 13% para 12%, queda de 1%.", []),
        (percentages, "Vieram 41 dos 81 senadores (50,6%).", []),
        (percentages, "Vieram 41 dos 81 senadores (60%).", ["50,6%"]),
        (headline_figures, "Obra custa R$ 3 milhões\n\nA obra custa R$ 2,95 milhões.", []),
        (headline_figures, "Obra custa R$ 3 milhões\n\nA obra custa R$ 2 milhões.", ["3 milhões"]),
        (headline_figures, "Obra custa R$ 3 bi\n\nA obra custa R$ 3 bilhões.", []),
        (headline_figures, "Queda mata 12 operários\n\nOs 11 operários caíram.", ["12"]),
        (headline_figures, "Dólar fecha a R$ 5,41\n\nFoi cotado a R$ 5,4123.", []),
        (headline_figures, "Custa R$ 100 mi\n\nSão cem milhões de reais.", []),
        (headline_figures, "Custa R$ 1,5 mi\n\nSão um milhão e meio de reais.", []),
        (headline_figures, "Custa R$ 300 mi\n\nSão cem milhões de reais.", ["300 mi"]),
        (headline_figures, "Custa R$ 1 milhão\n\nA obra custa R$ 5 milhões.", ["1 milhão"]),
        (headline_figures, "Custa R$ 1 milhão\n\nFoi vendida por um milhão.", []),
        (headline_figures, "Inflação sobe 1%\n\nUm índice subiu 8%.", ["1%"]),
        (headline_figures, "Inflação sobe 1%\n\nO índice subiu um por cento.", []),
        (headline_figures, "Juros caem 0,5%\n\nCaíram 3% por meio de cortes.", ["0,5%"]),
        (headline_figures, "Custa R$ 500 mil\n\nA obra custa meio milhão.", []),
        (headline_figures, "Taxa sobe 100%\n\nA taxa subiu 37 por cento.", ["100%"]),
        (headline_figures, "Taxa sobe 37%\n\nA taxa subiu 37 por cento.", []),
        (headline_figures, "7 filmes para ver\n\nVeja a lista.", []),
        (headline_figures, "Mais de 300 vão\n\nForam 312 pessoas.", []),
        (quantities, "Itu reforma 48 escolas da rede.\nItu reforma 46 escolas da rede.", ["48"]),
        (quantities, "Itu reforma 48 escolas da rede.\nLá 46 escolas da rede têm piso.", []),
        (unclosed, "Ele disse “vou” e “não “sei” bem” (hoje).", []),
        (unclosed, "Ele disse “vou. Saiu.", ["“"]),
        (unclosed, "Ele disse vou”. Saiu.", ["”"]),
        (unclosed, '"Vou.\n"E volto", disse.', []),
        (unclosed, '"Vou, disse.\nEle saiu.', ['"']),
        (unclosed, "São duas: a) ir; b) vir. Tela de 6\" :)", []),
        (unclosed, "A Petra (empresa caiu.\nFim (hoje).", ["("]),
        (unclosed, "São 3.1) óleo; d.1) sal; §1º) cal (veja o quadro\nao lado).", []),
        (unclosed, '"Vou e volto depois\nde amanhã, se chover\nmuito", disse.', []),
        (lost_spaces, "Ele foi preso.Ela não foi.", ["preso.Ela"]),
        (lost_spaces, "Viu casa,rua e com346 votos.", ["casa,rua"]),
        (lost_spaces, "Veja www.jornal.com.br, S.Paulo, 1.500 e covid19.", []),
        (lost_spaces, "O(a) aluno(a) da (re)construção usa Node.Js e f(x).", []),
        (doubled_spaces, "Ele  saiu   cedo.", ["2"]),
        (doubled_words, "O prefeito de de Itu já já volta.", ["de de"]),
        (doubled_words, "Duran Duran canta o que que se viu.", []),
    ],
)  # fmt: skip
def test_each_look(look: object, text: str, values: list[object]) -> None:
    assert callable(look)
    found = [*look(text)]
    assert bool(found) == bool(values), found
    for finding in found[:1]:
        said = (*finding.values, *(text[slice(*at)] for at in finding.places))
        assert any(str(values[0]) in one for one in said), said


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("Thiago Mendonça", "Tiago Mendonça", True),
        ("Júlia Reis", "Julia Reis", True),
        ("Ana Casamasso", "Ana Casamaso", True),
        ("Mário Reis", "Maria Reis", False),
        ("Ana Silva", "Ana Silveira", False),
        ("Rui Prado", "RUI PRADO", False),
        ("Rua 12", "Rua 13", False),
        ("Santa Maria Maior", "Santa Marta", False),
        ("Santa Bárbara Maior", "Santa Barbera", True),
    ],
)
def test_one_name_in_two_spellings(one: str, other: str, found: bool) -> None:
    text = f"{one} falou. {one} saiu. {other} voltou."
    findings = [*spellings(text, marked(text, one, other), {"marta": 1, "maria": 2})]
    assert bool(findings) == found
    if found:
        assert findings[0].values == (other, one)
        assert text[slice(*findings[0].places[0])] == other


def test_acronyms_that_nobody_knows_are_to_be_spelt_out() -> None:
    text = (
        "A SMXQ sempre nega e também a CVB nega. O Instituto Nacional (INX) e, depois dele, o STF "
        "não. Centro Vital Bom (CVB). O Congresso XXVII se diz de todos. O cantor QXZ se calou. "
        "GRANDE FEIRÃO DA LQTX. Outra vez a SMXQ. A agência conhecida pela sigla RQZ se cala."
    )
    names = marked(text, "QXZ")
    assert [f.values for f in acronyms(text, names, {"stf": 40})] == [("SMXQ",)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("João Alves, de 15 anos, foi preso.", True),
        ("João Alves, 15, é suspeito do crime.", True),
        ("João Alves, de 45 anos, foi preso.", False),
        ("João Alves, de 15 anos, ganhou a medalha. Outro foi preso.", False),
        ("João, de 15 anos, foi preso.", False),
        ("João Alves (15) foi morto a tiros.", True),
        ("João Alves, estudante de 15 anos, levou três facadas.", True),
        ("João Alves, com 15 anos de idade, foi preso.", True),
        ("João Alves, investigador com 15 anos de polícia, prendeu o suspeito.", False),
        ("João Alves, com 12 anos de prisão, é suspeito de outro crime.", False),
        ("João Alves, 15, vítima de falta dura, roubou a bola.", False),
    ],
)
def test_a_minor_beside_a_crime(text: str, found: bool) -> None:
    names = marked(text, "João Alves" if "João Alves" in text else "João")
    assert bool([*minors(text, names)]) == found


ARTICLE = "Obra\u00a0 custa R$ 3 milhões\n\nO prefeito de de Itu (SP pagou R$ 2 milho\u0303es."


def test_places_are_those_of_the_given_text(highlighter: Highlighter) -> None:
    review = Reviewer(highlighter)(ARTICLE)
    told = {f.kind: [ARTICLE[slice(*at)] for at in f.places] for f in review.findings}
    assert told["doubled_word"] == ["de de"]
    assert told["headline_figure"] == ["R$ 3 milhões"]
    assert told["unclosed"] == ["("]
    assert [f.places for f in review.findings] == sorted(f.places for f in review.findings)


def test_each_finding_is_copied_alone(highlighter: Highlighter) -> None:
    html = review_view(Reviewer(highlighter)(ARTICLE), "pt", NOW)
    copied = [unescape(one) for one in re.findall(r'data-text="([^"]*)"', html)]
    (doubled,) = [one for one in copied if one.startswith("Palavra repetida")]
    assert doubled.splitlines()[1:] == ["O prefeito de de Itu (SP pagou R$ 2 milho\u0303es."]


@given(texts)
def test_whatever_the_text_its_places_are_in_it(highlighter: Highlighter, text: str) -> None:
    for finding in Reviewer(highlighter)(text).findings:
        assert finding.kind in FINDINGS
        assert all(0 <= start < end <= len(text) for start, end in finding.places)


@pytest.mark.parametrize("language", ["pt", "en"])
@pytest.mark.parametrize("kind", FINDINGS)
def test_each_finding_is_told(kind: str, language: str) -> None:
    finding = Finding(kind, ((0, 4), (5, 9)), ("<b>um", "2", "3"))
    review = Review("Isto aqui", (finding,), ModelRef("tagger", "ab" * 32), 0.1)
    assert sentence(finding, language) in plain(review, "review", language)
    page = review_view(review, language, NOW)
    assert "&lt;b&gt;um" in page
    assert 'data-goto="f0-1"' in page


@given(st.lists(st.sampled_from('“”"«»() \na1'), max_size=40).map("".join))
def test_signs_that_match_are_left_alone(inside: str) -> None:
    found = [finding.places[0] for finding in unclosed(f"“{inside}”")]
    assert found == sorted(set(found))
