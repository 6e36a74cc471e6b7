"""Replies about the glossary and the history, and deleting."""

from __future__ import annotations

from collections.abc import Iterator

from textnn.chat.consent import consent
from textnn.chat.context import Turn
from textnn.chat.phrases import button, counted, say
from textnn.chat.question_replies import question
from textnn.results.conversation import Button, Confirm, HistoryEntry, Listed, Term
from textnn.tasks.registry import TASKS
from textnn.tasks.understand.glossary import GlossaryEntry, load_glossary, name_key
from textnn.text.words import fold

LINES = 8
"""Results of the history that are listed."""


def explain(turn: Turn) -> Iterator[None]:
    """An entry of the glossary; of what is not in it, what the article says."""
    term = turn.arguments.term
    entry = load_glossary().lookup(term) if term else None
    meant = entry and name_key(term) in map(name_key, entry.names)
    in_article = turn.article is not None and fold(term) in fold(turn.article.text)
    if entry and (meant or not in_article):
        turn.draft.parts.append(_entry(turn, entry))
    elif turn.article and term:
        yield from question(turn)
    else:
        turn.draft.say("no_term" if term else "which_term", term=term)
        turn.draft.offer(("explain", "help"))
    yield


def _entry(turn: Turn, entry: GlossaryEntry) -> Term:
    side = int(turn.language != "pt")
    related = [load_glossary().by_id[name] for name in entry.see]
    return Term(
        entry.id,
        entry.term[side],
        entry.text[side],
        entry.example[side],
        tuple(_ask_for(turn, one.term[side]) for one in related),
    )


def _ask_for(turn: Turn, term: str) -> Button:
    return Button(term, say(turn.language, "ask_for", term=term))


def history(turn: Turn) -> Iterator[None]:
    """What is kept, all of it or what has the words looked for."""
    query, draft = turn.arguments.query, turn.draft
    lines = turn.service.history.find(turn.owner, query, limit=LINES)
    total = turn.service.history.count(turn.owner, query)
    if not lines:
        draft.say("found_none" if query else "history_empty", query=query)
    else:
        draft.say("found" if query else "history", query=query)
        entries = tuple(HistoryEntry(one.id, one.task, one.title, one.created_at) for one in lines)
        draft.parts.append(Listed(query, tuple(one.run_id for one in entries), entries))
        if total > len(lines):
            draft.say("history_more", count=total)
    yield


def delete(turn: Turn) -> Iterator[None]:
    """Asks whether that is really to be deleted; nothing goes here."""
    scope, days, draft = turn.arguments.scope, turn.arguments.days, turn.draft
    if scope == "conversations":
        talks = turn.service.history.conversations.count(turn.owner)
        many = counted(turn.language, talks, "conversation")
        _confirm(turn, Confirm("conversations", "", 0, *_yes_no(turn)), count=many)
    elif scope == "conversation":
        _confirm_conversation(turn)
    elif not (total := turn.service.history.count(turn.owner)):
        draft.say("nothing_to_delete")
        draft.offer(("delete_conversation", "delete_talks"))
    elif days is not None:
        _confirm(turn, Confirm("older", "", days, *_yes_no(turn)), days=days)
    elif scope == "all":
        many = counted(turn.language, total, "result")
        _confirm(turn, Confirm("all", "", 0, *_yes_no(turn)), count=many)
        draft.offer(("delete_talks",))
    elif scope == "last":
        _confirm_last(turn)
    else:
        draft.say("delete_what")
        draft.offer(("delete_last", "delete_all", "delete_conversation", "delete_talks"))
    yield


def _confirm_conversation(turn: Turn) -> None:
    """This conversation; what was made in it stays."""
    kept = turn.service.history.conversations.run_ids(turn.owner, turn.asked.conversation_id)
    many = counted(turn.language, len(kept), "result")
    turn.draft.say("delete_conversation" if kept else "delete_talk", count=many)
    turn.draft.parts.append(Confirm("conversation", "", 0, *_yes_no(turn)))


def _confirm_last(turn: Turn) -> None:
    """The last result of this conversation, or else of the whole history."""
    here = next((shown.run_id for shown in turn.shown() if shown.run_id), None)
    run_id = here or turn.service.history.find(turn.owner, limit=1)[0].id
    task = turn.service.history.open(turn.owner, run_id).task
    title = TASKS[task].one(turn.language)
    _confirm(turn, Confirm("run", run_id, 0, *_yes_no(turn)), title=title)


def _confirm(turn: Turn, confirm: Confirm, **values: object) -> None:
    turn.draft.say(f"delete_{confirm.scope}", **values)
    turn.draft.parts.append(confirm)


def _yes_no(turn: Turn) -> tuple[Button, Button]:
    return button(turn.language, "yes"), button(turn.language, "no")


def confirmed(turn: Turn) -> bool | None:
    """Whether the visitor says yes or no to what was to be confirmed; ``None``: neither."""
    return consent(turn.message.folded, turn.confirm.scope) if turn.confirm else None


def carry_out(turn: Turn) -> Iterator[None]:
    """Deletes what was confirmed."""
    confirm, service, draft = turn.confirm, turn.service, turn.draft
    assert confirm is not None
    draft.intent = "delete"
    if confirm.scope == "conversation":
        service.history.conversations.delete(turn.owner, turn.asked.conversation_id)
        draft.say("deleted_conversation")
        draft.status = "gone"
    elif confirm.scope == "conversations":
        gone = service.history.conversations.delete_all(turn.owner)
        draft.say("deleted_conversations", count=gone)
        draft.status = "gone"
    else:
        many = _deleted(turn, confirm)
        draft.say("deleted", count=counted(turn.language, many, "result"))
    yield


def _deleted(turn: Turn, confirm: Confirm) -> int:
    turn.service.forget(turn.owner)
    match confirm.scope:
        case "all":
            return turn.service.delete_all(turn.owner)
        case "older":
            return turn.service.history.delete_older(turn.owner, confirm.days)
        case _:
            return int(turn.service.history.delete(turn.owner, confirm.run_id))


def let_be(turn: Turn) -> Iterator[None]:
    """Says that nothing was deleted."""
    turn.draft.intent = "delete"
    turn.draft.say("not_deleted")
    yield
