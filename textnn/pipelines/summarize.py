"""An article -> headline, dek, its weightiest sentences, and what it is about.

Walk of a headline: normal form -> pieces -> encoder -> beam search -> candidates, best first -> the
first whose names and numbers all stand in the article (``pipelines.faithful``). If none does, the
article's own best sentence stands in, and the result says so.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from textnn.config import Settings
from textnn.datasets.summarizer import one_line
from textnn.errors import UserError
from textnn.models.extractor import Extractor
from textnn.models.summarizer import Summarizer
from textnn.pipelines.candidates import FEATURES, Page, rarities
from textnn.pipelines.drafts import Draft, Drafter, Opened, glances_of
from textnn.pipelines.extract import Ranked, Ranker, choose
from textnn.pipelines.faithful import Evidence, check
from textnn.pipelines.highlight import Highlighter, load_highlighter
from textnn.pipelines.keywords import KeywordScorer, keyword_of, load_scorer
from textnn.pretrained import Models, network, reference
from textnn.results import (
    KINDS,
    Extract,
    Glance,
    Keyword,
    Line,
    ModelRef,
    Progress,
    Span,
    Summary,
    SummaryOptions,
    ignore_progress,
)
from textnn.text.language import detect_language
from textnn.text.normalize import Normalized, normalize
from textnn.text.pieces import Pieces
from textnn.text.sentences import sentences

LOOKED = 5
"""Words of the article told for each written word."""

TOLD = 3
"""Refused drafts that are told."""

FAINT = 0.02
"""Attention below this is not told."""


@dataclass(frozen=True)
class Editor:
    """Writes headline and dek of an article and chooses its sentences and keywords.

    Attributes:
        drafter: writes candidates for a headline or a dek.
        ranker: scores the sentences of an article.
        scorer: chooses its keywords.
        rarity: see ``candidates.Page``.
        highlighter: finds the names that are checked.
        reference: the summarizer.
    """

    drafter: Drafter
    ranker: Ranker
    scorer: KeywordScorer
    rarity: Mapping[str, float]
    highlighter: Highlighter
    reference: ModelRef

    def __call__(
        self, text: str, options: SummaryOptions, progress: Progress = ignore_progress
    ) -> Summary:
        """Summarises ``text``; all offsets point into exactly this string."""
        began = time.perf_counter()
        article = self.drafter.open(text)
        clean = article.clean
        ranked = self.ranker(clean.text, lambda done: progress(done / 2))
        progress(0.5)
        headline = self._line(article, "headline", ranked)
        progress(0.8)
        others = [s for s in ranked if (s.start, s.end) != headline.source] or ranked
        dek = self._line(article, "dek", others if headline.origin == "extracted" else ranked)
        progress(1.0)
        return Summary(
            text,
            _in_original(headline, clean),
            _in_original(dek, clean),
            _extracts(choose(clean.text, ranked, options.sentences), text, clean),
            options,
            detect_language(clean.text),
            clean.original_span(0, article.read)[1] if article.read else 0,
            self.reference,
            time.perf_counter() - began,
        )

    def lines(self, texts: Sequence[str], kind: str) -> list[Line]:
        """Headline or dek of many articles, checked; offsets point into each text.

        Args:
            kind: ``"headline"`` or ``"dek"``.
        """
        articles = [self.drafter.open(text) for text in texts]
        drafts = self.drafter.drafts(articles, kind)
        found = []
        for article, (draft, refused) in zip(articles, self._decide(articles, drafts), strict=True):
            ranked = [] if draft else self.ranker(article.clean.text)
            line = (
                _written(article, draft, refused) if draft else _stand_in(article, refused, ranked)
            )
            found.append(_in_original(line, article.clean))
        return found

    def raw_lines(self, texts: Sequence[str], kind: str) -> list[str]:
        """The network's first choice for each article, before any check."""
        drafts = self.drafter.drafts([self.drafter.open(text) for text in texts], kind)
        return [written[0].text if written else "" for written in drafts]

    def extracts(self, texts: Sequence[str], count: int) -> list[tuple[Extract, ...]]:
        """The best ``count`` sentences of many articles."""
        found = []
        for text in texts:
            clean = normalize(text)
            chosen = choose(clean.text, self.ranker(clean.text), count)
            found.append(_extracts(chosen, text, clean))
        return found

    def faithful(self, lines: Sequence[str], texts: Sequence[str]) -> list[bool]:
        """Whether all names and numbers of each line stand in its text."""
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
        """What ``text``, in which ``names`` were marked, is about; best first."""
        page = self.page(text, names)
        chosen = self.scorer.choose(page)
        best = max((keyword.score for keyword in chosen), default=1.0)
        return tuple(keyword_of(page, keyword, text, best) for keyword in chosen)

    def _line(self, article: Opened, kind: str, ranked: Sequence[Ranked]) -> Line:
        ((draft, refused),) = self._decide([article], self.drafter.drafts([article], kind))
        return _written(article, draft, refused) if draft else _stand_in(article, refused, ranked)

    def _decide(
        self, articles: Sequence[Opened], drafts: Sequence[Sequence[Draft]]
    ) -> list[tuple[Draft | None, Refused]]:
        """Each article's best draft that says nothing it does not, and the better ones refused.

        All first drafts are checked at once, then the second ones of the articles still open, and
        so on: mostly the first one passes.
        """
        known = [Evidence(article.clean.text) for article in articles]
        chosen: list[Draft | None] = [None] * len(articles)
        refused: list[list[tuple[str, str]]] = [[] for _ in articles]
        for rank in range(max(map(len, drafts), default=0)):
            still = [n for n, d in enumerate(drafts) if chosen[n] is None and rank < len(d)]
            lines = [drafts[n][rank].text for n in still]
            wrong = check(lines, [known[n] for n in still], self.highlighter)
            for number, line, reason in zip(still, lines, wrong, strict=True):
                if reason:
                    refused[number].append((line, reason))
                else:
                    chosen[number] = drafts[number][rank]
        return [(draft, tuple(r[:TOLD])) for draft, r in zip(chosen, refused, strict=True)]


Refused = tuple[tuple[str, str], ...]
"""Drafts that were refused, each with what it says that its article does not."""


def _written(article: Opened, draft: Draft, refused: Refused) -> Line:
    """A draft in offsets of the normal form."""
    return Line(draft.text, "written", _leant_on(article, draft), _glances(article, draft), refused)


def _stand_in(article: Opened, refused: Refused, ranked: Sequence[Ranked]) -> Line:
    """The article's own best sentence, and what it stands in for."""
    text = article.clean.text
    best = choose(text, ranked, 1)
    if not best:
        return Line(one_line(text), "extracted", (0, len(text)), (), refused)
    span = best[0].start, best[0].end
    return Line(one_line(text[slice(*span)]), "extracted", span, (), refused)


def _leant_on(article: Opened, draft: Draft) -> tuple[int, int]:
    """The sentence that got most attention while the draft was written."""
    text = article.clean.text[: article.read]
    spans = sentences(text) or [(0, len(text))]
    mean = draft.looked.mean(0).tolist()
    totals = [0.0] * len(spans)
    number = 0
    for (_, end), attention in zip(article.spans, mean, strict=True):
        while number < len(spans) - 1 and end > spans[number][1]:
            number += 1
        totals[number] += attention
    start, end = spans[max(range(len(spans)), key=totals.__getitem__)]
    whole = next((e for s, e in sentences(article.clean.text) if s == start), end)
    return start, whole


def _glances(article: Opened, draft: Draft) -> tuple[Glance, ...]:
    """Where the network looked for each word, in offsets of the normal form."""
    found = []
    for start, end, mean in glances_of(draft):
        on_words = article.on_words(mean[None])
        attentions, numbers = on_words.topk(min(LOOKED, len(on_words)))
        looked = tuple(
            (*article.words[number], round(attention, 4))
            for attention, number in zip(attentions.tolist(), numbers.tolist(), strict=True)
            if attention >= FAINT
        )
        found.append(Glance(start, end, looked))
    return tuple(found)


def _in_original(line: Line, clean: Normalized) -> Line:
    """A line whose offsets into the normal form become offsets into the user's string."""
    glances = tuple(
        replace(
            glance,
            looked=tuple((*clean.original_span(s, e), weight) for s, e, weight in glance.looked),
        )
        for glance in line.glances
    )
    return replace(line, source=clean.original_span(*line.source), glances=glances)


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
        fitted: whether the keyword scorer has its weights; without, all candidates are equal.

    Raises:
        UserError: a model is missing, damaged, of another kind, or they do not fit together.
    """
    models = models or Models(settings.models)
    checkpoint = models.get(name)
    extractor = models.get("extractor")
    encoder = network(checkpoint, Summarizer)
    learnt_with = extractor.metrics.get("summarizer", checkpoint.checksum)
    if name == "summarizer" and learnt_with != checkpoint.checksum:
        raise UserError(
            "Os modelos “extractor” e “summarizer” não foram treinados juntos. Baixe o projeto de "
            "novo ou treine com “textnn train extractor”.",
            "The models “extractor” and “summarizer” were not trained together. Get the project "
            "again or train with “textnn train extractor”.",
            code="models-do-not-fit",
        )
    folder = settings.models / name
    try:
        pieces = Pieces(folder)
        path = settings.models / "extractor" / "keywords.json"
        rarity = rarities(models.get("tagger").vocabulary)
        unfitted = KeywordScorer(dict.fromkeys(FEATURES, 0.0), 0.0)
        scorer = load_scorer(path) if fitted else unfitted
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise _damaged(name, error) from error
    if len(pieces) != encoder.config.pieces:
        raise _damaged(name, "pieces.model")
    return Editor(
        Drafter(encoder, pieces),
        Ranker(encoder, network(extractor, Extractor), pieces),
        scorer,
        rarity,
        load_highlighter(settings, models),
        reference(checkpoint),
    )


def _damaged(name: str, reason: object) -> UserError:
    return UserError(
        f"O modelo “{name}” falta ou está danificado. Baixe o projeto de novo ou treine-o com "
        f"“textnn train {name}”. ({reason})",
        f"The model “{name}” is missing or damaged. Get the project again or train it with "
        f"“textnn train {name}”. ({reason})",
        code="model-unusable",
    )
