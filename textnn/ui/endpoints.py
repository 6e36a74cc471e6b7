"""The public endpoints: ``/highlight /summarize /generate /classify /sample /history``.

``gradio_client``, plain HTTP and the page *Usar via API* see the same names and types. Who asks is
the owner of the ``textnn`` cookie; a program that wants its history again sends the cookie back.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import gradio as gr
from gradio.events import api

from textnn.errors import UserError
from textnn.results import GenerateOptions, SummaryOptions, to_dict
from textnn.results.pictures import ClassifyOptions, SampleOptions
from textnn.ui.screen import Screen, polite


def build(screen: Screen) -> None:
    """Declare the endpoints, inside the ``Blocks`` that are open."""

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
            score, spans, share, writing, name; best first), model, seconds and run_id (null if
            not kept).
        """
        with polite(request):
            kept = screen.service.highlight(
                text, owner=screen.owner(request), keywords=keywords, keep=keep
            )
            return {**to_dict(kept.result), "run_id": kept.run_id}

    def summarize(
        text: str,
        sentences: int = 3,
        keep: bool = True,
        request: gr.Request = None,  # type: ignore[assignment]
    ) -> dict[str, Any]:
        """Write a headline and a dek for a Portuguese article, and choose its main sentences.

        Args:
            text: the article.
            sentences: how many sentences of the article to choose, 1 to 10.
            keep: whether the result goes to the history.

        Returns:
            text, headline and dek (text, origin, source, glances, refused), sentences (start, end,
            text, score), options, language, read, model, seconds and run_id.
        """
        with polite(request):
            kept = screen.service.summarize(
                text, SummaryOptions(sentences), owner=screen.owner(request), keep=keep
            )
            return {**to_dict(kept.result), "run_id": kept.run_id}

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
        """Write on from a prefix; the growing result is streamed.

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
        with polite(request):
            options = GenerateOptions(length, temperature, top_k, top_p, seed, stop)
            pieces = screen.service.generate(
                prefix, options, owner=screen.owner(request), keep=keep
            )
            for kept in pieces:
                yield {**to_dict(kept.result), "run_id": kept.run_id}

    def classify(
        picture: str,
        source: str = "picture",
        model: str = "",
        compare: bool = False,
        keep: bool = True,
        request: gr.Request = None,  # type: ignore[assignment]
    ) -> dict[str, Any]:
        """Say what a picture shows, and whether the network knows such pictures.

        Args:
            picture: a PNG, JPEG, WEBP, GIF, BMP or TIFF file in base64, or as a data: address.
            source: what the history calls it, such as the file's name.
            model: network by name; empty: the one to which the picture looks most familiar.
            compare: whether every other network is asked, too.
            keep: whether the result goes to the history.

        Returns:
            picture and seen (PNG in base64), source, labels (name, probability; likeliest first),
            familiarity, known, evidence (rows of numbers, -1 to 1), stages (name, channels,
            height, width, shown, sheet), opinions (model, label, probability, familiarity, known),
            options, model, seconds and run_id (null if not kept).
        """
        with polite(request):
            kept = screen.service.pictures.classify(
                _picture(picture),
                source,
                ClassifyOptions(model, compare),
                owner=screen.owner(request),
                keep=keep,
            )
            return {**to_dict(kept.result), "run_id": kept.run_id}

    def sample(
        set: str = "digits",
        label: str = "",
        count: int = 16,
        seed: int = 0,
        truncation: float = 2.0,
        towards: int | None = None,
        towards_label: str = "",
        keep: bool = True,
        request: gr.Request = None,  # type: ignore[assignment]
    ) -> dict[str, Any]:
        """Make pictures of digits or clothes that nobody drew.

        Args:
            set: digits or fashion.
            label: class of the pictures; empty: all classes in turn.
            count: pictures, 1 to 100.
            seed: the same seed and options give the same pictures.
            truncation: 0.1 to 3; smaller is more typical and less varied.
            towards: a second seed: the pictures walk from the first one's to the second one's.
            towards_label: class at the end of the walk; empty: the same.
            keep: whether the result goes to the history.

        Returns:
            pictures (picture as PNG in base64, label, verdict: the discriminator's probability
            that it is real), diversity, options, model, seconds and run_id.
        """
        with polite(request):
            options = SampleOptions(set, label, count, seed, truncation, towards, towards_label)
            kept = screen.service.pictures.sample(options, owner=screen.owner(request), keep=keep)
            return {**to_dict(kept.result), "run_id": kept.run_id}

    def history(
        query: str = "",
        task: str = "",
        limit: int = 50,
        request: gr.Request = None,  # type: ignore[assignment]
    ) -> list[dict[str, Any]]:
        """What you made and kept, newest first.

        Args:
            query: words that must all occur; case and accents do not count.
            task: one of the tasks, such as highlight, generate, classify or sample; empty: all.
            limit: most lines given.

        Returns:
            one object a result: id, number, task, created_at, seconds, model_name, title, snippet.
        """
        with polite(request):
            lines = screen.service.history(screen.owner(request), query, task, limit)
            return [asdict(line) | {"created_at": line.created_at.isoformat()} for line in lines]

    api(highlight, api_name="highlight", concurrency_id="read", concurrency_limit=2)
    api(summarize, api_name="summarize", concurrency_id="read", concurrency_limit=2)
    api(generate, api_name="generate", concurrency_id="write", concurrency_limit=2)
    api(classify, api_name="classify", concurrency_id="read", concurrency_limit=2)
    api(sample, api_name="sample", concurrency_id="read", concurrency_limit=2)
    api(history, api_name="history")


def _picture(text: str) -> bytes:
    """The file in base64, alone or as a ``data:`` address.

    Raises:
        UserError: it is neither.
    """
    head, comma, rest = text.partition(",")
    packed = rest if comma and head.startswith("data:") else text
    try:
        return base64.b64decode("".join(packed.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise UserError(
            "A imagem não veio em base64. Mande os bytes do arquivo em base64, sozinhos ou como "
            "endereço data:.",
            "The picture did not come in base64. Send the file's bytes in base64, alone or as a "
            "data: address.",
            code="not-base64",
        ) from error
