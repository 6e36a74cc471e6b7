"""Replies about the article in the conversation."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from functools import partial
from itertools import takewhile

from textnn.chat.attachments import take_instead
from textnn.chat.context import Turn
from textnn.chat.phrases import button, counted
from textnn.errors import UserError
from textnn.locale import LANGUAGES, number
from textnn.results import (
    MAX_SENTENCES,
    Answer,
    FactSheetOptions,
    Result,
    Summary,
    SummaryOptions,
)
from textnn.results.context import RequestContext
from textnn.results.conversation import GivenArticle, Message, Offer, Said, Shown, Wanted
from textnn.results.factsheet import FactSheet
from textnn.service import Stored
from textnn.tasks.factsheet.names import OF_ORGANISATIONS, facts_of
from textnn.tasks.factsheet.requests import (
    person_whose_age,
    quotation_asked,
    term_of_acronym,
)
from textnn.tasks.factsheet.text import line, sentence_of
from textnn.tasks.summarize.headlines import alike
from textnn.text.language import NATIVE, detect_language
from textnn.text.sentences import sentences


def introduce(turn: Turn) -> Iterator[None]:
    """An article came and nothing was asked: say what it is and what can be done."""
    article = turn.new_article
    assert article is not None
    spans = sentences(article.text)
    turn.draft.say(
        "article",
        words=counted(turn.language, len(article.text.split()), "word"),
        sentences=counted(turn.language, len(spans), "sentence"),
    )
    if detect_language(article.text) != NATIVE:
        turn.draft.say("foreign_article")
    beside = ("compare",) if turn.earlier_article else ()
    usual = ("highlight", "summarize", "keywords", "headline", "who", "when", "where")
    turn.draft.offer((*beside, *usual))
    yield


def asks_for_repair(turn: Turn) -> bool:
    """Whether the article is to be put right, in the words of the button that offers it."""
    said = turn.message.request.strip(" .!").casefold()
    messages = (button(language, "repair").message for language in LANGUAGES)
    return turn.article is not None and said in map(str.casefold, messages)


def put_right(turn: Turn, repair: Callable[[str], str]) -> Iterator[None]:
    """The article with what pasting broke put right, from now on."""
    before = turn.article
    assert before is not None
    right = yield from turn.draft.work(lambda _: repair(before.text))
    if right == before.text:
        turn.draft.say("nothing_to_repair")
        return
    take_instead(turn, right)
    turn.draft.say("repaired")
    yield from introduce(turn)


def offer_repair(turn: Turn, repair: Callable[[str], str]) -> Iterator[None]:
    """Says of a new article that pasting broke something in it, with the button that mends it."""
    article = turn.new_article
    if article is None:
        return
    right = yield from turn.draft.work(lambda _: repair(article.text))
    if right != article.text:
        turn.draft.say("broken_paste")
        turn.draft.offer(("repair",))


def highlight(turn: Turn) -> Iterator[None]:
    """The article with its names marked."""
    if not (article := article_of(turn)):
        return
    kept = yield from turn.work(lambda context: turn.service.highlight(article.text, context))
    found = kept.result.spans
    if found:
        turn.draft.say("marks", count=counted(turn.language, len(found), "mark"))
    else:
        turn.draft.say("no_marks")
    turn.draft.show(kept, "highlight", "marks")
    turn.draft.offer(("summarize", "keywords", "how"))


def keywords(turn: Turn) -> Iterator[None]:
    """What the article is about, in its own words."""
    if not (article := article_of(turn)):
        return
    kept = yield from turn.work(
        lambda context: turn.service.highlight(article.text, context, keywords=True)
    )
    turn.draft.say("keywords" if kept.result.keywords else "no_keywords")
    turn.draft.show(kept, "highlight", "keywords")
    turn.draft.offer(("summarize", "headline", "how"))


def summarize(turn: Turn) -> Iterator[None]:
    """The weightiest sentences, as many as are wanted, or fewer or more than the last time."""
    if not (article := article_of(turn)):
        return
    wanted = _how_many(turn)
    kept = yield from turn.work(
        lambda context: turn.service.summarize(article.text, SummaryOptions(wanted), context)
    )
    found = len(kept.result.sentences)
    turn.draft.say(
        "summary" if found >= wanted else "summary_fewer",
        count=counted(turn.language, found, "sentence"),
    )
    turn.draft.show(kept, "summarize", "sentences")
    turn.draft.offer(("shorter", "longer", "how") if found > 1 else ("longer", "headline", "how"))


def _how_many(turn: Turn) -> int:
    wanted, size = turn.arguments.sentences, turn.arguments.size
    if wanted is None:
        before = _last_length(turn) if size else None
        wanted = (before or SummaryOptions().sentences) + size
    if wanted < 1:
        turn.draft.say("shortest")
    if wanted > MAX_SENTENCES:
        turn.draft.say("longest", most=MAX_SENTENCES)
    return min(max(wanted, 1), MAX_SENTENCES)


def _last_length(turn: Turn) -> int | None:
    """Sentences of the last summary that was shown as one, not as a headline."""
    for shown in turn.shown():
        if shown.view == "sentences" and isinstance(shown.result, Summary):
            return len(shown.result.sentences)
    return None


def headline(turn: Turn) -> Iterator[None]:
    """A headline and a dek; another one than those before, if it is asked for."""
    if not (article := article_of(turn)):
        return
    try:
        wanted = yield from _options(turn, article)
        kept = yield from turn.work(
            lambda context: turn.service.summarize(article.text, wanted, context)
        )
    except UserError as error:
        if error.code != "no-other-headline":
            raise
        turn.draft.say("no_other_title")
        turn.draft.offer(("one_sentence", "keywords"))
        return
    written = "written" in (kept.result.headline.origin, kept.result.dek.origin)
    turn.draft.say("headline_written" if written else "headline_extracted")
    turn.draft.show(kept, "summarize", "headline")
    turn.draft.offer(("other_title", "summarize", "keywords", "how"))


TOPICS = 6
"""Sentences that say what happened, above the facts of all kinds."""


def factsheet(turn: Turn) -> Iterator[None]:
    """The facts of the article that are asked for; or what happened in a few sentences, and all."""
    if not (article := article_of(turn)):
        return
    turn.draft.intent = "factsheet"
    kind = turn.arguments.kind
    kept = yield from turn.work(
        lambda context: turn.service.factsheet(article.text, FactSheetOptions(), context)
    )
    found = facts_of(kept.result, kind) if kind else kept.result.facts
    if not found:
        turn.draft.say(f"sheet_no_{kind}" if kind in OF_ORGANISATIONS else "sheet_none")
        turn.draft.warn(kept)
    elif kind:
        turn.draft.say(f"sheet_{kind}", count=number(turn.language, len(found)))
        turn.draft.show(kept, "factsheet", kind)
    else:
        yield from _topics(turn, article)
        turn.draft.say("sheet", count=counted(turn.language, len(found), "fact"))
        turn.draft.show(kept, "factsheet", "sheet")
    turn.draft.offer(("factsheet", "how") if kind else ("summarize", "how"))


def _topics(turn: Turn, article: GivenArticle) -> Iterator[None]:
    kept = yield from turn.work(
        lambda context: turn.service.summarize(
            article.text, SummaryOptions(TOPICS), replace(context, keep=False)
        )
    )
    lines = (" ".join(one.text.split()) for one in kept.result.sentences)
    turn.draft.say("topics")
    turn.draft.parts.append(Said("\n".join(f"- {line}" for line in lines)))


def fact_or(other: Callable[[Turn], Iterator[None]]) -> Callable[[Turn], Iterator[None]]:
    """An age, who said a quotation, what an acronym means, if the sheet has it; else ``other``."""

    def reply(turn: Turn) -> Iterator[None]:
        article = turn.article
        assert article is not None
        kept = yield from turn.work(
            lambda context: turn.service.factsheet(
                article.text, FactSheetOptions(), replace(context, keep=False)
            )
        )
        told = _told(turn.message.request, kept.result, turn.language)
        if told is None:
            yield from other(turn)
            return
        turn.draft.intent = "question"
        turn.draft.say("person", person=told[0], sentence=told[1])

    return reply


def _told(request: str, sheet: FactSheet, language: str) -> tuple[str, str] | None:
    """A fact as one line, and the sentence that says so or the words that are quoted."""
    if person := person_whose_age(request, sheet):
        return line(person, language), sentence_of(sheet, person, "age")
    if term := term_of_acronym(request, sheet):
        return line(term, language), sentence_of(sheet, term, "acronym")
    if (quote := quotation_asked(request, sheet)) is None:
        return None
    speaker = quote.said("speaker")
    people = (one for one in sheet.of_kind("person") if one.text == speaker)
    words = " ".join(sheet.text[slice(*quote.places[0])].split()).strip('“”"')
    return next((line(one, language) for one in people), speaker), words


def compare(turn: Turn) -> Iterator[None]:
    """The article and the one before it: what both say to the last question, or all their facts."""
    if not (article := article_of(turn)):
        return
    earlier = turn.earlier_article
    if earlier is None:
        turn.draft.say("want_other_article")
        turn.draft.parts.append(Wanted("article", turn.words))
        return
    last = next(turn.shown(), None)
    here = last.result if last else None
    if turn.last_intent == "question" and isinstance(here, Answer) and here.text == article.text:
        there = yield from turn.work(
            lambda context: turn.service.answer(earlier.text, here.question, context)
        )
        _says(turn, article, Stored(here, last.run_id if last else None))
        _says(turn, earlier, there)
        turn.draft.offer(("compare",))
        return
    kept = yield from turn.work(
        lambda context: turn.service.compare(article.text, earlier.text, context)
    )
    turn.draft.say("compared", here=article.title, there=earlier.title)
    turn.draft.show(kept, "compare", "comparison")
    turn.draft.offer(("summarize", "highlight", "how"))


def _says(turn: Turn, article: GivenArticle, kept: Stored[Answer]) -> None:
    """The title of an article, and under it what the article says to a question."""
    answer = kept.result
    silent = "compare_silent" if answer.sentences else "compare_nothing"
    turn.draft.say("compare_answered" if answer.answered else silent, title=article.title)
    if answer.sentences:
        turn.draft.show(kept, "answer", "answer" if answer.answered else "nearest")


def _options(turn: Turn, article: GivenArticle) -> Generator[None, None, SummaryOptions]:
    """Which headline is wanted; if another one, none that is like one of this conversation.

    Raises:
        UserError: there is none.
    """
    wanted = SummaryOptions(rank=_rank(turn, article))
    before = headlines_shown(turn, article.text) if turn.arguments.again else ()
    while before:
        tried = yield from turn.work(partial(_tried, turn, article, wanted))
        if not alike(tried.headline.text, before):
            break
        wanted = replace(wanted, rank=wanted.rank + 1)
    return wanted


def _tried(
    turn: Turn, article: GivenArticle, wanted: SummaryOptions, context: RequestContext
) -> Summary:
    return turn.service.summarize(article.text, wanted, replace(context, keep=False)).result


def headlines_shown(turn: Turn, text: str) -> list[str]:
    """The headlines of an article that stand in the conversation, newest first."""
    found = list[str]()
    for message in reversed(turn.past):
        for part in reversed(message.parts):
            if isinstance(part, GivenArticle) and part.text != text:
                return found
            if isinstance(part, Shown) and part.view == "headline":
                found += _headline_of(part.result)
        if message.intent == "headline":
            found += lines_alone(message).splitlines()
    return found


def lines_alone(message: Message) -> str:
    """The headlines or the post of a reply: what stands above its buttons, after what is said of
    it; empty if there is nothing but that or a result."""
    above = [*takewhile(lambda part: not isinstance(part, Offer), message.parts)]
    return above[-1].text if len(above) > 1 and isinstance(above[-1], Said) else ""


def _headline_of(result: Result | None) -> list[str]:
    return [result.headline.text] if isinstance(result, Summary) else []


def _rank(turn: Turn, article: GivenArticle) -> int:
    """Which headline is wanted: the next one if another is asked for than the last one shown."""
    if turn.arguments.again:
        for shown in turn.shown():
            result = shown.result
            if shown.view == "headline" and isinstance(result, Summary):
                return result.options.rank + 1 if result.text == article.text else 1
    return 1


def article_of(turn: Turn) -> GivenArticle | None:
    """The article; without one, asks for it."""
    if turn.article is None:
        turn.draft.say("want_article")
        turn.draft.parts.append(Wanted("article", turn.words))
    return turn.article
