"""IOB2: spans as one tag a token, and back.

Worked example, tokens ``Comitê Rio-2016 deve`` with a name over the first two:

    tags ``B-ORG I-ORG O``  <->  spans ``(0, 2, "ORG")`` counted in tokens
"""

from __future__ import annotations

from collections.abc import Sequence

TokenSpan = tuple[int, int, str]
"""First token, token after the last, label."""


def iob_tags(labels: Sequence[str]) -> tuple[str, ...]:
    """``O`` and, for every label, ``B-`` and ``I-``: ``("O", "B-PER", "I-PER", ...)``."""
    return ("O", *(f"{prefix}-{label}" for label in labels for prefix in "BI"))


def to_tags(spans: Sequence[TokenSpan], length: int) -> list[str]:
    """One tag for each of ``length`` tokens; spans must not overlap."""
    tags = ["O"] * length
    for start, end, label in spans:
        tags[start:end] = [f"B-{label}"] + [f"I-{label}"] * (end - start - 1)
    return tags


def to_spans(tags: Sequence[str]) -> list[TokenSpan]:
    """The spans of IOB2 tags, in order; a stray ``I-X`` begins a span, as conlleval reads it."""
    spans: list[TokenSpan] = []
    for index, tag in enumerate(tags):
        label = tag[2:]
        if tag.startswith("I-") and spans and spans[-1][1:] == (index, label):
            spans[-1] = (spans[-1][0], index + 1, label)
        elif tag != "O":
            spans.append((index, index + 1, label))
    return spans
