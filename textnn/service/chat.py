"""Use cases of a conversation: understand a message, ask an article, explain a term.

An article is read by the tagger once for all questions about it; those read last stay open.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

from textnn.config import Settings
from textnn.results import Answer, Highlight, Progress
from textnn.results.chat import Request
from textnn.results.context import NOT_KEPT, RequestContext
from textnn.service.recorder import Lazy, Pipelines, RunRecorder, Stored, join_surrogates
from textnn.store.conversations import ConversationRepository
from textnn.tasks.understand.glossary import GlossaryEntry, load_glossary
from textnn.text.normalize import check_text

OPEN = 8
"""Articles that stay open for questions."""


class ChatService:
    """The part of ``Service`` that conversations need beside the others.

    Args:
        pipelines: ``understand`` reads messages, ``answer`` articles that ``highlight`` marked.
        conversations: where they are kept.
        keeper: keeps answers.
        settings: limits.

    Attributes:
        conversations: the conversations of everybody, each method for one owner.
    """

    def __init__(
        self,
        pipelines: Pipelines,
        conversations: ConversationRepository,
        keeper: RunRecorder,
        settings: Settings,
    ) -> None:
        self._pipelines = pipelines
        self._glossary = Lazy(load_glossary)
        self._keeper = keeper
        self._settings = settings
        self._open: OrderedDict[str, Any] = OrderedDict()
        self._lock = threading.Lock()
        self.conversations = conversations

    @property
    def max_chars(self) -> int:
        """Longest text accepted, in characters."""
        return self._settings.max_chars

    def fits(self, size: int) -> bool:
        """Whether a file of so many bytes is accepted."""
        return size <= self._settings.upload_bytes

    @property
    def upload_limit(self) -> str:
        """Size of the largest file accepted, as a person reads it."""
        return self._settings.upload_limit

    def understand(self, text: str) -> Request:
        """What a message asks for.

        Raises:
            UserError: the classifier is missing or damaged.
        """
        understood: Request = self._pipelines["understand"](join_surrogates(text))
        return understood

    def answer(
        self,
        text: str,
        question: str,
        context: RequestContext = NOT_KEPT,
        before: Answer | None = None,
    ) -> Stored[Answer]:
        """What the article ``text`` says to ``question``.

        Args:
            text: the article.
            question: in the visitor's words.
            context: who asks.
            before: what it said to the question before, which this one may go on from.

        Raises:
            UserError: the text or the question is empty, too long or not text.
        """
        text = check_text(join_surrogates(text), self.max_chars)
        question = check_text(join_surrogates(question), self.max_chars)
        found: Answer = self._pipelines["answer"](
            self._reading(text, context.progress), question, before
        )
        return self._keeper.keep(found, context)

    def term(self, name: str) -> GlossaryEntry | None:
        """What the glossary says to a name, or to the one most like it."""
        return self._glossary().lookup(name)

    def entry(self, entry_id: str) -> GlossaryEntry:
        """An entry of the glossary by its id.

        Raises:
            KeyError: there is none.
        """
        return self._glossary().by_id[entry_id]

    def sweep(self) -> None:
        """Apply the retention rule if that was long ago."""
        self._keeper.sweep()

    def _reading(self, text: str, progress: Progress) -> Any:
        with self._lock:
            if text in self._open:
                self._open.move_to_end(text)
                return self._open[text]
        marked: Highlight = self._pipelines["highlight"](text, progress)
        reading = self._pipelines["answer"].open(text, marked.spans)
        with self._lock:
            self._open[text] = reading
            while len(self._open) > OPEN:
                self._open.popitem(last=False)
        return reading
