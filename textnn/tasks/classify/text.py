"""A classification in plain words: in a conversation, in a terminal, and how it came about."""

from __future__ import annotations

from textnn.locale import percent
from textnn.results.names import class_name
from textnn.results.pictures import Classification
from textnn.tasks.task import Explanation
from textnn.tasks.terminal import Terminal, visible

_CLASSES, _MOST_CLASSES = 3, 5  # in a conversation, in a terminal
_FAINT = 0.005  # less likely classes are not told


def plain(result: Classification, view: str, language: str) -> str:  # noqa: ARG001 - there is one
    """The likeliest classes."""
    best, *others = result.labels[:_CLASSES]
    labels = [best, *(one for one in others if one.probability >= _FAINT)]
    return "\n".join(
        f"- {class_name(language, one.name)}: {percent(language, one.probability)}"
        for one in labels
    )


def terminal(result: Classification, out: Terminal, name: str = "") -> None:
    """The file with its likeliest class, the next ones under it, the other networks' opinions.

    Args:
        name: of the file, where it is not the source that the result knows.
    """
    best, *others = result.labels
    told = f"{class_name(out.language, best.name)} {out.percent(best.probability)}"
    if not result.known:
        doubt = out.say("cli_not_recognised")
        told = f"{doubt} {told}"
    print(visible(f"{name or result.source}: {told}"))
    for label in others[: _MOST_CLASSES - 1]:
        if label.probability >= _FAINT:
            share = out.percent(label.probability)
            print(visible(f"  {share:>6}  {class_name(out.language, label.name)}"))
    for other in result.opinions:
        share = out.percent(other.probability)
        told = f"{other.model}: {class_name(out.language, other.label)} {share}"
        doubt = "" if other.known else out.say("cli_strange_to_it")
        print(visible(f"  {told}{doubt}"))


def how(result: Classification, _view: str, language: str) -> Explanation:
    """How probable the class is, and how familiar the picture."""
    familiar = round(100 * result.familiarity)
    told: list[tuple[str, dict[str, object]]] = [
        (
            "how_classified",
            {
                "name": class_name(language, result.labels[0].name),
                "percent": percent(language, result.labels[0].probability),
            },
        ),
        ("how_strange" if familiar else "how_strangest", {"familiar": familiar}),
    ]
    return told, ("cnn", "calibracao")
