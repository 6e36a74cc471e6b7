"""An article -> headline, dek, its weightiest sentences, and what it is about.

Walk of a headline: normal form -> pieces -> encoder -> beam search -> candidates, best first -> the
first that says only what the article says (``faithfulness``) -> the line with its sources
(``headlines``). If none does, the article's own best sentence stands in, and the result says
so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice
from typing import NamedTuple, TypeVar

from textnn.config import Settings
from textnn.engine.extractor import open_extractor
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
from textnn.tasks.highlight.pipeline import Highlighter, load_highlighter
from textnn.tasks.summarize.article import Opened
from textnn.tasks.summarize.choice import FEATURES as CHOICE
from textnn.tasks.summarize.choice import Certainty, HeadlineChoice, load_certainty, load_choice
from textnn.tasks.summarize.extractive import Ranked, Ranker, choose, choose_words
from textnn.tasks.summarize.faithfulness import Evidence, check
from textnn.tasks.summarize.headlines import (
    TOLD,
    Refused,
    adds,
    denies,
    differing,
    headline_stand_in,
    in_original,
    is_whole,
    other_headlines,
    own_sentence,
    stand_in,
    written_line,
)
from textnn.tasks.summarize.hypotheses import BEAMS, LineHypothesis, LineWriter
from textnn.tasks.summarize.keywords.candidates import FEATURES, Page, rarities
from textnn.tasks.summarize.keywords.scorer import KeywordScorer, keyword_of, load_scorer
from textnn.text.language import NATIVE, detect_language
from textnn.text.normalize import Normalized, normalize
from textnn.text.pieces import Pieces
from textnn.text.quotations import lifts_quotation

T = TypeVar("T")


OTHERS = 2
"""More headlines that are given to choose from, at most."""

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
        choice: puts the candidates for a headline in order.
        certainty: tells whether the network was sure of one.
        ranker: scores the sentences of an article.
        scorer: chooses its keywords.
        vocabulary: words, commonest first, for ``candidates.Page``.
        highlighter: finds the names that are checked.
        reference: the summarizer.
    """

    drafter: LineWriter
    choice: HeadlineChoice
    certainty: Certainty
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
        drafts = {kind: self._drafts([article], kind, written[kind]) for kind in KINDS}
        progress(0.8)
        decided = self._both([article], *(drafts[kind] for kind in KINDS))
        lines = self._lines(article, ranked, *(one[0] for one in decided))
        if options.rank > 1:
            lines = (self._other(article, lines[0], options.rank), lines[1])
        more = differing(
            article, drafts["headline"][0], self.certainty, self.highlighter, lines[0].text
        )
        # Where there is none, those behind it would be worse.
        count = OTHERS if decided[0][0][0] else 0
        others = tuple(draft.text for draft in islice(more, count))
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
            ordered = [self._drafts(articles, kind, drafts[kind]) for kind in KINDS]
            chosen = self._both(articles, *ordered)
            lines = [self._lines(*one) for one in zip(articles, ranked, *chosen, strict=True)]
        keywords: list[tuple[Keyword, ...]] = [()] * len(texts)
        if "keywords" in wanted:
            firsts = iter(zip(*(drafts[kind] for kind in KINDS), strict=True))
            keywords = [
                self._keywords(text, named, article, [_free(d) for d in next(firsts)])
                if any(article is one for one in native)
                else ()
                for text, named, article in zip(texts, names, articles, strict=True)
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

    def lines(self, texts: Sequence[str], kind: str, *, sure: bool = True) -> list[Line]:
        """Headline or dek of many articles, checked; offsets point into each text.

        Each line is that of a whole summary, but for one thing: a dek does not know whether a
        headline has taken the best sentence already.

        Args:
            texts: the articles.
            kind: one of ``KINDS``.
            sure: whether a headline is none where the network was not sure of it.
        """
        articles = [self.drafter.open(text) for text in texts]
        decide = self._headlines if kind == "headline" and sure else self._decide
        decided = decide(articles, self._drafts(articles, kind))
        found = []
        for article, (draft, refused) in zip(articles, decided, strict=True):
            ranked = [] if draft else self.ranker(article.clean.text)
            line = self._line(article, (draft, refused), ranked, kind)
            found.append(in_original(line, article.clean))
        return found

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
        text: str,
        names: Sequence[Span],
        article: Opened,
        drafts: Sequence[LineHypothesis | None],
    ) -> tuple[Keyword, ...]:
        page = self._page(names, article, drafts)
        chosen = self.scorer.choose(page)
        best = max((keyword.score for keyword in chosen), default=1.0)
        return tuple(keyword_of(page, keyword, text, best) for keyword in chosen)

    def _lines(
        self, article: Opened, ranked: Sequence[Ranked], headline: Decided, dek: Decided
    ) -> tuple[Line, Line]:
        """Headline and dek; a sentence that stands in for the first does not for the second."""
        first = self._line(article, headline, ranked, "headline")
        others = [s for s in ranked if (s.start, s.end) != first.source] or ranked
        left = others if first.origin == "extracted" else ranked
        return first, self._line(article, dek, left, "dek")

    def _line(self, article: Opened, decided: Decided, ranked: Sequence[Ranked], kind: str) -> Line:
        """A draft, or what stands in for it; a draft that is the article's sentence is not sold
        as written."""
        draft, refused = decided
        own = own_sentence(draft.text, article.clean.text) if draft else None
        if draft and own:
            return Line(draft.text, "extracted", own, (), refused)
        if draft:
            return written_line(article, draft, refused)
        if kind == "headline":
            return headline_stand_in(article, refused, ranked)
        return stand_in(article, refused, ranked)

    def _other(self, article: Opened, first: Line, rank: int) -> Line:
        """The headline of this rank; the first has rank 1.

        Raises:
            UserError: there is none.
        """
        others = other_headlines(
            article, self.drafter, self.choice, self.certainty, self.highlighter, first.text
        )
        native = detect_language(article.clean.text) == NATIVE
        draft = next(islice(others, rank - 2, None), None) if native else None
        if draft is None:
            raise UserError("no-other-headline")
        return written_line(article, draft, ())

    def candidates(self, articles: Sequence[Opened]) -> list[list[LineHypothesis]]:
        """The headlines of each article that pass all checks, best first."""
        found = []
        for article, drafts in zip(articles, self._drafts(articles, "headline"), strict=True):
            lines = [draft.text for draft in drafts]
            known = [Evidence(article.clean.text)] * len(lines)
            wrong = check(lines, known, self.highlighter, together=True)
            found.append([d for d, reason in zip(drafts, wrong, strict=True) if not reason])
        return found

    def _drafts(
        self,
        articles: Sequence[Opened],
        kind: str,
        given: Sequence[list[LineHypothesis]] | None = None,
    ) -> list[list[LineHypothesis]]:
        """Candidates for each article, best first: none for one that is not in Portuguese, and
        none that states a quotation as the newspaper's own words.

        Args:
            articles: any.
            kind: one of ``KINDS``.
            given: all candidates for the articles in Portuguese, if they are written already.
        """
        native = [a for a in articles if detect_language(a.clean.text) == NATIVE]
        if kind == "headline":
            both = self.drafter.drafts_and_compressions(native) if given is None else given
            written = iter([self.choice.order(d, a) for d, a in zip(both, native, strict=True)])
        else:
            written = iter(self.drafter.drafts(native, kind) if given is None else given)
        return [
            [draft for draft in next(written) if _may_stand(draft, a, kind)]
            if any(a is other for other in native)
            else []
            for a in articles
        ]

    def _both(
        self,
        articles: Sequence[Opened],
        headlines: Sequence[Sequence[LineHypothesis]],
        deks: Sequence[Sequence[LineHypothesis]],
    ) -> tuple[list[Decided], list[Decided]]:
        """Headline and dek of each article; a dek says something that its headline does not."""
        first = self._headlines(articles, headlines)
        adding = [
            [draft for draft in drafts if headline is None or adds(draft.text, headline.text)]
            for drafts, (headline, _) in zip(deks, first, strict=True)
        ]
        return first, self._decide(articles, adding)

    def _headlines(
        self, articles: Sequence[Opened], drafts: Sequence[Sequence[LineHypothesis]]
    ) -> list[Decided]:
        """``_decide`` for headlines: none where the network was not sure of the best."""
        return [
            (draft if draft and self.certainty.suffices(draft) else None, refused)
            for draft, refused in self._decide(articles, drafts)
        ]

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
            lines = [drafts[n][rank].text for n in still]
            wrong = check(lines, [known[n] for n in still], self.highlighter, together=True)
            for number, line, reason in zip(still, lines, wrong, strict=True):
                if reason:
                    refused[number].append((line, reason))
                else:
                    chosen[number] = drafts[number][rank]
        return [(draft, tuple(r[:TOLD])) for draft, r in zip(chosen, refused, strict=True)]


def _may_stand(draft: LineHypothesis, article: Opened, kind: str) -> bool:
    """What can be told of a candidate before its names are looked up."""
    text = article.clean.text
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
        fitted: whether what chooses headlines and keywords has its weights; without, the network's
            score decides, and all keywords are equal.

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
    unfitted = KeywordScorer(dict.fromkeys(FEATURES, 0.0), 0.0)
    return Editor(
        LineWriter(shared, pieces),
        _read(name, partial(load_choice, settings.models / name / "choice.json"), "headlines")
        if fitted
        else HeadlineChoice({**dict.fromkeys(CHOICE, 0.0), "score": 1.0}),
        _read(name, partial(load_certainty, settings.models / name / "certainty.json"), "headlines")
        if fitted
        else Certainty(),
        Ranker(shared, scores, pieces),
        _read("extractor", partial(load_scorer, path), "keywords") if fitted else unfitted,
        models.get("tagger", open_tagger).folder.vocabulary,
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
