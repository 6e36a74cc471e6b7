import json
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, update

from tests.store.makers import MODEL, RESULTS, continuation, highlight, surprise
from textnn.errors import UserError
from textnn.results import Highlight, Result, Span, from_dict
from textnn.results.runs import new_run
from textnn.store.runs import RunRepository
from textnn.store.schema import RunRow

ANY_TEXT = st.text(st.characters(), max_size=40)  # NUL and lone surrogates too


def test_ids_are_url_safe_and_never_alike() -> None:
    ids = {new_run("ana", highlight()).id for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(one) == 32 and one.isalnum() for one in ids)


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: type(result).__name__)
def test_what_was_kept_comes_back_whole(runs: RunRepository, result: Result) -> None:
    before = datetime.now(UTC)
    run = new_run("ana", result)
    assert runs.add(run) == run.id
    found = runs.get("ana", run.id)
    assert found == run
    assert found.result == result
    assert found.model == MODEL
    assert found.seconds == result.seconds
    assert found.created_at.utcoffset() == timedelta(0)
    assert before <= found.created_at <= datetime.now(UTC)


def test_input_and_parameters_of_each_task(runs: RunRepository) -> None:
    written = new_run("ana", continuation("Era uma vez", " um gato"))
    assert (written.task, written.result.given) == ("generate", "Era uma vez")
    assert written.result.parameters["seed"] == 7
    marked = new_run("ana", highlight("O Rio."))
    assert (marked.task, marked.result.given, marked.result.parameters) == (
        "highlight",
        "O Rio.",
        {},
    )
    assert new_run("ana", surprise("ola")).task == "surprise"


@pytest.mark.parametrize(
    "text",
    [
        "nul\0no meio",
        "metade \ud83d só",
        "\udcff",
        "linha\u2028nova\u2029e\x85outra\r\n",
        "فلسطين ‏עברית‏",
        "a" + "\u0301" * 5000,
        "👩‍👩‍👧‍👦 família",
        "\ufeffBOM",
        "barra \\ud800 escrita",
        "'; DROP TABLE runs; --",
    ],
)
def test_difficult_texts_survive_to_the_letter(runs: RunRepository, text: str) -> None:
    run_id = runs.add(new_run("ana", highlight(text)))
    found = runs.get("ana", run_id)
    assert found is not None
    assert found.result == highlight(text)
    (line,) = runs.export("ana")
    line.encode("utf-8")
    assert len(line.splitlines()) == 1
    assert from_dict(json.loads(line)["output"]) == highlight(text)
    assert len(runs.find("ana")) == 1


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(before=ANY_TEXT, inside=ANY_TEXT)
def test_offsets_still_point_at_the_same_letters(
    runs: RunRepository, before: str, inside: str
) -> None:
    text = f"{before}|{inside}"  # the bar keeps two surrogate halves from standing side by side
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    start = text.index("|") + 1
    span = Span(start, len(text), text[start:], "PER", 0.5)
    run_id = runs.add(new_run("ana", Highlight(text, (span,), MODEL, 0.0)))
    found = runs.get("ana", run_id)
    assert found is not None
    assert isinstance(found.result, Highlight)
    assert found.result.text == text
    assert found.result.text[start:] == found.result.spans[0].text == span.text


def test_nobody_reaches_what_belongs_to_another(runs: RunRepository) -> None:
    mine = runs.add(new_run("ana", highlight("segredo da Ana")))
    assert runs.get("bia", mine) is None
    assert runs.get("", mine) is None
    assert runs.get("ana' OR '1'='1", mine) is None
    assert runs.find("bia") == []
    assert runs.find("bia", "segredo") == []
    assert runs.count("bia") == 0
    assert [*runs.export("bia")] == []
    assert runs.delete("bia", mine) is False
    assert runs.delete_all("bia") == 0
    assert runs.delete_older("bia", 0) == 0
    found = runs.get("ana", mine)
    assert found is not None
    assert found.owner == "ana"


@pytest.mark.parametrize("run_id", ["", "nenhum", "%", "\0", "\ud800", "x" * 5000])
def test_an_unknown_id_is_no_run(runs: RunRepository, run_id: str) -> None:
    runs.add(new_run("ana", highlight()))
    assert runs.get("ana", run_id) is None
    assert runs.delete("ana", run_id) is False
    assert runs.count("ana") == 1


def test_list_gives_pages_newest_first_without_gap_or_repeat(runs: RunRepository) -> None:
    texts = [f"notícia {i}" for i in range(7)]
    for text in texts:
        runs.add(new_run("ana", highlight(text)))
        runs.add(new_run("bia", highlight(text)))
    seen, before = [], None
    while page := runs.find("ana", limit=3, before=before):
        seen += [line.title for line in page]
        before = page[-1].number
        runs.add(new_run("ana", highlight("chegou durante a leitura")))
    assert seen == texts[::-1]


def test_any_cursor_is_allowed(runs: RunRepository) -> None:
    for _ in range(3):
        runs.add(new_run("ana", highlight()))
    assert len(runs.find("ana", limit=2)) == 2
    assert len(runs.find("ana", before=10**30)) == 3
    assert runs.find("ana", before=-5) == []


def test_list_and_count_by_task(runs: RunRepository) -> None:
    for result in (*RESULTS, highlight()):
        runs.add(new_run("ana", result))
    assert [line.task for line in runs.find("ana", task="highlight")] == ["highlight"] * 2
    assert runs.count("ana", task="generate") == 1
    assert runs.count("ana") == 4
    with pytest.raises(UserError, match="highlight"):
        runs.find("ana", task="\0nada")
    for limit in (0, 10_001):
        with pytest.raises(UserError):
            runs.find("ana", limit=limit)


def test_delete_one_all_and_older(runs: RunRepository) -> None:
    now = datetime.now(UTC)
    by_age = {
        days: runs.add(replace(new_run("ana", highlight()), created_at=now - timedelta(days=days)))
        for days in (0, 5, 40)
    }
    other = runs.add(
        replace(new_run("bia", highlight()), created_at=now - timedelta(days=50)),
    )
    assert {line.id for line in runs.find("ana", days=30)} == {by_age[0], by_age[5]}
    assert runs.count("ana", days=10**9) == 3
    assert runs.delete_older("ana", 30) == 1
    assert runs.get("ana", by_age[40]) is None
    assert runs.get("bia", other) is not None
    assert runs.delete_older(None, 45) == 1
    assert runs.get("bia", other) is None
    assert runs.delete_older(None, 10**12) == 0
    assert runs.delete("ana", by_age[5]) is True
    assert runs.delete("ana", by_age[5]) is False
    assert runs.delete_all("ana") == 1
    assert runs.count("ana") == 0


def test_a_moment_from_another_time_zone_is_the_same_moment(runs: RunRepository) -> None:
    brasilia = datetime.fromisoformat("2026-03-01T22:30:00.123456-03:00")
    run = replace(new_run("ana", highlight()), created_at=brasilia)
    found = runs.get("ana", runs.add(run))
    assert found is not None
    assert found.created_at == brasilia
    assert found.created_at.isoformat() == "2026-03-02T01:30:00.123456+00:00"


def test_export_has_everything_oldest_first_beyond_one_page(runs: RunRepository) -> None:
    kept = [runs.add(new_run("ana", continuation(f"parte {i}"))) for i in range(120)]
    lines = [*runs.export("ana")]
    records = [json.loads(line) for line in lines]
    assert [record["id"] for record in records] == kept
    assert all(line.endswith("\n") for line in lines)
    assert records[3]["input"] == "parte 3"
    assert records[3]["parameters"]["seed"] == 7
    assert records[3]["model"] == {"name": MODEL.name, "checksum": MODEL.checksum}
    assert datetime.fromisoformat(records[3]["created_at"]).tzinfo is not None
    assert from_dict(records[3]["output"]) == continuation("parte 3")


def test_a_result_from_another_version_is_refused_but_not_lost(
    engine: Engine, runs: RunRepository
) -> None:
    run_id = runs.add(new_run("ana", highlight()))
    with engine.begin() as connection:
        connection.execute(update(RunRow).values(output={"kind": "Hologram", "text": "?"}))
    with pytest.raises(UserError) as caught:
        runs.get("ana", run_id)
    assert caught.value.code == "unreadable-run"
    assert len(runs.find("ana")) == 1
    assert "Hologram" in next(runs.export("ana"))


def test_two_threads_write_at_once(runs: RunRepository) -> None:
    problems: list[BaseException] = []

    def write(owner: str) -> None:
        try:
            for i in range(40):
                runs.add(new_run(owner, highlight(f"{owner} {i}")))
        except BaseException as error:
            problems.append(error)

    threads = [threading.Thread(target=write, args=(owner,)) for owner in ("ana", "bia")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert (runs.count("ana"), runs.count("bia")) == (40, 40)


def test_a_reader_does_not_stop_a_writer(runs: RunRepository) -> None:
    for i in range(3):
        runs.add(new_run("ana", highlight(f"texto {i}")))
    export = runs.export("ana")
    next(export)
    runs.delete_all("ana")
    runs.add(new_run("ana", highlight("depois")))
    assert len([*export]) == 3  # two of the page in hand, then what came since
