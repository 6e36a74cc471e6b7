"""What is remembered of a page: its own values, and nothing that all pages share."""

from __future__ import annotations

import time

import gradio as gr
import pytest
from gradio.state_holder import StateHolder

from textnn.ui.gradio_patches import PageState, keep_little


@pytest.fixture
def page() -> gr.Blocks:
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
    assert other[box].value == page.default_config.blocks[box].value == "shared"


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


def test_the_app_remembers_little_of_a_call() -> None:
    keep_little()
    with gr.Blocks(analytics_enabled=False) as page:
        for _ in range(300):
            gr.Textbox()
    holder = StateHolder()
    holder.set_blocks(page)
    began = time.process_time()
    states = [holder[str(number)] for number in range(1000)]
    assert all(isinstance(state, PageState) and not state.config_values for state in states)
    assert time.process_time() - began < 5  # twenty where every component is described
