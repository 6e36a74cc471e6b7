"""What one reply is made from: the request, and what the conversation so far says about it.

Nothing is remembered beside the conversation itself. Which article is talked about, how long the
last summary was, what was written last: all this is read from its messages.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol, TypeVar

from textnn.chat.reply_draft import ReplyDraft
from textnn.results import Result
from textnn.results.chat import Arguments, ParsedMessage, Request
from textnn.results.context import RequestContext
from textnn.results.conversation import Confirm, GivenArticle, GivenPicture, Message, Shown, Wanted
from textnn.service import Service

OFFERED = {
    "highlight", "keywords", "summarize", "headline", "lead", "caption", "tweet", "compare",
    "factsheet", "write", "classify", "sample", "history", "delete", "help",
}  # fmt: skip
"""Intents that a button can stand for without knowing more."""

PLAUSIBLE = 0.15
"""Probability from which on a guess is worth trying, or a button beside an answer."""

T = TypeVar("T")
ResultT = TypeVar("ResultT", bound=Result)
GivenT = TypeVar("GivenT", GivenArticle, GivenPicture)


class Upload(NamedTuple):
    """A file that came with a message: its name and its bytes."""

    name: str
    data: bytes


class Readable(Protocol):
    """An article out of a file or from an address."""

    @property
    def text(self) -> str:
        """The article."""

    @property
    def title(self) -> str:
        """Its title; may be empty."""

    @property
    def source(self) -> str:
        """Where it is from."""


@dataclass(frozen=True)
class Sources:
    """How articles come in; both raise ``UserError``, ``None``: not at all.

    Attributes:
        read: name and bytes of a file.
        fetch: an address.
        repair: the text of an article with what pasting broke put right.
    """

    read: Callable[[str, bytes], Readable] | None = None
    fetch: Callable[[str], Readable] | None = None
    repair: Callable[[str], str] | None = None


@dataclass
class Turn:
    """One reply in the making.

    Attributes:
        service: what does the work.
        context: who asks, in which language, and whether results go to the history.
        asked: the visitor's message; grows with what was read from its attachments.
        past: the messages before it, results put in.
        request: as ``asked`` was understood; before that, nothing.
        draft: the reply.
    """

    service: Service
    context: RequestContext
    asked: Message
    past: tuple[Message, ...]
    request: Request
    draft: ReplyDraft

    @property
    def owner(self) -> str:
        """Who asks."""
        return self.context.owner

    @property
    def language(self) -> str:
        """The visitor's."""
        return self.context.language

    def work(self, job: Callable[[RequestContext], T]) -> Generator[None, None, T]:
        """Do something slow in a thread, as ``ReplyDraft.work``; ``job`` is given the context."""
        return self.draft.work(lambda progress: job(replace(self.context, progress=progress)))

    def understand(self, text: str) -> None:
        """Takes ``text`` for what is asked."""
        self.request = self.service.understand(text, has_article=self.article is not None)

    @property
    def message(self) -> ParsedMessage:
        """The visitor's message, taken apart; nobody parses or folds it again."""
        return self.request.message

    @property
    def arguments(self) -> Arguments:
        """What the request says besides its intent."""
        return self.request.arguments

    def guesses(self, least: float = 0.0) -> list[str]:
        """What may be meant that a button can stand for, likeliest first.

        Args:
            least: probability from which on it counts.
        """
        return [
            n for n, probability in self.request.guesses if n in OFFERED and probability >= least
        ]

    def may_be(self, intent: str) -> bool:
        """Whether an intent is at least plausible."""
        return dict(self.request.guesses).get(intent, 0.0) >= PLAUSIBLE

    @property
    def words(self) -> str:
        """What the visitor wrote, without a pasted article."""
        return self.asked.text

    @property
    def new_article(self) -> GivenArticle | None:
        """The article that came with this message."""
        return _given(GivenArticle, (self.asked,))

    @property
    def new_picture(self) -> GivenPicture | None:
        """The picture that came with this message."""
        return _given(GivenPicture, (self.asked,))

    @property
    def article(self) -> GivenArticle | None:
        """The article the conversation is about."""
        return _given(GivenArticle, (*self.past, self.asked))

    @property
    def earlier_article(self) -> GivenArticle | None:
        """The one that it was about before, with another text; the one to compare with."""
        parts = (part for m in reversed((*self.past, self.asked)) for part in reversed(m.parts))
        now = self.article
        return next(
            (p for p in parts if isinstance(p, GivenArticle) and now and p.text != now.text), None
        )

    @property
    def first_article(self) -> GivenArticle | None:
        """The first one it was about."""
        parts = (part for message in (*self.past, self.asked) for part in message.parts)
        return next((part for part in parts if isinstance(part, GivenArticle)), None)

    @property
    def picture(self) -> GivenPicture | None:
        """The picture that came last."""
        return _given(GivenPicture, (*self.past, self.asked))

    def last(self, kind: type[ResultT]) -> ResultT | None:
        """The last result of this kind that is still kept."""
        return next((s.result for s in self.shown() if isinstance(s.result, kind)), None)

    def shown(self) -> Iterator[Shown]:
        """Results of the conversation that are still kept, newest first."""
        for message in reversed(self.past):
            for part in reversed(message.parts):
                if isinstance(part, Shown) and part.result is not None:
                    yield part

    @property
    def last_intent(self) -> str:
        """What the message before this one was taken for; empty if there is none."""
        return next((one.intent for one in reversed(self.past) if one.role == "assistant"), "")

    @property
    def confirm(self) -> Confirm | None:
        """What textnn wanted to have confirmed, just before this message."""
        return next((p for p in self._before() if isinstance(p, Confirm)), None)

    @property
    def wanted(self) -> Wanted | None:
        """What textnn asked for, just before this message; attempts that failed do not count."""
        replies = [one for one in self.past if one.role == "assistant" and one.status != "failed"]
        parts = replies[-1].parts if replies else ()
        return next((part for part in parts if isinstance(part, Wanted)), None)

    def _before(self) -> tuple[object, ...]:
        last = self.past[-1] if self.past else None
        return last.parts if last and last.role == "assistant" else ()


def _given(kind: type[GivenT], messages: tuple[Message, ...]) -> GivenT | None:
    """The last part of a kind that a visitor gave and that could be read."""
    parts = (part for message in reversed(messages) for part in reversed(message.parts))
    return next((part for part in parts if isinstance(part, kind)), None)
