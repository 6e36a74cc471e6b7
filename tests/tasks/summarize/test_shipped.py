"""The shipped networks on an article as slides and web pages give it: bold words, parted lines."""

from __future__ import annotations

import pytest

import textnn
from textnn.config import Settings
from textnn.results.text import HeadlineConditions
from textnn.tasks.highlight.pipeline import load_highlighter
from textnn.tasks.summarize.faithfulness import Evidence, check
from textnn.tasks.summarize.headlines import fulfils
from textnn.tasks.summarize.pipeline import load_summarizer

PARTED = """Uma falha quase imperceptível no

**RNA** dos parentes selvagens do milho pode ter contribuído para que a planta chegasse ao porte \
enorme que tem hoje (quatro vezes maior que o do capim de que descende).

Bastou apagar o gene que traz essa falha em mudas de laboratório para que caísse o número de \
folhas que dão sustento aos grãos, a parte mais "cara" da lavoura.


A **pesquisa**, conduzida por

biólogos do **Instituto** Karl Holm (Noruega), é um dos primeiros resultados do esforço de ler o \
genoma para saber como as lavouras se formaram. Por ora, isso não tem sido simples —tanto que o \
gene estudado pelos pesquisadores no novo trabalho, chamado pela estranha sigla ZMQ22K, é o único \
próprio do milho a ser ligado ao crescimento das tais folhas do alto da planta."""


@pytest.mark.slow
def test_parted_lines_are_one_sentence() -> None:
    summary = textnn.summarize(PARTED)
    start, end = summary.headline.source
    assert PARTED[start:end].startswith("Uma falha")
    assert PARTED[start:end].endswith("descende).")
    assert "*" not in summary.headline.text + summary.dek.text
    assert len(summary.headline.text.split()) > 7, "it does not end where the line does"
    for word in summary.dek.text.split():
        assert word.strip('.,"') in PARTED


@pytest.mark.slow
def test_what_it_is_about_leads_and_not_a_place_in_brackets() -> None:
    found = [keyword.text for keyword in textnn.highlight(PARTED, keywords=True).keywords]
    assert "Noruega" not in found[:-1]
    assert {"RNA", "milho", "falha"} <= {*found}
    assert not {"único", "própria", "chegasse", "hoje"} & {*found}


REFUNDS = (
    "Passados quase dois meses da festa, o comitê Farol-2031 ainda deve dinheiro a 400 visitantes "
    "que compraram ingressos pela página do evento.\n"
    "A entidade diminuiu a lista de quem espera, que chegou a 9 mil em maio, mês em que prometeu "
    "pagar tudo. Passados os prazos, o comitê diz que faltam dados de contas de 120 visitantes."
)


@pytest.mark.slow
def test_a_form_of_a_verb_is_no_keyword() -> None:
    found = {one.text.lower() for one in textnn.highlight(REFUNDS, keywords=True).keywords}
    assert not {"passados", "chegou", "prometeu", "pagar", "deve", "diz"} & found
    assert found & {"comitê", "comitê farol-2031", "ingressos", "visitantes"}


EXCHANGE = (
    "O Ibovespa subiu 0,87% nesta terça-feira, aos 128 mil pontos. O dólar recuou e fechou cotado "
    "a R$ 5,43. Analistas veem cautela com os juros nos Estados Unidos."
)
CRIME = (
    "A Polícia Civil prendeu na quarta-feira em Belo Horizonte um homem suspeito de matar a "
    "comerciante Maria das Dores Ferreira, 57, dona de uma padaria em Contagem. Ele foi encontrado "
    "com R$ 40 mil. A vítima foi morta a tiros na segunda-feira."
)
COURT = (
    "O STF determinou que a União pague R$ 1,3 bilhão às Santas Casas. A decisão do ministro Nunes "
    "Marques suspende o prazo anterior. O deputado Rui Prado (PT) criticou a medida, e a senadora "
    "Ana Reis (PL) defendeu. Segundo a nota, o pagamento começa em março."
)
VACCINE = (
    "Uma vacina da Fiocruz protege camundongos contra a leishmaniose, mostra estudo. O teste durou "
    "um ano. Os pesquisadores pretendem testar a vacina em humanos em 2027."
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("article", "wrong", "right"),
    [
        (
            EXCHANGE,
            ["Bolsa sobe 0,87%, e fechou cotado a R$ 5,43", "Ibovespa fecha cotado a R$ 5,43"],
            "Dólar recua e fecha cotado a R$ 5,43",
        ),
        (
            CRIME,
            [
                "Suspeito de matar dona de padaria em Contagem é morta em Belo Horizonte",
                "Polícia prende suspeito de matar R$ 40 mil",
                "Ele foi encontrado em Belo Horizonte com R$ 40 mil, dona de uma padaria",
            ],
            "Polícia Civil prende suspeito de matar dona de padaria em Contagem",
        ),
        (
            COURT,
            [
                "STF suspende R$ 1,3 bilhão às Santas Casas",
                "Rui Prado defende pagamento às Santas Casas",
                "Rui Prado diz que pagamento começa em março",
                "Rui Prado (PL) criticou a medida",
                "A decisão do deputado Rui Prado criticou a medida",
            ],
            "Deputado Rui Prado (PT) criticou a medida",
        ),
        (VACCINE, ["Fiocruz protege camundongos"], "Vacina da Fiocruz protege camundongos"),
    ],
    ids=["exchange", "crime", "court", "vaccine"],
)
def test_what_joins_words_wrongly_is_refused(article: str, wrong: list[str], right: str) -> None:
    """Every name and number of these lines stands in its article."""
    lines = [*wrong, right]
    known = [Evidence(article)] * len(lines)
    *reasons, none = check(lines, known, load_highlighter(Settings()), together=True)
    assert all(reasons)
    assert none == ""


BAR = (
    "Dono de bar leva multa de R$ 3 mil por som alto em Vila Rasa\n"
    "A Prefeitura de Vila Rasa multou em R$ 3 mil o comerciante Anselmo Prado, 52, dono do bar "
    "Beira Cais, por som acima do limite na madrugada de domingo (8). É a terceira multa do ano. "
    "A professora aposentada Dora Lins, 71, mudou o quarto para os fundos da casa. Prado recorre."
)


@pytest.mark.slow
@pytest.mark.parametrize(
    "wanted",
    [
        HeadlineConditions((("anselmo",),)),
        HeadlineConditions((("professora",),)),
        HeadlineConditions(excluding=("multa",)),
        HeadlineConditions((("multa",),), most=60),
        HeadlineConditions(short=True),
    ],
    ids=["name", "second matter", "without", "most", "short"],
)
def test_headlines_are_as_they_are_wanted(wanted: HeadlineConditions) -> None:
    lines = load_summarizer(Settings()).headlines(BAR, wanted)
    assert lines
    assert all(fulfils(line, wanted) for line in lines)
    assert len(lines) == len(set(lines))
    if wanted.short:
        assert [*lines] == sorted(lines, key=len)
    assert load_summarizer(Settings()).headlines(BAR, HeadlineConditions((("baleia",),))) == ()
