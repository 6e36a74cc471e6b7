"""*Como você fez isso?*: how a result came about, by its own facts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from textnn.chat.context import Turn
from textnn.chat.phrases import counted, say
from textnn.locale import number
from textnn.results.conversation import Button, Offer, Shown
from textnn.tasks.registry import TASKS
from textnn.tasks.task import Count
from textnn.tasks.understand.glossary import load_glossary


def how(turn: Turn) -> Iterator[None]:
    """How the result that is meant, or the last one, came about."""
    shown = _meant(turn)
    result = shown.result if shown else None
    tell = TASKS.of(result).how if result else None
    turn.draft.intent = "how"
    if shown is None or result is None or tell is None:
        turn.draft.say("nothing_yet")
    else:
        told, terms = tell(result, shown.view, turn.language)
        for name, values in told:
            turn.draft.say(name, **{key: _shown(turn, value) for key, value in values.items()})
        turn.draft.say(
            "made_by",
            model=result.model.name,
            seconds=number(turn.language, result.seconds, 2),
        )
        turn.draft.parts.append(Offer(tuple(_ask(turn, term) for term in terms)))
    yield


def _shown(turn: Turn, value: object) -> object:
    if isinstance(value, Count):
        return counted(turn.language, value.number, value.name)
    return value


def _meant(turn: Turn) -> Shown | None:
    """What the words point to, else the last one that there is something to tell of."""
    shown = [*turn.shown()]
    for task in TASKS.values():
        pointed = re.search(task.meant, turn.message.folded) if task.meant else None
        if pointed:
            known = [one for one in shown if isinstance(one.result, task.result)]
            part = [one for one in known if one.view == pointed.lastgroup]
            if known:
                return (part or known)[0]
    return next((one for one in shown if one.result and TASKS.of(one.result).how), None)


def _ask(turn: Turn, entry_id: str) -> Button:
    term = load_glossary().by_id[entry_id].term[turn.language != "pt"]
    asked = say(turn.language, "ask_for", term=term)
    return Button(asked, asked)
