"""What stands on the page from the start, in the language of the browser."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import gradio as gr
from gradio.i18n import I18nData

from textnn.locale import LANGUAGES, sentences

COMPUTED = ("cli_", "error_", "fault_", "lab_", "metric_", "reply_", "row_", "setting_")
"""How names of sentences begin that are only said in Python: the page does not carry them."""


def t(name: str) -> I18nData:
    """A sentence that stands on the page from the start: the browser chooses the language."""
    if ":" not in name and name not in _of_the_page("pt"):
        raise KeyError(name)
    return I18nData(name)


def translations(fragments: Mapping[str, Mapping[str, str]]) -> gr.I18n:
    """Everything for Gradio.

    Both ``pt`` and ``pt-BR`` are needed: with one of them, readers of the other get English.

    Args:
        fragments: pieces of HTML by language and name, as ``fragments.everything`` makes them.
    """
    pt, en = ({**_of_the_page(language), **fragments[language]} for language in LANGUAGES)
    return gr.I18n(**{"pt": pt, "pt-BR": pt, "en": en})


@cache
def _of_the_page(language: str) -> Mapping[str, str]:
    every = sentences(language).items()
    return {name: sentence for name, sentence in every if not name.startswith(COMPUTED)}
