"""The page: theme, tabs, and the web application around them."""

from __future__ import annotations

import gc
import inspect
import json
import os
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import gradio as gr
import uvicorn
from fastapi import FastAPI
from gradio.themes import Base

from textnn.config import Settings
from textnn.locale import LANGUAGES, say
from textnn.pages import fragments
from textnn.results import Continuation, Result, Surprise
from textnn.service import deadline
from textnn.tasks.registry import TASKS
from textnn.ui import endpoints, gradio_patches
from textnn.ui.components.drawing_pad import WORDS as PAD_WORDS
from textnn.ui.components.picture_source import WORDS as INTAKE_WORDS
from textnn.ui.endpoints import http_calls as calls
from textnn.ui.endpoints import mcp as tools
from textnn.ui.i18n import t, translations
from textnn.ui.screen import QUICK, Opener
from textnn.ui.tabs import article, chat, generate, history, images, laboratory, samples
from textnn.web.app import create_app
from textnn.web.context import Screen
from textnn.web.early import EarlyDoor
from textnn.web.observe import log_lines
from textnn.web.same_origin import Proxies
from textnn.web.shutdown import Server

TABS = (
    "chat",
    *(name for name, form in TASKS.forms().items() if form.hint),
    "generate", "images", "samples", "laboratory", "history",
)  # fmt: skip
"""Ids of the tabs, in the order of a visitor's curiosity."""

_WARM_AFTER = 4.0
"""Seconds: the page that was waited for comes first, and reading models slows it down."""

_STATIC = Path(__file__).resolve().parent / "static"
_SERIF = "Charter, 'Bitstream Charter', 'Iowan Old Style', Palatino, Georgia, 'DejaVu Serif', serif"
_JS_FIRST = "(...texts) => texts.find(Boolean) || ''"
"""An empty box takes the article from another tab; nothing goes to the server for that."""
_SAID = (
    "toast_title",
    "toast_warning",
    "toast_info",
    "out_of_range",
    "slider_number",
    "slider_most",
    "slider_least",
    "slider_reset",
    "edit_article",
    "footer",
    "error_busy",
    "broken",
    "disconnected",
    "too_big",
    "too_big_some",
    *PAD_WORDS,
    *INTAKE_WORDS,
    *chat.WORDS,
)
"""Sentences that the scripts say by themselves."""

_SCRIPTS = (
    "stream.js",
    "page.js",
    "pad.js",
    "intake.js",
    "samples.js",
    "share.js",
    "corrections.js",
    "history.js",
    "letters.js",
    "chat.js",
)
_STYLES = ("bare.css", "style.css", "chat.css")


def build(screen: Screen, tabs: Sequence[str] = TABS) -> gr.Blocks:
    """The page with ``tabs``; one tab alone works as well.

    Reads and writes nothing until it is served.
    """
    openers: dict[type[Result], Opener] = {}
    blocks: gr.Blocks
    with gr.Blocks(title="textnn", analytics_enabled=False) as blocks:
        gr.HTML(t("html:hero"))
        with gr.Tabs(elem_id="tabs", overflow_behavior="wrap") as strip:
            if "chat" in tabs:
                with gr.Tab(t("tab_chat"), id="chat"):
                    talk = chat.ChatTab(screen)
            boxes: dict[Any, gr.Tab] = {}
            for name in TASKS.forms():
                if name in tabs:
                    with gr.Tab(t(f"act:{name}"), id=name) as tab:
                        shown = article.build(screen, name)
                    openers |= shown
                    boxes[shown[TASKS[name].result].box] = tab
            for box, tab in boxes.items():
                first = [box, *(other for other in boxes if other is not box)]
                tab.select(None, first, box, js=_JS_FIRST, **QUICK)
            if "generate" in tabs:
                with gr.Tab(t("tab_generate"), id="generate"):
                    openers[Continuation] = openers[Surprise] = generate.build(screen)
            if "images" in tabs:
                with gr.Tab(t("tab_images"), id="images"):
                    openers |= images.build(screen)
            if "samples" in tabs:
                with gr.Tab(t("tab_samples"), id="samples"):
                    openers |= samples.build(screen)
            if "laboratory" in tabs:
                with gr.Tab(t("tab_laboratory"), id="laboratory"):
                    openers |= laboratory.build()
            if "history" in tabs:
                with gr.Tab(t("tab_history"), id="history") as last:
                    refresh = history.build(
                        screen, openers, strip, talk.opener() if "chat" in tabs else None
                    )
                last.select(**refresh)
                blocks.load(**refresh)
        if "chat" in tabs:
            talk.wire(openers, strip)
            blocks.load(**talk.load)
        endpoints.build(screen)
    blocks.queue(api_open=False, max_size=64, default_concurrency_limit=4)
    return blocks


def make_app(screen: Screen, tabs: Sequence[str] = TABS, embedders: Sequence[str] = ()) -> FastAPI:
    """The whole web application.

    Args:
        screen: what the tabs need.
        tabs: which tabs to show.
        embedders: sites that may show the page in a frame, beside itself.
    """
    _surroundings(screen.settings)
    with gradio_patches.unserved():
        blocks = build(screen, tabs)
    examples = screen.examples
    pieces = fragments.everything(
        examples.articles,
        examples.prefixes,
        examples.pictures,
        examples.outlines,
        screen.settings.upload_bytes,
    )
    settings = screen.settings
    script = _script(settings)
    app = create_app(screen, embedders, lambda: gradio_patches.jobs(blocks), (script,))
    login = bool(app.state.accounts)
    if settings.public or login:
        others = fragments.for_strangers(settings.retention_days, login)
        pieces = {language: {**pieces[language], **others[language]} for language in pieces}
    pieces = {language: {**pieces[language], **article.sentences(language)} for language in pieces}
    calls.mount(app, blocks)
    if screen.settings.mcp:
        tools.mount(app, blocks, screen.settings.upload_bytes)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        root_path=screen.settings.root_path or None,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        theme=theme(),
        css="\n".join((_STATIC / name).read_text(encoding="utf-8") for name in _STYLES),
        head=_head(settings, script),
        favicon_path=str(_STATIC / "icon.svg"),
        i18n=translations(pieces),
        show_error=False,
        run_history=False,
        footer_links=["api"],
        max_file_size=screen.settings.max_upload,
        allowed_paths=[],
        enable_monitoring=False,
        ssr_mode=False,
    )
    blocks.app = app.routes[-1].app  # type: ignore[attr-defined]
    return app


def serve(
    app: FastAPI,
    listening: socket.socket,
    proxies: str = "",
    grace: float = 10,
    listens: Callable[[int], None] | None = None,
    warm: Callable[[Callable[[], bool]], None] | None = None,
    door: EarlyDoor | None = None,
) -> None:
    """Serve until interrupted; the address is printed once it listens.

    Args:
        app: what is served.
        listening: where visitors come in, as ``listen`` gives it.
        proxies: addresses whose word about the visitor's address and scheme is believed.
        grace: seconds that running work has left when the process is told to end; then it ends.
        listens: told the port in a thread of its own.
        warm: reads models meanwhile, until what it is given says that the process is to end.
        door: lets visitors in until then.
    """
    log_lines(app.state.log)
    host, port = listening.getsockname()[:2]
    print(f"textnn: http://{f'[{host}]' if ':' in host else host}:{port}", flush=True)
    if listens:
        threading.Thread(target=listens, args=(port,), daemon=True).start()
    if warm:
        threading.Timer(_WARM_AFTER, warm, (app.state.shutdown.told.is_set,)).start()
    config = uvicorn.Config(
        Proxies(app, proxies),
        log_config=None,  # ours
        log_level="warning",
        timeout_graceful_shutdown=max(1, int(grace)),
        proxy_headers=False,
        server_header=False,
    )
    gc.freeze()  # the page stays; looking through it for garbage would hold up who asks meanwhile
    server = Server(config, grace, app.state.shutdown, door.hand_over if door else list)
    server.run(sockets=[listening])


def theme() -> Base:
    """Paper and ink by day, the same desk by night; system fonts only."""
    sans = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "DejaVu Sans", "sans-serif"]
    mono = ["ui-monospace", "SFMono-Regular", "Menlo", "DejaVu Sans Mono", "monospace"]
    return Base(
        font=sans, font_mono=mono, radius_size="sm", primary_hue="sky", neutral_hue="stone"
    ).set(**_colours())


def _colours() -> dict[str, Any]:
    """Gradio's names for our own variables, which ``bare.css`` sets for day and night."""
    names: Mapping[str, str] = {
        "body_background_fill": "paper",
        "background_fill_primary": "card",
        "background_fill_secondary": "paper",
        "body_text_color": "ink",
        "body_text_color_subdued": "soft",
        "block_background_fill": "paper",
        "block_label_text_color": "soft",
        "block_label_background_fill": "paper",
        "block_title_text_color": "ink",
        "block_info_text_color": "soft",
        "border_color_primary": "line",
        "input_background_fill": "card",
        "input_background_fill_focus": "card",
        "input_border_color": "edge",
        "input_border_color_focus": "accent",
        "input_placeholder_color": "soft",
        "button_primary_background_fill": "accent",
        "button_primary_background_fill_hover": "accent-strong",
        "button_primary_text_color": "on-accent",
        "button_secondary_background_fill": "card",
        "button_secondary_background_fill_hover": "hover",
        "button_secondary_text_color": "ink",
        "button_secondary_border_color": "edge",
        "color_accent": "accent",
        "color_accent_soft": "hover",
        "slider_color": "accent",
        "link_text_color": "accent",
        "link_text_color_hover": "accent-strong",
        "link_text_color_visited": "accent",
        "checkbox_background_color": "card",
        "checkbox_background_color_selected": "accent",
        "checkbox_border_color": "edge",
        "checkbox_border_color_selected": "accent",
        "checkbox_label_background_fill": "card",
        "checkbox_label_background_fill_hover": "hover",
        "checkbox_label_background_fill_selected": "hover",
        "checkbox_label_text_color": "ink",
        "checkbox_label_text_color_selected": "ink",
        "checkbox_label_border_color": "edge",
        "accordion_text_color": "ink",
    }
    both = {name: f"var(--{variable})" for name, variable in names.items()}
    known = inspect.signature(Base.set).parameters
    dark = {f"{name}_dark": value for name, value in both.items() if f"{name}_dark" in known}
    plain = {"block_border_width": "0px", "block_shadow": "none", "block_padding": "0"}
    plain |= {"input_border_width": "1px", "button_border_width": "1px", "input_shadow": "none"}
    plain |= {"button_large_text_weight": "600", "button_large_text_size": "15px"}
    plain |= {"button_primary_border_color": "var(--accent)"}
    # a fading button is drawn a dozen times while the answer is worked on
    plain |= {"button_transition": "none"}
    return {**both, **dark, **plain, "button_secondary_border_color_hover": "var(--accent)"}


def _script(settings: Settings) -> str:
    """Our script and its sentences."""
    words = {language: {name: say(language, name) for name in _SAID} for language in LANGUAGES}
    limits = {"webcam": settings.webcam, "maxUpload": settings.upload_bytes}
    options = json.dumps({"words": words, **limits}).replace("</", "<\\/")
    script = "\n".join((_STATIC / name).read_text(encoding="utf-8") for name in _SCRIPTS)
    return f"window.textnn={options};\n{script}"


def _head(settings: Settings, script: str) -> str:
    """The script, and the picture that Gradio would point to elsewhere is ours."""
    shelf = "" if settings.webcam else "<style>[data-from=camera]{display:none}</style>"
    return (
        '<meta name="color-scheme" content="light dark">'
        '<meta name="description" '
        'content="textnn: lê, marca, resume e escreve notícias em português.">'
        '<meta property="og:image" content="favicon.ico">'
        f"<style>:root{{--serif:{_SERIF}}}</style>{shelf}"
        f"<script>{script}</script>"
    )


def _surroundings(settings: Settings) -> None:
    """Gradio reads these from the environment, some of them at each start; it fetches nothing."""
    gradio_patches.patch()
    deadline.set_limit(settings.deadline)
    os.environ.update(
        GRADIO_ANALYTICS_ENABLED="False",
        HF_HUB_DISABLE_TELEMETRY="1",
        GRADIO_RUN_HISTORY="False",
        GRADIO_TEMP_DIR=str(settings.home / "tmp"),
    )
