"""A chat over a real store and fake models, and somebody who talks to it."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pytest
from PIL import Image
from sqlalchemy import Engine

from tests.ui.fake_chat import FAKE_CHAT
from tests.ui.fake_pictures import FAKE_PICTURES
from tests.ui.fakes import FakeHighlighter, FakeSummarizer, FakeWriter, fake_texts
from textnn.chat import Chat, Sources, Upload
from textnn.config import Settings
from textnn.results.context import RequestContext
from textnn.results.conversation import Message, Offer
from textnn.service import Service
from textnn.store.engine import open_store
from textnn.store.runs import RunRepository

ANA, BIA = "ana", "bia"

ARTICLE = (
    "Ponte de Serra Alta reabre depois das chuvas\n"
    "A Prefeitura de Serra Alta reabriu a ponte no dia 3 de maio. A obra custou R$ 2 milhões e "
    "durou oito meses. “Ninguém acreditava”, disse a comerciante Dora Lins. A associação de "
    "moradores pede agora uma passarela para as crianças da escola. O rio subiu dois metros em "
    "março e levou parte do aterro. O engenheiro Rui Prado afirma que a nova base é mais funda."
)

PartT = TypeVar("PartT")


@dataclass
class Talk:
    """Somebody in one conversation."""

    chat: Chat
    service: Service
    owner: str = ANA
    language: str = "pt"
    conversation_id: str | None = None
    seen: list[Message] = field(default_factory=list)

    def say(self, text: str, *uploads: Upload) -> Message:
        """Say something; the finished reply."""
        asks = RequestContext(self.owner, language=self.language)
        return self.watch(self.chat.reply(asks, self.conversation_id, text, uploads))

    def watch(self, replying: Iterator[Message]) -> Message:
        """Everything a reply was on the way is ``seen``."""
        self.seen = [*replying]
        last = self.seen[-1]
        self.conversation_id = None if last.status == "gone" else last.conversation_id
        return last

    def press(self, reply: Message, label: str) -> Message:
        """Press a button of a reply."""
        (button,) = (b for b in only(reply, Offer).buttons if b.label == label)
        return self.say(button.message)

    def messages(self) -> tuple[Message, ...]:
        """The conversation as it is kept."""
        assert self.conversation_id
        return self.chat.open(self.owner, self.conversation_id).messages


class Make(Protocol):
    def __call__(
        self,
        *,
        writer: Callable[[], Any] = ...,
        highlighter: Callable[[], Any] = ...,
        chat: Mapping[str, Callable[[], Any]] = ...,
        sources: Sources | None = ...,
        store: Engine | None = ...,
        **settings: Any,
    ) -> Talk: ...


def only(message: Message, kind: type[PartT]) -> PartT:
    """The one part of a kind."""
    (part,) = (part for part in message.parts if isinstance(part, kind))
    return part


def picture(name: str = "a.png") -> Upload:
    with io.BytesIO() as file:
        Image.new("RGB", (20, 30), "red").save(file, "PNG")
        return Upload(name, file.getvalue())


@pytest.fixture
def engine(tmp_path: Path, migrated: Path) -> Iterator[Engine]:
    copy = shutil.copy(migrated, tmp_path)
    opened = open_store(f"sqlite:///{copy}", busy_seconds=0.05)
    yield opened
    opened.dispose()


@pytest.fixture
def make(engine: Engine, tmp_path: Path) -> Make:
    def build(
        *,
        writer: Callable[[], Any] = FakeWriter,
        highlighter: Callable[[], Any] = FakeHighlighter,
        chat: Mapping[str, Callable[[], Any]] = FAKE_CHAT,
        sources: Sources | None = None,
        store: Engine | None = None,
        **settings: Any,
    ) -> Talk:
        given = Settings(home=tmp_path, _env_file=None, **settings)
        service = Service(
            {**fake_texts(highlighter, FakeSummarizer, writer), **FAKE_PICTURES, **chat},
            RunRepository(store or engine, given.retention_days),
            given,
        )
        return Talk(Chat(service, sources), service)

    return build


@pytest.fixture
def ana(make: Make) -> Talk:
    return make()
