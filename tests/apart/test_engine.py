"""The process that computes: the same answers, and what becomes of those who wait for it."""

from __future__ import annotations

import json
import logging
import os
import pickle
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from textnn.apart.pipelines import APART, TEACHERS, ApartLoaders
from textnn.apart.server import _portable
from textnn.compose import Loaders, compose_service
from textnn.config import DATA, Settings
from textnn.engine.folder import checksum
from textnn.errors import UserError
from textnn.results import (
    FactSheetOptions,
    GenerateOptions,
    SummaryOptions,
    ignore_progress,
    to_dict,
)
from textnn.results.context import RequestContext
from textnn.service import Service, deadline
from textnn.store.engine import open_store
from textnn.store.runs import RunRepository
from textnn.web.observe import log_lines

ARTICLE = (
    "A prefeita Ana Souza anunciou nesta terça-feira em Recife a reforma do mercado municipal, "
    "que vai custar R$ 3 milhões.\n\nSegundo a secretária de Obras, Rute Prates, o trabalho "
    "começa em 14 de agosto. “Quem vende no mercado terá um lugar na praça”, disse."
)
OTHER = ARTICLE.replace("Ana", "Eva")
LONG = ARTICLE * 600

pytestmark = pytest.mark.slow


class Cancelled(Exception):
    """What a stop raises."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def apart(home: Path) -> Iterator[ApartLoaders]:
    loaders = ApartLoaders(Settings(home=home))
    with closing(loaders.engine):
        yield loaders


@pytest.fixture
def service(apart: ApartLoaders, home: Path) -> Service:
    return _service(home, apart)


def _service(home: Path, pipelines: Any) -> Service:
    settings = Settings(home=home)
    return compose_service(settings, RunRepository(open_store(settings.url)), pipelines)


def _process(apart: ApartLoaders) -> Any:
    process = apart.engine.process
    assert process is not None
    return process


def _without_seconds(stored: Any) -> dict[str, Any]:
    return {**to_dict(stored.result), "seconds": 0}


ASK: dict[str, Callable[[Service], Any]] = {
    "highlight": lambda s: s.highlight(ARTICLE, keywords=True),
    "summarize": lambda s: s.summarize(ARTICLE, SummaryOptions(2)),
    "factsheet": lambda s: s.factsheet(ARTICLE, FactSheetOptions()),
    "review": lambda s: s.run("review", ARTICLE),
    "compare": lambda s: s.compare(ARTICLE, ARTICLE.replace("3 milhões", "5 milhões")),
    "surprise": lambda s: s.run("surprise", ARTICLE),
    "answer": lambda s: s.answer(ARTICLE, "quanto vai custar?"),
    "generate": lambda s: [*s.generate(ARTICLE, GenerateOptions(seed=7, length=40))][-1],
}


@pytest.mark.parametrize("name", ASK)
def test_the_same_answers_as_in_this_process(
    name: str, service: Service, home: Path, shipped: None
) -> None:
    here = _service(home, Loaders(Settings(home=home)))
    assert _without_seconds(ASK[name](service)) == _without_seconds(ASK[name](here))
    assert name in service.loaded


def test_all_that_computes_apart_is_a_pipeline(apart: ApartLoaders) -> None:
    assert {*APART} <= {*apart} == {*Loaders(Settings())}


def test_a_message_is_understood_and_a_question_goes_on_from_another(service: Service) -> None:
    assert service.understand("resuma isto").intent == "summarize"
    first = service.answer(ARTICLE, "quanto vai custar?").result
    assert service.answer(ARTICLE, "e onde?", before=first).result.after


def test_a_personal_tagger_is_opened_by_its_folder(apart: ApartLoaders) -> None:
    own = apart["tagger_folder"]()(DATA / "models" / "tagger")
    found = own(ARTICLE, ignore_progress)
    assert "Ana Souza" in [span.text for span in found.spans]
    assert own.reference == found.model
    # Rules over marks are given it, and find it on their side.
    sheet = apart["factsheet"]().marked_by(own, ARTICLE, FactSheetOptions(), ignore_progress)
    assert sheet.model == own.reference


def test_a_personal_reader_and_choice_are_opened_by_their_folders(
    apart: ApartLoaders, tmp_path: Path
) -> None:
    own = apart["reader_folder"]()(DATA / "models" / "reader")
    found = own(own.open(ARTICLE, ()), "quanto vai custar?", None)
    assert found.answered
    assert own.reference == found.model
    shutil.copy(DATA / "models" / "summarizer" / "choice.json", tmp_path)
    sha256 = checksum(tmp_path / "choice.json")
    (tmp_path / "metrics.json").write_text(json.dumps({"sha256": sha256}))
    editor = apart["headlines_folder"]()(tmp_path)
    assert editor(ARTICLE, SummaryOptions(), ignore_progress).model == editor.reference


@pytest.mark.parametrize("name", TEACHERS)
def test_what_trains_has_a_process_of_its_own_that_ends_with_it(
    apart: ApartLoaders, tmp_path: Path, name: str
) -> None:
    apart["highlight"]()(ARTICLE)
    engine = _process(apart)
    began = list[BaseProcess | None]()
    with suppress(UserError):  # two of the three say that there is nothing to learn
        apart[name]()([], tmp_path / f"{name}-1", lambda _: began.append(apart.school.process))
    assert began or name != "personal"
    assert apart.school.process is None
    assert _process(apart) is engine


def test_a_damaged_tagger_is_said_to_be(apart: ApartLoaders, tmp_path: Path) -> None:
    (tmp_path / "metrics.json").write_text("[]")
    own = apart["tagger_folder"]()(tmp_path)
    with pytest.raises(UserError) as told:
        own(ARTICLE, ignore_progress)
    with pytest.raises(UserError) as raised:
        print(own.reference)
    assert told.value.code == raised.value.code == "model-unusable"


def test_a_sentence_for_people_comes_through(service: Service) -> None:
    with pytest.raises(UserError) as raised:
        service.run("surprise", LONG)
    assert raised.value.code == "too-long-for-surprise"


def test_another_error_tells_where_it_was_raised(apart: ApartLoaders) -> None:
    with pytest.raises(AttributeError) as raised:
        apart["highlight"]()(None)
    assert "normalize" in raised.value.__notes__[0]


class Unsendable(Exception):
    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} {other}")


@pytest.mark.parametrize("error", [ValueError("segredo"), Unsendable("segredo", "meu")], ids=repr)
def test_the_log_says_where_in_the_process_and_no_words(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def inside() -> None:
        raise error

    try:
        inside()
    except Exception as raised:
        sent = pickle.loads(pickle.dumps(_portable(raised)))  # noqa: S301 - our own
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    log_lines("plain")
    try:
        raise sent
    except Exception:
        logging.getLogger("textnn.test").exception("failed")
    said = capsys.readouterr().err
    kind, there, here = type(error).__name__, "in inside", "in test_the_log"
    assert said.index(kind) < said.index(there) < said.rindex(here)
    assert "segredo" not in said


def test_progress_is_told(service: Service) -> None:
    told: list[float] = []
    service.highlight(LONG, RequestContext(keep=False, progress=told.append))
    assert told == sorted(told)
    assert len({*told}) > 2


def test_work_that_is_stopped_ends_at_once_and_the_next_is_done(
    service: Service, apart: ApartLoaders
) -> None:
    service.highlight(ARTICLE)
    began, process = time.monotonic(), _process(apart)

    def stopping(_: float) -> None:
        if time.monotonic() - began > 0.2:
            raise Cancelled

    with pytest.raises(Cancelled):
        service.highlight(LONG, RequestContext(keep=False, progress=stopping))
    _is_idle(process.pid, within=1.5)  # 0.04 s at a load of 19, mostly; the look takes 0.3
    assert service.highlight(OTHER).result.spans
    assert _process(apart) is process


def test_a_deadline_ends_the_work_in_the_process(service: Service, apart: ApartLoaders) -> None:
    service.highlight(ARTICLE)
    deadline.set_limit(0.2)
    try:
        with pytest.raises(UserError) as raised:
            deadline.limited(lambda: service.highlight(LONG))
    finally:
        deadline.set_limit(0)
    assert raised.value.code == "took-too-long"
    _is_idle(_process(apart).pid)


def test_a_text_that_is_stopped_is_kept_as_far_as_it_was_seen(service: Service) -> None:
    kept: list[Any] = []
    context = RequestContext("somebody")
    pieces = service.generate(
        "O governo", GenerateOptions(length=2000), context, stopped=kept.append
    )
    seen = [next(pieces).result.generated for _ in range(5)]
    pieces.close()
    assert kept[0].result.generated == seen[-1]
    assert kept[0].result.prefix == "O governo"


def test_who_waits_is_told_that_the_process_died_and_the_next_gets_a_new_one(
    service: Service, apart: ApartLoaders
) -> None:
    service.highlight(ARTICLE)
    dead = _process(apart)
    threading.Timer(0.2, dead.kill).start()
    with pytest.raises(UserError) as raised:
        service.highlight(LONG)
    assert raised.value.code == "engine-lost"
    assert service.highlight(OTHER).result.spans
    assert _process(apart).pid != dead.pid


def test_one_that_dies_while_nobody_waits_is_noticed_by_nobody(
    service: Service, apart: ApartLoaders
) -> None:
    service.highlight(ARTICLE)
    dead = _process(apart)
    dead.kill()
    dead.join()
    assert apart.engine.process is None
    assert service.answer(ARTICLE, "quanto vai custar?").result.answered


PARENT = """
import signal, sys, time
from pathlib import Path
from textnn.apart.pipelines import ApartLoaders
from textnn.config import Settings
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # which a shell's background lacks
    apart = ApartLoaders(Settings(home=Path(sys.argv[1])))
    apart["highlight"]()("Ana Souza falou.")
    print(apart.engine.process.pid, flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_process_is_left_behind(how: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "parent.py").write_text(PARENT)
    command = [sys.executable, str(tmp_path / "parent.py"), str(tmp_path)]
    root = Path(__file__).resolve().parents[2]
    environment = os.environ | {"PYTHONPATH": str(root)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert Path(f"/proc/{child}").exists()
        parent.send_signal(how)
        parent.wait(20)
    _until(lambda: not _runs(child))


def _runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _is_idle(process: int, within: float = 20) -> None:
    """Waits until a process computes nothing; so many seconds at most."""
    if Path("/proc/self").exists():
        _until(lambda: _worked(process, 0.3) < 0.1, within)


def _worked(process: int, seconds: float) -> float:
    """Processor seconds that a process uses meanwhile."""
    before = _computed(process)
    time.sleep(seconds)
    return _computed(process) - before


def _computed(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _until(told: Callable[[], bool], within: float = 20) -> None:
    end = time.monotonic() + within
    while not told():
        assert time.monotonic() < end
        time.sleep(0.05)
