"""textnn from Python: plain functions that give the result dataclasses, and keep nothing.

They are found in ``textnn`` itself, which loads this module when one of them is first named.
Limits, checks and results are those of the app, the command line and the HTTP interface: it is the
same service. Models are read once a process, each when first needed; threads may call at once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path

from textnn.batches.batch import stream
from textnn.batches.work import Processed
from textnn.compose import compose_service
from textnn.config import Settings
from textnn.errors import UserError as UserError
from textnn.results import (
    Answer,
    Comparison,
    Continuation,
    FactSheet,
    FactSheetOptions,
    GenerateOptions,
    Highlight,
    Summary,
    SummaryOptions,
)
from textnn.results import from_dict as from_dict
from textnn.results import to_dict as to_dict
from textnn.results.pictures import Classification, ClassifyOptions, SampleOptions, Samples
from textnn.service import Service
from textnn.service.recorder import Lazy
from textnn.store.engine import no_store
from textnn.store.runs import RunRepository

_SUMMARY, _GENERATE = SummaryOptions(), GenerateOptions()
_CLASSIFY, _SAMPLE = ClassifyOptions(), SampleOptions()


def _compose() -> Service:
    return compose_service(Settings(), RunRepository(no_store()))


_service = Lazy(_compose)


def highlight(text: str, *, keywords: bool = False) -> Highlight:
    """Mark the names, dates and amounts in a Portuguese text.

    >>> found = highlight("O governador Eduardo Leite visitou Porto Alegre.")
    >>> [(span.text, span.label) for span in found.spans]
    [('Eduardo Leite', 'PER'), ('Porto Alegre', 'LOC')]

    Args:
        text: the article; offsets of the result are code points into this very string.
        keywords: whether to say what it is about, too.

    Raises:
        UserError: the text is empty, too long or not text.
    """
    return _service().highlight(text, keywords=keywords).result


def summarize(
    text: str, *, sentences: int = _SUMMARY.sentences, rank: int = _SUMMARY.rank
) -> Summary:
    """Write a headline and a dek for a Portuguese article, and choose its main sentences.

    >>> article = "A escola abriu ontem. As aulas começam na segunda-feira. A entrada é gratuita."
    >>> [sentence.text for sentence in summarize(article, sentences=3).sentences]
    ['A escola abriu ontem.', 'As aulas começam na segunda-feira.', 'A entrada é gratuita.']

    Args:
        text: the article.
        sentences: how many of its sentences to choose, 1 to 10.
        rank: which headline: 1 the best, 2 the next that says it differently, and so on.

    Raises:
        UserError: the text is empty, too long or not text, an option is out of range, or there is
            no headline of this rank (``no-other-headline``).
    """
    options = SummaryOptions(sentences, rank)
    return _service().summarize(text, options).result


def batch(
    texts: Iterable[str], *, tasks: Iterable[str] = ("highlight", "keywords")
) -> Iterator[Processed]:
    """Do the same with many texts, several of them side by side; what comes in is not all read.

    >>> [len(found.highlight.spans) for found in batch(["Ana Souza saiu.", "Chove em Recife."])]
    [1, 1]

    Args:
        texts: any number; a few are read at a time.
        tasks: some of ``highlight``, ``keywords``, ``headline`` and ``summary``.

    Returns:
        for each text, in order: ``text``, ``highlight``, ``headline``, ``dek``, ``sentences``, and
        ``error`` if there is nothing else.

    Raises:
        UserError: there is no such task, or a model is missing.
    """
    return stream(texts, tasks, _service().settings)


def answer(text: str, question: str, before: Answer | None = None) -> Answer:
    """Find the sentences of a Portuguese article that answer a question, best first.

    >>> article = "A escola abriu ontem. A obra custou R$ 2 milhões. A entrada é gratuita."
    >>> found = answer(article, "quanto custou a obra?")
    >>> found.answered, found.sentences[0].text
    (True, 'A obra custou R$ 2 milhões.')

    Args:
        text: the article; offsets of the result are code points into this very string.
        question: as somebody types it.
        before: what the article said to the question before, which this one may go on from.

    Raises:
        UserError: the text or the question is empty, too long or not text.
    """
    return _service().answer(text, question, before=before).result


def compare(text: str, earlier: str) -> Comparison:
    """Put an article beside an earlier one, or beside an earlier version.

    >>> found = compare("A obra custou R$ 3 milhões.", "A obra custou R$ 2 milhões.")
    >>> [(item.text, bool(item.here), bool(item.there)) for item in found.items]
    [('R$ 3 milhões', True, False), ('R$ 2 milhões', False, True)]

    Args:
        text: the article.
        earlier: the other one.

    Raises:
        UserError: one of them is empty, too long or not text.
    """
    return _service().compare(text, earlier).result


def factsheet(text: str, *, published: str = "") -> FactSheet:
    """List the facts of a Portuguese article: who, who said what, when, how much, where, contacts.

    >>> sheet = factsheet("A delegada Ana Souza, 45, disse que o rio subiu.")
    >>> person, quote = sheet.facts
    >>> person.text, person.said("role"), person.said("age")
    ('Ana Souza', 'delegada', '45')
    >>> quote.text, quote.said("speaker")
    ('o rio subiu', 'Ana Souza')

    Args:
        text: the article; offsets of the result are code points into this very string.
        published: its date, ``YYYY-MM-DD`` or ``DD/MM/YYYY``, to which days of the week and dates
            without a year are resolved; empty: the one it states itself, if it does.

    Raises:
        UserError: the text is empty, too long or not text, or ``published`` is no date.
    """
    return _service().factsheet(text, FactSheetOptions(published)).result


def generate(
    prefix: str = "",
    *,
    length: int = _GENERATE.length,
    temperature: float = _GENERATE.temperature,
    top_k: int = _GENERATE.top_k,
    top_p: float = _GENERATE.top_p,
    seed: int = _GENERATE.seed,
    stop: str = _GENERATE.stop,
) -> Continuation:
    """Write on from a prefix. What comes is invented.

    >>> written = generate("O governo anunciou", length=40, seed=7)
    >>> written.text.startswith("O governo anunciou"), len(written.generated)
    (True, 57)

    Args:
        prefix: kept to the letter; may be empty.
        length: characters to write, 1 to 5000; it goes on to the end of the sentence, up to a
            quarter or 20 characters more.
        temperature: 0 always takes the likeliest character; higher is bolder.
        top_k: draw among the k likeliest characters only; 0: all.
        top_p: draw among the likeliest characters that reach this probability together.
        seed: the same seed, prefix and options give the same text.
        stop: end as soon as this has been written; empty: no stop.

    Raises:
        UserError: the prefix is not text, or an option is out of range.
    """
    options = GenerateOptions(length, temperature, top_k, top_p, seed, stop)
    pieces = _service().generate(prefix, options)
    return deque(pieces, maxlen=1).pop().result


def classify(
    picture: bytes | str | PathLike[str],
    *,
    source: str = "",
    model: str = _CLASSIFY.model,
    compare: bool = _CLASSIFY.compare,
) -> Classification:
    """Say what a picture shows, and whether the network knows such pictures.

    >>> import base64
    >>> drawn = sample("digits", label="7", count=1, seed=3).pictures[0].picture
    >>> seen = classify(base64.b64decode(drawn), model="cnn-digits")
    >>> seen.labels[0].name
    '7'

    Args:
        picture: path of a PNG, JPEG, WEBP, GIF, BMP or TIFF file, or its bytes.
        source: what the result calls it; empty: the file's name, ``picture`` for bytes.
        model: network by name; empty: the first one that knows such pictures.
        compare: whether every other network is asked, too.

    Raises:
        UserError: the file cannot be read, it is no picture we read, or there is no such network.
    """
    if isinstance(picture, bytes):
        content, name = picture, "picture"
    else:
        content, name = _read(Path(picture)), Path(picture).name
    options = ClassifyOptions(model, compare)
    pictures = _service().pictures
    return pictures.classify(content, source or name, options).result


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError("unreadable-file", name=path) from error


def sample(
    set: str = _SAMPLE.set,  # noqa: A002
    *,
    label: str = _SAMPLE.label,
    count: int = _SAMPLE.count,
    seed: int = _SAMPLE.seed,
    truncation: float = _SAMPLE.truncation,
    towards: int | None = _SAMPLE.towards,
    towards_label: str = _SAMPLE.towards_label,
) -> Samples:
    """Make pictures of digits or clothes that nobody drew.

    >>> [made.label for made in sample("fashion", label="bag", count=2, seed=1).pictures]
    ['bag', 'bag']

    Args:
        set: ``digits`` or ``fashion``.
        label: class of the pictures, English or Portuguese; empty: all classes in turn.
        count: pictures, 1 to 100.
        seed: the same seed and options give the same pictures.
        truncation: 0.1 to 3; smaller is more typical and less varied.
        towards: a second seed: the pictures walk from the first one's to the second one's.
        towards_label: class at the end of the walk; empty: the same.

    Raises:
        UserError: no such set or class, or an option is out of range.
    """
    options = SampleOptions(set, label, count, seed, truncation, towards, towards_label)
    return _service().pictures.sample(options).result
