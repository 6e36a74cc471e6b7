"""A game of *Detetive* -> what the screen shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textnn.html.markup import escape, provenance
from textnn.html.pictures import image
from textnn.locale import percent, say
from textnn.results.pictures import Exhibit, Game, Round


def asking_view(exhibit: Exhibit, past: Sequence[Round], count: int, language: str) -> str:
    """A picture and the question; nothing in it tells the answer.

    Args:
        exhibit: the picture.
        past: the rounds before.
        count: rounds of the game.
        language: of the reader.
    """
    number, question = len(past), escape(say(language, "question"))
    buttons = "".join(
        f'<button type="button" class="quiet guess" data-do="{guess}" data-round="{number}" '
        f'data-key="{key}">'
        f"{escape(say(language, f'guess_{guess}'))}</button>"
        for guess, key in (("real", "r"), ("forged", "f"))
    )
    return _game(
        language,
        past,
        count,
        image(exhibit.picture, say(language, "question")),
        f'<div class="said"><h3 tabindex="-1" data-first-focus>{question}</h3></div>'
        f'<div class="row guesses">{buttons}</div>'
        f'<p class="hint keys">{escape(say(language, "guess_keys"))}</p>',
        number,
    )


def answer_view(rounds: Sequence[Round], count: int, language: str) -> str:
    """The answer to the last of ``rounds``, and what the discriminator had thought."""
    last = rounds[-1]
    truth = say(language, "was_forged" if last.forged else "was_real")
    mine = "you_right" if right(last) else "you_wrong"
    its = say(
        language,
        "it_right" if its_right(last) else "it_wrong",
        percent=percent(language, last.verdict),
    )
    onward = escape(say(language, "see_score" if len(rounds) == count else "next"))
    return _game(
        language,
        rounds,
        count,
        image(last.picture, truth),
        f'<div class="said" role="status"><h3 class="{"hit" if right(last) else "miss"}">'
        f"{escape(truth)} {escape(say(language, mine))}</h3><p>{escape(its)}</p></div>"
        f'<div class="row guesses"><button type="button" class="quiet guess" data-do="next" '
        f'data-round="{len(rounds)}" data-first-focus>{onward}</button></div>',
        len(rounds) - 1,
    )


def _game(
    language: str,
    past: Sequence[Round],
    count: int,
    picture: str,
    beside: str,
    number: int,
) -> str:
    place = say(language, "round", number=number + 1, count=count)
    return (
        f'<section class="detective" data-game data-state="{number}-{len(past)}" '
        f'aria-label="{escape(place)}">'
        f'<div class="exhibit">{picture}</div><div class="beside">'
        f'<p class="kicker">{escape(place)}</p>{beside}{scoreboard(past, count, language)}</div>'
        "</section>"
    )


def scoreboard(past: Sequence[Round], count: int, language: str) -> str:
    """Who was right in which round: the visitor's row above the discriminator's."""
    you, it = sum(map(right, past)), sum(map(its_right, past))
    rows = "".join(
        f'<div class="score" aria-hidden="true"><span>{escape(say(language, name))}</span>'
        f"{''.join(_mark(marks, place) for place in range(count))}<b>{sum(marks)}</b></div>"
        for name, marks in (
            ("you", [right(one) for one in past]),
            ("discriminator", [its_right(one) for one in past]),
        )
    )
    said = escape(say(language, "score", you=you, it=it))
    return f'<div class="scores"><p class="unseen">{said}</p>{rows}</div>'


def _mark(marks: Sequence[bool], place: int) -> str:
    if place >= len(marks):
        return "<i></i>"
    return '<i class="hit">✓</i>' if marks[place] else '<i class="miss">✗</i>'


def score_view(game: Game, language: str, when: datetime, notes: tuple[str, ...] = ()) -> str:
    """A finished game: who won, and every picture with what both said."""
    you, it = game.won, game.discriminator_won
    outcome = "won" if you > it else "lost" if you < it else "drawn"
    cards = "".join(_card(one, language) for one in game.rounds)
    again = (
        '<button type="button" class="quiet guess" data-do="again" data-on="select" '
        f"data-first-focus>{escape(say(language, 'detective_again'))}</button>"
    )
    many = say(language, "score_sheet", count=len(game.rounds))
    return (
        '<section class="detective over" data-state="over"><div role="status">'
        f'<h3 class="outcome">{escape(say(language, outcome, you=you, it=it))}</h3>'
        f"<p>{escape(say(language, f'{outcome}_say'))}</p></div>"
        f"{scoreboard(game.rounds, len(game.rounds), language)}"
        f'<div class="row guesses">{again}</div>'
        f'<ul class="cards" aria-label="{escape(many)}">{cards}</ul>'
        f'<div class="after">{provenance(language, game.model, game.seconds, when, notes)}</div>'
        "</section>"
    )


def _card(one: Round, language: str) -> str:
    truth = say(language, "was_forged" if one.forged else "was_real")
    short = say(language, "short_forged" if one.forged else "short_real")
    lines = "".join(
        f'<span class="{"hit" if good else "miss"}">{escape(say(language, name))} '
        f'<i aria-hidden="true">{"✓" if good else "✗"}</i>'
        f'<span class="unseen">{escape(say(language, "right_mark" if good else "wrong_mark"))}'
        "</span></span>"
        for name, good in (("you", right(one)), ("discriminator", its_right(one)))
    )
    return f"<li>{image(one.picture, truth)}<b>{escape(short)}</b>{lines}</li>"


def right(one: Round) -> bool:
    """Whether the visitor was right."""
    return one.guess == one.forged


def its_right(one: Round) -> bool:
    """Whether the discriminator was right."""
    return (one.verdict < 0.5) == one.forged
