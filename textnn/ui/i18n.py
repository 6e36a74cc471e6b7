"""What stands on the page from the start, in the language of the browser."""

from __future__ import annotations

from collections.abc import Mapping

import gradio as gr
from gradio.i18n import I18nData

from textnn.locale import LANGUAGES, sentences


def t(name: str) -> I18nData:
    """The same for what stands on the page from the start: the browser chooses the language."""
    if name not in sentences("pt") and ":" not in name:
        raise KeyError(name)
    return I18nData(name)


def translations(fragments: Mapping[str, Mapping[str, str]]) -> gr.I18n:
    """Everything for Gradio.

    Both ``pt`` and ``pt-BR`` are needed: with one of them, readers of the other get English.

    Args:
        fragments: pieces of HTML by language and name, as ``fragments.everything`` makes them.
    """
    pt, en = ({**sentences(lang), **fragments[lang]} for lang in LANGUAGES)
    return gr.I18n(**{"pt": pt, "pt-BR": pt, "en": en})
