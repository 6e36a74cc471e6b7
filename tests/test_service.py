import itertools
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest
from sqlalchemy import create_engine

from tests.store.makers import MODEL, highlight, surprise
from tests.ui.fakes import FakeSummarizer as Condenser
from tests.ui.fakes import fake_texts
from textnn.config import Settings
from textnn.errors import UserError
from textnn.results import (
    Continuation,
    GenerateOptions,
    Highlight,
    Progress,
    Summary,
    SummaryOptions,
    Surprise,
    ignore_progress,
)
from textnn.results.context import RequestContext
from textnn.results.options import MAX_SEED
from textnn.results.runs import new_run
from textnn.service import Service, Stored, check_options
from textnn.service.service import WARM
from textnn.store.engine import no_store, open_store
from textnn.store.runs import RunRepository

ANA = "ana"
FOR_ANA, OFF_RECORD = RequestContext(ANA), RequestContext(ANA, keep=False)
OPTIONS = GenerateOptions(length=5)


class Marker:
    """Marks the whole text."""

    def __call__(self, text: str, progress: Progress = ignore_progress) -> Highlight:
        progress(0.5)
        return highlight(text)


@dataclass
class Typist:
    """Writes ``abc...`` letter by letter; ``breaks`` raises after so many letters."""

    breaks: int = 1000
    closed: list[bool] = field(default_factory=list)

    def stream(self, prefix: str, options: GenerateOptions) -> Iterator[Continuation]:
        written = ""
        try:
            for char in "abcdefghijklmnopqrstuvwxyz"[: options.length]:
                if len(written) == self.breaks:
                    raise RuntimeError("the pen broke")
                written += char
                finish = "length" if len(written) == options.length else "running"
                yield Continuation(prefix, written, options, finish, None, MODEL, 0.1)
        finally:
            self.closed.append(True)

    def surprise(self, text: str) -> Surprise:
        return surprise(text)


class Make(Protocol):
    def __call__(
        self,
        marker: Callable[[], Any] = ...,
        condenser: Callable[[], Any] = ...,
        writer: Callable[[], Any] = ...,
        retention_days: int = 0,
    ) -> tuple[Service, RunRepository]: ...


@pytest.fixture
def make(tmp_path: Path, migrated: Path) -> Iterator[Make]:
    engine = open_store(f"sqlite:///{shutil.copy(migrated, tmp_path)}", busy_seconds=0.05)

    def build(
        marker: Callable[[], Any] = Marker,
        condenser: Callable[[], Any] = Condenser,
        writer: Callable[[], Any] = Typist,
        retention_days: int = 0,
    ) -> tuple[Service, RunRepository]:
        runs = RunRepository(engine, retention_days)
        limits = Settings(max_chars=100, _env_file=None)
        pipelines = fake_texts(marker, condenser, writer)
        return Service(pipelines, runs, limits), runs

    yield build
    engine.dispose()


@pytest.fixture
def service(make: Make) -> Service:
    return make()[0]


def test_highlight_is_kept_and_opens_again(service: Service) -> None:
    done: list[float] = []
    kept = service.highlight("O Rio.", RequestContext(ANA, progress=done.append))
    assert kept.result == highlight("O Rio.")
    assert kept.warning is None
    assert kept.run_id is not None
    assert service.history.open(ANA, kept.run_id).result == kept.result
    assert done == [0.5]


def test_surprise_is_kept(service: Service) -> None:
    kept = service.run("surprise", "olá", context=FOR_ANA)
    assert kept.run_id is not None
    assert service.history.open(ANA, kept.run_id).result == surprise("olá")


def test_summarize_is_kept_and_opens_again(service: Service) -> None:
    done: list[float] = []
    text = "O Comitê vota hoje. Choveu."
    kept = service.summarize(text, SummaryOptions(1), RequestContext(ANA, progress=done.append))
    assert [sentence.text for sentence in kept.result.sentences] == ["O Comitê vota hoje."]
    assert kept.run_id is not None
    run = service.history.open(ANA, kept.run_id)
    assert run.result == kept.result
    assert run.result.parameters == {"sentences": 1, "rank": 1}
    assert done == [0.0]
    (line,) = service.history.find(ANA, "comite", "summarize")
    assert line.title == kept.result.headline.text == "O Comitê vota hoje"
    assert service.summarize(text, SummaryOptions(), OFF_RECORD).run_id is None
    assert len(service.history.find(ANA)) == 1


class Headliner(Condenser):
    """Writes a headline of its own."""

    def __call__(
        self, text: str, options: SummaryOptions, progress: Progress = ignore_progress
    ) -> Summary:
        found = super().__call__(text, options, progress)
        return replace(found, headline=replace(found.headline, text="Votação adiada"))


def test_a_headline_is_searched_too(make: Make) -> None:
    service, _ = make(condenser=Headliner)
    service.summarize("O Comitê saiu.", SummaryOptions(), FOR_ANA)
    (line,) = service.history.find(ANA, "votacao")
    assert line.title == "Votação adiada"
    (line,) = service.history.find(ANA, "saiu")
    assert "saiu" in line.snippet


@pytest.mark.parametrize("sentences", [0, 11, -1, 2.5, float("nan")])
def test_a_length_out_of_range_is_refused(service: Service, sentences: int) -> None:
    with pytest.raises(UserError) as caught:
        service.summarize("O Rio.", SummaryOptions(sentences), FOR_ANA)
    assert caught.value.code == "bad-option"
    assert "número de frases" in caught.value.pt
    assert service.history.find(ANA) == []


def test_keywords_come_when_asked_and_are_kept(service: Service) -> None:
    text = "Um comitê avalia a pesquisa."
    plain = service.highlight(text, FOR_ANA)
    assert plain.result.keywords == ()
    kept = service.highlight(text, FOR_ANA, keywords=True)
    assert [word.text for word in kept.result.keywords] == ["pesquisa"]
    assert kept.run_id is not None
    assert service.history.open(ANA, kept.run_id).result == kept.result
    assert kept.result.seconds > plain.result.seconds


def test_marks_can_be_seen_before_the_keywords(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Highlight] = []
    asks = replace(FOR_ANA, preview=seen.append)
    kept = service.highlight("Um comitê avalia a pesquisa.", asks, keywords=True)
    assert seen == [replace(kept.result, keywords=(), seconds=seen[0].seconds)]
    service.highlight("Um comitê avalia a ponte.", asks)
    monkeypatch.setattr("textnn.service.service.LONG_TEXT", 20)
    service.highlight("Um comitê avalia a praça.", asks, keywords=True)
    assert len(seen) == 1  # nothing is to come, or little is


def test_without_keywords_the_summarizer_is_not_even_loaded(make: Make) -> None:
    def missing() -> Condenser:
        raise AssertionError

    service, _ = make(condenser=missing)
    assert service.highlight("O Rio.", FOR_ANA).run_id is not None


def test_not_kept_means_nowhere(service: Service) -> None:
    assert service.highlight("O Rio.", OFF_RECORD).run_id is None
    assert service.run("surprise", "olá", context=OFF_RECORD).run_id is None
    assert [k.run_id for k in service.generate("Era", OPTIONS, OFF_RECORD)] == [None] * 5
    stopped = service.generate("Era", OPTIONS, OFF_RECORD)
    next(stopped)
    stopped.close()
    assert service.history.find(ANA) == []


def test_generate_streams_and_keeps_only_the_last(service: Service) -> None:
    pieces = list(service.generate("Era uma", OPTIONS, FOR_ANA))
    assert [piece.result.generated for piece in pieces] == ["a", "ab", "abc", "abcd", "abcde"]
    assert [piece.run_id is None for piece in pieces] == [True] * 4 + [False]
    (line,) = service.history.find(ANA)
    assert line.id == pieces[-1].run_id
    assert service.history.open(ANA, line.id).result == pieces[-1].result


def test_writing_on_remembers_what_a_person_wrote(service: Service) -> None:
    *_, last = service.generate("Era uma", OPTIONS, FOR_ANA, human=3)
    assert last.run_id is not None
    result = service.history.open(ANA, last.run_id).result
    assert isinstance(result, Continuation)
    assert result.text[: result.written_by_person] == "Era"


def test_the_last_is_stored_before_it_is_shown(service: Service) -> None:
    stream = service.generate("Era", OPTIONS, FOR_ANA)
    last = next(itertools.islice(stream, 4, None))
    assert last.result.finish == "length"
    assert [line.id for line in service.history.find(ANA)] == [last.run_id]
    stream.close()
    assert len(service.history.find(ANA)) == 1


@pytest.mark.parametrize("letters", [1, 4])
def test_stopping_keeps_what_was_written(make: Make, letters: int) -> None:
    typist = Typist()
    service, _ = make(writer=lambda: typist)
    stream = service.generate("Era uma vez", OPTIONS, FOR_ANA)
    *_, shown = itertools.islice(stream, letters)
    stream.close()
    (line,) = service.history.find(ANA)
    result = service.history.open(ANA, line.id).result
    assert result == replace(shown.result, finish="cancelled")
    assert typist.closed == [True]


def test_who_stops_is_told_what_was_kept(make: Make) -> None:
    told: list[Stored[Continuation]] = []
    service, _ = make()
    stream = service.generate("Era uma vez", OPTIONS, FOR_ANA, stopped=told.append)
    *_, shown = itertools.islice(stream, 3)
    assert told == []
    stream.close()
    (kept,) = told
    assert kept.result == replace(shown.result, finish="cancelled")
    assert service.history.open(ANA, kept.run_id or "").result == kept.result
    list(service.generate("Era", OPTIONS, FOR_ANA, stopped=told.append))
    assert told == [kept]


def test_stopping_before_the_first_letter_keeps_nothing(service: Service) -> None:
    service.generate("Era", OPTIONS, FOR_ANA).close()
    assert service.history.find(ANA) == []


def test_a_writer_that_breaks_off_loses_nothing_shown(make: Make) -> None:
    service, _ = make(writer=lambda: Typist(breaks=3))
    stream = service.generate("Era", OPTIONS, FOR_ANA)
    with pytest.raises(RuntimeError, match="the pen broke"):
        list(stream)
    (line,) = service.history.find(ANA)
    result = service.history.open(ANA, line.id).result
    assert isinstance(result, Continuation)
    assert (result.generated, result.finish) == ("abc", "cancelled")


def test_a_writer_that_ends_without_a_word_is_a_fault_but_loses_nothing(make: Make) -> None:
    class Silent(Typist):
        def stream(self, prefix: str, options: GenerateOptions) -> Iterator[Continuation]:
            return itertools.islice(super().stream(prefix, options), 2)

    service, _ = make(writer=Silent)
    with pytest.raises(RuntimeError):
        list(service.generate("Era", OPTIONS, FOR_ANA))
    assert len(service.history.find(ANA)) == 1


@pytest.mark.parametrize("prefix", ["", " ", "\n"])
def test_the_network_may_begin_a_text_of_its_own(service: Service, prefix: str) -> None:
    *_, last = service.generate(prefix, OPTIONS, FOR_ANA)
    assert last.result.text == prefix + "abcde"


@pytest.mark.parametrize("text", ["", "  \n", "x" * 101, "\0\0", "a\ud800"])
def test_bad_texts_are_refused_and_not_kept(service: Service, text: str) -> None:
    with pytest.raises(UserError):
        service.highlight(text, FOR_ANA)
    with pytest.raises(UserError):
        service.run("surprise", text, context=FOR_ANA)
    with pytest.raises(UserError):
        service.summarize(text, SummaryOptions(), FOR_ANA)
    assert service.history.find(ANA) == []


@pytest.mark.parametrize("prefix", ["x" * 101, " " * 101, "\0\0"])
def test_bad_prefixes_are_refused_at_the_call(service: Service, prefix: str) -> None:
    with pytest.raises(UserError):
        service.generate(prefix, OPTIONS, FOR_ANA)


def test_surrogate_halves_side_by_side_become_their_character(service: Service) -> None:
    kept = service.highlight("um \ud83d\ude00 riso", FOR_ANA)
    assert kept.result.text == "um 😀 riso"
    assert kept.run_id is not None
    assert service.history.open(ANA, kept.run_id).result == kept.result


@pytest.mark.parametrize(
    "change",
    [
        {"length": 0},
        {"length": 5001},
        {"length": 2.5},
        {"temperature": -0.1},
        {"temperature": 5.1},
        {"temperature": float("nan")},
        {"temperature": float("inf")},
        {"top_k": -1},
        {"top_k": 1001},
        {"top_p": 0},
        {"top_p": 1.01},
        {"seed": -1},
        {"seed": MAX_SEED + 1},
        {"stop": "x" * 201},
    ],
    ids=str,
)
def test_options_out_of_range_are_refused_at_the_call(
    service: Service, change: dict[str, Any]
) -> None:
    with pytest.raises(UserError) as caught:
        service.generate("Era", replace(OPTIONS, **change), FOR_ANA)
    assert caught.value.code == "bad-option"
    assert caught.value.pt != caught.value.en


@pytest.mark.parametrize(
    "change",
    [
        {"length": 1},
        {"length": 5000},
        {"temperature": 0},
        {"temperature": 5},
        {"top_k": 1000},
        {"top_p": 0.01},
        {"top_p": 1},
        {"seed": MAX_SEED},
        {"stop": "x" * 200},
    ],
    ids=str,
)
def test_options_at_the_border_are_taken(change: dict[str, Any]) -> None:
    check_options(replace(OPTIONS, **change))


def test_the_sentence_about_an_option_is_exact() -> None:
    with pytest.raises(UserError) as caught:
        check_options(replace(OPTIONS, temperature=7.5))
    assert caught.value.pt == "O valor de criatividade deve ser de 0 a 5; veio 7,5."
    assert caught.value.en == "The temperature must be from 0 to 5; got 7.5."
    with pytest.raises(UserError) as caught:
        check_options(replace(OPTIONS, seed=MAX_SEED + 1))
    assert str(MAX_SEED) in caught.value.en


def test_a_cancelled_highlight_is_not_kept(service: Service) -> None:
    def cancel(done: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        service.highlight("O Rio.", RequestContext(ANA, progress=cancel))
    assert service.history.find(ANA) == []


def test_a_store_that_fails_costs_the_history_not_the_result(make: Make, tmp_path: Path) -> None:
    service, _ = make()
    other = create_engine(f"sqlite:///{tmp_path / 'x.db'}")
    with other.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        kept = service.highlight("O Rio.", FOR_ANA)
        *_, last = service.generate("Era", OPTIONS, FOR_ANA)
        stopped = service.generate("Era", OPTIONS, FOR_ANA)
        next(stopped)
        stopped.close()
    other.dispose()
    assert kept.result == highlight("O Rio.")
    assert kept.run_id is None
    assert kept.warning is not None
    assert kept.warning.code == "store-locked"
    assert last.result.generated == "abcde"
    assert last.warning is not None
    assert service.highlight("O Rio.", FOR_ANA).run_id is not None


def test_models_load_once_at_first_use_whichever_thread_comes_first(make: Make) -> None:
    loads: list[int] = []

    def load() -> Marker:
        loads.append(1)
        return Marker()

    service, _ = make(marker=load)
    assert loads == []
    threads = [
        threading.Thread(target=service.highlight, args=("O Rio.", OFF_RECORD)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert loads == [1]


def test_a_model_that_did_not_load_is_tried_again(make: Make) -> None:
    answers: list[Marker | UserError] = [UserError("busy"), Marker()]

    def load() -> Marker:
        answer = answers.pop(0)
        if isinstance(answer, UserError):
            raise answer
        return answer

    service, _ = make(marker=load)
    with pytest.raises(UserError):
        service.highlight("O Rio.", FOR_ANA)
    assert service.highlight("O Rio.", FOR_ANA).run_id is not None


def test_history_searches_filters_and_pages(service: Service) -> None:
    service.highlight("O Comitê chegou.", FOR_ANA)
    service.highlight("Choveu.", FOR_ANA)
    list(service.generate("O comitê", OPTIONS, FOR_ANA))
    assert len(service.history.find(ANA, "comite")) == 2
    (line,) = service.history.find(ANA, "comite", "highlight")
    assert line.title == "O Comitê chegou."
    newest, *rest = service.history.find(ANA)
    assert service.history.find(ANA, limit=1) == [newest]
    assert service.history.find(ANA, before=newest.number) == rest
    assert service.history.count(ANA, "comite") == 2
    assert len(list(service.history.export(ANA))) == 3


def test_nobody_reaches_what_belongs_to_another(service: Service) -> None:
    run_id = service.highlight("segredo", FOR_ANA).run_id
    assert run_id is not None
    assert service.history.find("bia", "segredo") == []
    with pytest.raises(UserError) as caught:
        service.history.open("bia", run_id)
    assert caught.value.code == "no-such-run"
    assert service.history.delete("bia", run_id) is False
    assert service.history.delete_all("bia") == 0
    assert service.history.delete_older("bia", 0) == 0
    assert list(service.history.export("bia")) == []
    assert service.history.delete(ANA, run_id) is True
    with pytest.raises(UserError):
        service.history.open(ANA, run_id)


def test_delete_older_and_all(service: Service) -> None:
    for _ in range(3):
        service.highlight("O Rio.", FOR_ANA)
    assert service.history.delete_older(ANA, 1) == 0
    with pytest.raises(UserError):
        service.history.delete_older(ANA, -1)
    assert service.history.delete_older(ANA, 0) == 3
    service.highlight("O Rio.", FOR_ANA)
    assert service.history.delete_all(ANA) == 1


@pytest.mark.parametrize(("days", "left"), [(0, 2), (30, 1), (60, 2)])
def test_retention_applies_by_itself(make: Make, days: int, left: int) -> None:
    service, runs = make(retention_days=days)
    past = datetime.now(UTC) - timedelta(days=45)
    runs.add(replace(new_run("bia", highlight()), created_at=past))
    runs.add(new_run(ANA, highlight()))
    service.history.find(ANA)
    assert runs.count("bia") + runs.count(ANA) == left


def test_retention_can_be_applied_at_once(make: Make) -> None:
    service, runs = make(retention_days=30)
    service.history.find(ANA)
    past = datetime.now(UTC) - timedelta(days=45)
    runs.add(replace(new_run(ANA, highlight()), created_at=past))
    assert service.history.apply_retention() == 1


def test_a_shared_result_is_the_kept_one_until_it_is_revoked(service: Service) -> None:
    kept = service.highlight("O Rio.", FOR_ANA)
    assert kept.run_id is not None
    link = service.history.share(ANA, kept.run_id, days=3)
    assert service.history.shared(link.id).result == kept.result
    assert service.history.links.of_run(ANA, kept.run_id) == [link]
    assert service.history.links.revoke("bia", kept.run_id) == 0
    assert service.history.links.revoke(ANA, kept.run_id) == 1
    with pytest.raises(UserError) as error:
        service.history.shared(link.id)
    assert error.value.code == "no-such-link"


def test_only_the_owner_shares_and_for_a_sensible_time(service: Service) -> None:
    kept = service.highlight("O Rio.", FOR_ANA)
    assert kept.run_id is not None
    for owner, days, code in (("bia", None, "no-such-run"), (ANA, 0, "bad-option")):
        with pytest.raises(UserError) as error:
            service.history.share(owner, kept.run_id, days)
        assert error.value.code == code


def test_models_are_read_before_they_are_asked_for_until_it_is_of_no_use() -> None:
    def damaged() -> object:
        raise UserError("model-unusable", name="tagger")

    loaders = dict.fromkeys(WARM, object) | {"highlight": damaged}
    service = Service(loaders, RunRepository(no_store()), Settings(_env_file=None))
    service.warm(lambda: "summarize" in service.loaded)
    assert service.loaded == ("understand", "summarize")
