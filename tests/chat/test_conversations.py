"""Whole conversations through the shipped models."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chat.conftest import ANA, Talk, only
from tests.chat.test_phrases import BUTTONS
from textnn.chat import Chat, Upload, plain
from textnn.chat.phrases import button
from textnn.compose import compose_service
from textnn.config import DATA, Settings
from textnn.results import Answer, Continuation, Highlight, Summary
from textnn.results.chat import OF_TEXTS
from textnn.results.conversation import Confirm, GivenArticle, Listed, Offer, Shown, Term, Wanted
from textnn.results.pictures import Classification, Samples
from textnn.service import Service
from textnn.store.engine import open_store
from textnn.store.runs import RunRepository

EXAMPLES = DATA / "examples"
ARTICLE = (EXAMPLES / "1-cidade.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def service(shipped: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    home = tmp_path_factory.mktemp("home")
    engine = open_store(f"sqlite:///{home / 'x.db'}")
    yield compose_service(Settings(home=home, _env_file=None), RunRepository(engine))
    engine.dispose()


@pytest.fixture
def ana(service: Service, request: pytest.FixtureRequest) -> Talk:
    return Talk(Chat(service), service, owner=request.node.name)


def result(talk: Talk, text: str, *uploads: Upload) -> object:
    return only(talk.say(text, *uploads), Shown).result


def answered(talk: Talk, text: str) -> str:
    """The first sentence given as an answer, or nothing."""
    answer = result(talk, text)
    assert isinstance(answer, Answer)
    return answer.sentences[0].text if answer.answered else ""


@pytest.mark.slow
def test_a_visit_with_an_article(ana: Talk) -> None:
    assert "artigo" in ana.say("oi, td bem?").text
    assert only(ana.say("resume ai em 2 frases pfv"), Wanted).what == "article"
    summary = result(ana, ARTICLE)
    assert isinstance(summary, Summary)
    assert len(summary.sentences) == 2
    shorter = result(ana, "mais curto")
    assert isinstance(shorter, Summary)
    assert len(shorter.sentences) == 1
    how = ana.say("como você resumiu isso?").text
    assert "a 2ª" in how
    assert "summarizer" in how
    marked = result(ana, "grifa os nomes")
    assert isinstance(marked, Highlight)
    assert "Dalva Nogueira" in [span.text for span in marked.spans]
    words = result(ana, "quais as palavras chave")
    assert isinstance(words, Highlight)
    assert words.keywords
    assert only(ana.say("me da uma manchete"), Shown).view == "headline"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("quanto custou?", "R$ 18,6 milhões"),
        ("qto custou a reforma", "R$ 18,6 milhões"),
        ("quando?", "14 de março"),
        ("o que o prefeito disse do prédio?", "Otávio Brandão"),
        ("qual é a capital da França?", ""),
    ],
)
def test_questions_about_the_article(ana: Talk, question: str, words: str) -> None:
    ana.say(ARTICLE)
    found = answered(ana, question)
    assert words in found
    assert bool(words) == bool(found)


@pytest.mark.slow
@pytest.mark.parametrize("asked", ["separa as aspas", "list the quotes"])
def test_quotes_are_read_from_the_fact_sheet(ana: Talk, asked: str) -> None:
    ana.say(ARTICLE)
    reply = ana.say(asked)
    assert only(reply, Shown).view == "quote"
    assert "Dalva Nogueira:" in plain(reply, "pt")


@pytest.mark.parametrize(
    "asked",
    ["qual é a notícia?", "do que se trata?", "o que aconteceu", "Do que trata a matéria?"],
)
def test_what_asks_for_all_is_answered_by_a_summary(ana: Talk, asked: str) -> None:
    ana.say(ARTICLE)
    assert only(ana.say(asked), Shown).view == "sentences"


@pytest.mark.parametrize("asked", ["o que aconteceu com a ponte?", "o que disse o prefeito?"])
def test_what_asks_for_something_is_no_summary(ana: Talk, asked: str) -> None:
    ana.say(ARTICLE)
    assert only(ana.say(asked), Shown).view != "sentences"


def test_what_is_not_said_comes_with_what_is_nearest(ana: Talk) -> None:
    ana.say(ARTICLE)
    reply = ana.say("qual é a capital da França?")
    assert "O texto não diz" in reply.text
    assert only(reply, Shown).view == "nearest"


@pytest.mark.slow
def test_writing_warmer_and_on(ana: Talk) -> None:
    first = result(ana, "escreva 60 letras: O prefeito disse")
    assert isinstance(first, Continuation)
    assert first.text.startswith("O prefeito disse")
    assert first.options.length == 60
    warmer = result(ana, "mais criativo")
    assert isinstance(warmer, Continuation)
    assert warmer.options.temperature > first.options.temperature
    more = result(ana, "continue")
    assert isinstance(more, Continuation)
    assert more.text.startswith(warmer.text)


@pytest.mark.slow
def test_pictures(ana: Talk) -> None:
    file = EXAMPLES / "pictures" / "6-camiseta.png"
    seen = result(ana, "o que é isso?", Upload(file.name, file.read_bytes()))
    assert isinstance(seen, Classification)
    assert seen.labels[0].name == "t-shirt"
    drawn = result(ana, "desenhe quatro vestidos")
    assert isinstance(drawn, Samples)
    assert [one.label for one in drawn.pictures] == ["dress"] * 4
    assert "não aprendeu a desenhar" in ana.say("desenhe um gato").text


@pytest.mark.parametrize(
    ("text", "term"), [("o que é uma LSTM?", "LSTM"), ("oq é gan", "rede generativa adversarial")]
)
def test_it_explains_itself(ana: Talk, text: str, term: str) -> None:
    assert only(ana.say(text), Term).term == term


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "view"),
    [
        ("me dá os fatos em tópicos", "sheet"),
        ("monta uma linha do tempo da obra", "time"),
        ("me lista todos os valores em reais", "money"),
        ("lista das pessoas citadas e de onde são", "person"),
        ("qual o contato da assessoria?", "none"),
        ("os fatos principais em tópicos", "sheet"),
    ],
)
def test_facts_are_listed_by_kind(ana: Talk, asked: str, view: str) -> None:
    """In words that no table has."""
    ana.say(ARTICLE)
    reply = ana.say(asked)
    views = [part.view for part in reply.parts if isinstance(part, Shown)]
    assert views == ([] if view == "none" else [view])


@pytest.mark.slow
def test_history_and_deleting(ana: Talk) -> None:
    ana.say(f"destaque os nomes\n{ARTICLE}")
    assert len(only(ana.say("mostra o histórico"), Listed).entries) == 1
    assert only(ana.say("apaga tudo"), Confirm).scope == "all"
    assert ana.service.history.count(ana.owner) == 1
    ana.say("sim")
    assert ana.service.history.count(ana.owner) == 0


_MEANT = {
    "shorter": "summarize", "longer": "summarize", "go_on": "write", "bolder": "write",
    "soberer": "write", "dresses": "sample", "boots": "sample", "sevens": "sample",
    "others": "sample", "when": "question", "where": "question",
    "one_sentence": "summarize", "as_photo": "classify", "as_digit": "classify",
    "as_clothes": "classify", "delete_talks": "delete",
    "other_title": "headline", "shorter_title": "headline",
    "delete_last": "delete", "delete_all": "delete", "delete_conversation": "delete",
    "quotes": "factsheet", "who": "factsheet",
}  # fmt: skip
"""Button -> the intent of its message, where the two differ."""

_BY_THEIR_WORDS = ("yes", "no", "repair", "was_it", "was_first", "was_second", "was_third")
"""Buttons whose message is told by its words alone."""


@pytest.mark.parametrize("language", ["pt", "en"])
@pytest.mark.parametrize("name", [name for name in BUTTONS if name not in _BY_THEIR_WORDS])
def test_every_button_is_understood(service: Service, name: str, language: str) -> None:
    message = button(language, name).message
    meant = _MEANT.get(name, name)
    request = service.understand(message, has_article=meant in OF_TEXTS)
    assert request.intent == meant
    assert request.understood or (meant == "question" and message.endswith("?"))


def test_titles_are_no_requests(ana: Talk) -> None:
    """Three of eight are: two read as questions typed in a hurry, one names what is drawn."""
    titles = (
        "Por que o preço do café subiu",
        "Lula diz que vai vetar projeto",
        "Governo apaga dados do histórico",
        "Desenho de criança vira camiseta",
        "O que abre e o que fecha no feriado",
        "Polícia prende suspeito de roubo",
        "Foto mostra buraco negro",
        "Destaques da semana",
    )
    taken = []
    for title in titles:
        article = f"{title}\n{ARTICLE.partition(chr(10))[2].strip()}"
        if "Li o artigo" not in ana.say(article).text:
            taken.append(title)
    tolerated = {
        "Por que o preço do café subiu",
        "Lula diz que vai vetar projeto",
        "Desenho de criança vira camiseta",
    }
    assert tolerated.issuperset(taken), taken


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "task"),
    [
        ("quanto custou a reforma", "answer"),
        ("Quanto custou a reforma?", "answer"),
        ("Resuma em uma frase:", "summarize"),
        ("Continue o texto abaixo", "generate"),
        ("boa tarde, pode destacar os nomes?", "highlight"),
    ],
)
def test_a_request_above_an_article_is_one(ana: Talk, asked: str, task: str) -> None:
    reply = ana.say(f"{asked}\n{ARTICLE}")
    assert only(reply, Shown).task == task


def test_terms_that_are_offered_are_explained(ana: Talk) -> None:
    asked = {"O que é uma LSTM?"}
    for _ in range(2):
        for text in sorted(asked):
            asked |= {button.message for button in only(ana.say(text), Term).see}
    assert len(asked) > 5


def test_every_example_article_can_be_talked_about(ana: Talk) -> None:
    for file in sorted(EXAMPLES.glob("[0-9]-*.txt")):
        reply = ana.say(file.read_text(encoding="utf-8"))
        assert "Li o artigo" in reply.text, file.name
        assert only(reply, Offer).buttons, file.name
    given = [p for one in ana.messages() for p in one.parts if isinstance(p, GivenArticle)]
    assert len(given) == 5


def test_where_the_models_are_is_not_where_this_runs(tmp_path: Path) -> None:
    """Without models every reply says so, and the message stays."""
    engine = open_store(f"sqlite:///{tmp_path / 'x.db'}")
    bare = compose_service(
        Settings(home=tmp_path, models=tmp_path / "none", _env_file=None), RunRepository(engine)
    )
    talk = Talk(Chat(bare), bare)
    reply = talk.say("oi")
    assert reply.status == "failed"
    assert "intent" in reply.text
    assert talk.messages()[0].text == "oi"
    assert bare.history.count(ANA) == 0
    engine.dispose()
