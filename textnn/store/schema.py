"""The tables, as the newest migration leaves them.

Full-text search is not part of the mapping: SQLite has a virtual table ``runs_fts`` kept in step
by triggers, PostgreSQL a generated column ``search``; both are made in ``migrations/``.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    TypeDecorator,
    false,
)
from sqlalchemy.dialects.mysql import DATETIME, LONGTEXT
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_LONG = Text().with_variant(LONGTEXT(), "mysql", "mariadb")
_TIME = DateTime(timezone=True).with_variant(DATETIME(fsp=6), "mysql", "mariadb")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_TO_ESCAPE = re.compile("[\ud800-\udfff\x85\u2028\u2029]")


def dumps(value: Any) -> str:
    r"""JSON on one line that any database and any UTF-8 file takes, and that loses nothing.

    Lone surrogates and Unicode's own line ends are escaped, the rest stays readable:

    >>> dumps("Comitê \ud800")
    '"Comitê \\ud800"'
    """
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _TO_ESCAPE.sub(lambda found: f"\\u{ord(found[0]):04x}", plain)


def storable(text: str) -> str:
    """``text`` with U+FFFD for what no database takes: NUL and lone surrogates.

    Keeps the length. Only for text that is searched and shown in lists; the letter-perfect one
    stands in the JSON beside it.
    """
    return _UNSTORABLE.sub("\ufffd", text)


class ExactJson(TypeDecorator[Any]):
    """JSON kept as text, so that NUL and lone surrogates survive on every database."""

    impl = _LONG
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:  # noqa: ARG002
        """The value as JSON."""
        return dumps(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """The value that was bound."""
        return json.loads(value)


class UtcTime(TypeDecorator[datetime]):
    """A moment: aware on our side, UTC in the database, even where it forgets time zones."""

    impl = _TIME
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> datetime | None:
        """UTC; naive where the database keeps no zone."""
        if value is None:
            return None
        moment: datetime = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """An aware moment in UTC."""
        if value is None:
            return None
        moment: datetime = value
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """All our tables."""


class RunRow(Base):
    """One result and everything needed to show it again or to make it again.

    Attributes:
        number: counts up in the order of storing; rowid of the full-text index, cursor of lists.
        id: unguessable name that may stand in an address.
        owner: signed browser id or login.
        task: ``highlight``, ``generate``, ``surprise``, ...
        created_at: when it was stored.
        seconds: how long the pipeline took.
        model_name, model_checksum: which weights made it.
        input: what the person gave, as ``storable`` text.
        written: what the model wrote after it, as ``storable`` text; empty if nothing.
        parameters: options of the task.
        output: ``results.to_dict`` of the result; holds the input to the letter.
        liked: the owner's thumb, up or down, given in a conversation; ``None``: neither.
        reason: why it was not liked, one of ``results.conversation.REASONS``, or liked, one of its
            ``CHOSEN``; may be empty.
        corrected: whether the owner changed what the network had said; ``output`` has how.
    """

    __tablename__ = "runs"
    __table_args__ = (
        Index("ix_runs_owner_number", "owner", "number"),
        Index("ix_runs_created_at", "created_at"),
        {"sqlite_autoincrement": True},  # a number is never used twice, so a cursor never lies
    )

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(32), unique=True)
    owner: Mapped[str] = mapped_column(String(255))
    task: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(UtcTime())
    seconds: Mapped[float] = mapped_column(Float(53))
    model_name: Mapped[str] = mapped_column(String(255))
    model_checksum: Mapped[str] = mapped_column(String(128))
    input: Mapped[str] = mapped_column(_LONG)
    written: Mapped[str] = mapped_column(_LONG)
    parameters: Mapped[Any] = mapped_column(ExactJson())
    output: Mapped[Any] = mapped_column(ExactJson())
    liked: Mapped[bool | None] = mapped_column(Boolean())
    corrected: Mapped[bool] = mapped_column(Boolean(), server_default=false())
    reason: Mapped[str] = mapped_column(String(16), server_default="")


class NoteRow(Base):
    """What the owner of a run notes on it; deleting the run deletes it.

    Attributes:
        run_id: which run.
        name: what its owner calls it, as ``storable`` text; empty: what it is called anyway.
        label: a word or two by which its owner finds it with others; may be empty.
        favorite: whether it is one of the owner's favourites.
        words: name and label folded, to be searched.
    """

    __tablename__ = "notes"

    run_id: Mapped[str] = mapped_column(
        String(32), ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(80))
    label: Mapped[str] = mapped_column(String(40))
    favorite: Mapped[bool] = mapped_column(Boolean())
    words: Mapped[str] = mapped_column(String(255))


class LinkRow(Base):
    """An address under which one run may be read; deleting the run deletes it.

    Attributes:
        id: the unguessable part of the address.
        run_id: which run.
        created_at: when it was made.
        expires_at: from when on it is dead; ``None``: never.
    """

    __tablename__ = "links"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    run_id: Mapped[str] = mapped_column(
        String(32), ForeignKey("runs.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcTime())
    expires_at: Mapped[datetime | None] = mapped_column(UtcTime())


class ConversationRow(Base):
    """A conversation of one owner.

    Attributes:
        id: unguessable.
        owner: as of a run.
        title: one line, as ``storable`` text.
        words: title and label folded, to be searched.
        created_at: when it began.
        updated_at: when something was last said in it.
        label, favorite: as of a ``NoteRow``.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_owner_updated_at", "owner", "updated_at"),
        Index("ix_conversations_updated_at", "updated_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(_LONG)
    words: Mapped[str] = mapped_column(_LONG)
    created_at: Mapped[datetime] = mapped_column(UtcTime())
    updated_at: Mapped[datetime] = mapped_column(UtcTime())
    label: Mapped[str] = mapped_column(String(40), server_default="")
    favorite: Mapped[bool] = mapped_column(Boolean(), server_default=false())


class MessageRow(Base):
    """A message of a conversation; deleting the conversation deletes it.

    Attributes:
        number: counts up in the order of storing.
        id: unguessable.
        conversation_id: where it stands.
        replies_to: id of the message it answers; empty for the visitor's.
        role, status, intent, liked, reason: as ``results.conversation.Message`` has them.
        created_at: when it was stored.
        parts: ``results.conversation.to_json`` of each.
        words: what is said in it, and given with it, folded, to be searched.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_conversation_id_number", "conversation_id", "number"),
        {"sqlite_autoincrement": True},
    )

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(32), unique=True)
    conversation_id: Mapped[str] = mapped_column(
        String(32), ForeignKey("conversations.id", ondelete="CASCADE")
    )
    replies_to: Mapped[str] = mapped_column(String(32))
    role: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    intent: Mapped[str] = mapped_column(String(32))
    liked: Mapped[bool | None] = mapped_column(Boolean())
    created_at: Mapped[datetime] = mapped_column(UtcTime())
    parts: Mapped[Any] = mapped_column(ExactJson())
    words: Mapped[str] = mapped_column(_LONG)
    reason: Mapped[str] = mapped_column(String(16), server_default="")


class AccountRow(Base):
    """Somebody who may log in.

    Attributes:
        name: as the person writes it.
        password: its hash, with the parameters of the hash.
    """

    __tablename__ = "accounts"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    password: Mapped[str] = mapped_column(String(255))
