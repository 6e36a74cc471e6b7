"""Personal taggers: whose they are, which one marks, and how they are taken back."""

from __future__ import annotations

import errno
import io
import json
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.test_corrections import ARTICLE, PRESS, names
from tests.ui.fake_personal import FakeTrainer
from tests.ui.fakes import FakeHighlighter, fake_texts
from textnn.cli import run
from textnn.cli.context import CliContext
from textnn.config import Settings
from textnn.errors import UserError
from textnn.results import (
    Answer,
    Highlight,
    ModelRef,
    PersonalReport,
    Progress,
    Span,
    Summary,
    SummaryOptions,
    ignore_progress,
)
from textnn.results.context import RequestContext
from textnn.service import Service
from textnn.service.personal import MOST
from textnn.store.engine import open_store
from textnn.store.runs import RunRepository
from textnn.tasks.highlight.consistency import TagSpan

ANA, RUI = RequestContext("ana"), RequestContext("rui")


class Named:
    """Marks the first word, under the name of its folder."""

    featurizer = SimpleNamespace(vocabulary=())

    def __init__(self, folder: Path) -> None:
        self.reference = ModelRef(folder.name, "cd" * 32)

    def __call__(self, text: str, progress: Progress = ignore_progress) -> Highlight:
        progress(1.0)
        word = text.split()[0]
        return Highlight(text, (Span(0, len(word), word, "WORK", 0.9),), self.reference, 0.1)

    def many(self, texts: Sequence[str]) -> list[Highlight]:
        return [self(text) for text in texts]

    def tag(self, texts: Sequence[str], _: Progress = ignore_progress) -> list[list[TagSpan]]:
        return [[] for _ in texts]


def pipelines(trainer: FakeTrainer) -> dict[str, object]:
    return {
        **fake_texts(FakeHighlighter),
        "personal": lambda: trainer,
        "tagger_folder": lambda: Named,
    }


@pytest.fixture
def trainer() -> FakeTrainer:
    return FakeTrainer()


def made(home: Path, trainer: FakeTrainer, *, public: bool = False) -> Service:
    settings = Settings(home=home, models=home / "models", secret="s" * 64, public=public)
    runs = RunRepository(open_store(settings.url))
    return Service(pipelines(trainer), runs, settings)  # type: ignore[arg-type]


@pytest.fixture
def service(tmp_path: Path, trainer: FakeTrainer) -> Service:
    return made(tmp_path, trainer)


def correct(service: Service, who: RequestContext, text: str = ARTICLE) -> None:
    service.edit(service.highlight(text, who), PRESS, who)


def test_it_marks_its_owners_articles_and_names_itself(service: Service) -> None:
    correct(service, ANA)
    assert service.taggers.train(ANA).name == "personal-1"
    found = service.highlight(ARTICLE, ANA).result
    assert names(found) == ["Ana/WORK"]
    assert found.model.name == "personal-1"
    for other in (RUI, RequestContext(keep=False)):
        assert service.highlight(ARTICLE, other).result.model.name == "tagger"
    assert service.taggers.all("rui") == []


def test_what_reads_marks_alone_is_its_owners_too(service: Service) -> None:
    correct(service, ANA)
    service.taggers.train(ANA)
    for who, name in ((ANA, "personal-1"), (RUI, "tagger")):
        for task in ("factsheet", "review"):
            assert service.run(task, ARTICLE, context=who).result.model.name == name
        assert service.compare(ARTICLE, ARTICLE, who).result.model.name == name
    assert service.run("summarize", ARTICLE, context=ANA).result.model.name == "summarizer"


def test_it_is_taken_back_by_one_press(service: Service) -> None:
    correct(service, ANA)
    service.taggers.train(ANA)
    service.taggers.use("ana", "")
    assert service.taggers.in_use("ana") == ""
    assert service.highlight(ARTICLE, ANA).result.model.name == "tagger"


def test_several_stand_side_by_side(service: Service) -> None:
    correct(service, ANA)
    assert [service.taggers.train(ANA).name for _ in range(2)] == ["personal-1", "personal-2"]
    assert service.taggers.in_use("ana") == "personal-2"
    service.taggers.use("ana", "personal-1")
    assert service.highlight(ARTICLE, ANA).result.model.name == "personal-1"
    service.taggers.remove("ana", "personal-1")
    assert service.taggers.in_use("ana") == ""
    assert [one.name for one in service.taggers.all("ana")] == ["personal-2"]
    assert service.taggers.train(ANA).name == "personal-3"


def test_nobody_uses_or_deletes_anothers(service: Service) -> None:
    correct(service, ANA)
    service.taggers.train(ANA)
    for name in ("personal-1", "../personal-1", "personal-", ".."):
        for act in (service.taggers.use, service.taggers.remove):
            with pytest.raises(UserError, match="no personal network"):
                act("rui", name)
    service.taggers.forget("rui")
    assert service.taggers.in_use("ana") == "personal-1"
    service.taggers.forget("ana")
    assert service.taggers.all("ana") == []


def test_a_refused_one_changes_nothing(service: Service) -> None:
    correct(service, ANA, "Ana Souza recusa tudo.")
    assert not service.taggers.train(ANA).accepted
    assert service.taggers.in_use("ana") == ""
    assert service.taggers.all("ana") == []


def test_why_there_is_none(service: Service, trainer: FakeTrainer, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no corrections to learn"):
        service.taggers.train(ANA)
    correct(service, ANA)
    trainer.go_on.clear()
    first = threading.Thread(target=service.taggers.train, args=(ANA,))
    first.start()
    assert trainer.began.wait(10)
    with pytest.raises(UserError, match="being trained"):
        service.taggers.train(ANA)
    trainer.go_on.set()
    first.join(10)
    for _ in range(MOST - 1):
        service.taggers.train(ANA)
    with pytest.raises(UserError, match="Delete one"):
        service.taggers.train(ANA)
    strangers = made(tmp_path / "public", trainer, public=True)
    correct(strangers, ANA)
    with pytest.raises(UserError, match="not trained here"):
        strangers.taggers.train(ANA)


def test_a_damaged_choice_or_folder_leaves_the_shipped_one(service: Service) -> None:
    correct(service, ANA)
    service.taggers.train(ANA)
    choice = service.taggers._choice("ana")
    for said in ("../..", "personal-9", "\udcff"):
        choice.write_bytes(said.encode("utf-8", "surrogateescape"))
        assert service.taggers.in_use("ana") == ""
    (choice.parent / "personal-1" / "metrics.json").write_text("{")
    assert service.taggers.all("ana") == []


def test_at_the_command_line(
    tmp_path: Path, trainer: FakeTrainer, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(home=tmp_path, models=tmp_path / "models", secret="s" * 64)
    made_pipelines = pipelines(trainer)
    cli = CliContext(settings, "en", io.BytesIO(b""), made_pipelines)  # type: ignore[arg-type]
    (tmp_path / "in.jsonl").write_text(json.dumps({"text": ARTICLE, "entities": []}))
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")

    def said(*words: str, code: int = 0) -> str:
        assert run(words, cli) == code
        out, err = capsys.readouterr()
        return err if code else out

    assert "no corrections" in said("train", "tagger", "--corrections", code=2)
    said("corrections", "import", str(tmp_path / "in.jsonl"))
    assert "name personal-1" in said("train", "tagger", "--corrections")
    assert "Only tagger" in said("train", "charrnn", "--corrections", code=2)
    assert "Only tagger" in said("train", "tagger", "--corrections", "x.jsonl", code=2)
    assert "Only tagger" in said("train", "reader", "x.jsonl", code=2)
    assert said("corrections", "models").startswith("* personal-1  articles: 1")
    assert said("highlight", str(tmp_path / "a.txt")).startswith("[Ana: Work]")
    own, shipped = str(tmp_path / "own.db"), str(tmp_path / "shipped.db")
    run(["batch", str(tmp_path / "a.txt"), own], cli)
    assert "by personal-1" in capsys.readouterr().err
    said("corrections", "use", "tagger")
    run(["batch", str(tmp_path / "a.txt"), shipped], cli)
    assert "personal" not in capsys.readouterr().err
    for database, marks, models in (
        (own, [("Ana", "WORK")], {"tagger", "summarizer", "extractor", "personal-1"}),
        (shipped, [("Ana Souza", "PER")], {"tagger", "summarizer", "extractor"}),
    ):
        with closing(sqlite3.connect(database)) as found:
            query = "SELECT text, label FROM marks ORDER BY start_char LIMIT 1"
            assert found.execute(query).fetchall() == marks
            query = "SELECT value FROM run WHERE name = 'models'"
            assert {*json.loads(found.execute(query).fetchone()[0])} == models
    run(["batch", str(tmp_path / "a.txt"), own, "--resume"], cli)
    assert "other options or models" in capsys.readouterr().err
    assert said("highlight", str(tmp_path / "a.txt")).startswith("[Ana Souza: Person]")
    said("corrections", "forget", "personal-1")
    assert json.loads(said("corrections", "taggers", "--json")) == []
    assert "no personal network" in said("corrections", "use", "personal-7", code=2)


@pytest.mark.parametrize(("task", "use_case"), [("reader", "readers"), ("headlines", "choices")])
def test_readers_and_choices_likewise(
    tmp_path: Path,
    trainer: FakeTrainer,
    capsys: pytest.CaptureFixture[str],
    task: str,
    use_case: str,
) -> None:
    """A file of judged lines teaches one; it is listed, taken back and deleted by its name."""
    settings = Settings(home=tmp_path, models=tmp_path / "models", secret="s" * 64)
    learnt = list[object]()

    def teach(lines: Sequence[Any], folder: Path, progress: Progress, **_: Any) -> PersonalReport:
        learnt.extend(lines)
        return trainer([Highlight(str(lines[0]), (), ModelRef("", ""), 0)], folder, progress)

    named = {**pipelines(trainer), f"personal_{task}": lambda: teach, f"{task}_folder": lambda: str}
    cli = CliContext(settings, "en", io.BytesIO(b""), named)  # type: ignore[arg-type]
    (tmp_path / "said.jsonl").write_text('{"a": 1}\n{"a": 2}\n')
    (tmp_path / "no.jsonl").write_text('{"a": "recusa"}\n')

    def said(*words: str, code: int = 0) -> str:
        assert run(words, cli) == code
        out, err = capsys.readouterr()
        return err if code else out

    assert "no corrections" in said("train", task, "--corrections", code=2)
    assert f"name {task}-1" in said("train", task, "--corrections", str(tmp_path / "said.jsonl"))
    assert learnt == [{"a": 1}, {"a": 2}]
    assert "refused" in said("train", task, "--corrections", str(tmp_path / "no.jsonl"), code=2)
    service = Service(named, RunRepository(open_store(settings.url)), settings)  # type: ignore[arg-type]
    owner = (tmp_path / "owner").read_text().strip()
    kind = getattr(service, use_case)
    assert kind.opened(owner) == str(kind.folder(owner))
    assert said("corrections", "models").startswith(f"* {task}-1  articles: 1")
    said("corrections", "use", task)
    assert said("corrections", "models").startswith(f"  {task}-1")
    said("corrections", "use", f"{task}-1")
    said("corrections", "forget", f"{task}-1")
    assert json.loads(said("corrections", "models", "--json")) == []
    assert kind.opened(owner) is None
    assert "no personal network" in said("corrections", "use", f"{task}-7", code=2)


def test_all_models_of_an_owner_go_together(service: Service) -> None:
    correct(service, ANA)
    service.taggers.train(ANA)
    for kind in (service.readers, service.choices):
        folder = kind._next("ana")
        folder.mkdir()
        (folder / "metrics.json").write_text("{}")
        kind.use("ana", folder.name)
        assert kind.in_use("ana") == folder.name
    service.forget_models("ana")
    assert not any(kind.in_use("ana") for kind in (service.taggers, service.readers))
    assert service.choices.in_use("ana") == ""


def test_answers_and_headlines_are_its_owners_own(tmp_path: Path, trainer: FakeTrainer) -> None:
    """Whoever has a personal reader or choice is served by it, others by the shipped models."""

    class Shown:
        """What is in a folder; it opens articles itself, names itself and its article."""

        def __init__(self, folder: Path) -> None:
            self.reference = ModelRef(folder.name, "ef" * 32)

        def open(self, text: str, _: Sequence[Span]) -> str:
            return f"opened {text}"

        def __call__(self, text: str, asked: Any, _: Any) -> Answer | Summary:
            if isinstance(asked, str):
                return Answer(text, asked, "", (), False, 0.0, self.reference, 0.0)
            made: Summary = fake_texts(FakeHighlighter)["summarize"]()(text, asked)
            return replace(made, model=self.reference)

    named = {
        **pipelines(trainer),
        "answer": lambda: Shown(Path("reader")),
        "reader_folder": lambda: Shown,
        "headlines_folder": lambda: Shown,
    }
    settings = Settings(home=tmp_path, models=tmp_path / "models", secret="s" * 64)
    service = Service(named, RunRepository(open_store(settings.url)), settings)  # type: ignore[arg-type]
    for kind in (service.readers, service.choices):
        folder = kind._next("ana")
        folder.mkdir()
        (folder / "metrics.json").write_text("{}")
        kind.use("ana", folder.name)
    for who, reader, choice in ((ANA, "reader-1", "headlines-1"), (RUI, "reader", "summarizer")):
        answer = service.answer(ARTICLE, "Quem?", who).result
        assert answer.model.name == reader
        assert answer.text == f"opened {ARTICLE}"
        assert service.summarize(ARTICLE, SummaryOptions(), who).result.model.name == choice
        assert service.summarize(ARTICLE, SummaryOptions(), who).result.model.name == choice
        assert service.highlight(ARTICLE, who).result.model.name == "tagger"


def test_one_of_a_former_shipped_model_works_no_more(service: Service, tmp_path: Path) -> None:
    correct(service, ANA)
    service.taggers.train(ANA)
    shipped, own = tmp_path / "models" / "tagger", service.taggers.folder("ana")
    assert own is not None
    report = json.loads((own / "metrics.json").read_text())
    (own / "metrics.json").write_text(json.dumps({**report, "trained_with": {"tagger": "aa"}}))
    shipped.mkdir(parents=True)
    for sha256, outdated in (("aa", False), ("bb", True)):
        (shipped / "metrics.json").write_text(json.dumps({"sha256": sha256}))
        assert service.taggers.all("ana")[0].outdated is outdated
        assert service.taggers.in_use("ana") == ("" if outdated else "personal-1")
        model = service.highlight(f"{ARTICLE} {sha256}", ANA).result.model.name
        assert model == ("tagger" if outdated else "personal-1")
    with pytest.raises(UserError, match="original"):
        service.taggers.use("ana", "personal-1")
    (shipped / "metrics.json").write_text("[")
    assert service.taggers.in_use("ana") == "personal-1"


def test_what_is_being_learnt_goes_with_all_that_is_deleted(
    service: Service, trainer: FakeTrainer
) -> None:
    """Its folder, which the training makes anew, goes too."""
    correct(service, ANA)
    trainer.go_on.clear()
    folders = list[Path]()
    called = trainer.__class__.__call__

    def train(said: Sequence[Any], folder: Path, progress: Progress) -> PersonalReport:
        folders.append(folder.parent)
        trainer.began.set()
        assert trainer.go_on.wait(10)
        folder.parent.mkdir(parents=True)
        return called(trainer, said, folder)  # it is done, and tells nobody

    service.taggers._kind = service.taggers._kind._replace(train=train)
    raised = list[UserError]()

    def learn() -> None:
        with pytest.raises(UserError) as found:
            service.taggers.train(ANA)
        raised.append(found.value)

    learning = threading.Thread(target=learn)
    learning.start()
    assert trainer.began.wait(10)
    service.forget_models("ana")
    trainer.go_on.set()
    learning.join(10)
    assert raised[0].code == "no-personal-tagger"
    assert not folders[0].exists()
    assert service.taggers.all("ana") == []


def test_a_full_disk_leaves_no_half_a_network(service: Service, tmp_path: Path) -> None:
    correct(service, ANA)

    def train(_: Sequence[Any], folder: Path, __: Progress) -> PersonalReport:
        folder.with_name(f"{folder.name}.part").mkdir()
        raise OSError(errno.ENOSPC, "No space left on device")

    service.taggers._kind = service.taggers._kind._replace(train=train)
    with pytest.raises(UserError) as raised:
        service.taggers.train(ANA)
    assert raised.value.code == "disk-full"
    assert not [*(tmp_path / "taggers").glob("*/*")]
