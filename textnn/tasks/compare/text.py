"""A comparison in plain words: in a conversation, in a terminal, and how it came about."""

from __future__ import annotations

from textnn.locale import say
from textnn.results import LABELS, Comparison
from textnn.tasks.compare.view import alone, counts, groups, pairs
from textnn.tasks.task import Count, Explanation
from textnn.tasks.terminal import Terminal, visible


def plain(result: Comparison, view: str, language: str) -> str:  # noqa: ARG001 - there is one view
    """How many sentences changed; names, figures and quotations of both and of one alone."""
    return "\n".join(_lines(result, language))


def _lines(result: Comparison, language: str) -> list[str]:
    found = counts(result)
    lines = [
        say(language, "compare_counts",
            **{name: found[name] for name in ("same", "changed", "new", "gone")})
    ]  # fmt: skip
    for side, labels in groups(result):
        if labels:
            lines.append(f"\n{say(language, f'compare_{side}')}")
        for label, items in labels:
            lines.append(f"- {say(language, label)}: {'; '.join(item.text for _, item in items)}")
    told = pairs(result)
    if told:
        lines.append(f"\n{say(language, 'compare_changed')}")
    for pair in told:
        before = say(language, "compare_before")
        lines += [f"- {' '.join(pair.here.split())}", f"  {before} {' '.join(pair.there.split())}"]
    return lines


def terminal(result: Comparison, out: Terminal) -> None:
    """The same, and the sentences that only one of the articles has."""
    print(visible(plain(result, "", out.language)))
    for side in ("new", "gone"):
        sentences = alone(result, side)
        if sentences:
            print("\n" + out.say(f"compare_{side}_sentences", count=len(sentences)))
        for _, text in sentences:
            print(visible(f"- {' '.join(text.split())}"))


def how(result: Comparison, _view: str, language: str) -> Explanation:  # noqa: ARG001 - numbers alone
    """What was compared, and by what."""
    marks = sum(len(item.here) + len(item.there) for item in result.items if item.label in LABELS)
    return [("how_compare", {"count": Count(marks, "mark")})], ("ner",)
