"""Sampled pictures and walks -> what the screen shows."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from textnn.html.markup import button, escape, provenance, why
from textnn.html.pictures import discriminator_why, image, verdict
from textnn.locale import number, percent, say
from textnn.results.names import class_name
from textnn.results.pictures import Sample, Samples

_DIVERSITIES = ((0.97, "high"), (0.8, "good"), (0.4, "some"))

_TIMID = 1.5
"""Boldness below which it is the visitor, and not the network, who keeps the pictures alike."""

_PAIRS = 10
"""Pairs of pictures of one class below which their variety is chance."""

_FEW, _SOME = 6, 30
"""Pictures up to which they are shown large, and medium."""


def gallery_view(
    result: Samples, language: str, when: datetime, notes: tuple[str, ...] = ()
) -> str:
    """Sampled pictures: a grid to walk through and to pick two from.

    Args:
        result: sampled without ``towards``.
        language: of the reader.
        when: when they were made.
        notes: more to say in the small line.
    """
    count = len(result.pictures)
    many = say(language, "gallery_many", count=number(language, count))
    title = say(language, "gallery_one") if count == 1 else many
    pictures = "".join(picture_button(result, index, language) for index in range(count))
    size = "few" if count <= _FEW else "some" if count <= _SOME else "many"
    kind = "turn" if not result.options.label and count >= 10 else size
    return (
        f'<section class="gallery"><div class="pics {kind}" data-pics role="group" '
        f'aria-label="{escape(title)}">{pictures}</div>'
        f'<p class="detail" aria-live="polite">{escape(say(language, "gallery_hint"))}</p>'
        f"{discriminator_why(language)}{_acts(language, count)}"
        f'<div class="after">{_variety(result, language)}'
        f"{_made(result, language, when, notes)}</div></section>"
    )


def picture_button(result: Samples, index: int, language: str) -> str:
    """One picture of a grid, which tells about itself."""
    one = result.pictures[index]
    said = say_picture(one, result.options.seed + index, result.options.set, language)
    tab = 0 if index == 0 else -1  # the arrow keys lead to the others
    return (
        f'<button type="button" class="pic" data-index="{index}" data-say="{escape(said)}" '
        f'aria-label="{escape(said)}" aria-pressed="false" tabindex="{tab}">'
        f"{image(one.picture)}</button>"
    )


def say_picture(one: Sample, seed: int, name: str, language: str) -> str:
    """Class, seed and verdict of a picture in one line."""
    shown = say(language, f"one_{name}", name=class_name(language, one.label))
    said = verdict(language, one.verdict)
    return say(language, "picture_say", name=shown[:1].upper() + shown[1:], seed=seed, verdict=said)


def _acts(language: str, count: int) -> str:
    pick = (
        f'<button type="button" class="quiet" data-do="walk" data-on="select" data-pair disabled>'
        f"{escape(say(language, 'walk_between'))}</button>"
    )
    hint = f'<span class="hint">{escape(say(language, "pick_two"))}</span>'
    return f'<div class="row picks">{pick if count > 1 else ""}{hint if count > 1 else ""}</div>'


def _made(result: Samples, language: str, when: datetime, notes: tuple[str, ...]) -> str:
    """That it was made, the downloads, how and by which model."""
    options = result.options
    line = say(
        language,
        "sample_line",
        seed=options.seed,
        truncation=number(language, options.truncation, 1),
    )
    saves = "".join(
        button(say(language, f"save_{name}"), do="save", format=name) for name in ("sheet", "zip")
    )
    shown = (line, *notes) if options.towards is None else notes
    return (
        f'<div class="row made"><p>{escape(say(language, "pictures_generated"))}</p>'
        f'<div class="row saves">{saves}</div></div>'
        f"{provenance(language, result.model, result.seconds, when, shown)}"
    )


def _variety(result: Samples, language: str) -> str:
    counts = Counter(one.label for one in result.pictures).values()
    if sum(count * (count - 1) // 2 for count in counts) < _PAIRS:
        return ""
    return diversity_meter(result.diversity, language, result.options.truncation < _TIMID)


def diversity_meter(share: float | None, language: str, timid: bool = False) -> str:
    """How varied the pictures are: a bar, a number and a sentence; nothing where unknown.

    Args:
        share: of the variety of real pictures.
        language: of the reader.
        timid: whether little boldness was asked for, which alone makes pictures alike.
    """
    if share is None:
        return ""
    words = next((word for edge, word in _DIVERSITIES if share >= edge), "low")
    words = "timid" if timid and words in ("some", "low") else words
    shown = percent(language, share)
    return (
        f'<div class="memo-meter diversity"><p class="meter-name">'
        f"{escape(say(language, 'diversity'))}</p>"
        f'<div class="bar" role="img" aria-label="{escape(shown)}">'
        f'<span style="width:{min(share, 1.0) * 100:.1f}%"></span></div><b>{escape(shown)}</b>'
        f"<p>{escape(say(language, f'diversity_{words}'))}</p>{why(language, 'diversity')}</div>"
    )


def walk_view(result: Samples, language: str, when: datetime, notes: tuple[str, ...] = ()) -> str:
    """A walk between two samples: the way as a strip, and a player that runs along it."""
    pictures, options = result.pictures, result.options
    frames = "".join(
        f'<button type="button" class="frame" data-at="{index}" '
        f'data-say="{escape(said)}" aria-label="{escape(said)}">{image(one.picture)}</button>'
        for index, one in enumerate(pictures)
        for said in (_say_frame(one, index, result, language),)
    )
    title = say(language, "walk_title", first=options.seed, last=options.towards)
    return (
        f'<section class="walk" data-player="walk" data-state="{escape(str(options))}">'
        f"<h3>{escape(title)}</h3>"
        f'<div class="frames">{frames}</div>'
        f'<div class="walking">{image(pictures[0].picture, kind="stage")}<div class="along">'
        f"{player(language, say(language, 'walk_at'), len(pictures), 0)}"
        f'<p class="detail" aria-live="polite">{escape(say(language, "walk_why"))}</p></div></div>'
        f'<div class="after">{_made(result, language, when, notes)}</div></section>'
    )


def _say_frame(one: Sample, index: int, result: Samples, language: str) -> str:
    place = say(language, "walk_point", number=index + 1, count=len(result.pictures))
    return f"{place}. {verdict(language, one.verdict)}"


def player(language: str, label: str, count: int, at: int, shown: str = "") -> str:
    """Play button and slider over ``count`` frames; ``samples.js`` moves them."""
    return (
        f'<div class="player"><button type="button" class="quiet play" '
        f'data-pause="{escape(say(language, "pause"))}">{escape(say(language, "play"))}</button>'
        f'<input type="range" min="0" max="{count - 1}" step="1" value="{at}" '
        f'aria-label="{escape(label)}">'
        f"{f'<output>{escape(shown)}</output>' if shown else ''}</div>"
    )
