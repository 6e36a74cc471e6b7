"""``/classify /sample``: what is done with pictures."""

from __future__ import annotations

from typing import Any

import gradio as gr

from textnn.results.options import spread
from textnn.results.pictures import ClassifyOptions, SampleOptions
from textnn.ui.endpoints.declare import answer, declare
from textnn.ui.files import unpacked
from textnn.web.context import Screen


def build(screen: Screen) -> None:
    """Declare the endpoints, inside the ``Blocks`` that are open."""
    _classify(screen)
    _sample(screen)


def _classify(screen: Screen) -> None:
    def classify(
        picture: str,
        source: str = "picture",
        options: ClassifyOptions = None,  # type: ignore[assignment]
        keep: bool = True,
        request: gr.Request = None,  # type: ignore[assignment]
    ) -> dict[str, Any]:
        """Say what a picture shows, and whether the network knows such pictures.

        Args:
            picture: a PNG, JPEG, WEBP, GIF, BMP or TIFF file in base64, or as a data: address.
            source: what the history calls it, such as the file's name.
            options:
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
            options,
            screen.context(request, keep=keep),
        )
        return answer(kept, request)

    declare(spread(classify, ClassifyOptions), queue="classify")


def _sample(screen: Screen) -> None:
    def sample(
        options: SampleOptions,
        keep: bool = True,
        request: gr.Request = None,  # type: ignore[assignment]
    ) -> dict[str, Any]:
        """Make pictures of digits or clothes that nobody drew.

        Args:
            options:
            keep: whether the result goes to the history.

        Returns:
            pictures (picture as PNG in base64, label, verdict: the discriminator's probability
            that it is real), diversity, options, model, seconds and run_id.
        """
        kept = screen.service.pictures.sample(options, screen.context(request, keep=keep))
        return answer(kept, request)

    declare(spread(sample, SampleOptions), queue="sample")
