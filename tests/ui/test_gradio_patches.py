"""What is changed in Gradio, and that this release of it still has what is changed and used."""

from __future__ import annotations

import ast
import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import gradio as gr
import pytest
from gradio.component_meta import create_or_modify_pyi
from gradio.state_holder import StateHolder
from gradio_client import utils as client_utils

import textnn.ui
from textnn.ui import gradio_patches
from textnn.ui.gradio_patches import NoFiles, PageState, complaint, missing, patch
from textnn.web.gradio_addresses import SINGLE

TEXTNN = Path(__file__).parents[2] / "textnn"
INSIDES = TEXTNN / "ui" / "gradio_patches.py"
PUBLIC = {"gradio", "gradio.blocks", "gradio.components", "gradio.events", "gradio.i18n",
          "gradio.themes"}  # fmt: skip


def test_this_release_of_gradio_has_what_is_used_of_it() -> None:
    assert not missing(), complaint(missing())


def test_a_release_without_a_name_is_refused_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gradio_patches, "_NAMES", ("blocks:Blocks", "utils:no_such_name"))
    monkeypatch.setattr(gradio_patches, "_QUEUE_ATTRIBUTES", ("no_such_attribute",))
    with pytest.raises(RuntimeError) as refused:
        patch()
    assert str(refused.value) == (
        f"Gradio {gr.__version__} lacks utils:no_such_name, Queue.no_such_attribute: "
        "mend textnn/ui/gradio_patches.py."
    )


def test_no_event_is_counted() -> None:
    patch()
    with gr.Blocks(analytics_enabled=False) as page:
        pass
    queue, event = page._queue, {"function": "f", "status": "success", "process_time": 0.1}
    queue.events_recorded = 1
    assert queue.compute_analytics_summary([event]) == {"functions": {}}


def test_files_are_looked_for_in_everything_but_our_own_answers() -> None:
    patch()
    file = {"path": "a.txt", "meta": {"_type": "gradio.FileData"}}
    answer = NoFiles(text="Ana", spans=[file])
    value = {"data": [answer, [file], 1]}

    def change(found: object) -> str:
        return "changed" if found == file else "?"

    async def change_later(found: object) -> str:
        return change(found)

    is_file = client_utils.is_file_obj_with_meta
    once = client_utils.traverse(value, change, is_file)
    later = asyncio.run(client_utils.async_traverse(value, change_later, is_file))
    assert once == later == {"data": [answer, ["changed"], 1]}
    assert once["data"][0] is later["data"][0] is answer


def test_no_stub_is_written_for_a_component_without_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspect.getfile", textnn.ui._no_file)
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: pytest.fail("it reads the source"))
    create_or_modify_pyi(gr.Button, "Button", [])


def test_this_release_of_gradio_has_the_addresses_that_are_open(page: gr.Blocks) -> None:
    app = gr.routes.App.create_app(page)
    there = {path.strip("/") for path in paths(app)}
    single = {name.replace("run/predict", "run/{api_name}") for name in SINGLE}
    wanted = {f"gradio_api/{name}" for name in single}
    gone = sorted(wanted - there)
    assert not gone, f"Gradio {gr.__version__} has no {gone}: see textnn/web/gradio_addresses.py"


def paths(app: object) -> Iterator[str]:
    for route in getattr(app, "routes", ()):
        inner = getattr(route, "original_router", None)
        if inner is None:
            yield getattr(route, "path", "")
        else:
            yield from paths(inner)


@pytest.mark.parametrize("folder", ["ui", "cli"])
def test_no_other_module_uses_what_is_private(folder: str) -> None:
    """Modules of Gradio that are not public, and private attributes of other objects."""
    for path in sorted((TEXTNN / folder).rglob("*.py")):
        if path == INSIDES:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("gradio"):
                assert node.module in PUBLIC, f"{path}:{node.lineno}"
            if isinstance(node, ast.Attribute) and node.attr.startswith("_"):
                own = isinstance(node.value, ast.Name) and node.value.id in {"self", "cls", "os"}
                public = node.attr.startswith("__") or node.attr == "_asdict"  # of named tuples
                assert own or public, f"{path}:{node.lineno} {node.attr}"


@pytest.fixture
def page() -> gr.Blocks:
    page: gr.Blocks
    with gr.Blocks(analytics_enabled=False) as page:
        gr.Textbox("shared")
        gr.State([])
    return page


def ids(page: gr.Blocks) -> tuple[int, int]:
    """Of the box and of the state."""
    box, state = (
        next(key for key, block in page.blocks.items() if isinstance(block, kind))
        for kind in (gr.Textbox, gr.State)
    )
    return box, state


def test_a_component_changes_on_one_page_alone(page: gr.Blocks) -> None:
    box, _ = ids(page)
    mine, other = PageState(page), PageState(page)
    mine[box] = gr.Textbox("mine")
    assert mine[box].value == "mine"
    assert other[box].value == vars(page.default_config.blocks[box])["value"] == "shared"


def test_a_value_belongs_to_one_page_and_can_expire(page: gr.Blocks) -> None:
    _, state = ids(page)
    mine, other = PageState(page), PageState(page)
    mine[state] = ["kept"]
    assert mine[state] == ["kept"]
    assert other[state] == []
    assert mine.blocks_config is page.default_config
    assert [(value, expired) for _, value, expired in mine.state_components] == [(["kept"], False)]


def test_a_value_put_in_a_fresh_state_is_no_other_pages(page: gr.Blocks) -> None:
    _, state = ids(page)
    mine, other = PageState(page), PageState(page)
    mine[state].append("mine")
    assert other[state] == []


@pytest.mark.slow
def test_the_app_remembers_little_of_a_call() -> None:
    patch()
    with gr.Blocks(analytics_enabled=False) as page:
        for _ in range(300):
            gr.Textbox()
    holder = StateHolder()
    holder.set_blocks(page)
    began = time.process_time()
    states = [holder[str(number)] for number in range(1000)]
    assert all(isinstance(state, PageState) and not state.config_values for state in states)
    assert time.process_time() - began < 5  # twenty where every component is described
