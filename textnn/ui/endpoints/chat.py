"""``/chat``: a message of a conversation, and the reply to it."""

from __future__ import annotations

from typing import Any

import gradio as gr

from textnn.chat import Upload
from textnn.ui.endpoints.declare import declare
from textnn.ui.files import unpacked
from textnn.web.context import Screen


def build(screen: Screen) -> None:
    """Declare the endpoint, inside the ``Blocks`` that are open."""

    def chat(
        message: str,
        conversation_id: str = "",
        files: dict[str, str] | None = None,
        keep: bool = True,
        request: gr.Request = None,  # type: ignore[assignment]
    ) -> dict[str, Any]:
        """Say something to textnn, in Portuguese or English, and get its reply.

        It highlights, summarises, titles and answers questions about the article in the
        conversation (pasted into a message, in a file, or at an address), writes, classifies and
        draws pictures, and explains itself. It replies in the language that the accept-language
        of the request asks for, whatever the message is written in; in Portuguese if it is silent.

        Args:
            message: what you say.
            conversation_id: where; empty begins a conversation.
            files: name of a file -> the file in base64: articles or pictures, at most five.
            keep: whether a conversation that begins here is kept; one that stands is.

        Returns:
            conversation_id (empty if not kept), message_id (of the reply), replies_to (your
            message), role, created_at, status (done, failed or gone), intent, liked, reason
            (why it is not liked, or which of the sentences of a maybe is), said (all in plain
            words), parts (each with its kind in part; results in full) and run_ids.
        """
        limit = screen.settings.upload_bytes
        uploads = [Upload(name, unpacked(data, limit)) for name, data in (files or {}).items()]
        context = screen.context(request, keep=keep)
        return screen.chat.ask(context, message, conversation_id or None, uploads)

    declare(chat, queue="chat", limit=8)
