"""What a review found in plain words: in a conversation, in a terminal, and how it came about."""

from __future__ import annotations

from textnn.locale import say
from textnn.results import Finding, Review
from textnn.tasks.task import Count, Explanation
from textnn.tasks.terminal import Terminal, visible

_NAMES = ("first", "second", "third")
"""Names of the values in the sentences."""


def sentence(finding: Finding, language: str) -> str:
    """What a finding is, in a sentence."""
    values = dict(zip(_NAMES, finding.values, strict=False))
    return say(language, f"review_{finding.kind}", **values)


def summary(result: Review, language: str) -> str:
    """How much was found, in a sentence."""
    count = len(result.findings)
    if count > 1:
        return say(language, "review_many", count=count)
    return say(language, "review_one" if count else "review_none")


def plain(result: Review, view: str, language: str) -> str:  # noqa: ARG001 - there is one view
    """How much was found, and each thing on a line."""
    lines = [f"- {sentence(finding, language)}" for finding in result.findings]
    return "\n".join([summary(result, language), *lines])


def terminal(result: Review, out: Terminal) -> None:
    """Each finding with the line where it stands, and how many there are."""
    for finding in result.findings:
        start = finding.places[0][0]
        line = result.text.count("\n", 0, start) + 1
        print(visible(f"{line}: {sentence(finding, out.language)}"))
    print(summary(result, out.language))


def how(result: Review, _view: str, language: str) -> Explanation:  # noqa: ARG001 - numbers alone
    """What was looked at, and by what."""
    return [("how_review", {"count": Count(len(result.findings), "finding")})], ("ner",)
