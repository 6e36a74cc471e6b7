"""Forms that an editor asks for, built from the article, and what is refused with its reason.

A lead is a sentence of the article; a caption too, one that names who and where; a post is a
headline that fits. Several headlines are as many as pass the checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from textnn.chat.article_replies import article_of, headline, summarize
from textnn.chat.context import Turn
from textnn.chat.small_talk import check_no_facts
from textnn.locale import number
from textnn.results import Highlight, Summary, SummaryOptions
from textnn.results.conversation import Said, Shown
from textnn.results.text import MAX_SENTENCES

POST = 280
"""Characters of a post."""

CAPTION = 240
"""Characters of the longest caption."""

SEVERAL = 3
"""Headlines, where nobody says how many."""

INSTEAD = {
    "translate": ("summarize", "headline"),
    "correct": ("factsheet", "highlight"),
    "rewrite": ("lead", "summarize", "headline", "factsheet"),
    "opinion": ("quotes", "summarize", "factsheet"),
}
"""What is refused -> buttons for what can be done instead."""


def refuse(turn: Turn) -> Iterator[None]:
    """What is not done, why not, and what can be done instead."""
    kind = turn.arguments.refusal
    if kind == "truth":
        yield from check_no_facts(turn)
        return
    turn.draft.say(f"refuse_{kind}")
    turn.draft.offer(INSTEAD[kind] if turn.article else ("help",))
    yield


def lead(turn: Turn) -> Iterator[None]:
    """The sentence that an article could begin with: the weightiest one, to the letter."""
    if not (article := article_of(turn)):
        return
    kept = yield from turn.work(
        lambda context: turn.service.summarize(article.text, SummaryOptions(1), context)
    )
    turn.draft.say("lead")
    turn.draft.show(kept, "summarize", "sentences")
    turn.draft.offer(("headline", "caption", "tweet", "how"))


def caption(turn: Turn) -> Iterator[None]:
    """The weightiest sentence that names somebody and a place, and is short enough."""
    if not (article := article_of(turn)):
        return
    ranked = yield from turn.work(
        lambda context: turn.service.summarize(
            article.text, SummaryOptions(MAX_SENTENCES), replace(context, keep=False)
        )
    )
    marked = yield from turn.work(
        lambda context: turn.service.highlight(article.text, replace(context, keep=False))
    )
    found = best_caption(ranked.result, marked.result)
    turn.draft.say("caption" if found else "no_caption")
    if found:
        turn.draft.parts.append(Said(found))
    turn.draft.offer(("headline", "lead", "highlight"))


def best_caption(ranked: Summary, marked: Highlight) -> str:
    """The weightiest short sentence with who and where; without one, with either; else empty."""
    best = 0.0, ""
    for sentence in ranked.sentences:
        line = " ".join(sentence.text.split())
        if len(line) > CAPTION or line[:1] in "\"“«'‘":
            continue
        spans = marked.spans
        names = {s.label for s in spans if sentence.start <= s.start and s.end <= sentence.end}
        who, where = bool(names & {"PER", "ORG"}), "LOC" in names
        best = max(best, (who + where + sentence.score, line if who or where else ""))
    return best[1]


def tweet(turn: Turn) -> Iterator[None]:
    """The headline, or what else of the article fits into a post."""
    if not (article := article_of(turn)):
        return
    kept = yield from turn.work(
        lambda context: turn.service.summarize(
            article.text, SummaryOptions(), replace(context, keep=False)
        )
    )
    found = kept.result
    line = next((one for one in lines_of(found) if len(one) <= POST), "")
    if not line:
        fitting = [s for s in found.sentences if len(" ".join(s.text.split())) <= POST]
        best = max(fitting, key=lambda sentence: sentence.score, default=None)
        line = " ".join(best.text.split()) if best else ""
    if line:
        turn.draft.say("tweet", count=number(turn.language, len(line)), most=POST)
        turn.draft.parts.append(Said(line))
    else:
        turn.draft.say("no_tweet", most=POST)
    turn.draft.offer(("headline", "lead", "caption"))


def headlines(turn: Turn) -> Iterator[None]:
    """One headline with its dek; several; or a shorter one than the last."""
    count = turn.arguments.count or 0
    if turn.arguments.size < 0:
        yield from shorter(turn)
    elif count > 1:
        yield from _several(turn, count)
    else:
        yield from headline(turn)


def _several(turn: Turn, count: int) -> Iterator[None]:
    if not (article := article_of(turn)):
        return
    kept = yield from turn.work(
        lambda context: turn.service.summarize(article.text, SummaryOptions(), context)
    )
    lines = lines_of(kept.result)[:count]
    if len(lines) == count:
        turn.draft.say("headlines", count=number(turn.language, count))
    else:
        few = number(turn.language, len(lines))
        name = "headlines_fewer" if len(lines) > 1 else "headlines_one"
        turn.draft.say(name, count=few, wanted=number(turn.language, count))
    turn.draft.parts.append(Said("\n".join(lines)))
    turn.draft.warn(kept)
    turn.draft.offer(("headline", "shorter_title", "keywords"))


def shorter(turn: Turn) -> Iterator[None]:
    """The shortest headline that passes the checks, if it is shorter than the last one shown."""
    if not (article := article_of(turn)):
        return
    turn.draft.intent = "headline"
    kept = yield from turn.work(
        lambda context: turn.service.summarize(
            article.text, SummaryOptions(), replace(context, keep=False)
        )
    )
    lines, before = lines_of(kept.result), _last_headline(turn, article.text)
    line = min(lines, key=len)
    if (before and len(line) >= len(before)) or line in _told(turn):
        turn.draft.say("no_shorter_title")
        turn.draft.offer(("other_title", "one_sentence", "keywords"))
        return
    turn.draft.say("shorter_title", count=number(turn.language, len(line)))
    turn.draft.parts.append(Said(line))
    turn.draft.offer(("other_title", "tweet", "keywords"))


def summary(turn: Turn) -> Iterator[None]:
    """A summary; *mais curto* after a headline is a shorter headline."""
    of_headline = turn.last_intent == "headline" and "resum" not in turn.message.folded
    return shorter(turn) if turn.arguments.size < 0 and of_headline else summarize(turn)


def _told(turn: Turn) -> set[str]:
    """What was said in so many words before."""
    return {part.text for one in turn.past for part in one.parts if isinstance(part, Said)}


def _last_headline(turn: Turn, text: str) -> str:
    """The headline that was shown last of an article, or empty."""
    results = (one.result for one in turn.shown() if _is_headline(one))
    found = next((r for r in results if isinstance(r, Summary) and r.text == text), None)
    return found.headline.text if found else ""


def _is_headline(shown: Shown) -> bool:
    return shown.view == "headline"


def lines_of(found: Summary) -> Sequence[str]:
    """Its headlines, best first."""
    return (found.headline.text, *found.others)
