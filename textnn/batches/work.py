"""Documents -> rows: parsing, the tasks, and one clear sentence where a document is none.

A worker does this; nothing here knows of other workers or of files that are written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from textnn.articles.files import read_file
from textnn.articles.repair import read_ranks, repair
from textnn.articles.web import fetch
from textnn.batches.documents import RawDocument
from textnn.batches.tables import DocumentRows
from textnn.config import Settings
from textnn.errors import UserError
from textnn.results import Extract, Highlight, Keyword, Line, Span
from textnn.results.article import Article
from textnn.service.recorder import join_surrogates
from textnn.text.language import detect_language
from textnn.text.normalize import check_text, normalize
from textnn.text.sentences import sentences

TASKS_OF_BATCHES = ("highlight", "keywords", "headline", "summary")
"""What can be done with each document."""

MODELS: Mapping[str, tuple[str, ...]] = {
    "highlight": ("tagger",),
    "keywords": ("tagger", "summarizer", "extractor"),
    "headline": ("tagger", "summarizer", "extractor", "reranker"),
    "summary": ("tagger", "summarizer", "extractor"),
}
"""Task -> the models that it takes."""

DIGITS = 4
"""Decimals of scores: more would differ from one order of the same documents to another."""


@dataclass(frozen=True)
class Job:
    """What is to be done with every document; it goes to each worker.

    Attributes:
        tasks: some of ``TASKS_OF_BATCHES``.
        settings: models and limits.
        language: of error messages.
        tagger: model folder of the personal tagger that marks; ``None``: the shipped one does.
        mend: whether what pasting broke in a text is put right first.
    """

    tasks: tuple[str, ...]
    settings: Settings
    language: str = "en"
    tagger: Path | None = None
    mend: bool = False


@dataclass(frozen=True, slots=True)
class Processed:
    """What the tasks give for one text.

    Attributes:
        text: to the letter.
        highlight: marks, and keywords where they were asked for.
        headline, dek: as the app writes them, if they were asked for.
        sentences: the three weightiest, if a summary was asked for.
        error: why there is nothing; ``None``: all went well.
    """

    text: str
    highlight: Highlight | None = None
    headline: Line | None = None
    dek: Line | None = None
    sentences: tuple[Extract, ...] = ()
    error: UserError | None = None


class Processor:
    """Runs the tasks on some texts at a time.

    Args:
        job: which tasks.
        pipelines: name of a task of the app -> what gives its pipeline.
        opened: what opens a web address.
    """

    def __init__(
        self,
        job: Job,
        pipelines: Mapping[str, Callable[[], Any]],
        opened: Callable[[str, Settings], Article] = fetch,
    ) -> None:
        self.job = job
        self._opened = opened
        wanted = {*job.tasks}
        self._highlight = (
            _highlighter(job, pipelines) if wanted & {"highlight", "keywords"} else None
        )
        self._editor = pipelines["summarize"]() if wanted - {"highlight"} else None

    def rows(self, documents: Sequence[RawDocument]) -> list[DocumentRows]:
        """The rows of some documents, in their order."""
        return document_rows(documents, self.job, self.process, self._opened)

    def process(self, texts: Sequence[str]) -> list[Processed]:
        """What the tasks give for some texts, in their order; a text that fails fails alone."""
        errors = [self._wrong(text) for text in texts]
        good = [text for text, error in zip(texts, errors, strict=True) if not error]
        found = iter(self._apart(good))
        return [
            Processed(text, error=error) if error else next(found)
            for text, error in zip(texts, errors, strict=True)
        ]

    def _wrong(self, text: str) -> UserError | None:
        try:
            check_text(join_surrogates(text), self.job.settings.max_chars)
        except UserError as error:
            return error
        return None

    def _apart(self, texts: Sequence[str]) -> list[Processed]:
        """All texts side by side, or each alone if that fails."""
        try:
            return self._process(texts)
        except Exception as error:  # whatever it is, the other texts are not to blame
            if len(texts) > 1:
                return [found for text in texts for found in self._apart([text])]
            known = error if isinstance(error, UserError) else UserError("batch-failed")
            return [Processed(text, error=known) for text in texts]

    def _process(self, texts: Sequence[str]) -> list[Processed]:
        marked = self._highlight.many(texts) if self._highlight else [None] * len(texts)
        wanted = {*self.job.tasks} - {"highlight"}
        if not self._editor or not wanted:
            return [Processed(text, found) for text, found in zip(texts, marked, strict=True)]
        names = [found.spans if found else () for found in marked]
        edited = self._editor.many(texts, names, wanted)
        return [
            Processed(text, found and replace(found, keywords=one.keywords), *one[:3])
            for text, found, one in zip(texts, marked, edited, strict=True)
        ]


def _highlighter(job: Job, pipelines: Mapping[str, Callable[[], Any]]) -> Any:
    return pipelines["tagger_folder"]()(job.tagger) if job.tagger else pipelines["highlight"]()


def document_rows(
    documents: Sequence[RawDocument],
    job: Job,
    process: Callable[[Sequence[str]], list[Processed]],
    opened: Callable[[str, Settings], Article] = fetch,
) -> list[DocumentRows]:
    """The rows of some documents, in their order.

    Args:
        documents: any.
        job: what is wanted of each.
        process: texts -> what the tasks give for each, in their order.
        opened: what opens a web address.
    """
    read = [_mended(_read(document, job.settings, opened), job) for document in documents]
    good = [article for article in read if isinstance(article, Article)]
    done = iter(process([article.text for article in good]))
    rows = []
    for document, article in zip(documents, read, strict=True):
        error = article if isinstance(article, UserError) else None
        if isinstance(article, Article):
            found = next(done)
            error = found.error
        if error:
            failed = (error.code, error.say(job.language))
            # Without a digest --resume asks for the page again.
            digest = "" if document.kind == "address" else document.digest
            rows.append(DocumentRows(document.source, digest, error=failed))
        else:
            assert isinstance(article, Article)
            rows.append(_rows(document, article, found, job.tasks))
    return rows


def _read(
    document: RawDocument, settings: Settings, opened: Callable[[str, Settings], Article]
) -> Article | UserError:
    if document.error:
        return document.error
    try:
        if document.kind == "address":
            return opened(document.source, settings)
        if document.kind == "file":
            article = read_file(document.source, document.content, settings)
            return replace(article, title=article.title or document.title)
        return Article(document.content.decode(), document.title, document.source, "row")
    except UserError as error:
        return error


def _mended(article: Article | UserError, job: Job) -> Article | UserError:
    if not job.mend or isinstance(article, UserError):
        return article
    return replace(article, text=repair(article.text, read_ranks(job.settings)).text)


def _rows(
    document: RawDocument, article: Article, found: Processed, tasks: Sequence[str]
) -> DocumentRows:
    text, headline, dek = article.text, found.headline, found.dek
    row = {
        "id": hashlib.sha256(document.source.encode()).hexdigest()[:16],
        "title": article.title,
        "text": text,
        "characters": len(text),
        "language": detect_language(normalize(text).text),
        "kind": article.kind,
        "headline": headline.text if headline else None,
        "headline_origin": headline.origin if headline else None,
        "dek": dek.text if dek else None,
        "dek_origin": dek.origin if dek else None,
        "fields": as_json(document.fields) if document.fields else None,
        "text_digest": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
    }
    rows: dict[str, list[tuple[Any, ...]]] = {}
    if found.highlight and "highlight" in tasks:
        rows["marks"] = mark_rows(text, found.highlight.spans)
    if found.highlight and "keywords" in tasks:
        rows["keywords"] = keyword_rows(found.highlight.keywords)
    if "summary" in tasks:
        rows["sentences"] = [
            (s.start, s.end, s.text, round(s.score, DIGITS)) for s in found.sentences
        ]
    return DocumentRows(document.source, document.digest, row, rows)


def as_json(fields: Mapping[str, object]) -> str:
    """The other columns of a row; dates and bytes of a Parquet file as they are printed."""
    return json.dumps(fields, ensure_ascii=False, default=str)


def mark_rows(text: str, spans: Sequence[Span]) -> list[tuple[Any, ...]]:
    """Columns of ``marks``: each mark with the sentence in which it begins; names on one line."""
    rows: list[tuple[Any, ...]] = []
    around = iter(sentences(text))
    start, end = 0, 0
    for span in spans:
        while end <= span.start and (following := next(around, None)):
            start, end = following
        name = " ".join(span.text.split())
        score = round(span.score, DIGITS)
        rows.append((span.start, span.end, span.label, name, score, text[start:end], start, end))
    return rows


def keyword_rows(keywords: Sequence[Keyword]) -> list[tuple[Any, ...]]:
    """Columns of ``keywords``, best first."""
    return [
        (rank, word.text, round(word.score, DIGITS), word.name or None, len(word.spans))
        for rank, word in enumerate(keywords, start=1)
    ]
