"""A highlighted article in plain words: in a conversation, in a terminal, and how it came about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from textnn.locale import percent, say
from textnn.results import LABELS, Highlight
from textnn.tasks.task import Count, Explanation
from textnn.tasks.terminal import Terminal, paint, visible

_KEYWORDS = 10
_COLOURS = {
    "PER": "38;2;86;156;214",
    "LOC": "38;2;0;178;130",
    "ORG": "38;2;230;159;0",
    "EVENT": "38;2;170;130;220",
    "WORK": "38;2;204;121;167",
    "TIME": "38;2;86;180;233",
    "VALUE": "38;2;220;205;70",
    "OTHER": "2",
}
"""Label -> colour in a terminal (Okabe and Ito)."""


def plain(result: Highlight, view: str, language: str) -> str:
    """The names of each category, or the keywords."""
    if view == "keywords":
        return ", ".join(word.text for word in result.keywords[:_KEYWORDS])
    return "\n".join(_marks(result, language))


def _marks(result: Highlight, language: str) -> Iterator[str]:
    """The names of each category, each once, in the order of the article."""
    for label in LABELS:
        found = dict.fromkeys(" ".join(s.text.split()) for s in result.spans if s.label == label)
        if found:
            yield f"- {say(language, label)}: {', '.join(found)}"


def terminal(result: Highlight, out: Terminal) -> None:
    """The article with ``[mark: Category]``, then its keywords; the counts as a remark."""
    done = 0
    for span in result.spans:
        name = out.say(span.label)
        marked = f"[{visible(span.text)}: {name}]"
        print(visible(result.text[done : span.start]), end="")
        print(paint(marked, _COLOURS[span.label]), end="")
        done = span.end
    print(visible(result.text[done:]), end="" if result.text.endswith("\n") else "\n")
    if result.keywords:
        print("\n" + out.say("cli_keywords"))
    for word in result.keywords:
        name = " ".join(word.text.split())
        print(visible(f"{out.percent(word.score):>6}  {name} ({len(word.spans)}x)"))
    counts = Counter(span.label for span in result.spans)
    listed = [f"{out.say(label)} {count}" for label, count in counts.most_common()]
    out.remark("cli_marks" if listed else "cli_no_marks", listed=listed)


def how(result: Highlight, _view: str, language: str) -> Explanation:
    """How many marks, how sure the weakest is, and where keywords come from."""
    told: list[tuple[str, dict[str, object]]] = [
        ("how_highlight", {"count": Count(len(result.spans), "mark")})
    ]
    if result.spans:
        weakest = min(span.score for span in result.spans)
        told.append(("how_weakest", {"percent": percent(language, weakest)}))
    if result.keywords:
        told.append(("how_keywords", {}))
    return told, ("ner", "crf")
