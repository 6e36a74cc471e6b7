"""Sampled pictures, and a game with them, in plain words."""

from __future__ import annotations

from collections import Counter

from textnn.locale import percent
from textnn.results.names import class_name
from textnn.results.pictures import Game, Samples
from textnn.tasks.task import Explanation
from textnn.tasks.terminal import Terminal


def plain(result: Samples, view: str, language: str) -> str:  # noqa: ARG001 - there is one
    """How many of each class."""
    many = Counter(class_name(language, one.label) for one in result.pictures)
    return f"[{', '.join(f'{count} × {name}' for name, count in many.items())}]"


def terminal(result: Samples, out: Terminal) -> None:
    """Class and verdict of every picture; how to get the pictures themselves, beside."""
    real = out.say("cli_taken_for_real")
    for place, one in enumerate(result.pictures, 1):
        name = class_name(out.language, one.label)
        print(f"{place:3}  {name}: {real} {out.percent(one.verdict)}")
    if result.diversity is not None:
        share = out.percent(result.diversity)
        print(out.say("cli_variety", share=share))  # fmt: skip
    out.remark("cli_pictures_generated")


def how(result: Samples, _view: str, language: str) -> Explanation:
    """The seed, and what the discriminator makes of them."""
    mean = sum(one.verdict for one in result.pictures) / len(result.pictures)
    values = {"seed": result.options.seed, "percent": percent(language, mean)}
    return [("how_sampled", values)], ("gan", "discriminador")


def game_terminal(result: Game, out: Terminal) -> None:
    """Both scores."""
    many = len(result.rounds)
    print(
        out.say(
            "cli_game_score",
            name=result.set,
            won=result.won,
            many=many,
            discriminator=result.discriminator_won,
        )
    )
