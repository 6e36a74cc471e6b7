"""Replies that are only words: greetings, thanks, help, what textnn is, and what it cannot tell."""

from __future__ import annotations

from collections.abc import Iterator

from textnn.chat.context import Turn
from textnn.results import Continuation
from textnn.text.language import detect_language

UNDERSTOOD = ("pt", "en")

_GUESSES = 4  # buttons beside what is not understood


def greet(turn: Turn) -> Iterator[None]:
    """A greeting for a greeting."""
    turn.draft.say("greeting_again" if turn.article else "greeting")
    turn.draft.offer(_next(turn))
    yield


def thank(turn: Turn) -> Iterator[None]:
    """Thanks are welcome."""
    turn.draft.say("thanks")
    yield


def acknowledge(turn: Turn) -> Iterator[None]:
    """An *ok* for an *ok*."""
    turn.draft.say("fine")
    yield


def say_goodbye(turn: Turn) -> Iterator[None]:
    """A good-bye for a good-bye."""
    turn.draft.say("bye")
    yield


def stop(turn: Turn) -> Iterator[None]:
    """Nothing runs when a message is read."""
    turn.draft.say("stop")
    yield


def identify(turn: Turn) -> Iterator[None]:
    """What textnn is."""
    turn.draft.say("who_am_i")
    turn.draft.offer(("explain", "help"))
    yield


def check_no_facts(turn: Turn) -> Iterator[None]:
    """No facts are checked here; what can be done instead."""
    last = next(turn.shown(), None)
    if last and isinstance(last.result, Continuation):
        turn.draft.say("facts_written")
    else:
        turn.draft.say("facts")
        if turn.article:
            turn.draft.offer(("highlight", "who", "summarize"))
    yield


def help_out(turn: Turn) -> Iterator[None]:
    """What can be asked for."""
    turn.draft.say("help")
    turn.draft.offer(_next(turn))
    yield


def ask_back(turn: Turn) -> Iterator[None]:
    """Not understood: guesses as buttons, or what can be done at all."""
    draft, words = turn.draft, turn.words
    draft.intent = "unknown"
    guesses = turn.guesses()
    if not any(char.isalnum() for char in words):
        draft.say("only_signs")
        draft.offer(_next(turn))
    elif detect_language(words) not in UNDERSTOOD:
        draft.say("other_language")
        draft.offer(_next(turn))
    elif turn.request.intent == "unknown" or not guesses:
        draft.say("unknown")
        draft.offer(_next(turn))
    else:
        draft.say("unsure")
        draft.offer([*dict.fromkeys((*guesses, *_next(turn)))][:_GUESSES])
    yield


def _next(turn: Turn) -> tuple[str, ...]:
    """Buttons that lead on from here."""
    if turn.article:
        return "summarize", "highlight", "headline", "who"
    return "write", "dresses", "explain", "history"
