"""Forms that an editor asks for, built from the article, and what is refused with its reason.

A lead is sentences of the article; a caption is one that names who and where, or whom the picture
shows; a post is a headline and sentences that fit. Headlines may have conditions (words that stand
in them or not, a quotation, a length): as many are given as fulfil them and pass the checks, and
none that was shown before.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from textnn.chat.article_replies import (
    article_of,
    headline,
    headlines_shown,
    lines_alone,
    summarize,
)
from textnn.chat.context import Turn
from textnn.chat.phrases import counted, say
from textnn.chat.small_talk import check_no_facts
from textnn.locale import number
from textnn.results import (
    Extract,
    FactSheet,
    FactSheetOptions,
    Highlight,
    Summary,
    SummaryOptions,
)
from textnn.results.chat import Arguments
from textnn.results.conversation import GivenArticle, Said
from textnn.results.text import MAX_SENTENCES, HeadlineConditions
from textnn.tasks.summarize.extractive import LEANS_BACK
from textnn.tasks.summarize.headlines import MOST, alike, fulfils, quoted_headlines, repeats
from textnn.tasks.understand.conditions import FIGURES, QUOTATIONS, headline_conditions
from textnn.tasks.understand.slots import CONDITIONS
from textnn.text.words import fold

POST = 280
"""Characters of a post."""

SHORTER = 2 / 3
"""Characters of a shorter post, at most, of those of the one before."""

CAPTION = 240
"""Characters of the longest caption."""

_TITLE = re.compile(r"titul|manchete|chamada|headline")

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
    """What an article could begin with: the weightiest sentence to the letter, or several."""
    if not (article := article_of(turn)):
        return
    wanted = turn.arguments.sentences or 1
    if wanted > MAX_SENTENCES:
        turn.draft.say("longest", most=MAX_SENTENCES)
        wanted = MAX_SENTENCES
    kept = yield from turn.work(
        lambda context: turn.service.summarize(article.text, SummaryOptions(wanted), context)
    )
    found = len(kept.result.sentences)
    count = counted(turn.language, found, "sentence")
    name = "lead" if wanted == 1 else "lead_several" if found == wanted else "lead_fewer"
    turn.draft.say(name, count=count)
    turn.draft.show(kept, "summarize", "sentences")
    turn.draft.offer(("headline", "caption", "tweet", "how"))


def caption(turn: Turn) -> Iterator[None]:
    """The weightiest sentence that names whom or what the photograph shows, or somebody and a
    place, and is short enough."""
    if not (article := article_of(turn)):
        return
    ranked = yield from _summed(turn, article)
    marked = yield from turn.work(
        lambda context: turn.service.highlight(article.text, replace(context, keep=False))
    )
    shown = yield from _conditions(turn, article)
    found = best_caption(ranked, marked.result, shown)
    if found and shown.including and not fulfils(found, shown):
        turn.draft.say("caption_other", words=turn.arguments.including)
    else:
        turn.draft.say("caption" if found else "no_caption")
    if found:
        turn.draft.parts.append(Said(found))
    turn.draft.offer(("headline", "lead", "highlight"))


def best_caption(ranked: Summary, marked: Highlight, shown: HeadlineConditions) -> str:
    """The weightiest short sentence that names what is shown, then who and where, then either;
    empty if none does."""
    best = 0.0, ""
    for sentence in ranked.sentences:
        line = " ".join(sentence.text.split())
        if len(line) > CAPTION or line[:1] in "\"“«'‘" or line.endswith("?"):
            continue
        spans = marked.spans
        names = {s.label for s in spans if sentence.start <= s.start and s.end <= sentence.end}
        who, where = bool(names & {"PER", "ORG"}), "LOC" in names
        asked = bool(shown.including) and fulfils(line, shown)
        told = 3 * asked + who + where
        best = max(best, (told + sentence.score, line if told else ""))
    return best[1]


def tweet(turn: Turn) -> Iterator[None]:
    """A headline, and as many of the weightiest sentences as fit into a post with it."""
    if not (article := article_of(turn)):
        return
    turn.draft.intent = "tweet"
    found = yield from _summed(turn, article)
    most = turn.arguments.most or POST
    if turn.arguments.size < 0 and (before := _post_shown(turn)):
        most = min(most, int(SHORTER * len(before)))
    if post := post_of(found, most):
        turn.draft.say("tweet", count=number(turn.language, len(post)), most=most)
        turn.draft.parts.append(Said(post))
    else:
        turn.draft.say("no_tweet", most=most)
    turn.draft.offer(("headline", "lead", "caption"))


def post_of(found: Summary, most: int) -> str:
    """A headline and under it sentences of the article, in its order, that say something else.

    Args:
        found: with more sentences than fit.
        most: characters of the post.

    Returns:
        sentences alone where no headline is short enough; empty if nothing is.
    """
    title = next((one for one in lines_of(found) if len(one) <= most), "")
    chosen = list[Extract]()
    for sentence in sorted(found.sentences, key=lambda one: -one.score):
        if LEANS_BACK.match(sentence.text) or (title and repeats(sentence.text, title)):
            continue
        longer = sorted([*chosen, sentence], key=lambda one: one.start)
        if len(_post(title, longer)) <= most:
            chosen = longer
    return _post(title, chosen)


def _post(title: str, sentences: Sequence[Extract]) -> str:
    lines = " ".join(" ".join(one.text.split()) for one in sentences)
    return "\n\n".join(filter(None, (title, lines)))


def _post_shown(turn: Turn) -> str:
    """The last post of the conversation; empty if there is none."""
    replies = (lines_alone(one) for one in reversed(turn.past) if one.intent == "tweet")
    return next(filter(None, replies), "")


def _summed(turn: Turn, article: GivenArticle) -> Generator[None, None, Summary]:
    """The article's headlines and its weightiest sentences, which are not kept."""
    kept = yield from turn.work(
        lambda context: turn.service.summarize(
            article.text, SummaryOptions(MAX_SENTENCES), replace(context, keep=False)
        )
    )
    return kept.result


def headlines(turn: Turn) -> Iterator[None]:
    """One headline with its dek; or several, shorter ones, some that fulfil conditions."""
    asked = turn.arguments
    of_post = turn.last_intent == "tweet" and asked.most and not _TITLE.search(turn.message.folded)
    if of_post:
        yield from tweet(turn)
    elif asked.size < 0 or (asked.count or 0) > 1 or _has_conditions(asked):
        yield from as_asked(turn)
    else:
        yield from headline(turn)


def _has_conditions(asked: Arguments) -> bool:
    return bool(asked.including or asked.excluding or asked.quoted or asked.most)


def as_asked(turn: Turn) -> Iterator[None]:
    """Headlines that pass the checks and are as they were asked for, none of them shown before."""
    if not (article := article_of(turn)):
        return
    turn.draft.intent = "headline"
    asked, before = turn.arguments, headlines_shown(turn, article.text)
    wanted = yield from _conditions(turn, article)
    if asked.size < 0 and before and not asked.count:  # the last one, said with less
        wanted = replace(wanted, most=_least(wanted.most, len(before[0]) - 1))
    else:
        wanted = replace(wanted, shown=tuple(before))
    wanted = replace(wanted, short=asked.size < 0)
    lines = yield from _found(turn, article, wanted)
    fresh = lines[: asked.count or 1]
    if _has_conditions(asked):
        yield from _with_conditions(turn, article, wanted, fresh)
    elif (asked.count or 0) > 1:
        _several(turn, fresh, asked.count or 0)
    elif fresh:
        turn.draft.say("shorter_title", count=number(turn.language, len(fresh[0])))
        turn.draft.parts.append(Said(fresh[0]))
    else:
        turn.draft.say("no_shorter_title")
    turn.draft.offer(("other_title", "tweet" if fresh else "one_sentence", "keywords"))


def _least(one: int, other: int) -> int:
    """The smaller of two limits, 0 being none."""
    return min(filter(None, (one, other)), default=0)


def _several(turn: Turn, lines: Sequence[str], wanted: int) -> None:
    few = number(turn.language, len(lines))
    if not lines:
        turn.draft.say("no_other_title")
    elif len(lines) == wanted:
        turn.draft.say("headlines", count=few)
    else:
        name = "headlines_fewer" if len(lines) > 1 else "headlines_one"
        turn.draft.say(name, count=few, wanted=number(turn.language, wanted))
    if lines:
        turn.draft.parts.append(Said("\n".join(lines)))


def _with_conditions(
    turn: Turn, article: GivenArticle, wanted: HeadlineConditions, lines: Sequence[str]
) -> Iterator[None]:
    """Says what was asked for and gives the headlines; if there is none, why not."""
    asked, language = turn.arguments, turn.language
    told = _conditions_told(turn, several=bool(lines) and (asked.count or 1) > 1)
    if lines:
        count, found = asked.count or 1, len(lines)
        one = "title_within" if asked.most else "title_as_asked"
        fewer = "titles_as_asked_one" if found == 1 else "titles_as_asked_fewer"
        turn.draft.say(
            one if count == 1 else "titles_as_asked" if found == count else fewer,
            conditions=told,
            count=number(language, found),
            wanted=number(language, count),
            characters=number(language, len(lines[0])),
        )
        turn.draft.parts.append(Said("\n".join(lines)))
        return
    if not fulfils(article.text, HeadlineConditions(wanted.including)):
        turn.draft.say("title_not_there", words=_quoted(asked.including))
        return
    turn.draft.say("no_title_as_asked", conditions=told)
    if wanted.most:
        longer = yield from _found(turn, article, replace(wanted, short=True, most=0))
        if longer:
            turn.draft.say("shortest_title", count=number(language, len(longer[0])))
            turn.draft.parts.append(Said(longer[0]))


def _conditions_told(turn: Turn, *, several: bool) -> str:
    """The conditions of a request, in the visitor's language, the most characters last."""
    asked, language = turn.arguments, turn.language
    told = [
        say(language, f"title_{name}", words=words)
        for name, words in (
            ("shorter" if several else "short", asked.size < 0),
            ("including", _quoted(asked.including)),
            ("excluding", _quoted(asked.excluding)),
            ("quoted", asked.quoted),
            ("most", asked.most and number(language, asked.most)),
        )
        if words
    ]
    return ", ".join(told)


def _quoted(words: str) -> str:
    """Words of a request between quotation marks, unless they name what is none of the article's
    words: figures or quotations."""
    each = filter(None, words.split(CONDITIONS))
    return CONDITIONS.join(one if fold(one) in FIGURES | QUOTATIONS else f"“{one}”" for one in each)


def _conditions(turn: Turn, article: GivenArticle) -> Generator[None, None, HeadlineConditions]:
    """What a line has to name and must not, in the article's words."""
    asked, sheet = turn.arguments, None
    if asked.including or asked.excluding:
        sheet = yield from _sheet(turn, article)
    return headline_conditions(asked, turn.message.folded, sheet)


def _sheet(turn: Turn, article: GivenArticle) -> Generator[None, None, FactSheet]:
    kept = yield from turn.work(
        lambda context: turn.service.factsheet(
            article.text, FactSheetOptions(), replace(context, keep=False)
        )
    )
    return kept.result


def _found(
    turn: Turn, article: GivenArticle, wanted: HeadlineConditions
) -> Generator[None, None, Sequence[str]]:
    """Headlines that fulfil conditions, none of them shown before, best or shortest first; where a
    quotation is wanted, or nothing else does, with what is quoted in the article."""
    found = yield from turn.work(
        lambda context: turn.service.headlines(article.text, wanted, context)
    )
    if wanted.quoted or (wanted.including and not found):
        sheet = yield from _sheet(turn, article)
        quoted = quoted_headlines(sheet, wanted.most or MOST)
        found = (*found, *(one for one in quoted if fulfils(one, wanted) and not alike(one, found)))
    before = headlines_shown(turn, article.text)
    lines = [one for one in found if one not in before]
    return sorted(lines, key=len) if wanted.short else lines


def summary(turn: Turn) -> Iterator[None]:
    """A summary; *mais curto* after a headline or a post is a shorter one of these."""
    forms = {"headline": as_asked, "tweet": tweet}
    shorter = turn.arguments.size < 0 and "resum" not in turn.message.folded
    return (forms.get(turn.last_intent, summarize) if shorter else summarize)(turn)


def lines_of(found: Summary) -> Sequence[str]:
    """Its headlines, best first."""
    return (found.headline.text, *found.others)
