"""Messages of an mbox file: what each says, and the documents attached to it."""

from __future__ import annotations

import email
import email.policy
import mailbox
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage, MIMEPart
from pathlib import Path

from textnn.articles.markup import text_of_markup
from textnn.errors import UserError

ENDING = ".mbox"

ATTACHED = (".txt", ".md", ".html", ".htm", ".pdf", ".docx")
"""Names of attachments that are documents; pictures, signatures and the like are passed over."""

HEADERS = ("from", "date", "message-id")
"""What is kept of a message beside its subject."""


@dataclass(frozen=True, slots=True)
class MailPart:
    """A message or one of its attachments.

    Attributes:
        name: the message's number from 1; of an attachment, its number and name behind slashes.
        content: UTF-8 of what the message says, or the attachment's bytes.
        attached: whether it is an attachment.
        title: subject of the message.
        fields: other headers.
        error: why the message cannot be read.
    """

    name: str
    content: bytes = b""
    attached: bool = False
    title: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    error: UserError | None = None


def count_messages(path: Path) -> int:
    """How many messages a file holds.

    Raises:
        OSError: the file cannot be read.
    """
    with closing(mailbox.mbox(path, create=False)) as box:
        return len(box)


def read_messages(path: Path, most: int) -> Iterator[MailPart]:
    """The messages of a file in their order, each followed by its attachments.

    Args:
        path: of a file in mbox format; it is only read.
        most: bytes of a message; a longer one is an error.

    Raises:
        OSError: the file cannot be read.
    """
    with closing(mailbox.mbox(path, create=False)) as box:
        for number, key in enumerate(box.iterkeys(), start=1):
            with closing(box.get_file(key)) as file:
                content = file.read(most + 1)
            if len(content) > most:
                yield MailPart(str(number), error=UserError("batch-long-line", "message"))
                continue
            try:
                yield from [*_parts(str(number), content)]
            except Exception:  # there is no list of what a broken message can raise
                yield MailPart(str(number), error=UserError("broken-file"))


def _parts(number: str, content: bytes) -> Iterator[MailPart]:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    fields = {name: str(message[name]) for name in HEADERS if message[name]}
    title = " ".join(str(message["subject"] or "").split())
    said = _said(message).encode("utf-8", "backslashreplace")
    attached = [
        MailPart(f"{number}/{place}/{name}", _bytes(part), True, title, fields)
        for place, part in enumerate(message.iter_attachments(), start=1)
        if (name := part.get_filename() or "").lower().endswith(ATTACHED)
    ]
    if said.strip() or not attached:
        yield MailPart(number, said, title=title, fields=fields)
    yield from attached


def _said(message: EmailMessage) -> str:
    """The message itself, as plain text."""
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    text = None
    with suppress(LookupError):  # a charset that nobody knows
        text = str(body.get_content())
    if text is None:
        text = _bytes(body).decode("utf-8", "replace")
    return text_of_markup(text) if body.get_content_type() == "text/html" else text


def _bytes(part: MIMEPart) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""
