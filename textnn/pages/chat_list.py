"""What stands around messages: the list of conversations, the head, what is asked back."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from textnn.html.markup import button, escape, moment
from textnn.html.pictures import image
from textnn.locale import number, say
from textnn.pages.chat import headline_of, size_of
from textnn.results.conversation import Conversation, GivenArticle, Message

EXAMPLE_ARTICLE = "cidade"
EXAMPLE_PICTURE = "navio"
"""What the empty state brings along, by its name among the examples."""


def empty_view(language: str, picture: bytes | None) -> str:
    """A greeting, and four requests that work with one press.

    Args:
        language: of the reader.
        picture: PNG file of the example; ``None``: nothing is offered about pictures.
    """
    thumb = image(base64.b64encode(picture).decode("ascii")) if picture else ""
    names = ("article", "write", "picture", "draw") if picture else ("article", "write", "draw")
    tries = "".join(_try(name, thumb if name == "picture" else "", language) for name in names)
    return (
        f'<section class="welcome"><h2>{escape(say(language, "chat_empty_title"))}</h2>'
        f"<p>{escape(say(language, 'chat_empty'))}</p>"
        f'<p class="lead">{escape(say(language, "chat_try"))}</p>'
        f'<div class="tries">{tries}</div></section>'
    )


def _try(name: str, thumb: str, language: str) -> str:
    label = escape(say(language, f"chat_try_{name}"))
    hint = escape(say(language, f"chat_try_{name}_hint"))
    return (
        f'<button type="button" class="try" data-do="example" data-name="{name}">{thumb}'
        f"<span><b>{label}</b><small>{hint}</small></span></button>"
    )


def head_view(conversation: Conversation, language: str) -> str:
    """Title of a conversation, what can be done with it, and the article in use."""
    which = {"conversation": conversation.id}
    acts = (
        _act(say(language, "chat_rename"), do="rename", **which),
        _act(say(language, "chat_export_md"), do="export", form="md", **which),
        _act(say(language, "chat_export_jsonl"), do="export", form="jsonl", **which),
        _act(say(language, "chat_delete"), "danger", do="delete", **which),
    )
    return (
        f'<div class="talk-title"><h2 dir="auto">{escape(conversation.title)}</h2>'
        f'<div class="row">{"".join(acts)}</div></div>{_article(conversation, language)}'
    )


def _act(label: str, kind: str = "", **data: object) -> str:
    attributes = "".join(f' data-{key}="{escape(str(value))}"' for key, value in data.items())
    return f'<button type="button" class="aside {kind}"{attributes}>{escape(label)}</button>'


def _article(conversation: Conversation, language: str) -> str:
    article = article_of(conversation.messages)
    if article is None:
        return ""
    kicker, size = escape(say(language, "chat_article")), escape(size_of(article, language))
    acts = _act(say(language, "chat_swap"), do="swap") + _act(say(language, "chat_drop"), do="new")
    return (
        f'<p class="in-use"><span>{kicker}:</span> '
        f'<b dir="auto">{escape(headline_of(article))}</b> <span>{size}</span>{acts}</p>'
    )


def article_of(messages: Sequence[Message]) -> GivenArticle | None:
    """The article a conversation is about: the last one that was given."""
    parts = (part for message in reversed(messages) for part in reversed(message.parts))
    return next((part for part in parts if isinstance(part, GivenArticle)), None)


def list_view(
    conversations: Sequence[Conversation], total: int, current: str, language: str, query: str = ""
) -> str:
    """The conversations, the one last spoken in first.

    Args:
        conversations: those shown.
        total: how many there are beside them.
        current: id of the one that is open.
        language: of the reader.
        query: what was looked for; an empty list then means "not found".
    """
    if not conversations:
        name = "chat_list_none" if query.strip() else "chat_list_empty"
        return f'<p class="hint" role="status">{escape(say(language, name))}</p>'
    items = "".join(_item(one, one.id == current) for one in conversations)
    more = ""
    if total > len(conversations):
        more = button(say(language, "chat_more"), do="more", shown=len(conversations))
    return f"<ul>{items}</ul>{more}"


def _item(conversation: Conversation, current: bool) -> str:
    here = ' aria-current="true"' if current else ""
    return (
        f'<li><button type="button" class="talk-line" data-do="open"{here} '
        f'data-conversation="{escape(conversation.id)}"><span dir="auto">'
        f"{escape(conversation.title)}</span><small>{moment(conversation.updated_at)}</small>"
        "</button></li>"
    )


def rename_view(conversation: Conversation, language: str) -> str:
    """What asks for another name."""
    label = escape(say(language, "chat_rename_label"))
    save = f'<button class="quiet strong">{escape(say(language, "chat_save"))}</button>'
    return (
        f'<form method="dialog" data-do="renamed" data-conversation="{escape(conversation.id)}">'
        f'<label>{label}<input name="title" maxlength="120" required '
        f'value="{escape(conversation.title)}"></label>'
        f'<div class="row">{save}{_cancel(language)}</div></form>'
    )


def delete_view(conversation: Conversation, runs: int, language: str) -> str:
    """What asks whether a conversation is really to be deleted, and its results with it.

    Args:
        conversation: which.
        runs: how many results of it are kept.
        language: of the reader.
    """
    which = {"do": "deleted", "conversation": conversation.id}
    name = "bare" if not runs else "one" if runs == 1 else "many"
    sentence = say(language, f"chat_delete_{name}", count=number(language, runs))
    acts = [button(say(language, "chat_delete_keep"), "danger", runs="", **which)]
    if runs:
        acts.append(button(say(language, "chat_delete_runs"), "danger", runs="1", **which))
    title = say(language, "chat_delete_title", title=conversation.title)
    return _sure(title, sentence, "".join(acts), language)


def delete_all_view(count: int, language: str) -> str:
    """What asks whether all conversations are really to be deleted.

    Args:
        count: how many there are.
        language: of the reader.
    """
    acts = button(say(language, "chat_delete_all_yes"), "danger", do="deleted_all")
    sentence = say(language, "chat_delete_all_sure", count=number(language, count))
    return _sure(say(language, "chat_delete_all_title"), sentence, acts, language)


def _sure(title: str, sentence: str, acts: str, language: str) -> str:
    return (
        f"<h3>{escape(title)}</h3><p>{escape(sentence)}</p>"
        f'<div class="row">{acts}{_cancel(language)}</div>'
    )


def _cancel(language: str) -> str:
    label = escape(say(language, "chat_cancel"))
    return f'<button type="button" class="quiet" data-do="cancel" autofocus>{label}</button>'


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
