"""The public endpoints: tasks with an ``ArticleForm``, generate, classify, sample, chat and more.

``gradio_client``, plain HTTP and the page *Usar via API* see the same names and types. Who asks is
the owner of the ``textnn`` cookie; a program that wants its history again sends the cookie back.
"""

from __future__ import annotations

from textnn.ui.endpoints import chat, history, pictures, share, text
from textnn.web.context import Screen


def build(screen: Screen) -> None:
    """Declare the endpoints, inside the ``Blocks`` that are open."""
    for part in (text, pictures, chat, history, share):
        part.build(screen)
