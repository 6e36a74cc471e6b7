"""Many articles at once over HTTP: begun, watched, fetched, stopped, and nobody else's."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.served import Served, serving
from tests.ui.fakes import SECRET, FakeHighlighter, fake_screen
from textnn.articles.files import read_file
from textnn.batches import work
from textnn.batches.tables import Tables
from textnn.errors import UserError
from textnn.jobs import folder as folder_module
from textnn.jobs import jobs as module
from textnn.jobs.folder import JobFolder
from textnn.jobs.home import JobsHome
from textnn.results import Highlight, Progress, ignore_progress
from textnn.service import deadline
from textnn.service.remembered import Remembered
from textnn.web.identity.owner import COOKIE, new_owner, sign

ANA = "Ana Souza chegou a Santos em 3 de maio."
RUI = "Rui Prado saiu de Porto Alegre. Ana Souza ficou."
FORM = {"content-type": "multipart/form-data"}
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def visitor(served: Served) -> Iterator[httpx.Client]:
    with client(served) as one:
        yield one


def client(served: Served) -> httpx.Client:
    cookies = {COOKIE: sign(new_owner(), SECRET)}
    return httpx.Client(base_url=served.url, cookies=cookies, headers=ENGLISH, timeout=60)


def text_files(**texts: str) -> list[tuple[str, tuple[str, bytes]]]:
    return [("files", (f"{name}.txt", text.encode())) for name, text in texts.items()]


def letter(attached: int) -> bytes:
    """A mailbox of one message."""
    message = EmailMessage()
    message["subject"] = "Notas"
    message.set_content("Seguem as notas.")
    for number in range(attached):
        message.add_attachment(f"Ana chegou {number}.", filename=f"{number}.txt")
    return b"From ana Mon Jan  1 00:00:00 2024\n" + message.as_bytes() + b"\n"


def ended(visitor: httpx.Client, job: dict[str, Any]) -> dict[str, Any]:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found: dict[str, Any] = visitor.get(f"/jobs/{job['id']}").json()
        if found["ended"]:
            return found
        time.sleep(0.02)
    raise TimeoutError(job)


def begun(visitor: httpx.Client, **given: Any) -> dict[str, Any]:
    answer = visitor.post("/jobs", **given)
    assert answer.status_code == 202, answer.text
    job: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/jobs/{job['id']}"
    return job


def kept(served: Served, number: str) -> set[Path]:
    """The folders of jobs that are there."""
    return {*(served.screen.settings.home / "jobs").glob(f"*/{number}")}


def table(visitor: httpx.Client, job: dict[str, Any], name: str) -> list[dict[str, Any]]:
    lines = visitor.get(f"/jobs/{job['id']}/{name}.jsonl").text.splitlines()
    return [json.loads(line) for line in lines]


def test_files_of_a_form_become_tables_and_stand_in_the_history(
    served: Served, visitor: httpx.Client
) -> None:
    files = [*text_files(um=ANA, dois=RUI), ("files", ("foto.png", b"\x89PNG\r\n"))]
    job = begun(visitor, files=files, params={"tasks": "highlight,headline"})
    assert (job["total"], job["state"] in ("waiting", "running")) == (3, True)
    job = ended(visitor, job)
    assert (job["state"], job["done"], job["failed"]) == ("done", 3, 1)
    (wrong,) = job["errors"]
    assert (wrong["source"], wrong["title"]) == ("foto.png", "unread-kind")
    assert "picture" in wrong["error"]
    assert [row["name"] for row in table(visitor, job, "people")] == ["Ana Souza", "Rui Prado"]
    assert [row["marks"] for row in table(visitor, job, "people")] == [2, 1]
    assert [row["source"] for row in table(visitor, job, "articles")] == ["dois.txt", "um.txt"]
    assert all(row["headline"] for row in table(visitor, job, "articles"))
    kept = [json.loads(line) for line in visitor.get("/history.jsonl").text.splitlines()]
    assert sorted((run["task"], run["input"]) for run in kept) == sorted(
        (task, text) for task in ("highlight", "summarize") for text in (ANA, RUI)
    )


def test_json_lines_a_table_and_a_zip_file_are_bodies(visitor: httpx.Client) -> None:
    lines = "".join(json.dumps({"text": text}) + "\n" for text in (ANA, RUI)).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("pasta/um.txt", ANA)
        file.writestr("dois.txt", RUI)
    bodies = [
        (lines, "application/jsonl"),
        (lines, "application/x-www-form-urlencoded"),  # curl calls everything so
        (packed.getvalue(), "application/zip"),
        (packed.getvalue(), ""),
        (f'text\n"{ANA}"\n"{RUI}"\n'.encode(), "text/csv"),
    ]
    for body, kind in bodies:
        headers = {"content-type": kind} if kind else {}
        job = ended(visitor, begun(visitor, content=body, headers=headers, params={"keep": False}))
        assert (job["state"], job["done"], job["failed"], job["keep"]) == ("done", 2, 0, False)
        assert len(table(visitor, job, "marks")) == 6
        assert visitor.delete(f"/jobs/{job['id']}").status_code == 204
    assert visitor.get("/history.jsonl").text == ""
    answer = visitor.post("/jobs", content=b"Ana", headers={"content-type": "image/png"})
    assert (answer.status_code, answer.json()["title"]) == (415, "bad-media-type")


def test_all_tables_come_as_one_file(visitor: httpx.Client, tmp_path: Path) -> None:
    job = ended(visitor, begun(visitor, files=text_files(um=ANA, formula="=1+1 disse Ana Souza.")))
    address = f"/jobs/{job['id']}"
    for form in ("jsonl", "csv"):
        answer = visitor.get(f"{address}/result", params={"format": form})
        assert "textnn.zip" in answer.headers["content-disposition"]
        with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
            assert {f"people.{form}", f"articles.{form}", "errors.jsonl"} <= {*file.namelist()}
    database = tmp_path / "x.db"
    database.write_bytes(visitor.get(f"{address}/result", params={"format": "db"}).content)
    with closing(sqlite3.connect(database)) as found:
        assert found.execute("SELECT name, articles FROM people").fetchall() == [("Ana Souza", 2)]
    sheet = visitor.get(f"{address}/articles.csv", params={"spreadsheet": True})
    assert sheet.content.startswith("\ufeff".encode())
    rows = [*csv.DictReader(io.StringIO(sheet.content.decode("utf-8-sig")))]
    assert [row["text"][:6] for row in rows] == ["'=1+1 ", "Ana So"]
    portuguese = visitor.get(
        f"{address}/people.csv",
        params={"spreadsheet": True},
        headers={"accept-language": "pt-BR"},
    )
    assert portuguese.text.splitlines()[1] == "Ana Souza;2;2"
    assert visitor.get(f"{address}/people.csv").text.splitlines()[1] == "Ana Souza,2,2"
    for wrong in ("result?format=xls", "people.xls", "run.csv"):
        answer = visitor.get(f"{address}/{wrong}")
        assert (answer.status_code, answer.json()["title"]) == (400, "no-such-format")


def test_nobody_else_finds_stops_or_deletes_a_job(served: Served, visitor: httpx.Client) -> None:
    job = ended(visitor, begun(visitor, files=text_files(um=ANA)))
    with client(served) as rui:
        assert rui.get("/jobs").json() == []
        for method, path in [
            ("GET", ""),
            ("GET", "/result"),
            ("GET", "/result?format=db"),
            ("GET", "/people.csv"),
            ("DELETE", ""),
        ]:
            answer = rui.request(method, f"/jobs/{job['id']}{path}")
            assert (answer.status_code, answer.json()["title"]) == (404, "no-such-job"), path
            unknown = rui.request(method, f"/jobs/xyz{path}")
            assert unknown.json() == answer.json()
    assert [one["id"] for one in visitor.get("/jobs").json()] == [job["id"]]
    assert visitor.delete(f"/jobs/{job['id']}").status_code == 204
    assert visitor.get(f"/jobs/{job['id']}").status_code == 404
    assert not kept(served, job["id"])


class Held(FakeHighlighter):
    """Marks as many articles as it may; tells that it has begun."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.allowed, self.done = threading.Event(), threading.Semaphore(0), 0

    def __call__(self, text: str, progress: Progress = ignore_progress) -> Highlight:
        self.begun.set()
        while not self.allowed.acquire(timeout=0.01):
            progress(0.5)
        self.done += 1
        return super().__call__(text, progress)


@pytest.fixture
def held(served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    slow = Held()
    pipelines = served.screen.service._pipelines
    # what an earlier test read is not remembered
    monkeypatch.setattr(served.screen.service, "_remembered", Remembered(0))
    monkeypatch.setitem(pipelines._ready, "highlight", lambda: slow)
    yield slow
    slow.allowed.release(1000)


def test_a_job_that_runs_is_deleted_and_ends(
    served: Served, visitor: httpx.Client, held: Held
) -> None:
    job = begun(visitor, files=text_files(um=ANA, dois=RUI))
    assert held.begun.wait(30)
    early = visitor.get(f"/jobs/{job['id']}/result")
    assert (early.status_code, early.json()["title"]) == (409, "job-not-done")
    assert visitor.get("/healthz").status_code == 200  # the loop is free
    assert visitor.delete(f"/jobs/{job['id']}").status_code == 204
    assert visitor.get(f"/jobs/{job['id']}").status_code == 404
    end = time.monotonic() + 30
    while kept(served, job["id"]) and time.monotonic() < end:
        time.sleep(0.02)
    assert not kept(served, job["id"])
    assert held.done == 0  # it was the work that ended, not the article


def test_what_a_stopped_job_has_done_stays(
    served: Served, visitor: httpx.Client, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = begun(visitor, files=text_files(a=ANA, b=RUI, c=RUI))
    owner = served.screen.jobs._jobs[job["id"]].order.context.owner
    assert held.begun.wait(30)
    held.allowed.release()
    while not served.screen.jobs.status(owner, job["id"]).rows:
        time.sleep(0.01)
    served.screen.jobs.stop(owner, job["id"])
    job = ended(visitor, job)
    assert (job["state"], job["error"]) == ("stopped", None)
    assert (job["done"], job["total"]) == (1, 3)
    assert len(table(visitor, job, "articles")) == 1


def test_a_visitor_has_two_jobs_at_a_time_and_sixteen_in_all(
    served: Served, visitor: httpx.Client, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = [begun(visitor, files=text_files(um=ANA)) for _ in range(module.MOST_AT_WORK)]
    answer = visitor.post("/jobs", files=text_files(um=ANA))
    assert (answer.status_code, answer.json()["title"]) == (429, "too-many-jobs")
    with client(served) as rui:
        begun(rui, files=text_files(um=ANA))  # another's are not counted
        held.allowed.release(1000)
        for job in first:
            ended(visitor, job)
    monkeypatch.setattr(module, "MOST_KEPT", 3)
    ended(visitor, begun(visitor, files=text_files(um=ANA)))
    answer = visitor.post("/jobs", files=text_files(um=ANA))
    assert (answer.status_code, answer.json()["title"]) == (429, "too-many-jobs")
    assert "Delete one" in answer.json()["error"]


def test_too_much_is_refused_and_leaves_nothing(visitor: httpx.Client, served: Served) -> None:
    served.screen.jobs.sweep()
    before = kept(served, "*")
    limits = {"job_size": "1mb", "job_documents": 3, "home": served.screen.settings.home}
    small = served.screen.settings.model_copy(update=limits)
    jobs, screen = served.screen.jobs, served.screen
    try:
        jobs._settings = small
        object.__setattr__(screen, "settings", small)
        big = visitor.post("/jobs", files=text_files(um="a" * (5 << 19)))
        assert (big.status_code, big.json()["title"]) == (413, "job-too-large")
        many = visitor.post("/jobs", files=text_files(um="a" * 600_000, dois="b" * 600_000))
        assert (many.status_code, many.json()["title"]) == (413, "job-too-large")
        endless = visitor.post("/jobs", content=(b"{" * 70_000 for _ in range(20)))
        assert (endless.status_code, endless.json()["title"]) == (413, "job-too-large")
        four = visitor.post("/jobs", files=text_files(a=ANA, b=ANA, c=ANA, d=ANA))
        assert (four.status_code, four.json()["title"]) == (413, "job-too-many")
        # One message, whose attachments are told only as they are read.
        box = [("files", ("notas.mbox", letter(attached=6)))]
        job = ended(visitor, begun(visitor, files=box, params={"keep": False}))
        assert (job["state"], job["done"], job["total"]) == ("failed", 3, 1)
        assert visitor.delete(f"/jobs/{job['id']}").status_code == 204
    finally:
        jobs._settings = served.screen.service.settings
        object.__setattr__(screen, "settings", served.screen.service.settings)
    assert visitor.get("/jobs").json() == []
    assert kept(served, "*") == before


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"data": {"x": "1"}, "files": [("files", ("", b""))]}, 400, "job-empty"),
        ({"files": [("other", (".oculto", b""))], "params": {"tasks": "x"}}, 400, "batch-no-task"),
        (
            {"content": b"--", "headers": {"content-type": "multipart/form-data"}},
            400,
            "bad-request",
        ),
        ({"content": b""}, 415, "bad-media-type"),
    ],
)
def test_what_is_no_job_is_refused_with_a_sentence(
    visitor: httpx.Client, given: dict[str, Any], status: int, code: str
) -> None:
    answer = visitor.post("/jobs", **given)
    assert (answer.status_code, answer.json()["title"]) == (status, code), answer.text
    assert answer.json()["error"]


def test_a_job_of_strangers_has_minutes_and_files_have_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = fake_screen(tmp_path)
    object.__setattr__(
        screen, "settings", screen.settings.model_copy(update={"public": True, "job_minutes": 1})
    )
    screen.jobs._settings = screen.settings
    with serving(screen) as served, client(served) as ana, client(served) as rui:
        clock = iter(range(0, 10_000, 45))
        monkeypatch.setattr(module, "time", Clock(lambda: next(clock)))
        names = ["../../fora.txt", "a/b.txt", "c:\\b.txt", "ção \u202e.txt", "." * 300]
        files = [("files", (name, ANA.encode())) for name in names]
        job = ended(ana, begun(ana, files=files))
        assert (job["state"], job["title"], job["done"]) == ("stopped", "job-time", 1)
        assert len(table(ana, job, "articles")) == 1
        assert not (tmp_path / "fora.txt").exists()
        monkeypatch.setattr(module, "MOST_KEPT", 1)  # counted by address
        answer = rui.post("/jobs", files=files)
        assert (answer.status_code, answer.json()["title"]) == (429, "too-many-jobs")


class Clock:
    """A clock of one's own; all else is the real one's."""

    def __init__(self, monotonic: Any) -> None:
        self.monotonic = monotonic
        self.time = time.time


def test_ended_jobs_are_swept(
    served: Served, visitor: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ended(visitor, begun(visitor, files=text_files(um=ANA)))
    served.screen.jobs.sweep()
    assert visitor.get(f"/jobs/{job['id']}").status_code == 200
    assert kept(served, job["id"])
    late = served.screen.settings.model_copy(update={"upload_minutes": 0, "job_minutes": -1})
    monkeypatch.setattr(served.screen.jobs, "_settings", late)
    served.screen.jobs.sweep()
    assert visitor.get(f"/jobs/{job['id']}").status_code == 404
    assert not kept(served, "*")


LEFT = """
import os, sys
from pathlib import Path
from textnn.jobs.home import JobsHome
home = JobsHome(Path(sys.argv[1]))
folder = home.folder("x")
folder.mkdir(parents=True)
(folder / "textnn.db").write_text("Ana")
print(flush=True)
sys.stdin.read()
os._exit(1)
"""


def test_what_a_process_left_is_deleted_by_the_next_and_not_while_it_lives(tmp_path: Path) -> None:
    (tmp_path / "before").mkdir()  # without a lock: of an earlier version
    command = [sys.executable, "-c", LEFT, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        other.stdout.readline()
        home = JobsHome(tmp_path)
        home.folder("y").mkdir(parents=True)
        home.clear()
        assert {path.name for path in tmp_path.glob("*/*")} == {"x", "y"}
        assert not (tmp_path / "before").exists()
        other.kill()
    home.clear()
    assert [path.name for path in tmp_path.glob("*/*")] == ["y"]
    home.close()
    assert not [*tmp_path.iterdir()]


def test_jobs_go_with_the_app(tmp_path: Path) -> None:
    with serving(fake_screen(tmp_path)) as served, client(served) as ana:
        job = ended(ana, begun(ana, files=text_files(um=ANA)))
        assert kept(served, job["id"])
    assert not [*(tmp_path / "jobs").iterdir()]


def test_an_article_that_fails_fails_alone_and_an_odd_one_too(visitor: httpx.Client) -> None:
    files = text_files(bom=ANA, mau="explode", vazio=" ")
    job = ended(visitor, begun(visitor, files=files))
    assert {one["source"]: one["title"] for one in job["errors"]} == {
        "mau.txt": "batch-failed",
        "vazio.txt": "empty-file",
    }
    assert "secret" not in json.dumps(job)
    assert len(table(visitor, job, "articles")) == 1


def test_an_article_has_a_deadline_and_the_next_one_its_own(
    visitor: httpx.Client, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "_seconds", 0.3)
    job = ended(visitor, begun(visitor, files=text_files(um=ANA, dois=RUI)))
    assert (job["state"], job["failed"]) == ("done", 2)
    assert {one["title"] for one in job["errors"]} == {"took-too-long"}


def test_its_articles_go_before_nobody_elses(
    served: Served, visitor: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, first = served.screen.service, list[bool]()
    turn = service._turns.turn

    def told(progress: Progress, **how: bool) -> Any:
        first.append(how["first"])
        return turn(progress, **how)

    monkeypatch.setattr(service, "_remembered", Remembered(0))
    monkeypatch.setattr(service._turns, "turn", told)
    ended(visitor, begun(visitor, files=text_files(um=ANA)))
    service.highlight(ANA)
    assert first == [False, True]


def test_a_file_that_cannot_be_opened_now_is_opened_later(
    visitor: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []

    def read_later(name: str, content: bytes, settings: Any) -> Any:
        opened.append(name)
        if len(opened) < 3:
            raise UserError("busy", "files")
        return read_file(name, content, settings)

    monkeypatch.setattr(module, "PATIENCE", 0.01)
    monkeypatch.setattr(work, "read_file", read_later)
    job = ended(visitor, begun(visitor, files=text_files(um=ANA)))
    assert (job["state"], job["failed"], len(opened)) == ("done", 0, 3)


def test_files_of_one_name_are_all_read_and_tables_asked_for_at_once_are_whole(
    visitor: httpx.Client,
) -> None:
    names = ["2 a.txt", "a.txt", "a.txt", "x/a.txt"]
    files = [("files", (name, f"{ANA} {n}".encode())) for n, name in enumerate(names)]
    job = ended(visitor, begun(visitor, files=files))
    sources = [row["source"] for row in table(visitor, job, "articles")]
    assert sources == ["2 a.txt", "3 a.txt", "4 a.txt", "a.txt"]
    address = f"/jobs/{job['id']}/result"
    with ThreadPoolExecutor(6) as pool:
        found = [*pool.map(lambda _: visitor.get(address), range(6))]
    assert {one.status_code for one in found} == {200}
    assert len({one.content for one in found}) == 1


def test_names_of_many_files_are_found_in_linear_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, exists = [], Path.exists

    def told(self: Path) -> bool:
        asked.append(self)
        return exists(self)

    monkeypatch.setattr(Path, "exists", told)
    folder = JobFolder(tmp_path / "job")
    folder.put([("a.txt", io.BytesIO(b"x")) for _ in range(300)], 1000)
    assert len([*folder.given.iterdir()]) == 300
    assert len(asked) <= 2 * 300


def test_a_form_of_too_many_files_is_refused_before_it_is_kept(
    served: Served, visitor: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[object] = []
    monkeypatch.setattr(JobFolder, "put", lambda *given: kept.append(given))
    many = served.screen.settings.job_documents + 1
    answer = visitor.post("/jobs", files=[("files", ("a.txt", b"x"))] * many)
    assert (answer.status_code, answer.json()["title"], kept) == (413, "job-too-many", [])
    assert "1,000 fit" in answer.json()["error"]


def test_who_deletes_all_ends_the_jobs_and_is_remembered_no_more(
    served: Served, visitor: httpx.Client, held: Held
) -> None:
    service = served.screen.service
    job = begun(visitor, files=text_files(a=ANA, b=RUI, c=RUI))
    owner = served.screen.jobs._jobs[job["id"]].order.context.owner
    held.allowed.release()
    while not served.screen.jobs.status(owner, job["id"]).rows:
        time.sleep(0.01)
    assert service.delete_all(owner) == 1
    held.allowed.release(100)
    assert visitor.get("/jobs").json() == []
    assert not kept(served, job["id"])  # the thread has left it, so no result can follow
    assert service.history.count(owner) == 0


def test_who_deletes_while_others_ask_breaks_nothing(
    visitor: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(address: str) -> int:
        return visitor.get(address).status_code

    monkeypatch.setattr(module, "MOST_AT_WORK", 4)
    with ThreadPoolExecutor(6) as pool:
        for _ in range(4):
            job = ended(visitor, begun(visitor, files=text_files(um=ANA)))
            address = f"/jobs/{job['id']}"
            ways = ["result", "people.csv", "result?format=db", "names.jsonl", "result"]
            found = pool.map(asked, [f"{address}/{way}" for way in ways])
            gone = pool.submit(visitor.delete, address)
            assert gone.result().status_code == 204
            assert {*found} <= {200, 404}
            assert asked(f"{address}/result") == 404


def test_the_sizes_of_files_that_go_meanwhile_count_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x").write_bytes(b"12345")
    (tmp_path / "b").mkdir()
    whole = Path.iterdir

    def iterdir(self: Path) -> Iterator[Path]:
        if self.name == "b":
            raise FileNotFoundError(self)
        return whole(self)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    assert JobsHome(tmp_path).bytes() == 5


def test_a_full_disk_is_said_without_a_path(
    served: Served, visitor: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = str(served.screen.settings.home)

    def full(*_: Any) -> None:
        raise UserError("disk-full", folder=home)

    with monkeypatch.context() as patch:
        patch.setattr(Tables, "write", full)
        job = ended(visitor, begun(visitor, files=text_files(um=ANA)))
        assert (job["state"], job["title"]) == ("failed", "job-disk")
        assert home not in json.dumps(job)
        assert "goes on" not in job["error"]
    job = ended(visitor, begun(visitor, files=text_files(um=ANA)))
    with monkeypatch.context() as patch:
        patch.setattr(folder_module, "_write", raising(OSError(28, "No space", home)))
        answer = visitor.get(f"/jobs/{job['id']}/people.csv")
        assert (answer.status_code, answer.json()["title"]) == (503, "job-disk")
        assert home not in answer.text
        patch.setattr(Path, "mkdir", raising(OSError(28, "No space", home)))
        answer = visitor.post("/jobs", files=text_files(um=ANA))
        assert home not in answer.text
        assert answer.status_code in (404, 503)
    assert visitor.get(f"/jobs/{job['id']}/people.csv").status_code == 200


def raising(error: Exception) -> Any:
    def fails(*_: Any, **__: Any) -> None:
        raise error

    return fails


def test_a_history_that_is_down_is_told_and_the_tables_come(
    served: Served, visitor: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: Any) -> str:
        raise UserError("store-unreachable")

    monkeypatch.setattr(served.screen.service.history, "add", down)
    job = ended(visitor, begun(visitor, files=text_files(um=ANA)))
    assert (job["state"], job["warning"]) == ("done", UserError("store-unreachable").en)
    assert len(table(visitor, job, "articles")) == 1


def test_the_addresses_describe_themselves(served: Served) -> None:
    said = httpx.get(f"{served.url}/jobs/openapi.json").json()
    assert {path: sorted(one) for path, one in said["paths"].items()} == {
        "/jobs": ["get", "post"],
        "/jobs/{job_id}": ["delete", "get"],
        "/jobs/{job_id}/result": ["get"],
        "/jobs/{job_id}/{table}.{form}": ["get"],
    }
    kinds = said["paths"]["/jobs"]["post"]["requestBody"]["content"]
    assert "multipart/form-data" in kinds
