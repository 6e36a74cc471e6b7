"""Corrected marks in the store, over HTTP and at the command line."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import httpx
import pytest

from tests.served import Served
from tests.ui.fakes import SECRET, fake_texts
from textnn.cli import run
from textnn.cli.context import CliContext
from textnn.config import Settings
from textnn.errors import UserError
from textnn.results import Highlight
from textnn.results.context import NOT_KEPT, RequestContext
from textnn.service import Service, Stored
from textnn.store.engine import open_store
from textnn.store.runs import RunRepository
from textnn.tasks.highlight.corrected_files import MarkedText, read_marked
from textnn.web.identity.owner import COOKIE, new_owner, sign

ARTICLE = "Ana Souza chegou a São Bento em 3 de maio.\r\nPagou R$ 20 milhões a Ana Souza 😀."
PRESS = {"do": "correct", "start": "0", "end": "9", "said": "Ana Souza", "kind": "ORG"}


@pytest.fixture
def service(tmp_path: Path) -> Service:
    settings = Settings(home=tmp_path, models=tmp_path / "models", secret="s" * 64)
    return Service(fake_texts(), RunRepository(open_store(settings.url)), settings)


def names(result: object) -> list[str]:
    assert isinstance(result, Highlight)
    return [f"{span.text}/{span.label}" for span in result.spans]


def test_a_correction_stays_with_its_run_and_is_undone(service: Service) -> None:
    ana = RequestContext("ana")
    kept = service.highlight(ARTICLE, ana)
    assert kept.run_id
    after = service.edit(kept, {**PRESS, "everywhere": "true"}, ana)
    assert names(after.result)[0] == "Ana Souza/ORG"
    assert names(after.result)[-1] == "Ana Souza/ORG"
    assert service.history.open("ana", kept.run_id).result == after.result
    assert [*service.corrections.of("ana")] == [after.result]
    before = service.edit(after, {"do": "undo"}, ana)
    assert before.result == kept.result
    assert [*service.corrections.of("ana")] == []


def test_a_result_that_is_not_kept_is_corrected_all_the_same(service: Service) -> None:
    found = service.highlight(ARTICLE)
    after = service.edit(found, PRESS, NOT_KEPT)
    assert names(after.result)[0] == "Ana Souza/ORG"
    assert after.run_id is None


def test_nobody_corrects_or_takes_what_is_anothers(service: Service) -> None:
    kept = service.highlight(ARTICLE, RequestContext("ana"))
    service.edit(kept, PRESS, RequestContext("ana"))
    with pytest.raises(UserError, match="not in your history"):
        service.edit(kept, {"do": "undo"}, RequestContext("rui"))
    assert [*service.corrections.export("rui", "jsonl")] == []
    assert len([*service.corrections.of("ana")]) == service.corrections.count("ana") == 1
    assert service.corrections.count("rui") == 0


def test_what_goes_wrong_changes_nothing(service: Service) -> None:
    kept = service.highlight(ARTICLE, RequestContext("ana"))
    assert kept.run_id
    with pytest.raises(UserError):
        service.edit(kept, {**PRESS, "kind": "CAT"}, RequestContext("ana"))
    assert service.history.open("ana", kept.run_id).result == kept.result


def test_two_tabs_that_correct_one_article_export_it_once(service: Service, tmp_path: Path) -> None:
    ana = RequestContext("ana")
    tabs = [service.highlight(ARTICLE, ana) for _ in range(2)]
    at = ARTICLE.index("São Bento")
    place = {"start": str(at), "end": str(at + 9), "said": "São Bento"}
    service.edit(tabs[0], {**PRESS, "kind": "WORK"}, ana)
    first = service.edit(tabs[0], {"do": "correct", **place, "kind": "EVENT"}, ana)
    service.edit(tabs[1], PRESS, ana)  # over what the older tab says of this place
    (line,) = service.corrections.export("ana", "jsonl")
    marks = [(ARTICLE[start:end], label) for start, end, label in json.loads(line)["entities"]]
    assert marks[:2] == [("Ana Souza", "ORG"), ("São Bento", "EVENT")]
    assert service.corrections.count("ana") == 1
    assert names(first.result)[0] == "Ana Souza/WORK"  # each tab shows what was said in it

    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"text": ARTICLE, "entities": [[0, 9, "PER"]]}))
    assert service.corrections.add(read_marked(path), ana).changed == 1
    (found,) = service.corrections.of("ana")
    assert names(found) == ["Ana Souza/PER"]
    assert service.corrections.add(read_marked(path), ana).same == 1


@pytest.mark.parametrize("name", ["jsonl", "conll"])
def test_out_and_in_again(service: Service, tmp_path: Path, name: str) -> None:
    ana, rui = RequestContext("ana"), RequestContext("rui")
    service.edit(service.highlight(ARTICLE, ana), PRESS, ana)
    file = tmp_path / f"out.{name}"
    pieces = [*service.corrections.export("ana", name)]
    file.write_text("".join(pieces), encoding="utf-8", newline="")
    assert service.corrections.add(read_marked(file), rui) == (1, 0, 0)
    (theirs,) = service.corrections.of("rui")
    (ours,) = service.corrections.of("ana")
    mine = [" ".join(one.split()) for one in names(ours)]
    assert names(theirs) == mine
    assert service.corrections.add(read_marked(file), rui) == (0, 0, 1)
    if name == "jsonl":
        assert [*service.corrections.export("rui", name)] == pieces


def test_other_marks_for_an_article_change_it_where_it_stands(service: Service) -> None:
    ana = RequestContext("ana")
    kept = service.edit(service.highlight(ARTICLE, ana), PRESS, ana)
    assert service.corrections.add([MarkedText(ARTICLE, ((0, 9, "WORK"),))], ana) == (0, 1, 0)
    assert kept.run_id
    assert names(service.history.open("ana", kept.run_id).result) == ["Ana Souza/WORK"]


def test_the_shared_page_has_the_correction_and_no_editor(served: Served) -> None:
    owner = new_owner()
    context, service = RequestContext(owner), served.screen.service
    kept: Stored[Highlight] = service.highlight(ARTICLE, context)
    service.edit(kept, PRESS, context)
    link = service.history.share(owner, str(kept.run_id))
    page = httpx.get(f"{served.url}/r/{link.id}").text
    assert re.search(r'<mark class="ORG by-hand"[^>]*>Ana Souza', page)
    assert "mark-editor data-made" not in page
    assert 'data-on="edit"' not in page
    with httpx.Client(base_url=served.url, cookies={COOKIE: sign(owner, SECRET)}) as ana:
        (line,) = ana.get("/corrections.jsonl").text.splitlines()
        assert json.loads(line)["entities"][0] == [0, 9, "ORG"]
        assert "Souza\tI-ORG" in ana.get("/corrections.conll").text
    assert httpx.get(f"{served.url}/corrections.jsonl").text == ""


def test_the_command_line_gives_and_takes_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(home=tmp_path / "home", models=tmp_path / "models", secret="s" * 64)
    cli = CliContext(settings, "en", io.BytesIO(b""), fake_texts())
    file = tmp_path / "in.jsonl"
    record = {"text": ARTICLE, "entities": [[0, 9, "ORG"]]}
    file.write_text(json.dumps(record) + "\n", encoding="utf-8")
    assert run(("corrections", "import", str(file), "--json"), cli) == 0
    assert json.loads(capsys.readouterr().out) == {"new": 1, "changed": 0, "same": 0}
    assert run(("corrections", "export"), cli) == 0
    assert json.loads(capsys.readouterr().out)["entities"] == [[0, 9, "ORG"]]
    assert run(("corrections", "export", "--format", "conll"), cli) == 0
    assert capsys.readouterr().out.startswith("-DOCSTART-\tO\n\nAna\tB-ORG\n")
    assert run(("corrections", "export", "--format", "csv"), cli) == 2
    assert "jsonl, conll" in capsys.readouterr().err
    file.write_text('{"text": "a", "entities": [[0, 9, "ORG"]]}\n', encoding="utf-8")
    assert run(("corrections", "import", str(file)), cli) == 2
    assert "line 1" in capsys.readouterr().err
