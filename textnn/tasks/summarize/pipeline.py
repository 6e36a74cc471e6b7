"""An article -> headline, dek, its weightiest sentences, and what it is about.

Walk of a headline: normal form -> pieces -> encoder -> beam search -> candidates and sentences of
the article, best first (``choice``) -> the first that says only what the article says
(``faithfulness``) -> the line with its sources (``headlines``). Where that is a sentence of the
article, the result says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain, islice
from typing import NamedTuple, TypeVar

from textnn.config import Settings
from textnn.engine.extractor import open_extractor
from textnn.engine.reranker import open_reranker
from textnn.engine.summarizer import open_summarizer
from textnn.engine.tagger import open_tagger
from textnn.engine.together import SharedSummarizer
from textnn.errors import UserError
from textnn.pretrained import Models, reference
from textnn.results import (
    KINDS,
    Extract,
    Keyword,
    Line,
    ModelRef,
    Progress,
    Span,
    Summary,
    SummaryOptions,
    ignore_progress,
)
from textnn.results.text import HeadlineConditions
from textnn.tasks.highlight.pipeline import Highlighter, load_highlighter
from textnn.tasks.summarize.article import Opened
from textnn.tasks.summarize.choice import HeadlineChoice, HeadlineJudge, load_choice
from textnn.tasks.summarize.extractive import Ranked, Ranker, choose, choose_words
from textnn.tasks.summarize.faithfulness import Evidence, check
from textnn.tasks.summarize.headlines import (
    MORE_BEAMS,
    TOLD,
    Refused,
    adds,
    denies,
    differing,
    fulfils,
    in_original,
    is_whole,
    other_headlines,
    own_sentence,
    sentence_candidates,
    sentences_for,
    shortened,
    stand_in,
    whole_sentences,
    window_for,
    without_asides,
    written_line,
)
from textnn.tasks.summarize.hypotheses import BEAMS, LineHypothesis, LineWriter, rules_of
from textnn.tasks.summarize.keywords.candidates import FEATURES, Page, rarities
from textnn.tasks.summarize.keywords.scorer import KeywordScorer, keyword_of, load_scorer
from textnn.text.language import NATIVE, detect_language
from textnn.text.normalize import Normalized, normalize
from textnn.text.pieces import Pieces
from textnn.text.quotations import lifts_quotation

T = TypeVar("T")


OTHERS = 2
"""More headlines that are given to choose from, at most."""

CUT_FROM = 3
"""Sentences that headlines are cut from where no other fulfils a condition."""

PIECE = 5
"""Characters of a piece, about."""

KEYWORD_BEAMS = 3
"""Beams of the drafts whose attention tells keywords, half of those of a headline: two thirds of
the time, F1@10 0.232 instead of 0.233 (news dev). Where a headline is written too, its drafts do.
"""

Decided = tuple[LineHypothesis | None, Refused]
"""An article's best draft, if one passes, and the better ones that do not."""


class Edited(NamedTuple):
    """What ``Editor.many`` gives for an article; what was not wanted is empty or ``None``."""

    headline: Line | None
    dek: Line | None
    sentences: tuple[Extract, ...]
    keywords: tuple[Keyword, ...]


@dataclass(frozen=True)
class Editor:
    """Writes headline and dek of an article and chooses its sentences and keywords.

    Attributes:
        drafter: writes candidates for a headline or a dek.
        judge: values the candidates for a headline.
        choice: puts them in order.
        ranker: scores the sentences of an article.
        scorer: chooses its keywords.
        vocabulary: words, commonest first, for ``candidates.Page``.
        highlighter: finds the names that are checked.
        reference: the summarizer.
    """

    drafter: LineWriter
    judge: HeadlineJudge
    choice: HeadlineChoice
    ranker: Ranker
    scorer: KeywordScorer
    vocabulary: Sequence[str]
    highlighter: Highlighter
    reference: ModelRef

    def __call__(
        self, text: str, options: SummaryOptions, progress: Progress = ignore_progress
    ) -> Summary:
        """Summarises ``text``; all offsets point into exactly this string.

        Raises:
            UserError: another headline is wanted, and there is none.
        """
        began = time.perf_counter()
        article = self.drafter.open(text)
        ranked = self.ranker(article.clean.text, lambda done: progress(done / 2))
        progress(0.5)
        written = self.drafter.write(
            [article] if detect_language(article.clean.text) == NATIVE else [],
            dict.fromkeys(KINDS, BEAMS),
            lambda _: progress(0.5),
            compressed=True,
        )
        drafts = {kind: self._drafts([article], kind, written[kind], [ranked]) for kind in KINDS}
        progress(0.8)
        decided = self._both([article], *(drafts[kind] for kind in KINDS))
        lines = self._lines(article, ranked, *(one[0] for one in decided))
        if options.rank > 1:
            other = self._other(article, lines[0], options.rank)
            lines = (other, self._deks(article, ranked, drafts["dek"][0], [other])[0])
        free = [draft for draft in drafts["headline"][0] if not draft.sentence]
        more = differing(article, free, self.judge, self.highlighter, (lines[0].text,))
        others = tuple(draft.text for draft in islice(more, OTHERS))
        told = [Line(one, "written", (0, 0), (), ()) for one in others]
        other_deks = [one.text for one in self._deks(article, ranked, drafts["dek"][0], told)]
        progress(1.0)
        clean = article.clean
        return Summary(
            text=text,
            headline=in_original(lines[0], clean),
            dek=in_original(lines[1], clean),
            sentences=_extracts(choose(clean.text, ranked, options.sentences), text, clean),
            options=options,
            language=detect_language(clean.text),
            read=clean.original_span(0, article.read)[1] if article.read else 0,
            model=self.reference,
            others=others,
            other_deks=tuple(other_deks),
            seconds=time.perf_counter() - began,
        )

    def many(
        self, texts: Sequence[str], names: Sequence[Sequence[Span]], wanted: Collection[str]
    ) -> list[Edited]:
        """What is wanted of many articles, all from one reading of them, side by side.

        Args:
            texts: the articles.
            names: marked in each; for ``keywords``.
            wanted: some of ``keywords``, ``headline`` (with its dek) and ``summary`` (sentences).
        """
        count = SummaryOptions().sentences
        articles = [self.drafter.open(text) for text in texts]
        native = [a for a in articles if detect_language(a.clean.text) == NATIVE]
        drafts: dict[str, list[list[LineHypothesis]]] = {}
        if {"headline", "keywords"} & {*wanted}:
            lined = "headline" in wanted
            beams = dict.fromkeys(KINDS, BEAMS if lined else KEYWORD_BEAMS)
            drafts = self.drafter.write(native, beams, compressed=lined)
        ranked = [
            self.ranker(a.clean.text) if {"headline", "summary"} & {*wanted} else []
            for a in articles
        ]
        lines: list[tuple[Line, Line] | None] = [None] * len(texts)
        if "headline" in wanted:
            ordered = [self._drafts(articles, kind, drafts[kind], ranked) for kind in KINDS]
            chosen = self._both(articles, *ordered)
            lines = [self._lines(*one) for one in zip(articles, ranked, *chosen, strict=True)]
        keywords: list[tuple[Keyword, ...]] = [()] * len(texts)
        if "keywords" in wanted:
            firsts = iter(zip(*(drafts[kind] for kind in KINDS), strict=True))
            keywords = [
                self._keywords(named, article, [_free(d) for d in next(firsts)])
                if any(article is one for one in native)
                else ()
                for named, article in zip(names, articles, strict=True)
            ]
        return [
            Edited(
                in_original(both[0], article.clean) if both else None,
                in_original(both[1], article.clean) if both else None,
                _extracts(choose(article.clean.text, scored, count), text, article.clean),
                words,
            )
            for text, article, scored, both, words in zip(
                texts, articles, ranked, lines, keywords, strict=True
            )
        ]

    def lines(self, texts: Sequence[str], kind: str, *, written: bool = False) -> list[Line]:
        """Headline or dek of many articles, checked; offsets point into each text.

        Each line is that of a whole summary, but for one thing: a dek does not know whether a
        headline has taken the best sentence already.

        Args:
            texts: the articles.
            kind: one of ``KINDS``.
            written: whether a headline is one of the network's even where a sentence is worth
                more, as long as one passes the check.
        """
        articles = [self.drafter.open(text) for text in texts]
        ranked = [self.ranker(article.clean.text) for article in articles]
        drafts = self._drafts(articles, kind, None, None if written else ranked)
        decided = self._decide(articles, drafts)
        lines = zip(articles, decided, ranked, strict=True)
        return [in_original(self._line(*one, kind), one[0].clean) for one in lines]

    def raw_lines(self, texts: Sequence[str], kind: str) -> list[str]:
        """The network's first choice for each article, before any check."""
        drafts = self.drafter.drafts([self.drafter.open(text) for text in texts], kind)
        return [written[0].text if written else "" for written in drafts]

    def extracts(
        self, texts: Sequence[str], count: int, words: int = 0
    ) -> list[tuple[Extract, ...]]:
        """The best ``count`` sentences of many articles, or as many as have ``words`` words."""
        found = []
        for text in texts:
            clean = normalize(text)
            ranked = self.ranker(clean.text)
            chosen = (
                choose_words(clean.text, ranked, words)
                if words
                else choose(clean.text, ranked, count)
            )
            found.append(_extracts(chosen, text, clean))
        return found

    def faithful(self, lines: Sequence[str], texts: Sequence[str]) -> list[bool]:
        """Whether each line passes the check against its text: names, numbers and words."""
        articles = [Evidence(normalize(text).text) for text in texts]
        clean = [normalize(line).text for line in lines]
        return [not wrong for wrong in check(clean, articles, self.highlighter)]

    def page(self, text: str, names: Sequence[Span]) -> Page:
        """``text`` with all that its keywords are chosen by."""
        article = self.drafter.open(text)
        drafts = self.drafter.write([article], dict.fromkeys(KINDS, KEYWORD_BEAMS))
        return self._page(names, article, [_free(drafts[kind][0]) for kind in KINDS])

    def keywords(self, text: str, names: Sequence[Span]) -> tuple[Keyword, ...]:
        """What ``text``, in which ``names`` were marked, is about; best first.

        Nothing if it is not in Portuguese: the network knows no other language.
        """
        return self.many([text], [names], ("keywords",))[0].keywords

    @cached_property
    def _rarity(self) -> Mapping[str, float]:
        """See ``candidates.Page``; who wants no keywords does not wait for it."""
        return rarities(self.vocabulary)

    def _page(
        self, names: Sequence[Span], article: Opened, drafts: Sequence[LineHypothesis | None]
    ) -> Page:
        headline, dek = drafts
        return Page(article.clean, names, article, headline, dek, self._rarity)

    def _keywords(
        self,
        names: Sequence[Span],
        article: Opened,
        drafts: Sequence[LineHypothesis | None],
    ) -> tuple[Keyword, ...]:
        page = self._page(names, article, drafts)
        chosen = self.scorer.choose(page)
        best = max((keyword.score for keyword in chosen), default=1.0)
        return tuple(keyword_of(page, keyword, best) for keyword in chosen)

    def _lines(
        self, article: Opened, ranked: Sequence[Ranked], headline: Decided, dek: Decided
    ) -> tuple[Line, Line]:
        """Headline and dek; what stands in for the second adds something to the first."""
        first = self._line(article, headline, ranked, "headline")
        return first, self._line(article, dek, self._adding(article, ranked, first), "dek")

    def _deks(
        self,
        article: Opened,
        ranked: Sequence[Ranked],
        drafts: Sequence[LineHypothesis],
        headlines: Sequence[Line],
    ) -> list[Line]:
        """The dek that each of several headlines of one article would have."""
        adding = [[draft for draft in drafts if adds(draft.text, one.text)] for one in headlines]
        decided = self._decide([article] * len(headlines), adding)
        return [
            self._line(article, dek, self._adding(article, ranked, headline), "dek")
            for headline, dek in zip(headlines, decided, strict=True)
        ]

    def _adding(self, article: Opened, ranked: Sequence[Ranked], line: Line) -> Sequence[Ranked]:
        """Sentences that say something that a headline does not, or all where there are none."""
        text = article.clean.text
        return [
            one
            for one in ranked
            if not (line.origin == "extracted" and (one.start, one.end) == line.source)
            and adds(text[one.start : one.end], line.text)
        ] or ranked

    def _line(self, article: Opened, decided: Decided, ranked: Sequence[Ranked], kind: str) -> Line:
        """A draft, or what stands in for it; a draft that is the article's sentence is not sold
        as written."""
        draft, refused = decided
        own = draft and (draft.sentence or own_sentence(draft.text, article.clean.text))
        if draft and not own:
            return written_line(article, draft, refused)
        line = (
            Line(draft.text, "extracted", own, (), refused)
            if draft and own
            else stand_in(article, refused, ranked)
        )
        if kind == "headline":
            line = replace(line, text=without_asides(shortened(line.text)))
        return line

    def _other(self, article: Opened, first: Line, rank: int) -> Line:
        """The headline of this rank; the first has rank 1.

        Raises:
            UserError: there is none.
        """
        if detect_language(article.clean.text) != NATIVE:
            raise UserError("no-other-headline")
        others = other_headlines(
            article, self.drafter, self.choice, self.judge, self.highlighter, first.text
        )
        draft = next(islice(others, rank - 2, None), None)
        if draft is None:
            raise UserError("no-other-headline")
        return written_line(article, draft, ())

    def headlines(
        self, text: str, wanted: HeadlineConditions, progress: Progress = ignore_progress
    ) -> tuple[str, ...]:
        """Headlines of ``text`` that fulfil conditions, best first, or shortest first if they are
        to be short; no two say the same.

        What is written passes the checks. Where none of it fulfils the conditions, compressions of
        the weightiest sentences that name what is wanted do, which pass them too; else those
        sentences, shortened, whose words are the article's own and need no check.
        """
        article = self.drafter.open(text)
        ranked = self.ranker(article.clean.text, lambda done: progress(done / 3))
        native = detect_language(article.clean.text) == NATIVE
        written = self.drafter.drafts_and_compressions([article] if native else [], MORE_BEAMS)
        progress(0.6)
        drafts = [*chain(*written), *sentence_candidates(article, ranked)]
        found = self._fulfilling(article, drafts, wanted)
        if not found:
            spans = sentences_for(article, ranked, wanted)
            cut = self._cut(article, spans[:CUT_FROM], wanted) if native else []
            found = self._fulfilling(article, cut, wanted)
            found = found or whole_sentences(article, spans, wanted)
        progress(1.0)
        return tuple(found)

    def _cut(
        self, article: Opened, spans: Sequence[tuple[int, int]], wanted: HeadlineConditions
    ) -> list[LineHypothesis]:
        """Headlines cut from sentences; where they have to be short, from fewer pieces on."""
        windows = [window_for(article, span, wanted) for span in spans]
        rules = rules_of("headline", MORE_BEAMS)
        if wanted.most:
            rules = replace(rules, shortest=min(rules.shortest, wanted.most // PIECE), alpha=0.0)
        return self.drafter.compressions(article, windows, rules)

    def _fulfilling(
        self, article: Opened, drafts: Sequence[LineHypothesis], wanted: HeadlineConditions
    ) -> list[str]:
        """Those of some candidates that fulfil conditions, pass the checks and differ.

        A sentence is among them only if it is the best of all, as in a summary.
        """
        if not drafts:
            return []
        first, *rest = self.choice.order(self.judge(drafts, article), article)
        ordered = [
            draft
            for draft in (first, *(one for one in rest if not one.sentence))
            if fulfils(draft.text, wanted)
        ]
        if wanted.short:
            ordered.sort(key=lambda draft: len(draft.text))  # stable: of two as long the better one
        several = differing(article, ordered, self.judge, self.highlighter)
        return [without_asides(one.text) if one.sentence else one.text for one in several]

    def candidates(
        self, articles: Sequence[Opened], *, sentences: bool = False
    ) -> list[list[LineHypothesis]]:
        """The headlines of each article that pass all checks, best first.

        Args:
            articles: any.
            sentences: whether sentences of the article are among them, as in a summary.
        """
        found = []
        ranked = [self.ranker(a.clean.text) for a in articles] if sentences else None
        several = self._drafts(articles, "headline", None, ranked)
        for article, drafts in zip(articles, several, strict=True):
            wrong = self._wrong(drafts, [Evidence(article.clean.text)] * len(drafts))
            found.append([d for d, reason in zip(drafts, wrong, strict=True) if not reason])
        return found

    def _wrong(self, drafts: Sequence[LineHypothesis], known: Sequence[Evidence]) -> list[str]:
        """What each draft says that its article does not; a sentence of it is always right."""
        written = [n for n, draft in enumerate(drafts) if not draft.sentence]
        lines = [drafts[n].text for n in written]
        told = check(lines, [known[n] for n in written], self.highlighter, together=True)
        found = [""] * len(drafts)
        for n, reason in zip(written, told, strict=True):
            found[n] = reason
        return found

    def _drafts(
        self,
        articles: Sequence[Opened],
        kind: str,
        given: Sequence[list[LineHypothesis]] | None = None,
        ranked: Sequence[Sequence[Ranked]] | None = None,
    ) -> list[list[LineHypothesis]]:
        """Candidates for each article, best first: none for one that is not in Portuguese, and
        none that states a quotation as the newspaper's own words.

        Args:
            articles: any.
            kind: one of ``KINDS``.
            given: all candidates for the articles in Portuguese, if they are written already.
            ranked: the sentences of each article, if some may stand among its headlines.
        """
        native = [n for n, a in enumerate(articles) if detect_language(a.clean.text) == NATIVE]
        opened = [articles[n] for n in native]
        if kind == "headline":
            both = self.drafter.drafts_and_compressions(opened) if given is None else given
            own = [sentence_candidates(articles[n], ranked[n]) if ranked else [] for n in native]
            pools = zip(both, own, opened, strict=True)
            written = [self.choice.order(self.judge([*d, *s], a), a) for d, s, a in pools]
        else:
            written = self.drafter.drafts(opened, kind) if given is None else [*given]
        found = [list[LineHypothesis]() for _ in articles]
        for n, several in zip(native, written, strict=True):
            found[n] = [draft for draft in several if _may_stand(draft, articles[n], kind)]
        return found

    def _both(
        self,
        articles: Sequence[Opened],
        headlines: Sequence[Sequence[LineHypothesis]],
        deks: Sequence[Sequence[LineHypothesis]],
    ) -> tuple[list[Decided], list[Decided]]:
        """Headline and dek of each article; a dek says something that its headline does not."""
        first = self._decide(articles, headlines)
        adding = [
            [draft for draft in drafts if headline is None or adds(draft.text, headline.text)]
            for drafts, (headline, _) in zip(deks, first, strict=True)
        ]
        return first, self._decide(articles, adding)

    def _decide(
        self, articles: Sequence[Opened], drafts: Sequence[Sequence[LineHypothesis]]
    ) -> list[Decided]:
        """Each article's best draft that says nothing it does not, and the better ones refused.

        All first drafts are checked at once, then the second ones of the articles still open, and
        so on: mostly the first one passes. At most ``TOLD`` of the refused come back.
        """
        known = [Evidence(article.clean.text) for article in articles]
        chosen: list[LineHypothesis | None] = [None] * len(articles)
        refused: list[list[tuple[str, str]]] = [[] for _ in articles]
        for rank in range(max(map(len, drafts), default=0)):
            still = [n for n, d in enumerate(drafts) if chosen[n] is None and rank < len(d)]
            now = [drafts[n][rank] for n in still]
            for number, draft, reason in zip(
                still, now, self._wrong(now, [known[n] for n in still]), strict=True
            ):
                if reason:
                    refused[number].append((draft.text, reason))
                else:
                    chosen[number] = draft
        return [(draft, tuple(r[:TOLD])) for draft, r in zip(chosen, refused, strict=True)]


def _may_stand(draft: LineHypothesis, article: Opened, kind: str) -> bool:
    """What can be told of a candidate before its names are looked up."""
    text = article.clean.text
    if draft.sentence:
        return True
    told = kind != "headline" or (
        is_whole(draft.text, text) and not denies(draft.text, text) and "?" not in draft.text
    )
    return told and not lifts_quotation(draft.text, text)


def _free(drafts: Sequence[LineHypothesis]) -> LineHypothesis | None:
    """The best that was written freely."""
    return next((draft for draft in drafts if not draft.compressed), None)


def _extracts(chosen: Sequence[Ranked], text: str, clean: Normalized) -> tuple[Extract, ...]:
    spans = [(*clean.original_span(s.start, s.end), s.score) for s in chosen]
    return tuple(Extract(start, end, text[start:end], score) for start, end, score in spans)


def load_summarizer(
    settings: Settings,
    models: Models | None = None,
    name: str = "summarizer",
    *,
    fitted: bool = True,
) -> Editor:
    """The editor over a shipped summarizer, its extractor, and the tagger that checks its names.

    Args:
        settings: where the models are.
        models: those read already, if any.
        name: the summarizer's folder.
        fitted: whether what chooses headlines and keywords has learnt; without, the network's score
            decides, and all keywords are equal.

    Raises:
        UserError: a model is missing, damaged, of another kind, or they do not fit together.
    """
    models = models or Models(settings.models)
    encoder, scores = models.get(name, open_summarizer), models.get("extractor", open_extractor)
    learnt_with = scores.folder.metrics.get("summarizer", encoder.folder.checksum)
    # Another summarizer, there to be compared with, borrows the extractor if the sizes allow it.
    together = learnt_with == encoder.folder.checksum or name != "summarizer"
    if not together or scores.config.state_size != 2 * encoder.config.encoder_size:
        raise UserError("models-do-not-fit", "extractor", name=name)
    pieces = _read(name, partial(Pieces, settings.models / name))
    if len(pieces) != encoder.config.pieces:
        raise _damaged(name, name, "pieces.model")
    path = settings.models / "extractor" / "keywords.json"
    shared = SharedSummarizer(encoder)
    words = models.get("tagger", open_tagger)
    unfitted = KeywordScorer(dict.fromkeys(FEATURES, 0.0), 0.0)
    return Editor(
        LineWriter(shared, pieces),
        HeadlineJudge(models.get("reranker", open_reranker) if fitted else None, words.lexicon),
        _read(name, partial(load_choice, settings.models / name / "choice.json"), "headlines")
        if fitted
        else HeadlineChoice(),
        Ranker(shared, scores, pieces),
        _read("extractor", partial(load_scorer, path), "keywords") if fitted else unfitted,
        words.folder.vocabulary,
        load_highlighter(settings, models),
        reference(encoder.folder),
    )


def _read(name: str, read: Callable[[], T], task: str = "") -> T:
    """What ``read`` gives, a part of the model ``name`` that ``textnn train TASK`` writes.

    Raises:
        UserError: missing or damaged.
    """
    try:
        return read()
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise _damaged(name, task or name, error) from error


def _damaged(name: str, task: str, reason: object) -> UserError:
    return UserError("model-unusable", "summary", name=name, task=task, reason=reason)
