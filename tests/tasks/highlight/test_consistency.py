"""One name, one label, unless a sentence is sure of another."""

from __future__ import annotations

from textnn.tasks.highlight.consistency import SURE, NameMention, TagSpan, consistent

LABELS = ("PER", "LOC", "ORG", "TIME")


def mention(said: str, start: int, **odds: float) -> NameMention:
    every = {label: odds.get(label, 0.0) for label in LABELS}
    best = max(every, key=lambda label: every[label])
    return NameMention(TagSpan(start, start + len(said), best, every[best]), said, every)


def labels(*mentions: NameMention) -> list[str]:
    return [span.tag for span in consistent(mentions)]


def test_the_average_decides() -> None:
    club = [mention("Santa Cruz", n, ORG=0.8, LOC=0.2) for n in (0, 50)]
    doubtful = mention("Santa Cruz", 90, ORG=0.4, LOC=0.5)
    found = consistent([*club, doubtful])
    assert [span.tag for span in found] == ["ORG", "ORG", "ORG"]
    assert abs(found[2].score - (0.8 + 0.8 + 0.4) / 3) < 1e-9
    assert found[:2] == [one.span for one in club]
    assert (found[2].start, found[2].end) == (90, 100)


def test_a_sure_sentence_keeps_its_label() -> None:
    club = [mention("Santa Cruz", n, ORG=0.99) for n in (0, 50, 80)]
    assert labels(*club, mention("Santa Cruz", 90, LOC=SURE))[-1] == "LOC"
    assert labels(*club, mention("Santa Cruz", 90, LOC=SURE - 0.01))[-1] == "ORG"


def test_other_names_and_times_do_not_count() -> None:
    assert labels(mention("Prado", 0, LOC=0.6), mention("Lagoa", 9, PER=0.8)) == ["LOC", "PER"]
    times = (mention("Abril", 0, TIME=0.6, ORG=0.4), mention("Abril", 9, ORG=0.8))
    assert labels(*times) == ["TIME", "ORG"]


def test_a_surname_goes_by_the_whole_name() -> None:
    assert labels(mention("Prado", 0, LOC=0.5, PER=0.4), mention("Ana Prado", 9, PER=0.9)) == [
        "PER", "PER",
    ]  # fmt: skip
    assert labels(mention("Prado", 0, LOC=0.5, PER=0.4), mention("Prado Alto", 9, LOC=0.9)) == [
        "LOC", "LOC",
    ]  # fmt: skip


def test_nothing_gives_nothing() -> None:
    assert consistent([]) == []
