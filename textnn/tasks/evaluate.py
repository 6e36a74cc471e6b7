"""``textnn evaluate``: anybody's file, a shipped model, the figures."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from textnn.checkpoints import load, network
from textnn.config import Settings
from textnn.datasets.facts import SCORED, read_facts
from textnn.datasets.intents import read_utterances
from textnn.datasets.ner.corpora import TaggedText, read_tagged
from textnn.datasets.news import NewsArticle, read_articles
from textnn.datasets.reader import QuestionExample, read_question_file
from textnn.datasets.references import FIELDS, read_references
from textnn.datasets.summarizer import one_line
from textnn.errors import UserError
from textnn.evaluation.answers import IdfOverlap, Prediction, answer_figures
from textnn.evaluation.calibration import calibration_error, reliability
from textnn.evaluation.charrnn import score_texts
from textnn.evaluation.facts import relation_figures
from textnn.evaluation.intent import intent_scores
from textnn.evaluation.keywords import keyword_scores, standing
from textnn.evaluation.spans import SpanScores, span_scores
from textnn.evaluation.summarizer import summary_scores
from textnn.models.charrnn import CharRNN
from textnn.pretrained import Models
from textnn.results import MAX_SENTENCES
from textnn.tasks.answer.reader import QuestionReader, load_reader
from textnn.tasks.classify.evaluate import best_network, labelled_pictures, score
from textnn.tasks.classify.pipeline import load_classifier
from textnn.tasks.factsheet.pipeline import FactFinder
from textnn.tasks.generate.pipeline import load_copiers
from textnn.tasks.highlight.pipeline import Highlighter, load_highlighter
from textnn.tasks.summarize.pipeline import Editor, load_summarizer
from textnn.tasks.understand.pipeline import judge, load_understander
from textnn.text.characters import CharVocab
from textnn.text.normalize import normalize

AT_ONCE = 64
"""Articles summarised together: memory grows with them, not with the file."""


@dataclass(frozen=True)
class EvaluateOptions:
    """What of a summarizer is scored; other tasks have no options.

    Attributes:
        kind: ``headline``, ``dek`` or ``extract``.
        sentences: of an extract, 1 to ``MAX_SENTENCES``.
        words: of an extract, in place of ``sentences``: the last sentence is cut there. 0 for none.
    """

    kind: str = "headline"
    sentences: int = 3
    words: int = 0


def evaluate(
    task: str,
    path: Path,
    settings: Settings,
    model: str = "",
    options: EvaluateOptions | None = None,
) -> dict[str, Any]:
    """Scores a model on a file.

    Args:
        task: one of ``TASKS``.
        path: formats in docs/evaluation.md.
        model: folder below ``Settings.models``; empty: the task's own, and of the classifiers the
            one to which the pictures look most familiar.

    Returns:
        ``{"task", "data", "n", "model", "seconds", "metrics"}``, ready for JSON.

    Raises:
        UserError: unknown task or kind, unreadable file, missing model, or nothing to score.
    """
    options = options or EvaluateOptions()
    _check(task, options)
    began = time.perf_counter()
    name = model or _own_model(task, path, settings)
    count, metrics = _TASKS[task](path, settings, name, options)
    if not count:
        raise UserError("nothing-to-score", name=path.name)
    return {
        "task": task,
        "data": str(path),
        "n": count,
        "model": name,
        "seconds": round(time.perf_counter() - began, 2),
        "metrics": _rounded(metrics),
    }


def _rounded(figures: Any) -> Any:
    """Figures, also of parts, to four digits."""
    if isinstance(figures, dict):
        return {name: _rounded(value) for name, value in figures.items()}
    return round(figures, 4) if isinstance(figures, float) else figures


def _check(task: str, options: EvaluateOptions) -> None:
    if task not in _TASKS:
        known = ", ".join(TASKS)
        raise UserError("unknown-task", "evaluate", task=task, names=known)
    if options.kind not in FIELDS:
        kinds = ", ".join(FIELDS)
        raise UserError("unknown-kind", kind=options.kind, names=kinds)
    if not 1 <= options.sentences <= MAX_SENTENCES:
        raise UserError("bad-option", "sentences", most=MAX_SENTENCES)


def _own_model(task: str, path: Path, settings: Settings) -> str:
    if task == "cnn":
        return best_network(path, labelled_pictures(path), load_classifier(settings))
    return _MODELS.get(task, task)


def _charrnn(
    path: Path, settings: Settings, name: str, _: EvaluateOptions
) -> tuple[int, dict[str, Any]]:
    checkpoint = Models(settings.models).get(name, load)
    model = network(checkpoint, CharRNN)
    texts = [normalize(article.text).text for article in read_articles(path)]
    vocabulary, copiers = CharVocab(checkpoint.config.chars), load_copiers(settings.models / name)
    scores = score_texts(model, vocabulary, texts, copiers)
    return scores.characters, {
        "bits_per_char": scores.bits_per_char,
        "bits_without_copying": scores.bits_without_copying,
        "characters": scores.characters,
        "unknown_characters": scores.unknown,
    }


def _tagger(
    path: Path, settings: Settings, name: str, _: EvaluateOptions
) -> tuple[int, dict[str, Any]]:
    highlighter = load_highlighter(settings, tagger=name)
    texts = list(read_tagged(path))
    found, gold = _marks(highlighter, texts), _gold(texts)
    scores = span_scores(gold, [[span for span, _ in spans] for spans in found])
    by_label = {label: _figures(score) for label, score in scores.by_label.items()}
    told = [
        (score, span in known)
        for spans, entities in zip(found, gold, strict=True)
        for known in [set(entities)]
        for span, score in spans
        if span[2] in by_label
    ]
    sure, right = [score for score, _ in told], [good for _, good in told]
    return len(texts), {
        **_figures(scores),
        "ece": calibration_error(sure, right),
        "by_label": by_label,
        "reliability": reliability(sure, right),
    }


def score_highlighter(highlighter: Highlighter, texts: Iterable[TaggedText]) -> SpanScores:
    """Exact-span scores in characters of the texts themselves, over the labels they use."""
    texts = list(texts)
    found = [[span for span, _ in spans] for spans in _marks(highlighter, texts)]
    return span_scores(_gold(texts), found)


def _marks(
    highlighter: Highlighter, texts: Sequence[TaggedText]
) -> list[list[tuple[tuple[int, int, str], float]]]:
    """Start, end and label of each mark, in characters of the text itself, and its score."""
    clean = [normalize(item.text) for item in texts]
    return [
        [((*form.original_span(one.start, one.end), one.tag), one.score) for one in spans]
        for form, spans in zip(clean, highlighter.tag([form.text for form in clean]), strict=True)
    ]


def _gold(texts: Sequence[TaggedText]) -> list[list[tuple[int, int, str]]]:
    return [[(e.start, e.end, e.label) for e in item.entities] for item in texts]


def _figures(scores: SpanScores) -> dict[str, float]:
    return {key: getattr(scores, key) for key in ("precision", "recall", "f1", "touched")}


def _summarizer(
    path: Path, settings: Settings, name: str, options: EvaluateOptions
) -> tuple[int, dict[str, Any]]:
    editor = load_summarizer(settings, name=name)
    pairs = list(read_references(path, options.kind))
    texts = [pair.text for pair in pairs]
    references = [one_line(pair.line) for pair in pairs]
    written = write(editor, texts, options)
    figures = asdict(summary_scores(written, references))
    figures["faithful"] = faithful_share(editor, written, texts)
    if options.words:
        lead = [one_line(_cut(text, options.words)) for text in texts]
        figures |= {f"lead_{k}": v for k, v in asdict(summary_scores(lead, references)).items()}
        del figures["lead_texts"]
    return figures.pop("texts"), figures


def write(editor: Editor, texts: Sequence[str], options: EvaluateOptions) -> list[str]:
    """Headline, dek or chosen sentences of each text, on one line without a final full stop."""
    written: list[str] = []
    for group in groups(texts):
        if options.kind == "extract":
            chosen = editor.extracts(group, options.sentences, options.words)
            extracts = (" ".join(item.text for item in items) for items in chosen)
            written += [one_line(_cut(extract, options.words)) for extract in extracts]
        else:
            lines = editor.lines(group, options.kind, written=True)
            written += [one_line(line.text) for line in lines]
    return written


def _cut(text: str, words: int) -> str:
    """The first ``words`` words; all of them for 0."""
    return " ".join(text.split()[: words or None])


def faithful_share(editor: Editor, written: Sequence[str], texts: Sequence[str]) -> float:
    """Part of the lines all of whose names and numbers stand in their article, 0 to 1."""
    pairs = zip(groups(written), groups(texts), strict=True)
    passed = [good for lines, of in pairs for good in editor.faithful(lines, of)]
    return sum(passed) / max(1, len(passed))


def groups(items: Sequence[str], size: int = AT_ONCE) -> Iterator[list[str]]:
    """``items`` in their order, ``size`` at a time."""
    rest = iter(items)
    while group := list(islice(rest, size)):
        yield group


def _keywords(
    path: Path, settings: Settings, name: str, _: EvaluateOptions
) -> tuple[int, dict[str, Any]]:
    models = Models(settings.models)
    editor = load_summarizer(settings, models, name)
    highlighter = load_highlighter(settings, models)
    articles = [a for a in read_articles(path) if standing(a.text, a.keywords)]
    scores = keyword_scores(
        [find_keywords(editor, highlighter, article) for article in articles],
        [article.keywords for article in articles],
        [article.text for article in articles],
    )
    figures = asdict(scores)
    return figures.pop("articles"), figures


def find_keywords(editor: Editor, highlighter: Highlighter, article: NewsArticle) -> list[str]:
    """The keywords of an article, best first."""
    names = highlighter(article.text).spans
    return [keyword.text for keyword in editor.keywords(article.text, names)]


def _cnn(
    path: Path, settings: Settings, name: str, _: EvaluateOptions
) -> tuple[int, dict[str, Any]]:
    images = labelled_pictures(path)
    if not len(images):
        return 0, {}
    probabilities, labels = score(path, images, load_classifier(settings).network(name))
    return len(images), {
        "accuracy": float((probabilities.argmax(1) == labels).mean()),
        "ece": calibration_error(probabilities.max(1), probabilities.argmax(1) == labels),
    }


def _intent(
    path: Path, settings: Settings, name: str, _: EvaluateOptions
) -> tuple[int, dict[str, Any]]:
    understander = load_understander(settings, name=name)
    scores = intent_scores(judge(understander, list(read_utterances(path))))
    figures = asdict(scores)
    return figures.pop("messages"), figures


def _answers(
    path: Path, settings: Settings, name: str, _: EvaluateOptions
) -> tuple[int, dict[str, Any]]:
    models = Models(settings.models)
    reader, highlighter = load_reader(settings, models, name), load_highlighter(settings, models)
    examples = list(read_question_file(path))
    gold = [one.evidence or one.answers for one in examples]
    short = [[one.context[s:e] for s, e in one.answers] for one in examples]
    given = predict(reader, highlighter, examples)
    figures = answer_figures(given, gold, short)
    overlap = IdfOverlap({one.context for one in examples})
    baseline = [overlap(one.context, one.question) for one in examples]
    below = answer_figures(baseline, gold, short)
    if "hit_at_1" in below:
        figures["overlap_hit_at_1"] = below["hit_at_1"]
    return len(examples), figures


def predict(
    reader: QuestionReader, highlighter: Highlighter, examples: Sequence[QuestionExample]
) -> list[Prediction]:
    """What the reader makes of questions; each text is opened once if its questions follow."""
    given = list[Prediction]()
    opened = None
    for one in examples:
        if opened is None or opened.text != one.context:
            opened = reader.open(one.context, highlighter(one.context).spans)
        found = reader(opened, one.question, one.before, one.before_answer)
        best = found.sentences[:3]
        text = one.context[slice(*best[0].short)] if best else ""
        spans = tuple(sentence.span for sentence in best)
        given.append(Prediction(spans, text, found.confidence, found.answered))
    return given


_KINDS = {"role": "person", "age": "person", "speaker": "quote", "of": "amount"}
"""Relation -> kind of the facts that have it."""


def _factsheet(
    path: Path, settings: Settings, name: str, _: EvaluateOptions
) -> tuple[int, dict[str, Any]]:
    finder = FactFinder(load_highlighter(settings, tagger=name))
    examples = list(read_facts(path))
    sheets = [finder(example.text) for example in examples]
    figures: dict[str, Any] = {}
    for relation in SCORED:
        kind = _KINDS[relation]
        said = [[(f.text, f.said(relation)) for f in sheet.of_kind(kind)] for sheet in sheets]
        found = [[pair for pair in pairs if pair[1]] for pairs in said]
        there = [example.relations[relation] for example in examples]
        figures[relation] = relation_figures(zip(there, found, strict=True))
    return len(examples), figures


_TASKS: dict[str, Callable[[Path, Settings, str, EvaluateOptions], tuple[int, dict[str, Any]]]] = {
    "charrnn": _charrnn,
    "tagger": _tagger,
    "summarizer": _summarizer,
    "keywords": _keywords,
    "cnn": _cnn,
    "intent": _intent,
    "answers": _answers,
    "factsheet": _factsheet,
}

_MODELS = {"keywords": "summarizer", "answers": "reader", "factsheet": "tagger"}
"""Whose model it is, where a task has none of its own."""

TASKS = tuple(_TASKS)
"""What can be evaluated."""
