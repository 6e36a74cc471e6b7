"""A yes deletes: only a message that is nothing else is one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chat.conftest import ANA, ARTICLE, Talk
from textnn.chat.consent import consent
from textnn.text.words import fold

YES = [
    "sim", "Sim!", "s", "ok", "OK.", "claro", "pode", "pode apagar", "confirmo", "sim, apague",
    "Sim, apagar", "sim, por favor", "pode apagar, por favor!", "apague", "com certeza, sim",
    "pode ser", "yes", "Yes, delete", "yes please", "delete it", "sim 🙂", "“sim”",
]  # fmt: skip
NO_YES = [
    "ok, resuma o texto", "pode resumir o texto?", "sim, mas depois", "ok mas guarde tudo",
    "s. paulo", "S. Paulo", "pode?", "sim?", "claro que o texto diz", "isso é um artigo",
    "pode apagar o último?", "sim, resuma", "ok então destaque", "por favor", "com certeza", "🙂",
    "", "y combinator", "apague o último", "apague tudo", "sim, apague tudo", "no texto diz isso",
]  # fmt: skip
NO = ["não", "Não, deixar", "no", "No, leave it", "no, thanks", "cancela", "sim, mas não apague"]

OTHER = st.sampled_from(
    ["resuma", "texto", "mas", "depois", "guarde", "paulo", "o", "artigo", "e", "destaque", "but"]
)
MORE = st.one_of(OTHER, st.text(st.characters(categories=["L"]), min_size=9, max_size=12))


@pytest.mark.parametrize("text", YES)
def test_a_yes(text: str) -> None:
    assert consent(fold(text), "run") is True


@pytest.mark.parametrize("text", NO_YES)
def test_no_yes(text: str) -> None:
    assert consent(fold(text), "run") is None


@pytest.mark.parametrize("text", NO)
def test_a_no(text: str) -> None:
    assert consent(fold(text), "all") is False


def test_everything_confirms_only_everything() -> None:
    assert consent("sim, apague tudo", "all") is True
    assert consent("sim, apague tudo", "older") is None


@pytest.mark.slow
@given(st.lists(st.sampled_from(YES), min_size=1, max_size=3), MORE, st.data())
def test_one_more_word_and_it_is_no_yes(yes: list[str], more: str, data: st.DataObject) -> None:
    words = " ".join(yes).split()
    words.insert(data.draw(st.integers(0, len(words))), more)
    assert consent(fold(" ".join(words)), "run") is not True
    assert consent(fold(" ".join(words)), "all") is not True


@given(st.sampled_from(YES), st.sampled_from(["", "!", ".", " ...", " !!", ","]), st.booleans())
def test_case_and_signs_do_not_count(yes: str, signs: str, loud: bool) -> None:
    assert consent(fold((yes.upper() if loud else yes) + signs), "run") is True


@pytest.mark.parametrize(
    "text", ["ok, resuma o texto", "pode resumir o texto?", "sim, mas depois", "s. paulo"]
)
def test_what_is_no_yes_deletes_nothing_and_lets_the_question_lapse(ana: Talk, text: str) -> None:
    ana.say(f"destaque\n{ARTICLE}")
    ana.say("apague tudo")
    reply = ana.say(text)
    assert ana.service.history.find(ANA)
    assert "nada foi apagado" not in reply.text
    kept = ana.service.history.count(ANA)
    ana.say("sim")
    assert ana.service.history.count(ANA) == kept
