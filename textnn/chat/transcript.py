"""A conversation as text: in plain words, as Markdown, as JSON lines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from textnn.chat.phrases import say
from textnn.results import to_dict
from textnn.results.conversation import (
    Conversation,
    GivenArticle,
    GivenPicture,
    Listed,
    Message,
    Part,
    Said,
    Shown,
    Term,
    to_json,
)
from textnn.tasks.registry import TASKS

LINES = ("lead", "caption", "tweet", "headline")
"""Intents whose replies are lines to print, after a sentence about them."""

_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~]|^[-+](?=\s|$)|^(\d+)(?=[.)](?:\s|$))", re.MULTILINE)


def plain(message: Message, language: str) -> str:
    """A message in plain words, what it shows included; a paragraph a part."""
    return "\n\n".join(text for part in message.parts if (text := _words(part, language)))


def copied(message: Message, language: str) -> str:
    """What a copy takes: of lines that an editor asks for these alone, else the whole message."""
    told = [text for part in message.parts if (text := _words(part, language))]
    alone = message.intent in LINES and len(told) > 1 and isinstance(message.parts[0], Said)
    return "\n\n".join(told[1:] if alone else told)


def _words(part: Part, language: str) -> str:
    match part:
        case GivenArticle(text, title, source):
            return f"[{title} · {source}]\n{text}"
        case GivenPicture(_, source):
            return f"[{source}]"
        case Shown():
            return _result(part, language)
        case Term(term=term, text=text, example=example):
            return f"{term}: {text}\n{example}"
        case Listed(entries=entries):
            return "\n".join(_entry(one.task, one.title, language) for one in entries)
        case _:
            return getattr(part, "text", "")


def _entry(name: str, title: str, language: str) -> str:
    task = TASKS[name]
    return f"- {task.one(language)}: {task.title(title, language)}"


def _result(part: Shown, language: str) -> str:
    if part.result is None:
        return f"[{say(language, 'gone' if part.run_id else 'never_kept')}]"
    task = TASKS.of(part.result)
    if task.plain is None:
        return f"[{task.one(language)}]"
    return task.plain(part.result, part.view, language)


def as_dict(message: Message, language: str) -> dict[str, Any]:
    """A message as JSON-ready data, results in full."""
    return {
        "conversation_id": message.conversation_id,
        "message_id": message.id,
        "replies_to": message.replies_to,
        "role": message.role,
        "created_at": message.created_at.isoformat(),
        "status": message.status,
        "intent": message.intent,
        "liked": message.liked,
        "reason": message.reason,
        "said": plain(message, language),
        "parts": [_part(part) for part in message.parts],
        "run_ids": [*message.run_ids],
    }


def _part(part: Part) -> dict[str, Any]:
    data = to_json(part)
    if isinstance(part, Shown):
        data["result"] = to_dict(part.result) if part.result is not None else None
    if isinstance(part, Listed):
        data["entries"] = [
            {
                "run_id": one.run_id,
                "task": one.task,
                "title": one.title,
                "created_at": one.created_at.isoformat(),
            }
            for one in part.entries
        ]
    return data


def message_line(message: Message, language: str) -> str:
    """A message as one line of JSON; lone halves of surrogates are escaped."""
    text = json.dumps(as_dict(message, language), ensure_ascii=False)
    return re.sub("[\ud800-\udfff\x85\u2028\u2029]", lambda f: f"\\u{ord(f[0]):04x}", text) + "\n"


def to_jsonl(conversation: Conversation, language: str) -> str:
    """A message a line."""
    return "".join(message_line(one, language) for one in conversation.messages)


def to_text(conversation: Conversation, language: str) -> str:
    """Who says what, in plain words."""
    said = (f"{_speaker(one, language)}:\n{plain(one, language)}" for one in conversation.messages)
    return "\n\n".join([conversation.title, *said]) + "\n"


def to_markdown(conversation: Conversation, language: str) -> str:
    """The same as Markdown; nothing that was said is read as markup."""
    lines = [f"# {_escaped(conversation.title)}"]
    for message in conversation.messages:
        said = _escaped(plain(message, language), keep_bullets=True)
        lines.append(f"**{_speaker(message, language)}** · {message.created_at:%Y-%m-%d %H:%M}")
        lines.append(said.replace("\n", "  \n") if said else "…")
    return "\n\n".join(lines) + "\n"


def _escaped(text: str, *, keep_bullets: bool = False) -> str:
    def escape(found: re.Match[str]) -> str:
        if found[1]:
            return f"{found[1]}\\"
        return found[0] if keep_bullets and found[0] == "-" else "\\" + found[0]

    return _MARKUP.sub(escape, text)


def _speaker(message: Message, language: str) -> str:
    return say(language, "you") if message.role == "user" else "textnn"


FORMATS: Mapping[str, Callable[[Conversation, str], str]] = {
    "md": to_markdown,
    "txt": to_text,
    "jsonl": to_jsonl,
}
"""Ending of a file -> what writes it."""
