"""What a message gets for a reply: parts, sentences, and what the conversation remembers."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import Any
from unittest import mock

import pytest

from tests.chat.conftest import ANA, ARTICLE, Make, Talk, only, picture
from tests.chat.test_phrases import BUTTONS
from tests.store.makers import MODEL
from tests.ui.fake_chat import FAKE_CHAT, FakeAnswerer
from textnn.chat import PASTED, Sources, Upload
from textnn.chat.context import OFFERED
from textnn.chat.dispatch import ABOUT_US, BESIDE_A_PICTURE, REPLIES
from textnn.chat.phrases import button as button_of
from textnn.chat.phrases import say
from textnn.errors import UserError
from textnn.results import Answer, Comparison, Continuation, Highlight, Summary
from textnn.results.chat import INTENTS
from textnn.results.context import RequestContext
from textnn.results.conversation import (
    Confirm,
    Failure,
    GivenArticle,
    GivenPicture,
    Listed,
    Message,
    Offer,
    Said,
    Shown,
    Term,
    Wanted,
)
from textnn.results.pictures import Classification, Samples


def shown(message: Message) -> Shown:
    return only(message, Shown)


def summary(message: Message) -> Summary:
    result = shown(message).result
    assert isinstance(result, Summary)
    return result


def text(message: Message) -> Continuation:
    result = shown(message).result
    assert isinstance(result, Continuation)
    return result


def test_there_is_a_reply_to_every_intent_and_to_nothing_else() -> None:
    assert set(REPLIES) == set(INTENTS)
    assert set(INTENTS) >= OFFERED | BESIDE_A_PICTURE | ABOUT_US
    assert set(BUTTONS) >= OFFERED


def test_an_article_alone_is_introduced(ana: Talk) -> None:
    reply = ana.say(ARTICLE)
    assert f"{len(ARTICLE.split())} palavras" in reply.text
    labels = [button.label for button in only(reply, Offer).buttons]
    assert labels[:4] == ["Destacar", "Resumir", "Palavras-chave", "Título"]
    asked = ana.messages()[0]
    given = only(asked, GivenArticle)
    assert (given.text, given.source) == (ARTICLE, PASTED)
    assert given.title == "Ponte de Serra Alta reabre depois das chuvas"
    assert asked.text == ""


def test_a_request_and_its_article_are_told_apart(ana: Talk) -> None:
    reply = ana.say(f"resuma em duas frases\n{ARTICLE}")
    assert len(summary(reply).sentences) == 2
    assert summary(reply).text == ARTICLE
    asked = ana.messages()[0]
    assert asked.parts == (
        Said("resuma em duas frases"),
        GivenArticle(ARTICLE, only(asked, GivenArticle).title, PASTED),
    )


def test_shorter_and_longer_count_from_the_last(ana: Talk) -> None:
    ana.say(ARTICLE)
    assert len(summary(ana.say("resuma")).sentences) == 3
    assert len(summary(ana.say("mais curto")).sentences) == 2
    assert len(summary(ana.say("mais curto")).sentences) == 1
    shortest = ana.say("mais curto")
    assert len(summary(shortest).sentences) == 1
    assert "uma frase só" in shortest.text
    ana.say("dê um título")
    assert len(summary(ana.say("mais longo")).sentences) == 2
    most = ana.say("resuma em 40 frases")
    assert summary(most).options.sentences == 10
    assert "até 10" in most.text


@pytest.mark.parametrize(
    ("asked", "task", "view"),
    [
        ("destaque os nomes", "highlight", "marks"),
        ("palavras-chave", "highlight", "keywords"),
        ("resuma", "summarize", "sentences"),
        ("dê um título", "summarize", "headline"),
        ("o que custou?", "answer", "answer"),
        ("quem venceu o campeonato?", "answer", "nearest"),
    ],
)
def test_each_request_shows_its_view_and_is_kept(
    ana: Talk, asked: str, task: str, view: str
) -> None:
    ana.say(ARTICLE)
    reply = ana.say(asked)
    part = shown(reply)
    assert (part.task, part.view) == (task, view)
    assert part.run_id
    assert ana.service.history.open(ANA, part.run_id).result == part.result
    assert ana.service.history.open(ANA, part.run_id).task == task


def test_an_answer_keeps_question_and_article(ana: Talk) -> None:
    ana.say(ARTICLE)
    reply = ana.say("quanto custou a obra?")
    answer = shown(reply).result
    assert isinstance(answer, Answer)
    assert (answer.text, answer.question) == (ARTICLE, "quanto custou a obra?")
    assert answer.sentences[0].text.startswith("A obra custou R$ 2 milhões")
    run = ana.service.history.open(ANA, shown(reply).run_id or "")
    assert run.result.parameters == {"question": "quanto custou a obra?"}
    (line,) = ana.service.history.find(ANA, "quanto custou")
    assert line.title == "quanto custou a obra?"


def test_the_tagger_reads_an_article_once_for_all_questions(make: Make) -> None:
    read: list[str] = []

    class Counting:
        def __call__(self, text: str, progress: object = None) -> Highlight:
            read.append(text)
            return Highlight(text, (), MODEL, 0.0)

    ana = make(highlighter=Counting)
    ana.say(ARTICLE)
    for asked in ("quanto custou?", "onde fica a escola?", "quem é Rui Prado?"):
        ana.say(asked)
    assert read == [ARTICLE]


def test_weak_questions_go_to_the_article_and_only_with_one(ana: Talk) -> None:
    alone = ana.say("pra que serve a passarela")
    assert alone.intent == "unknown"
    ana.say(ARTICLE)
    assert ana.say("pra que serve a passarela?").intent == "question"
    assert ana.say("onde?").intent == "question"
    assert ana.say("blablabla").intent == "unknown"
    assert ana.say("a obra demorou").intent == "question", "the article speaks of it"


@pytest.mark.parametrize(
    ("asked", "intent", "told"),
    [
        ("qual a capital da bélgica", "unknown", "unknown"),
        ("de quem é a lua?", "question", "nearest"),
    ],
)
def test_a_question_about_the_world_is_not_said_by_the_article(
    ana: Talk, asked: str, intent: str, told: str
) -> None:
    ana.say(ARTICLE)
    reply = ana.say(asked)
    assert reply.intent == intent
    assert reply.text.startswith(say("pt", told))


def test_a_weak_question_without_an_answer_may_have_been_something_else(ana: Talk) -> None:
    ana.say(ARTICLE)
    reply = ana.say("tem como colorir quem aparece?")
    assert "O texto não diz" in reply.text
    assert "outra coisa" in reply.text
    assert [button.label for button in only(reply, Offer).buttons] == [
        "Era isso",
        "Resumir",
        "Destacar",
    ]
    assert "outra coisa" not in ana.say("quem venceu o campeonato?").text


def test_that_the_nearest_sentence_was_it_is_kept_as_feedback(ana: Talk) -> None:
    ana.say(ARTICLE)
    nearest = ana.say("quem venceu o campeonato?")
    assert ana.press(nearest, "Era isso").text == say("pt", "was_it")
    assert (ana.messages()[-3].liked, ana.messages()[-3].reason) == (True, "first")
    assert ana.say("obrigado").text == say("pt", "thanks")
    ana.say("quem venceu o campeonato?")
    assert ana.say("obrigado").text == say("pt", "thanks"), "says of no sentence that it was it"
    assert ana.messages()[-3].liked is None
    ana.say("quem venceu o campeonato?")
    assert ana.say("era isso!").text == say("pt", "was_it"), "typed, in the words on the button"
    assert ana.messages()[-3].liked


def test_of_several_that_came_near_one_is_chosen(ana: Talk) -> None:
    ana.say(ARTICLE)
    with (
        mock.patch("textnn.tasks.answer.text.NEAR", 0.0),
        mock.patch.object(Answer, "unsure", True),
    ):
        near = ana.say("quem venceu o campeonato?")
        answer = shown(near).result
        assert isinstance(answer, Answer)
        assert near.text.startswith(say("pt", "maybe_several"))
        labels = [button.label for button in only(near, Offer).buttons]
        assert labels[:3] == ["Era a primeira", "Era a segunda", "Era a terceira"]
        assert ana.press(near, "Era a terceira").text == say("pt", "was_it")
    assert (ana.messages()[-3].liked, ana.messages()[-3].reason) == (True, "third")


def test_a_question_goes_on_from_the_one_before(ana: Talk) -> None:
    ana.say(ARTICLE)
    ana.say("quem reabriu a ponte?")
    reply = ana.say("e onde?")
    answer = shown(reply).result
    assert isinstance(answer, Answer)
    assert answer.after == ("quem reabriu a ponte?",)
    assert reply.text == say("pt", "answered_on")
    told = ana.say("como você fez isso?").text
    assert say("pt", "how_after", before="quem reabriu a ponte?") in told
    ana.say("quem reabriu a ponte?")
    ana.say("e onde?")
    again = shown(ana.say("e onde foi isso?")).result
    assert isinstance(again, Answer)
    assert again.after == ("e onde?", "quem reabriu a ponte?")
    assert again.answered


def test_it_goes_on_from_nothing_but_the_reply_before(ana: Talk) -> None:
    ana.say(ARTICLE)
    ana.say("quem reabriu a ponte?")
    ana.say("resuma")
    for first in ("e onde?", "e onde?"):
        answer = shown(ana.say(first)).result
        assert isinstance(answer, Answer)
        assert not {"quem reabriu a ponte?"} & set(answer.after)
    ana.say("quem reabriu a ponte?")
    ana.say("Choveu muito em Porto Novo e o cais fechou. " * 20)
    other = shown(ana.say("e onde?")).result
    assert isinstance(other, Answer)
    assert other.after == ()


@pytest.mark.parametrize(
    ("asked", "intent"),
    [
        ("por que a ponte reabriu?", "question"),
        ("por que os moradores brigam?", "question"),
        ("por que esse título?", "how"),
        ("por que você escolheu a ponte?", "how"),
        ("por que errou tudo?", "how"),
        ("como foi feito?", "how"),
    ],
)
def test_what_sounds_like_how_may_be_asked_of_the_article(
    ana: Talk, asked: str, intent: str
) -> None:
    assert ana.say(asked).intent == "how"
    ana.say(ARTICLE)
    reply = ana.say(asked)
    assert reply.intent == intent
    kept = ana.service.history.count(ANA)
    assert kept == (1 if intent == "question" else 0), "what is only tried is not kept"


def test_what_is_asked_before_the_article_comes_is_done_then(ana: Talk) -> None:
    reply = ana.say("resuma em duas frases")
    assert only(reply, Wanted) == Wanted("article", "resuma em duas frases")
    assert len(summary(ana.say(ARTICLE)).sentences) == 2
    assert [one.text for one in ana.messages() if one.role == "user"] == [
        "resuma em duas frases",
        "",
    ]


def test_an_article_that_would_not_open_does_not_lose_the_request(make: Make) -> None:
    ana = make(sources=Sources(broken, broken))
    ana.say("resuma em duas frases")
    assert ana.say("", Upload("a.pdf", b"x")).status == "failed"
    assert len(summary(ana.say(ARTICLE)).sentences) == 2


def test_a_question_before_the_article_is_answered_then(ana: Talk) -> None:
    assert only(ana.say("quanto custou a obra?"), Wanted).what == "article"
    answer = shown(ana.say(ARTICLE)).result
    assert isinstance(answer, Answer)
    assert answer.question == "quanto custou a obra?"


def test_the_last_article_counts(ana: Talk) -> None:
    ana.say(ARTICLE)
    other = "Choveu muito em Porto Novo. " * 20
    ana.say(other)
    assert summary(ana.say("resuma")).text == other.strip()


def test_another_language_is_remarked(ana: Talk) -> None:
    english = "The mayor said on Tuesday that the market would open again in the spring. " * 8
    assert "não parece estar em português" in ana.say(english).text


@pytest.mark.parametrize(
    "asked", ["Dê um bom título para a matéria de hoje", "título", "Palavras-chave do texto abaixo"]
)
def test_a_request_above_a_text_stays_one(ana: Talk, asked: str) -> None:
    reply = ana.say(f"{asked}\n{ARTICLE}")
    assert only(ana.messages()[0], GivenArticle).text == ARTICLE
    assert only(reply, Shown).result


def test_a_short_second_line_is_no_new_article(ana: Talk) -> None:
    ana.say(ARTICLE)
    ana.say("hmm\nnão sei bem o que quero saber daqui por enquanto, enfim")
    assert summary(ana.say("resuma")).text == ARTICLE


def test_writing_streams_and_says_what_it_is(ana: Talk) -> None:
    reply = ana.say("continue: O prefeito disse")
    growing = [
        part.result.generated
        for message in ana.seen[:-1]
        for part in message.parts
        if isinstance(part, Shown) and isinstance(part.result, Continuation)
    ]
    assert len(growing) > 10
    assert all(len(a) <= len(b) for a, b in itertools.pairwise(growing))
    assert text(reply).prefix == "O prefeito disse"
    assert "gerado por uma rede" in reply.text
    assert [message.status for message in ana.seen] == ["working"] * (len(ana.seen) - 1) + ["done"]


def test_an_article_in_use_is_not_written_anew(ana: Talk) -> None:
    ana.say(ARTICLE)
    reply = ana.say("reescreva o texto com outras palavras")
    assert not [part for part in reply.parts if isinstance(part, Shown)]
    assert reply.text == say("pt", "refuse_rewrite")
    review = ana.say("Escreva uma continuação: O prefeito caiu")
    assert not [part for part in review.parts if isinstance(part, Shown)]
    first = text(ana.say("continue: O prefeito disse"))
    assert first.prefix == "O prefeito disse"
    assert text(ana.say("mais criativo")).options.temperature > first.options.temperature


def test_more_creative_is_warmer_from_the_same_beginning_and_seed(ana: Talk) -> None:
    first = text(ana.say("continue: O prefeito disse"))
    warmer = text(ana.say("mais criativo"))
    assert warmer.options.temperature == pytest.approx(first.options.temperature + 0.2)
    assert (warmer.prefix, warmer.options.seed) == (first.prefix, first.options.seed)
    cooler = text(ana.say("menos criativo"))
    assert cooler.options == first.options


def test_creativity_has_an_end(ana: Talk) -> None:
    ana.say("continue: O prefeito disse com temperatura 1.4")
    ana.say("escreva com temperatura 1.4")
    reply = ana.say("mais criativo")
    assert text(reply).options.temperature == 1.5
    assert "fico em 1,5" in reply.text


def test_going_on_keeps_who_wrote_what(ana: Talk) -> None:
    first = text(ana.say("continue: O prefeito disse"))
    more = text(ana.say("continue"))
    assert more.prefix == first.text
    assert more.text[: more.written_by_person] == "O prefeito disse"
    warm = text(ana.say("mais criativo"))
    assert warm.prefix == "O prefeito disse"


@pytest.mark.parametrize(
    ("asked", "options"),
    [
        ("escreva com semente 7", {"seed": 7}),
        ("escreva 50 letras", {"length": 50}),
        ("escreva 90000 letras", {"length": 5000}),
        ("escreva com temperatura 9", {"temperature": 5.0}),
    ],
)
@pytest.mark.slow
def test_numbers_in_a_request_are_followed_within_limits(
    ana: Talk, asked: str, options: dict[str, float]
) -> None:
    found = text(ana.say(asked)).options
    assert {name: getattr(found, name) for name in options} == options


def test_a_picture_is_classified_whatever_is_said_of_it(ana: Talk) -> None:
    for words in ("", "o que é isso?", "e essa aqui"):
        reply = ana.say(words, picture())
        assert isinstance(shown(reply).result, Classification)
        assert reply.intent == "classify"
    asked = ana.messages()[-2]
    assert only(asked, GivenPicture).source == "a.png"
    again = ana.say("que imagem é essa?")
    assert isinstance(shown(again).result, Classification)


def test_without_a_picture_one_is_wanted(ana: Talk) -> None:
    assert only(ana.say("o que tem na imagem?"), Wanted).what == "picture"
    assert isinstance(shown(ana.say("", picture())).result, Classification)


def test_a_broken_picture_is_said_in_the_conversation(ana: Talk) -> None:
    reply = ana.say("olha", Upload("foto.jpg", b"Era uma vez"))
    assert reply.status == "failed"
    assert only(reply, Failure).text
    assert ana.messages()[0].text == "olha"


def test_sampling(ana: Talk) -> None:
    reply = ana.say("desenhe quatro vestidos")
    samples = shown(reply).result
    assert isinstance(samples, Samples)
    assert [one.label for one in samples.pictures] == ["dress"] * 4
    others = shown(ana.press(reply, "Outras")).result
    assert isinstance(others, Samples)
    assert [one.label for one in others.pictures] == ["dress"] * 4
    many = ana.say("desenhe 300 botas")
    result = shown(many).result
    assert isinstance(result, Samples)
    assert len(result.pictures) == 100
    assert "100" in many.text


@pytest.mark.parametrize("asked", ["desenhe um gato", "desenhe um unicórnio", "desenhe algo"])
def test_what_cannot_be_drawn_is_said(ana: Talk, asked: str) -> None:
    reply = ana.say(asked)
    assert not [part for part in reply.parts if isinstance(part, Shown)]
    assert "algarismos" in reply.text
    for button in only(reply, Offer).buttons:
        assert isinstance(shown(ana.say(button.message)).result, Samples)


def test_the_glossary_explains_and_leads_on(ana: Talk) -> None:
    term = only(ana.say("o que é uma LSTM?"), Term)
    assert term.term == "LSTM"
    assert term.text.startswith("Uma rede recorrente")
    assert term.see
    ana.language = "en"
    assert only(ana.say("what is an LSTM?"), Term).text.startswith("A recurrent")


def test_what_the_glossary_lacks_the_article_may_say(ana: Talk) -> None:
    assert "glossário" in ana.say("o que é uma jabuticaba?").text
    assert only(ana.say("o que é um aterro?"), Term)  # taken for a mistyped word
    ana.say(ARTICLE)
    assert only(ana.say("o que é um discriminadr?"), Term).term == "discriminador"
    assert shown(ana.say("o que é um aterro?")).task == "answer"


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("resuma", "frase"),
        ("destaque", "palavra por palavra"),
        ("palavras-chave", "palavras-chave"),
        ("quanto custou a obra?", "pergunta"),
        ("continue: Era", "semente"),
        ("desenhe dois vestidos", "gerador"),
    ],
)
def test_how_it_was_done_is_told_by_the_result_s_own_facts(
    ana: Talk, asked: str, word: str
) -> None:
    ana.say(ARTICLE)
    result = shown(ana.say(asked)).result
    assert result is not None
    reply = ana.say("como você fez isso?")
    assert word in reply.text.lower()
    assert result.model.name in reply.text
    for button in only(reply, Offer).buttons:
        assert only(ana.say(button.message), Term)


def test_who_is_puzzled_is_told_how(ana: Talk) -> None:
    assert ana.say("como assim?").intent == "unknown"
    ana.say(f"resuma\n{ARTICLE}")
    assert "peso" in ana.say("como assim?").text


def test_how_points_to_the_result_that_is_meant(ana: Talk) -> None:
    assert "Ainda não fiz nada" in ana.say("como você fez isso?").text
    ana.say(ARTICLE)
    ana.say("resuma em duas frases")
    ana.say("continue: Era")
    assert "a 1ª e a 2ª" in ana.say("como você resumiu isso?").text
    assert "semente" in ana.say("como você fez isso?").text


def test_how_of_a_headline_says_nothing_of_the_sentences_and_the_other_way_round(ana: Talk) -> None:
    ana.say(ARTICLE)
    ana.say("dê um título")
    told = ana.say("como você fez isso?").text
    assert "O título" in told
    assert "peso" not in told
    ana.say("resuma em duas frases")
    told = ana.say("como você fez isso?").text
    assert "peso" in told
    assert "título" not in told
    ana.say("dê um título")
    assert "peso" in ana.say("como você escolheu as frases?").text


@pytest.mark.slow
def test_history_is_listed_and_searched(ana: Talk) -> None:
    assert "Não há nada" in ana.say("mostre o histórico").text
    ana.say(f"destaque\n{ARTICLE}")
    (entry,) = only(ana.say("mostre o histórico"), Listed).entries
    assert entry.title.startswith("Ponte de Serra Alta")
    assert "Nada guardado" in ana.say("procure por vulcão no histórico").text
    for _ in range(9):
        ana.say("continue: Era")
    many = ana.say("mostre o histórico")
    assert len(only(many, Listed).entries) == 8
    assert "10 ao todo" in many.text


@pytest.mark.parametrize(
    ("asked", "left"),
    [("apague o último", 1), ("apague tudo", 0), ("apague com mais de 0 dias", 0)],
)
@pytest.mark.parametrize("yes", ["Sim, apagar", "sim", "pode"])
@pytest.mark.slow
def test_nothing_is_deleted_without_a_yes(ana: Talk, asked: str, left: int, yes: str) -> None:
    ana.say(f"destaque\n{ARTICLE}")
    ana.say("continue: Era")
    confirm = only(ana.say(asked), Confirm)
    assert ana.service.history.count(ANA) == 2
    assert "nada foi apagado" in ana.say(confirm.no.message).text
    assert ana.service.history.count(ANA) == 2
    ana.say(yes)  # too late: nothing waits for it
    assert ana.service.history.count(ANA) == 2
    ana.say(asked)
    ana.say("resuma")  # something else was asked: the question lapses
    before = ana.service.history.count(ANA)
    ana.say("sim")
    assert ana.service.history.count(ANA) == before
    ana.service.history.delete_all(ANA)
    ana.say(f"destaque\n{ARTICLE}")
    ana.say("continue: Era")
    ana.say(asked)
    assert "Apagado" in ana.say(yes).text
    assert ana.service.history.count(ANA) == left


@pytest.mark.parametrize(
    "words", ["sim, mas não apague", "pode deixar", "não", "no", "cancela", "yes, but keep it"]
)
def test_anything_like_a_no_is_a_no(ana: Talk, words: str) -> None:
    ana.say(f"destaque\n{ARTICLE}")
    ana.say("apague tudo")
    ana.say(words)
    assert ana.service.history.count(ANA) == 1


def test_the_last_result_here_is_deleted_not_the_newest_of_all(ana: Talk) -> None:
    ana.say(f"destaque\n{ARTICLE}")
    elsewhere = ana.service.highlight("O Rio.", RequestContext(ANA)).run_id
    ana.say("apague o último")
    ana.say("sim")
    assert [line.id for line in ana.service.history.find(ANA)] == [elsewhere]


def test_what_is_to_be_deleted_is_asked_for(ana: Talk) -> None:
    assert "nada para apagar" in ana.say("apague").text
    ana.say(f"destaque\n{ARTICLE}")
    reply = ana.say("apague")
    scopes = [only(ana.say(one.message), Confirm).scope for one in only(reply, Offer).buttons]
    assert scopes == ["run", "all", "conversation", "conversations"]


def test_this_conversation_can_be_deleted_in_it(ana: Talk) -> None:
    ana.say(f"destaque\n{ARTICLE}")
    assert "1 resultado" in ana.say("apague esta conversa").text
    reply = ana.say("sim")
    assert reply.status == "gone"
    assert ana.chat.conversations(ANA) == []
    assert ana.service.history.count(ANA) == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("🙂🙂", "sinais"),
        ("?", "sinais"),
        (
            "Wie wird das Wetter morgen in unserer schönen kleinen Stadt sein",
            "português e em inglês",
        ),
        ("xyzzy", "não sei fazer"),
    ],
)
def test_what_is_not_understood_is_asked_back(ana: Talk, words: str, sentence: str) -> None:
    reply = ana.say(words)
    assert sentence in reply.text
    assert len(only(reply, Offer).buttons) >= 2


def test_small_talk_is_short(ana: Talk) -> None:
    for words in ("oi", "obrigado", "pare"):
        assert len(ana.say(words).text) < 150
    assert only(ana.say("ajuda"), Offer).buttons


@dataclass(frozen=True)
class Page:
    text: str
    title: str
    source: str


def broken(*_: object) -> Page:
    raise UserError("redirects")


def test_articles_come_from_files_and_addresses(make: Make) -> None:
    read: list[tuple[str, bytes]] = []

    def read_file(name: str, data: bytes) -> Page:
        read.append((name, data))
        return Page(ARTICLE, "A ponte", name)

    fetched: list[str] = []

    def fetch(address: str) -> Page:
        fetched.append(address)
        return Page("A feira de Vila Rasa abre hoje. " * 20, "A feira", address)

    ana = make(sources=Sources(read_file, fetch))
    reply = ana.say("resuma", Upload("a.pdf", b"%PDF"))
    assert summary(reply).text == ARTICLE
    assert read == [("a.pdf", b"%PDF")]
    assert only(ana.messages()[0], GivenArticle).title == "A ponte"
    reply = ana.say("resuma https://jornal.example/feira")
    assert summary(reply).text.startswith("A feira")
    assert only(ana.messages()[2], GivenArticle).source == "https://jornal.example/feira"
    ana.watch(ana.chat.retry(RequestContext(ANA), reply.id))
    assert fetched == ["https://jornal.example/feira"]  # kept with the message


def test_what_cannot_be_opened_is_said(make: Make) -> None:
    ana = make(sources=Sources(broken, broken))
    for reply in (ana.say("resuma", Upload("a.pdf", b"x")), ana.say("resuma http://a.example/b")):
        assert (reply.status, only(reply, Failure).code) == ("failed", "redirects")
    bare = make()
    bare.say(ARTICLE)  # which is not summarised in the place of what was asked for
    for reply in (
        bare.say("resuma", Upload("a.pdf", b"x")),
        bare.say("resuma http://a.example/b"),
    ):
        assert "Cole o texto" in only(reply, Failure).text
        assert not reply.run_ids


def test_an_edit_whose_article_cannot_be_fetched_loses_nothing(make: Make) -> None:
    ana = make(sources=Sources(None, broken))
    ana.say(f"resuma\n{ARTICLE}")
    ana.say("destaque")
    before = ana.messages()
    for text in ("resuma http://a.example/b", "http://a.example/b"):
        with pytest.raises(UserError) as caught:
            ana.watch(ana.chat.edit(RequestContext(ANA), before[0].id, text))
        assert caught.value.code == "redirects"
    assert ana.messages() == before


def test_an_edit_keeps_the_article_unless_another_one_comes(make: Make) -> None:
    fetched: list[str] = []

    def fetch(address: str) -> Page:
        fetched.append(address)
        return Page(f"A feira {len(fetched)} de Vila Rasa abre hoje. " * 20, "A feira", address)

    def given() -> str:
        return only(ana.messages()[0], GivenArticle).text

    ana = make(sources=Sources(None, fetch))
    ana.say("resuma https://jornal.example/a")
    asked, first = ana.messages()[0].id, given()
    ana.watch(ana.chat.edit(RequestContext(ANA), asked, "destaque https://jornal.example/a"))
    assert (given(), len(fetched)) == (first, 1)
    ana.watch(ana.chat.edit(RequestContext(ANA), asked, "destaque"))
    assert given() == first
    ana.watch(ana.chat.edit(RequestContext(ANA), asked, "resuma https://jornal.example/b"))
    assert given().startswith("A feira 2")
    assert fetched == ["https://jornal.example/a", "https://jornal.example/b"]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["pt", "en"])
def test_english_is_spoken_wholly(make: Make, language: str) -> None:
    ana = make()
    ana.language = language
    known = [button_of(language, name) for name in BUTTONS]
    ana.say(ARTICLE)
    for one in known:
        reply = ana.say(one.message)
        assert reply.status in ("done", "gone"), one.label
        offered = [b for part in reply.parts if isinstance(part, Offer) for b in part.buttons]
        for button in offered:
            assert button in known or button.label == button.message


def test_the_facts_that_are_asked_for_are_listed(ana: Talk) -> None:
    more = "A delegada Ana Reis, 45, disse que o rio subiu. Contato: ana@exemplo.com.br."
    ana.say(f"{ARTICLE} {more}")
    assert shown(ana.say("quem são os envolvidos?")).view == "person"
    assert shown(ana.say("me separa as aspas")).view == "quote"
    reply = ana.say("qual o contato da assessoria?")
    assert (shown(reply).view, reply.text) == ("contact", "Contatos no texto: 1.")
    assert shown(ana.say("monta a ficha da matéria")).view == "sheet"
    assert ana.say("quais leis são citadas?").text == "O texto não traz nada disso."
    assert ana.say("e os partidos da ficha?").text == "Nenhum partido no texto."
    assert ana.say("quantos anos tem a delegada?").text.startswith("Ana Reis, delegada, 45 anos.")


def test_two_articles_are_compared_and_answer_the_same_question(ana: Talk) -> None:
    ana.say(ARTICLE)
    assert "outro artigo" in ana.say("compara com o anterior").text
    other = ARTICLE.replace("reabre depois das chuvas", "custa mais").replace("R$ 2", "R$ 3")
    reply = ana.say(other)
    result = shown(reply).result
    assert isinstance(result, Comparison)
    assert result.earlier == ARTICLE
    assert {item.text for item in result.items if not item.there} == {"R$ 3 milhões"}
    ana.say("quanto custou a obra?")
    reply = ana.say("compara com o anterior")
    titles = [part.text for part in reply.parts if isinstance(part, Said)]
    assert titles == [f"“{one.splitlines()[0]}” diz:" for one in (other, ARTICLE)]
    answers = [part.result for part in reply.parts if isinstance(part, Shown)]
    assert [type(part) for part in reply.parts[:4]] == [Said, Shown] * 2
    for answer, cost in zip(answers, ("R$ 3 milhões", "R$ 2 milhões"), strict=True):
        assert isinstance(answer, Answer)
        assert cost in answer.sentences[0].text
    assert shown(ana.say("Compara os dois textos")).task == "compare"


class Listing(FakeAnswerer):
    """What has no year in it has nothing to list."""

    def __call__(self, reading: Any, question: str, before: Answer | None = None) -> Answer:
        answer = super().__call__(reading, question, before)
        return answer if "2031" in answer.text else replace(answer, sentences=(), answered=False)


def test_of_an_article_without_anything_to_list_the_title_says_so(make: Make) -> None:
    ana = make(chat={**FAKE_CHAT, "answer": Listing})
    ana.say(ARTICLE)
    ana.say(ARTICLE.replace("3 de maio", "3 de maio de 2031"))
    ana.say("quando reabriu a ponte?")
    reply = ana.say("compara com o anterior")
    assert [type(part) for part in reply.parts] == [Said, Shown, Said, Offer]
    assert reply.text.endswith("não diz.")
