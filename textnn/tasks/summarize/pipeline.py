"""An article -> headline, dek, its weightiest sentences, and what it is about.

Walk of a headline: normal form -> pieces -> encoder -> beam search -> candidates, best first -> the
first that says only what the article says (``faithfulness``) -> the line with its sources
(``headlines``). If none does, the article's own best sentence stands in, and the result says
so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TypeVar

from textnn.config import Settings
from textnn.errors import UserError
from textnn.models.extractor import Extractor
from textnn.models.summarizer import Summarizer
from textnn.pretrained import Models, network, reference
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
from textnn.tasks.summarize.choice import HeadlineChoice, load_choice
from textnn.tasks.summarize.extractive import Ranked, Ranker, choose, choose_words
from textnn.tasks.summarize.faithfulness import Evidence, check
from textnn.tasks.summarize.headlines import (
    TOLD,
    Refused,
    denies,
    in_original,
    is_whole,
    other_headlines,
    stand_in,
    written_line,
)
from textnn.tasks.summarize.hypotheses import LineHypothesis, LineWriter
from textnn.tasks.summarize.keyword_candidates import FEATURES, Page, rarities
from textnn.tasks.summarize.keywords import KeywordScorer, keyword_of, load_scorer
from textnn.text.language import NATIVE, detect_language
from textnn.text.normalize import Normalized, normalize
from textnn.text.pieces import Pieces
from textnn.text.quotations import lifts_quotation

T = TypeVar("T")


@dataclass(frozen=True)
class Editor:
    """Writes headline and dek of an article and chooses its sentences and keywords.

    Attributes:
        drafter: writes candidates for a headline or a dek.
        choice: puts the candidates for a headline in order.
        ranker: scores the sentences of an article.
        scorer: chooses its keywords.
        rarity: see ``keyword_candidates.Page``.
        highlighter: finds the names that are checked.
        reference: the summarizer.
    """

    drafter: LineWriter
    choice: HeadlineChoice
    ranker: Ranker
    scorer: KeywordScorer
    rarity: Mapping[str, float]
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
        clean = article.clean
        ranked = self.ranker(clean.text, lambda done: progress(done / 2))
        progress(0.5)
        headline = self._line(article, "headline", ranked)
        progress(0.8)
        # A sentence that stands in for the headline is not to stand in for the dek as well.
        others = [s for s in ranked if (s.start, s.end) != headline.source] or ranked
        dek = self._line(article, "dek", others if headline.origin == "extracted" else ranked)
        if options.rank > 1:
            headline = self._other(article, headline, options.rank)
        progress(1.0)
        return Summary(
            text=text,
            headline=in_original(headline, clean),
            dek=in_original(dek, clean),
            sentences=_extracts(choose(clean.text, ranked, options.sentences), text, clean),
            options=options,
            language=detect_language(clean.text),
            read=clean.original_span(0, article.read)[1] if article.read else 0,
            model=self.reference,
            seconds=time.perf_counter() - began,
        )

    def lines(self, texts: Sequence[str], kind: str) -> list[Line]:
        """Headline or dek of many articles, checked; offsets point into each text.

        Each line is that of a whole summary, but for one thing: a dek does not know whether a
        headline has taken the best sentence already.

        Args:
            texts: the articles.
            kind: one of ``KINDS``.
        """
        articles = [self.drafter.open(text) for text in texts]
        found = []
        for article, (draft, refused) in zip(articles, self._decide(articles, kind), strict=True):
            if draft:
                line = written_line(article, draft, refused)
            else:
                line = stand_in(article, refused, self.ranker(article.clean.text))
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
        headline, dek = (self.drafter.drafts([article], kind)[0][:1] for kind in KINDS)
        return Page(
            article.clean,
            names,
            article,
            headline[0] if headline else None,
            dek[0] if dek else None,
            self.rarity,
        )

    def keywords(self, text: str, names: Sequence[Span]) -> tuple[Keyword, ...]:
        """What ``text``, in which ``names`` were marked, is about; best first.

        Nothing if it is not in Portuguese: the network knows no other language.
        """
        if detect_language(normalize(text).text) != NATIVE:
            return ()
        page = self.page(text, names)
        chosen = self.scorer.choose(page)
        best = max((keyword.score for keyword in chosen), default=1.0)
        return tuple(keyword_of(page, keyword, text, best) for keyword in chosen)

    def _line(self, article: Opened, kind: str, ranked: Sequence[Ranked]) -> Line:
        ((draft, refused),) = self._decide([article], kind)
        if draft:
            return written_line(article, draft, refused)
        return stand_in(article, refused, ranked)

    def _other(self, article: Opened, first: Line, rank: int) -> Line:
        """The headline of this rank; the first has rank 1.

        Raises:
            UserError: there is none.
        """
        others = other_headlines(article, self.drafter, self.choice, self.highlighter, first.text)
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

    def _drafts(self, articles: Sequence[Opened], kind: str) -> list[list[LineHypothesis]]:
        """Candidates for each article, best first: none for one that is not in Portuguese, and
        none that states a quotation as the newspaper's own words."""
        native = [a for a in articles if detect_language(a.clean.text) == NATIVE]
        if kind == "headline":
            both = self.drafter.drafts_and_compressions(native)
            written = iter([self.choice.order(d, a) for d, a in zip(both, native, strict=True)])
        else:
            written = iter(self.drafter.drafts(native, kind))
        return [
            [draft for draft in next(written) if _may_stand(draft, a, kind)]
            if any(a is other for other in native)
            else []
            for a in articles
        ]

    def _decide(
        self, articles: Sequence[Opened], kind: str
    ) -> list[tuple[LineHypothesis | None, Refused]]:
        """Each article's best draft that says nothing it does not, and the better ones refused.

        All first drafts are checked at once, then the second ones of the articles still open, and
        so on: mostly the first one passes. At most ``TOLD`` of the refused come back.
        """
        drafts = self._drafts(articles, kind)
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
    checkpoint, extractor = models.get(name), models.get("extractor")
    encoder, scores = network(checkpoint, Summarizer), network(extractor, Extractor)
    learnt_with = extractor.metrics.get("summarizer", checkpoint.checksum)
    # Another summarizer, there to be compared with, borrows the extractor if the sizes allow it.
    together = learnt_with == checkpoint.checksum or name != "summarizer"
    if not together or scores.config.state_size != 2 * encoder.config.encoder_size:
        raise UserError("models-do-not-fit", "extractor", name=name)
    pieces = _read(name, partial(Pieces, settings.models / name))
    if len(pieces) != encoder.config.pieces:
        raise _damaged(name, name, "pieces.model")
    path = settings.models / "extractor" / "keywords.json"
    unfitted = KeywordScorer(dict.fromkeys(FEATURES, 0.0), 0.0)
    return Editor(
        LineWriter(encoder, pieces),
        _read(name, partial(load_choice, settings.models / name / "choice.json"), "headlines")
        if fitted
        else HeadlineChoice({**dict.fromkeys(CHOICE, 0.0), "score": 1.0}),
        Ranker(encoder, scores, pieces),
        _read("extractor", partial(load_scorer, path), "keywords") if fitted else unfitted,
        rarities(models.get("tagger").vocabulary),
        load_highlighter(settings, models),
        reference(checkpoint),
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
