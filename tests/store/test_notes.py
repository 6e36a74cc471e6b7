"""Names, labels and stars on what is kept."""

from datetime import UTC, datetime

import pytest

from tests.store.makers import highlight
from textnn.errors import UserError
from textnn.results.conversation import Message, Said
from textnn.results.runs import Note, new_run
from textnn.store.runs import RunRepository

CALLED = Note("Obra do mercado", "Edição de domingo", favorite=True)


@pytest.fixture
def kept(runs: RunRepository) -> str:
    runs.add(new_run("ana", highlight("Outra coisa aconteceu em Natal.")))
    return runs.add(new_run("ana", highlight()))


def begun(runs: RunRepository) -> str:
    said = Message("m" * 32, "c" * 32, "user", (Said("Olá."),), datetime.now(UTC))
    return runs.conversations.begin("ana", said, "Uma conversa").id


def test_a_note_stands_in_the_list_and_is_found(runs: RunRepository, kept: str) -> None:
    runs.notes.put("ana", kept, CALLED)
    assert [line.note for line in runs.find("ana")] == [CALLED, Note()]
    for query in ("OBRA", "edicao", "mercado domingo", "domin"):
        assert [line.id for line in runs.find("ana", query)] == [kept], query
        assert runs.count("ana", query) == 1
    assert [line.id for line in runs.find("ana", favorite=True)] == [kept]
    assert runs.count("ana", favorite=True) == 1
    assert runs.find("ana", "domingo", task="surprise") == []


def test_a_note_takes_the_place_of_the_one_before(runs: RunRepository, kept: str) -> None:
    runs.notes.put("ana", kept, CALLED)
    runs.notes.put("ana", kept, Note("", "rio"))
    assert runs.find("ana")[0].note == Note("", "rio")
    assert runs.find("ana", "domingo") == []
    runs.notes.put("ana", kept, Note())
    assert runs.find("ana")[0].note == Note()


def test_notes_are_one_line_and_not_too_long(runs: RunRepository, kept: str) -> None:
    runs.notes.put("ana", kept, Note("a\n" * 200, "\0 largo " * 30))
    note = runs.find("ana")[0].note
    assert len(note.name) <= 80
    assert len(note.label) <= 40
    assert "\n" not in note.name
    assert "\0" not in note.label


def test_nobody_notes_on_the_result_of_another(runs: RunRepository, kept: str) -> None:
    talk = begun(runs)
    with pytest.raises(UserError, match="history"):
        runs.notes.put("rui", kept, CALLED)
    with pytest.raises(UserError):
        runs.conversations.note("rui", talk, CALLED)
    assert runs.find("ana")[0].note == Note()


def test_a_note_goes_with_its_result(runs: RunRepository, kept: str) -> None:
    runs.notes.put("ana", kept, CALLED)
    runs.delete("ana", kept)
    assert runs.count("ana", favorite=True) == runs.count("ana", "domingo") == 0


def test_results_of_one_article_say_so(runs: RunRepository) -> None:
    for text in ("O mesmo artigo.", "O mesmo artigo.", "Outro artigo."):
        runs.add(new_run("ana", highlight(text)))
    other, *same = (line.article for line in runs.find("ana"))
    assert same[0] == same[1] != other


def test_a_conversation_has_notes_too(runs: RunRepository) -> None:
    talk, conversations = begun(runs), runs.conversations
    conversations.note("ana", talk, Note("", "rio", favorite=True))
    (found,) = conversations.list("ana", "RIO", favorite=True, days=1)
    assert (found.title, found.note) == ("Uma conversa", Note("", "rio", favorite=True))
    conversations.note("ana", talk, CALLED)
    assert conversations.rename("ana", talk, "Outro nome")
    (found,) = conversations.list("ana", "domingo outro")
    assert found.title == "Outro nome"
    assert conversations.count("ana", "mercado") == 0
    conversations.note("ana", talk, Note())
    assert conversations.count("ana", favorite=True) == 0
    assert conversations.count("ana", "outro", days=1) == 1
