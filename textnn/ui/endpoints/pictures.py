"""``/classify /sample``: what is done with pictures."""

from __future__ import annotations

from typing import Any

import gradio as gr

from textnn.results.pictures import ClassifyOptions, SampleOptions
from textnn.ui.endpoints.declare import answer, declare
from textnn.ui.endpoints.packed import unpacked
from textnn.web.context import Screen


def build(screen: Screen) -> None:
    """Declare the endpoints, inside the ``Blocks`` that are open."""
    _classify(screen)
    _sample(screen)


def _classify(screen: Screen) -> None:
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
            model: network by name; empty: the first one that knows such pictures.
            compare: whether every other network is asked, too.
            keep: whether the result goes to the history.

        Returns:
            picture and seen (PNG in base64), source, labels (name, probability; likeliest first),
            familiarity, known, evidence (rows of numbers, -1 to 1), stages (name, channels,
            height, width, shown, sheet), opinions (model, label, probability, familiarity, known),
            options, model, seconds, run_id (null if not kept) and warning (why it
            could not be kept).
        """
        kept = screen.service.pictures.classify(
            unpacked(picture, screen.settings.upload_bytes),
            source,
            ClassifyOptions(model, compare),
            screen.context(request, keep=keep),
        )
        return answer(kept, request)

    declare(classify, queue="read")


def _sample(screen: Screen) -> None:
    def sample(
        set: str = "digits",  # noqa: A002
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
            label: class of the pictures, English or Portuguese; empty: all classes in turn.
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
        options = SampleOptions(set, label, count, seed, truncation, towards, towards_label)
        kept = screen.service.pictures.sample(options, screen.context(request, keep=keep))
        return answer(kept, request)

    declare(sample, queue="read")
