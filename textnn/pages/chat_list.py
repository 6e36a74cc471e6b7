"""What stands around messages: the list of conversations, the head, what is asked back."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from textnn.html.templates import part
from textnn.locale import number, say
from textnn.pages.chat import headline_of
from textnn.results.conversation import Conversation, GivenArticle, Message

EXAMPLE_ARTICLE = "cidade"
EXAMPLE_PICTURE = "navio"
"""What the empty state brings along, by its name among the examples."""

_MACROS = "chat/list.html"


def empty_view(language: str, picture: bytes | None) -> Markup:
    """A greeting, and four requests that work with one press.

    Args:
        language: of the reader.
        picture: PNG file of the example; ``None``: nothing is offered about pictures.
    """
    return part(language, _MACROS, "empty", picture)


def head_view(conversation: Conversation, language: str) -> Markup:
    """Title of a conversation, what can be done with it, and the article in use."""
    article = article_of(conversation.messages)
    headline = headline_of(article) if article else ""
    return part(language, _MACROS, "head", conversation, article, headline)


def article_of(messages: Sequence[Message]) -> GivenArticle | None:
    """The article a conversation is about: the last one that was given."""
    parts = (part for message in reversed(messages) for part in reversed(message.parts))
    return next((part for part in parts if isinstance(part, GivenArticle)), None)


def list_view(
    conversations: Sequence[Conversation], total: int, current: str, language: str, query: str = ""
) -> Markup:
    """The conversations, the one last spoken in first.

    Args:
        conversations: those shown.
        total: how many there are beside them.
        current: id of the one that is open.
        language: of the reader.
        query: what was looked for; an empty list then means "not found".
    """
    searched = bool(query.strip())
    return part(language, _MACROS, "list", conversations, total, current, searched)


def rename_view(conversation: Conversation, language: str) -> Markup:
    """What asks for another name."""
    return part(language, _MACROS, "rename", conversation)


def delete_view(conversation: Conversation, runs: int, language: str) -> Markup:
    """What asks whether a conversation is really to be deleted, and its results with it.

    Args:
        conversation: which.
        runs: how many results of it are kept.
        language: of the reader.
    """
    return part(language, _MACROS, "delete", conversation, runs)


def delete_all_view(count: int, language: str) -> Markup:
    """What asks whether all conversations are really to be deleted.

    Args:
        count: how many there are.
        language: of the reader.
    """
    return part(language, _MACROS, "delete_all", count)


def deleted_sentence(kept: int, deleted: int, language: str) -> str:
    """What became of a conversation and of its results."""
    if deleted:
        return say(language, "chat_deleted_runs", count=number(language, deleted))
    if kept:
        return say(language, "chat_deleted_kept", count=number(language, kept))
    return say(language, "chat_deleted")


def deleted_all_sentence(count: int, language: str) -> str:
    """How many conversations went."""
    return say(language, "chat_deleted_all", count=number(language, count))
