"""``/highlight /summarize /generate``: what is done with a text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from textnn.results import GenerateOptions, SummaryOptions
from textnn.ui.endpoints.declare import answer, declare
from textnn.web.context import Screen


def build(screen: Screen) -> None:
    """Declare the endpoints, inside the ``Blocks`` that are open."""
    _highlight(screen)
    _summarize(screen)
    _generate(screen)


def _highlight(screen: Screen) -> None:
    def highlight(
        text: str,
        keep: bool = True,
        keywords: bool = False,
        request: gr.Request = None,  # type: ignore[assignment]
    ) -> dict[str, Any]:
        """Mark the names, dates and amounts in a Portuguese text.

        Args:
            text: the article.
            keep: whether the result goes to the history.
            keywords: whether to say what the article is about, too.

        Returns:
            text, spans (start, end, text, label, score; offsets are code points), keywords (text,
            score, spans, share, writing, name; best first), model, seconds, run_id (null if
            not kept) and warning (why it could not be kept).
        """
        context = screen.context(request, keep=keep)
        kept = screen.service.highlight(text, context, keywords=keywords)
        return answer(kept, request)

    declare(highlight, queue="read")


def _summarize(screen: Screen) -> None:
    def summarize(
        text: str,
        sentences: int = 3,
        keep: bool = True,
        rank: int = 1,
        request: gr.Request = None,  # type: ignore[assignment]
    ) -> dict[str, Any]:
        """Write a headline and a dek for a Portuguese article, and choose its main sentences.

        Args:
            text: the article.
            sentences: how many sentences of the article to choose, 1 to 10.
            keep: whether the result goes to the history.
            rank: which headline: 1 the best, 2 the next that says it differently, and so on; the
                error no-other-headline where there is none.

        Returns:
            text, headline and dek (text, origin, source, glances, refused), sentences (start, end,
            text, score), options, language, read, model, seconds and run_id.
        """
        context = screen.context(request, keep=keep)
        kept = screen.service.summarize(text, SummaryOptions(sentences, rank), context)
        return answer(kept, request)

    declare(summarize, queue="read")


def _generate(screen: Screen) -> None:
    def generate(
        prefix: str,
        length: int = 400,
        temperature: float = 0.7,
        top_k: int = 0,
        top_p: float = 0.95,
        seed: int = 0,
        stop: str = "",
        keep: bool = True,
        request: gr.Request = None,  # type: ignore[assignment]
    ) -> Iterator[dict[str, Any]]:
        """Write on from a prefix, letter by letter.

        Args:
            prefix: kept to the letter.
            length: most characters to write, 1 to 5000.
            temperature: 0 always takes the likeliest character; higher is bolder.
            top_k: draw among the k likeliest characters only; 0: all.
            top_p: draw among the likeliest characters that reach this probability together.
            seed: the same seed, prefix and options give the same text.
            stop: end as soon as this has been written; empty: no stop.
            keep: whether the result goes to the history.

        Returns:
            prefix, generated, options, finish, memorisation, model, seconds and run_id.
        """
        options = GenerateOptions(length, temperature, top_k, top_p, seed, stop)
        pieces = screen.service.generate(prefix, options, screen.context(request, keep=keep))
        for kept in pieces:
            yield answer(kept, request)

    declare(generate, queue="write")
