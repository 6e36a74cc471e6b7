"""The same noise across the training of a generator -> what the screen shows."""

from __future__ import annotations

from collections.abc import Sequence

from textnn.html.markup import escape, folded_table, network
from textnn.html.pictures import discriminator_why, image, source, verdict
from textnn.locale import number, percent, say
from textnn.results.names import class_name
from textnn.results.pictures import Frame, Sample
from textnn.tasks.sample.view import player

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 640, 200, 66, 20, 16, 32
"""Of the chart, in units of its own view box."""


def evolution_view(frames: Sequence[Frame], name: str, model: str, language: str) -> str:
    """Film strip, player and chart of a training; ``samples.js`` moves them together.

    Args:
        frames: the moments, in order; at least one.
        name: of the set.
        model: folder name of the generator, whose card tells more.
        language: of the reader.
    """
    last, end = len(frames) - 1, frames[-1]
    strip = "".join(_row(frame, at, name, language, at == last) for at, frame in enumerate(frames))
    cells = "".join(
        _cell(one, name, language, at == 0) for at, one in enumerate(frames[-1].pictures)
    )
    card = (
        f'<a href="models/{escape(model)}" target="_blank" rel="noopener">'
        f"{escape(say(language, 'model_card'))}</a>"
    )
    label = say(language, "film_strip")
    slider = player(language, say(language, "moment"), len(frames), last, moment(end, language))
    return (
        f'<section class="evolution" data-player="training" data-state="{escape(model)}">'
        f'<p class="lead">{escape(say(language, "evolution_why"))}</p>'
        f"{discriminator_why(language)}"
        f"{slider}"
        f'<div class="pics stages" data-pics role="group" '
        f'aria-label="{escape(say(language, "moment"))}">{cells}</div>'
        f'<p class="detail" aria-live="polite">{escape(mean_words(end, language))}</p>'
        f"{chart(frames, language)}"
        f'<div class="film" role="group" aria-label="{escape(label)}" '
        f'style="--noises:{len(end.pictures)}">{strip}</div>'
        f'<div class="after">{_table(frames, language)}'
        f'<p class="provenance">{network(language, model)} · {card}</p></div></section>'
    )


def moment(frame: Frame, language: str) -> str:
    """How a moment of the training is called."""
    if frame.step <= 0:
        return say(language, "at_start")
    return say(language, "at_step", step=number(language, frame.step))


def mean(frame: Frame) -> float:
    """How real the discriminator of the moment found its pictures, on average, 0 to 1."""
    return sum(one.verdict for one in frame.pictures) / len(frame.pictures)


def mean_words(frame: Frame, language: str) -> str:
    """The same in words."""
    share = mean(frame)
    words = "real" if share >= 0.6 else "doubt" if share >= 0.4 else "forged"
    return say(language, f"mean_{words}", percent=percent(language, share))


def _say(one: Sample, name: str, language: str) -> str:
    shown = say(language, f"one_{name}", name=class_name(language, one.label))
    return f"{shown[:1].upper()}{shown[1:]}. {verdict(language, one.verdict)}"


def _row(frame: Frame, at: int, name: str, language: str, on: bool) -> str:
    pictures = "".join(
        f'<img src="{source(one.picture)}" alt="" draggable="false" '
        f'data-say="{escape(_say(one, name, language))}" data-share="{one.verdict:.3f}" '
        f'data-real="{escape(percent(language, one.verdict))}">'
        for one in frame.pictures
    )
    called, words = moment(frame, language), mean_words(frame, language)
    return (
        f'<button type="button" class="moment" data-at="{at}" data-name="{escape(called)}" '
        f'data-say="{escape(words)}" aria-label="{escape(f"{called}. {words}")}"{" data-on" * on}>'
        f'<span>{escape(called)}</span><span class="noises">{pictures}</span></button>'
    )


def _cell(one: Sample, name: str, language: str, first: bool) -> str:
    said = escape(_say(one, name, language))
    return (
        f'<button type="button" class="pic stage" data-say="{said}" aria-label="{said}" '
        f'tabindex="{0 if first else -1}" style="--real:{one.verdict:.3f}">{image(one.picture)}'
        f"<b>{escape(percent(language, one.verdict))}</b></button>"
    )


def chart(frames: Sequence[Frame], language: str) -> str:
    """Mean verdict over the moments, with the line of 50% where the discriminator cannot tell."""
    wide, high = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    points = [
        (_LEFT + wide * at / max(1, len(frames) - 1), _TOP + high * (1 - mean(frame)))
        for at, frame in enumerate(frames)
    ]
    middle = _TOP + high / 2
    scale = "".join(
        f'<text x="{_LEFT - 8}" y="{_TOP + high * (1 - share) + 4:.1f}" text-anchor="end">'
        f"{escape(percent(language, share))}</text>"
        for share in (0.0, 0.5, 1.0)
    )
    every = -(-len(frames) // 8)  # labels that do not touch each other, the last one always
    steps = "".join(
        f'<text x="{x:.1f}" y="{_HEIGHT - 8}" text-anchor="{_anchor(at, len(frames))}">'
        f"{escape(number(language, frame.step))}</text>"
        for at, ((x, _), frame) in enumerate(zip(points, frames, strict=True))
        if (len(frames) - 1 - at) % every == 0
    )
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" data-dot="{at}"{on}>'
        f"<title>{escape(moment(frame, language))}: {percent(language, mean(frame))}</title>"
        "</circle>"
        for at, ((x, y), frame) in enumerate(zip(points, frames, strict=True))
        for on in (" data-on" * (at == len(frames) - 1),)
    )
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    title = escape(say(language, "mean_chart"))
    return (
        f'<figure class="verdicts"><figcaption>{title}</figcaption>'
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{title}">'
        f'<line class="even" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{middle}" y2="{middle}"/>'
        f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{_TOP + high}" y2="{_TOP + high}"/>'
        f'<polyline points="{line}"/>{dots}{scale}{steps}'
        "</svg></figure>"
    )


def _anchor(at: int, count: int) -> str:
    return "end" if at == count - 1 else "middle"


def _table(frames: Sequence[Frame], language: str) -> str:
    heads = [say(language, f"col_{name}") for name in ("step", "mean", "lowest", "highest")]
    rows = []
    for frame in frames:
        shares = [one.verdict for one in frame.pictures]
        cells = "".join(
            f"<td>{escape(percent(language, share))}</td>"
            for share in (mean(frame), min(shares), max(shares))
        )
        rows.append(f"<tr><td>{escape(number(language, frame.step))}</td>{cells}</tr>")
    return folded_table(say(language, "moments_table", count=len(frames)), heads, rows)
