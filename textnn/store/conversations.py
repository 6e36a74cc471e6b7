"""Conversations kept, found again, cut short, renamed and deleted.

Every statement looks at the owner: somebody else's conversation is as unknown as an invented one.
Results stand in the history; a message names their runs, and they are put in when it is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from textnn.errors import UserError
from textnn.results.conversation import Conversation, Deleted, Message, Part
from textnn.results.runs import Note
from textnn.store import search
from textnn.store.clock import now_at_most
from textnn.store.engine import for_writing
from textnn.store.failures import store_errors
from textnn.store.messages import arranged, filled, portions, to_message, to_row
from textnn.store.notes import folded, tidied
from textnn.store.quota import Quota
from textnn.store.schema import ConversationRow, MessageRow, RunRow, storable

_MOST_LINES = 1000
_MOST_DAYS = 36_500

Lines = list[Conversation]
"""What ``ConversationRepository.list`` gives."""


class ConversationRepository:
    """The conversations in a store that ``open_store`` opened; see ``RunRepository``.

    Args:
        engine: of ``open_store``.
        quota: of the store; ``None``: without a limit.
    """

    def __init__(self, engine: Engine, quota: Quota | None = None) -> None:
        self._engine = engine
        self._writer = for_writing(engine)
        self._quota = quota or Quota(engine)

    def begin(self, owner: str, message: Message, title: str) -> Conversation:
        """A new conversation that begins with this visitor's message."""
        now = datetime.now(UTC)
        title = storable(search.title(title))
        row = {
            "id": message.conversation_id,
            "owner": owner,
            "title": title,
            "words": search.fold_chars(title),
            "created_at": now,
            "updated_at": now,
        }
        first = to_row(message)
        self._quota.admit(first)
        with store_errors(), self._writer.begin() as connection:
            connection.execute(insert(ConversationRow).values(row))
            connection.execute(insert(MessageRow).values(first))
        return Conversation(message.conversation_id, title, now, now, (message,))

    def add(self, owner: str, message: Message) -> bool:
        """Append a message; of a reply, in the place of an earlier one to the same message.

        Returns:
            ``False``, and nothing is kept, if the conversation is not this owner's, what is
            answered is no longer in it, or a reply begun later stands there already.
        """
        row = to_row(message)
        self._quota.admit(row)
        with store_errors(), self._writer.begin() as connection:
            if not _there(connection, owner, message):
                return False
            if message.replies_to:
                connection.execute(
                    delete(MessageRow).where(
                        MessageRow.replies_to == message.replies_to,
                        _owned(owner, message.conversation_id),
                    )
                )
            connection.execute(insert(MessageRow).values(row))
            _touch(connection, owner, message.conversation_id)
        return True

    def rewind(
        self, owner: str, message_id: str, parts: tuple[Part, ...] | None = None
    ) -> Message | None:
        """Forget everything after a visitor's message, its reply too; ``None`` if it is not there.

        Args:
            owner: whose conversation.
            message_id: the visitor's message.
            parts: what it says from now on; ``None``: what it said.
        """
        with store_errors(), self._writer.begin() as connection:
            message = _find(connection, owner, message_id)
            if message is None or message.role != "user":
                return None
            inside = _owned(owner, message.conversation_id)
            order = [one.id for one in _read(connection, owner, message.conversation_id)]
            later = order[order.index(message.id) + 1 :]
            for ids in portions(later):
                connection.execute(delete(MessageRow).where(MessageRow.id.in_(ids), inside))
            if parts is not None:
                message = replace(message, parts=parts)
                row = to_row(message)
                connection.execute(
                    update(MessageRow)
                    .where(MessageRow.id == message.id, inside)
                    .values(parts=row["parts"], words=row["words"])
                )
            _touch(connection, owner, message.conversation_id)
        return message

    def amend(self, owner: str, message: Message) -> bool:
        """Keep other parts of a message than before; ``False`` if it is not there any more."""
        row = to_row(message)
        with store_errors(), self._writer.begin() as connection:
            changed = connection.execute(
                update(MessageRow)
                .where(MessageRow.id == message.id, _owned(owner, message.conversation_id))
                .values(parts=row["parts"], words=row["words"])
            )
            return changed.rowcount > 0

    def find(self, owner: str, message_id: str) -> Message | None:
        """One message, results not put in; ``None`` if there is none."""
        with store_errors(), self._engine.connect() as connection:
            return _find(connection, owner, message_id)

    def get(self, owner: str, conversation_id: str) -> Conversation | None:
        """A conversation with its messages, and their results as far as they are still kept."""
        with store_errors(), self._engine.connect() as connection:
            row = connection.execute(
                select(ConversationRow.__table__).where(*_mine(owner, conversation_id))
            ).first()
            if row is None:
                return None
            messages = filled(connection, owner, _read(connection, owner, row.id))
        return replace(_line(row), messages=messages)

    def list(
        self,
        owner: str,
        query: str = "",
        limit: int = 50,
        skip: int = 0,
        *,
        days: int = 0,
        favorite: bool = False,
    ) -> Lines:
        """Conversations of this owner, the one last spoken in first; without messages.

        Args:
            owner: whose.
            query: words that must all occur in the title, the label or in messages, anywhere in a
                word; accents and case do not count.
            limit: most lines given, 1000 at the utmost.
            skip: lines passed over.
            days: only those in which something was said so many days up to now; 0: all.
            favorite: only those with a star.
        """
        statement = (
            select(ConversationRow.__table__)
            .where(*_listed(owner, query, days, favorite=favorite))
            .order_by(ConversationRow.updated_at.desc(), ConversationRow.id)
            .limit(min(max(limit, 0), _MOST_LINES))
            .offset(max(skip, 0))
        )
        with store_errors(), self._engine.connect() as connection:
            return [_line(row) for row in connection.execute(statement)]

    def count(self, owner: str, query: str = "", *, days: int = 0, favorite: bool = False) -> int:
        """How many conversations ``list`` would give without a limit."""
        statement = select(func.count()).select_from(ConversationRow)
        with store_errors(), self._engine.connect() as connection:
            where = _listed(owner, query, days, favorite=favorite)
            return connection.execute(statement.where(*where)).scalar_one()

    def rename(self, owner: str, conversation_id: str, title: str) -> bool:
        """Call a conversation something else; ``False`` if there is none."""
        title = storable(search.title(title))
        with store_errors(), self._writer.begin() as connection:
            mine = _mine(owner, conversation_id)
            label = connection.execute(select(ConversationRow.label).where(*mine)).scalar()
            values = {"title": title, "words": folded(title, label or "")}
            changed = connection.execute(update(ConversationRow).where(*mine).values(values))
            return changed.rowcount > 0

    def note(self, owner: str, conversation_id: str, note: Note) -> None:
        """Note something on a conversation; an empty name leaves it called as it was.

        Raises:
            UserError: no such conversation of this owner.
        """
        note, mine = tidied(note), _mine(owner, conversation_id)
        with store_errors(), self._writer.begin() as connection:
            title = connection.execute(select(ConversationRow.title).where(*mine)).scalar()
            if title is None:
                raise UserError("no-such-conversation")
            title = note.name or title
            values = {"title": title, "label": note.label, "favorite": note.favorite}
            values["words"] = folded(title, note.label)
            connection.execute(update(ConversationRow).where(*mine).values(values))

    def like(self, owner: str, message_id: str, liked: bool | None, reason: str = "") -> bool:
        """Put a thumb on a reply and on the runs it shows; ``False`` if there is none.

        Args:
            reason: why, one of ``REASONS`` or ``CHOSEN``; empty: nobody said.
        """
        said = {"liked": liked, "reason": "" if liked is None else reason}
        with store_errors(), self._writer.begin() as connection:
            message = _find(connection, owner, message_id)
            if message is None or message.role != "assistant":
                return False
            connection.execute(
                update(MessageRow)
                .where(
                    MessageRow.id == message.id,
                    _owned(owner, message.conversation_id),
                )
                .values(said)
            )
            connection.execute(
                update(RunRow)
                .where(RunRow.owner == owner, RunRow.id.in_(message.run_ids))
                .values(said)
            )
        return True

    def run_ids(self, owner: str, conversation_id: str) -> tuple[str, ...]:
        """Runs that a conversation shows and that are still kept."""
        with store_errors(), self._engine.connect() as connection:
            return _kept_runs(connection, owner, conversation_id)

    def delete(self, owner: str, conversation_id: str, *, runs: bool = False) -> Deleted | None:
        """Delete a conversation; ``None`` if there was none.

        Args:
            owner: whose.
            conversation_id: which.
            runs: whether its results leave the history as well.
        """
        with store_errors(), self._writer.begin() as connection:
            ids = _kept_runs(connection, owner, conversation_id)
            gone = connection.execute(
                delete(ConversationRow).where(*_mine(owner, conversation_id))
            ).rowcount
            if not gone:
                return None
            for portion in portions(ids) if runs else ():
                connection.execute(
                    delete(RunRow).where(RunRow.owner == owner, RunRow.id.in_(portion))
                )
        if runs and ids:
            search.forget_quietly(self._writer)
        return Deleted(0, len(ids)) if runs else Deleted(len(ids), 0)

    def delete_all(self, owner: str) -> int:
        """Delete every conversation of this owner, not the results; how many there were."""
        with store_errors(), self._writer.begin() as connection:
            mine = delete(ConversationRow).where(ConversationRow.owner == owner)
            return connection.execute(mine).rowcount

    def delete_unused(self, owner: str, days: float) -> int:
        """Delete conversations of this owner that were silent for ``days`` days; how many."""
        oldest = now_at_most() - timedelta(days=min(days, _MOST_DAYS))
        unused = ConversationRow.owner == owner, ConversationRow.updated_at < oldest
        with store_errors(), self._writer.begin() as connection:
            return connection.execute(delete(ConversationRow).where(*unused)).rowcount

    def delete_older(self, days: float) -> int:
        """Delete everybody's messages of ``days`` days or more, each by its own age.

        A reply goes with its message, a conversation with its last one.

        Returns:
            how many conversations went.
        """
        oldest = now_at_most() - timedelta(days=min(days, _MOST_DAYS))
        old = select(MessageRow.id).where(MessageRow.created_at < oldest)
        said = exists().where(MessageRow.conversation_id == ConversationRow.id)
        with store_errors(), self._writer.begin() as connection:
            for ids in portions(connection.execute(old).scalars().all()):
                connection.execute(
                    delete(MessageRow).where(
                        or_(MessageRow.id.in_(ids), MessageRow.replies_to.in_(ids))
                    )
                )
            empty = delete(ConversationRow).where(ConversationRow.created_at < oldest, ~said)
            return connection.execute(empty).rowcount


def _mine(owner: str, conversation_id: str) -> tuple[ColumnElement[bool], ...]:
    return ConversationRow.owner == owner, ConversationRow.id == storable(conversation_id)


def _owned(owner: str, conversation_id: str) -> ColumnElement[bool]:
    """Holds for messages of this conversation, if it is this owner's."""
    mine = select(ConversationRow.id).where(*_mine(owner, conversation_id))
    return MessageRow.conversation_id.in_(mine)


def _listed(
    owner: str, query: str, days: int, *, favorite: bool
) -> tuple[ColumnElement[bool], ...]:
    since = datetime.now(UTC) - timedelta(days=min(days, _MOST_DAYS))
    recent = (ConversationRow.updated_at >= since,) if days else ()
    starred = (ConversationRow.favorite.is_(True),) if favorite else ()
    return (ConversationRow.owner == owner, *recent, *starred, *_found(query))


def _found(query: str) -> Iterator[ColumnElement[bool]]:
    for word in search.words(query) or filter(None, [query.strip()]):
        folded = search.fold_chars(storable(word)) or word
        said = exists().where(
            MessageRow.conversation_id == ConversationRow.id,
            MessageRow.words.contains(folded, autoescape=True),
        )
        yield or_(ConversationRow.words.contains(folded, autoescape=True), said)


def _there(connection: Connection, owner: str, message: Message) -> bool:
    mine = select(ConversationRow.id).where(*_mine(owner, message.conversation_id))
    if connection.execute(mine).first() is None:
        return False
    if not message.replies_to:
        return True
    inside = _owned(owner, message.conversation_id)
    asked = select(MessageRow.id).where(MessageRow.id == message.replies_to, inside)
    newer = select(MessageRow.id).where(
        MessageRow.replies_to == message.replies_to,
        MessageRow.created_at > message.created_at,
        inside,
    )
    return (
        connection.execute(asked).first() is not None and connection.execute(newer).first() is None
    )


def _touch(connection: Connection, owner: str, conversation_id: str) -> None:
    connection.execute(
        update(ConversationRow)
        .where(*_mine(owner, conversation_id))
        .values(updated_at=datetime.now(UTC))
    )


def _find(connection: Connection, owner: str, message_id: str) -> Message | None:
    statement = (
        select(MessageRow.__table__)
        .join(ConversationRow, MessageRow.conversation_id == ConversationRow.id)
        .where(ConversationRow.owner == owner, MessageRow.id == storable(message_id))
    )
    row = connection.execute(statement).first()
    return to_message(row) if row else None


def _read(connection: Connection, owner: str, conversation_id: str) -> tuple[Message, ...]:
    """The messages in reading order, results not put in."""
    statement = (
        select(MessageRow.__table__)
        .where(_owned(owner, conversation_id))
        .order_by(MessageRow.number)
    )
    return arranged(map(to_message, connection.execute(statement)))


def _kept_runs(connection: Connection, owner: str, conversation_id: str) -> tuple[str, ...]:
    shown = [
        run_id
        for message in _read(connection, owner, conversation_id)
        for run_id in message.run_ids
    ]
    found: list[str] = []
    for ids in portions(dict.fromkeys(shown)):
        statement = select(RunRow.id).where(RunRow.owner == owner, RunRow.id.in_(ids))
        found += connection.execute(statement).scalars().all()
    return tuple(found)


def _line(row: Row[tuple[object, ...]]) -> Conversation:
    note = Note("", row.label, row.favorite)
    return Conversation(row.id, row.title, row.created_at, row.updated_at, note=note)
