"""A task as a newcomer would add it: how many words each sentence of an article has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar

from markupsafe import Markup

from textnn.results import NO_MODEL, ModelRef, Progress, Result
from textnn.results.options import Option
from textnn.tasks.task import JSON_ALONE, ArticleForm, Notes, Task
from textnn.tasks.terminal import Terminal
from textnn.text.normalize import normalize
from textnn.text.sentences import sentences
from textnn.text.words import words


@dataclass(frozen=True, slots=True)
class WordsOptions:
    """How sentences are counted."""

    most: Annotated[int, Option("Sentences to count.", "Frases", 1, 50)] = 10


@dataclass(frozen=True, slots=True)
class SentenceWords(Result):
    """Words of each sentence."""

    task: ClassVar[str] = "words"

    text: str
    counts: tuple[int, ...]
    options: WordsOptions
    model: ModelRef
    seconds: float

    @property
    def written(self) -> str:
        return f"{sum(self.counts)} palavras"


def load_counter(
    settings: Any, models: Any
) -> Callable[[str, WordsOptions, Progress], SentenceWords]:
    def count(text: str, options: WordsOptions, progress: Progress) -> SentenceWords:
        clean = normalize(text).text  # ``original_span`` of it leads back to ``text``
        found = [_counted(clean[a:b]) for a, b in sentences(clean)][: options.most]
        progress(1.0)
        return SentenceWords(text, tuple(found), options, NO_MODEL, 0.01)

    return count


def _counted(sentence: str) -> int:
    """Words alone: marks of punctuation are tokens too."""
    return sum(any(map(str.isalnum, sentence[a:b])) for a, b in words(sentence))


def view(result: SentenceWords, language: str, when: datetime, notes: Notes = ()) -> str:
    rows = Markup().join(Markup("<li>{}</li>").format(count) for count in result.counts)
    return Markup('<ol class="words">{}</ol><p>{}</p>{}').format(
        rows, result.text, Markup().join(notes)
    )


def plain(result: SentenceWords, part: str, language: str) -> str:
    return " ".join(map(str, result.counts))


def terminal(result: SentenceWords, out: Terminal) -> None:
    print(plain(result, "", out.language))


WORDS = Task(
    result=SentenceWords,
    command="palavras",
    pipeline="tests.tasks.sentence_words:load_counter",
    tab="words",
    view=view,
    views={"counts": view},
    plain=plain,
    terminal=terminal,
    exports=JSON_ALONE,
    form=ArticleForm(
        line="Count the words of each sentence.",
        returns="text, counts, options, model, seconds and run_id.",
        options=WordsOptions,
        act="Contar",
        hint="Cole um artigo.",
    ),
)
