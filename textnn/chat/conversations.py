"""``Chat``: conversations begun, gone on with, edited, retried, listed, exported and deleted."""

from __future__ import annotations

import itertools
import logging
import secrets
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from textnn.chat.attachments import first_line, given_in
from textnn.chat.context import Sources, Turn, Upload
from textnn.chat.dispatch import respond
from textnn.chat.phrases import say
from textnn.chat.reply_draft import ReplyDraft
from textnn.chat.transcript import FORMATS, as_dict, message_line
from textnn.errors import UserError
from textnn.results.chat import Arguments, Request
from textnn.results.context import RequestContext
from textnn.results.conversation import (
    REASONS,
    Conversation,
    Deleted,
    Message,
    Part,
    Said,
    Shown,
)
from textnn.service import Service
from textnn.tasks.understand.message import readings

_log = logging.getLogger(__name__)

_NOT_YET = Request(readings("")[-1], "unknown", 0.0, False, (), Arguments())
_PAGE = 50  # conversations that an export holds in memory at a time

MOST_FILES = 5
"""Files with one message."""

Replying = Generator[Message, None, None]
"""A reply as it grows; only the last message has a status other than ``working``."""


class Chat:
    """Conversations of every owner; nothing is kept in here, so one is enough for all.

    Args:
        service: what does the work.
        sources: how articles come in from files and addresses.
    """

    def __init__(self, service: Service, sources: Sources | None = None) -> None:
        self._service = service
        self._sources = sources or Sources()
        self._kept = service.history.conversations

    def reply(
        self,
        context: RequestContext,
        conversation_id: str | None,
        text: str,
        uploads: Sequence[Upload] = (),
    ) -> Replying:
        """Say something in a conversation and get the reply, as it grows.

        Where the store is as large as it may be, nothing of it is kept, and the reply says so.

        Args:
            context: who speaks, in which language textnn replies, and whether a conversation
                that begins here is kept, and its results; one that stands already keeps whatever
                is said in it.
            conversation_id: where; ``None`` begins a conversation.
            text: what is said; may be empty where something comes with it.
            uploads: pictures, and articles as files.

        Raises:
            UserError: with the first message; nothing is kept then.
        """
        self._check(text, uploads)
        parts: tuple[Part, ...] = (Said(text.strip()),) if text.strip() else ()
        asked = _message(conversation_id or _new_id(), "user", parts)
        context = replace(context, keep=context.keep or conversation_id is not None)
        full: UserError | None = None
        try:
            if conversation_id is None and context.keep:
                title = first_line(text) if text.strip() else uploads[0].name
                self._service.history.sweep()
                self._kept.begin(context.owner, asked, title)
            elif context.keep and not self._kept.add(context.owner, asked):
                raise UserError("no-such-conversation")
        except UserError as error:
            if error.code != "store-quota":
                raise
            full, context = error, replace(context, keep=False)
        yield from self._answer(context, asked, uploads, full)

    def edit(self, context: RequestContext, message_id: str, text: str) -> Replying:
        """Say something else in the place of a visitor's message; what came after is forgotten.

        What was given with the message stays with it, unless another article comes with the text.

        Raises:
            UserError: with the first message, also where an article cannot be fetched; the
                conversation is then as it was.
        """
        self._check(text)
        owner = context.owner
        message = self._kept.find(owner, message_id)
        if message is None or message.role != "user":
            raise UserError("no-such-message")
        before = (*self._before(owner, message), message)
        draft = ReplyDraft(context.language)
        turn = Turn(self._service, context, message, before, _NOT_YET, draft)
        asked = self._kept.rewind(owner, message_id, given_in(turn, text.strip(), self._sources))
        if asked is None:
            raise UserError("no-such-message")
        yield from self._answer(replace(context, keep=True), asked)

    def retry(self, context: RequestContext, message_id: str) -> Replying:
        """Reply anew to the last message of a visitor, given by its id or by that of the reply.

        Raises:
            UserError: with the first message, also where something was said after it, which would
                be lost.
        """
        owner = context.owner
        message = self._kept.find(owner, message_id)
        if message is None:
            raise UserError("no-such-message")
        asked_id = message.replies_to or message.id
        said = self.open(owner, message.conversation_id).messages
        if any(one.role == "user" for one in _after(said, asked_id)):
            raise UserError("not-last")
        asked = self._kept.rewind(owner, asked_id)
        if asked is None:
            raise UserError("no-such-message")
        yield from self._answer(replace(context, keep=True), asked)

    def ask(
        self,
        context: RequestContext,
        text: str,
        conversation_id: str | None = None,
        uploads: Sequence[Upload] = (),
    ) -> dict[str, Any]:
        """As ``reply``, for programs: the whole reply as JSON-ready data.

        Returns:
            ``conversation_id``, ``message_id``, ``replies_to``, ``status``, ``intent``, ``said``
            (everything in plain words), ``parts`` (results in full) and ``run_ids``. What is not
            kept has no ``conversation_id``.
        """
        *_, last = self.reply(context, conversation_id, text, uploads)
        told = as_dict(last, context.language)
        begun = conversation_id or self._kept.find(context.owner, last.replies_to)
        return told if begun else {**told, "conversation_id": ""}

    def conversations(
        self, owner: str, query: str = "", limit: int = 50, skip: int = 0
    ) -> list[Conversation]:
        """The owner's conversations, the one last spoken in first, without messages.

        Args:
            query: words that must all occur in title or messages; accents and case do not count.
        """
        return self._kept.list(owner, query, limit, skip)

    def count(self, owner: str, query: str = "") -> int:
        """How many conversations there are without a limit."""
        return self._kept.count(owner, query)

    def open(self, owner: str, conversation_id: str) -> Conversation:
        """A conversation with its messages in reading order and the results that are still kept."""
        found = self._kept.get(owner, conversation_id)
        if found is None:
            raise UserError("no-such-conversation")
        return found

    def rename(self, owner: str, conversation_id: str, title: str) -> None:
        """Call a conversation something else; an empty title changes nothing."""
        if title.strip() and not self._kept.rename(owner, conversation_id, title):
            raise UserError("no-such-conversation")

    def like(self, owner: str, message_id: str, liked: bool | None, reason: str = "") -> None:
        """Put a thumb up or down on a reply and on its results, or take it away.

        Args:
            reason: why it is not liked, one of ``REASONS``; anything else is as good as nothing.
        """
        reason = reason if liked is False and reason in REASONS else ""
        if not self._kept.like(owner, message_id, liked, reason):
            raise UserError("no-such-message")

    def runs(self, owner: str, conversation_id: str) -> int:
        """How many results of a conversation are in the history."""
        return len(self._kept.run_ids(owner, conversation_id))

    def delete(self, owner: str, conversation_id: str, *, runs: bool = False) -> Deleted:
        """Delete a conversation; its results stay in the history unless ``runs``."""
        if runs:
            self._service.forget(owner)
        deleted = self._kept.delete(owner, conversation_id, runs=runs)
        if deleted is None:
            raise UserError("no-such-conversation")
        return deleted

    def delete_all(self, owner: str) -> int:
        """Delete all conversations of the owner, not the results; how many there were."""
        return self._kept.delete_all(owner)

    def export(
        self, owner: str, conversation_id: str, form: str = "md", language: str = "pt"
    ) -> str:
        """A conversation as a file's text.

        Args:
            form: one of ``FORMATS``.
            language: of what textnn adds, such as who speaks.
        """
        return FORMATS[form](self.open(owner, conversation_id), language)

    def export_all(self, owner: str, language: str = "pt") -> Iterator[str]:
        """All conversations as JSON lines, a message a line, each ending in a line feed."""
        skip = 0
        while page := self._kept.list(owner, limit=_PAGE, skip=skip):
            skip += len(page)
            for one in page:
                whole = self._kept.get(owner, one.id)
                for message in whole.messages if whole else ():
                    yield message_line(message, language)

    def _check(self, text: str, uploads: Sequence[Upload] = ()) -> None:
        if not text.strip() and not uploads:
            raise UserError("empty-message")
        limits = self._service.settings
        if len(text) > limits.max_chars:
            raise UserError("too-long", "message", count=len(text), most=limits.max_chars)
        if len(uploads) > MOST_FILES:
            raise UserError("too-many-files", count=len(uploads), most=MOST_FILES)
        if any(len(upload.data) > limits.upload_bytes for upload in uploads):
            raise UserError("too-large", "upload", limit=limits.upload_limit)

    def _answer(
        self,
        context: RequestContext,
        asked: Message,
        uploads: Sequence[Upload] = (),
        full: UserError | None = None,
    ) -> Replying:
        """The reply to a message; ``full``: why neither is kept."""
        owner, draft = context.owner, ReplyDraft(context.language)
        reply = _message(asked.conversation_id, "assistant", (), asked.id)
        reply = replace(reply, status="working")
        try:
            yield reply
            past = self._before(owner, asked)
            turn = Turn(self._service, context, asked, past, _NOT_YET, draft)
            for _ in respond(turn, uploads, self._sources):
                yield _growing(reply, draft)
            self._entitle(turn, asked, uploads)
        except UserError as refused:
            draft.give_up(refused.say(context.language), refused.code)
        except (GeneratorExit, KeyboardInterrupt):
            draft.status = "stopped"
            self._keep(owner, reply, draft, full)
            raise
        except Exception:
            _log.exception("a reply broke off")
            draft.give_up(say(context.language, "broken"), "broken")
        yield self._keep(owner, reply, draft, full)

    def _before(self, owner: str, asked: Message) -> tuple[Message, ...]:
        """What stands in the conversation above a message, replies that failed too."""
        whole = self._kept.get(owner, asked.conversation_id)
        said = whole.messages if whole else ()
        return tuple(itertools.takewhile(lambda one: one.id != asked.id, said))

    def _entitle(self, turn: Turn, asked: Message, uploads: Sequence[Upload]) -> None:
        """Calls a conversation after its first article, if it is still called as it began."""
        if turn.new_article is None or turn.first_article != turn.new_article:
            return
        began = turn.past[0] if turn.past else asked
        names = {first_line(began.text), *(upload.name for upload in uploads)}
        whole = self._kept.get(turn.owner, asked.conversation_id)
        if whole and whole.title in names:
            self._kept.rename(turn.owner, whole.id, turn.new_article.title)

    def _keep(
        self, owner: str, reply: Message, draft: ReplyDraft, full: UserError | None
    ) -> Message:
        """The finished reply, kept; if that fails, it says so."""
        done = replace(_growing(reply, draft), status=draft.status, progress=None)
        done = replace(done, parts=tuple(filter(_is_something, done.parts)))
        try:
            if full:
                raise full
            self._kept.add(owner, done)
        except UserError as lost:
            _log.warning("reply not stored (%s): %s", lost.code, lost, exc_info=True)
            draft.fail(say(draft.language, "unkept", why=lost.say(draft.language)), lost.code)
            done = replace(done, parts=tuple(draft.parts))
        return done


def _new_id() -> str:
    return secrets.token_hex(16)


def _message(
    conversation_id: str, role: str, parts: tuple[Part, ...], replies_to: str = ""
) -> Message:
    return Message(_new_id(), conversation_id, role, parts, datetime.now(UTC), replies_to)


def _after(said: Sequence[Message], message_id: str) -> Sequence[Message]:
    """Messages below one."""
    return [*itertools.dropwhile(lambda one: one.id != message_id, said)][1:]


def _growing(reply: Message, draft: ReplyDraft) -> Message:
    return replace(reply, parts=tuple(draft.parts), intent=draft.intent, progress=draft.progress)


def _is_something(part: Part) -> bool:
    return not isinstance(part, Shown) or part.result is not None
