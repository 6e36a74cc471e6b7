"""A lesson, in preparation and learnt -> what the screen shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textnn.html.markup import button, escape, folded_table, provenance, why
from textnn.html.pictures import image
from textnn.locale import number, percent, say
from textnn.results.pictures import WARNINGS, Lesson


def shelf_view(thumbs: Sequence[str], language: str, *, removable: bool = False) -> str:
    """The pictures of one class, and where more come from.

    Args:
        thumbs: small pictures, PNG in base64.
        language: of the reader.
        removable: whether the class itself can be taken away.
    """
    items = "".join(
        f"<li>{image(thumb)}"
        f'<button type="button" class="drop" data-do="drop" data-index="{index}" '
        f'aria-label="{escape(say(language, "drop_picture", n=index + 1))}">×</button></li>'
        for index, thumb in enumerate(thumbs)
    )
    sources = "".join(
        button(say(language, name), **{"from": kind})
        for name, kind in (("shelf_open", "files"), ("camera", "camera"), ("draw_title", "pad"))
    )
    remove = button(say(language, "remove_class"), "danger", do="remove") if removable else ""
    pictures = f'<ul class="shelf-pictures">{items}</ul>' if items else ""
    return (
        f'<div class="shelf-body"><p class="count" role="status">'
        f"{escape(how_many(len(thumbs), language))}</p>{pictures}"
        f'<div class="row">{sources}{remove}</div></div>'
    )


def how_many(pictures: int, language: str) -> str:
    """How many pictures there are, in words."""
    if pictures == 0:
        return say(language, "shelf_empty")
    if pictures == 1:
        return say(language, "pictures_one")
    return say(language, "pictures_many", count=number(language, pictures))


def lesson_view(result: Lesson, language: str, when: datetime, notes: tuple[str, ...] = ()) -> str:
    """What the network learnt, how well, and what to mind."""
    warnings = "".join(
        f"<p>{escape(say(language, f'warn_{code}'))}</p>"
        for code in result.warnings
        if code in WARNINGS
    )
    caution = f'<div class="caution" role="note">{warnings}</div>' if warnings else ""
    files = "".join(
        button(say(language, name), do="export", format=kind)
        for name, kind in (("project_zip", "zip"), ("as_json", "json"))
    )
    return (
        '<section class="lesson"><div class="digest" tabindex="-1" role="region" '
        f'aria-label="{escape(say(language, "learnt"))}">{caution}'
        f'<p class="kicker">{escape(say(language, "learnt"))}</p>'
        f'<h2 class="headline">{escape(_listed(result.classes, language))}</h2>'
        f"<p>{escape(accuracy(result, language))}</p>{_confused(result, language)}"
        f"{_matrix(result, language)}{why(language, 'lesson')}</div>"
        f'<div class="after"><div class="row exports"><span>{escape(say(language, "export"))}'
        f"</span>{files}</div>"
        f"{provenance(language, result.model, result.seconds, when, notes)}</div></section>"
    )


def accuracy(result: Lesson, language: str) -> str:
    """How well it went on pictures held out, in words."""
    held = sum(map(sum, result.confusion))
    if result.accuracy is None or not held:
        return say(language, "accuracy_none")
    right = sum(row[place] for place, row in enumerate(result.confusion))
    name = "accuracy_all" if right == held else "accuracy_some"
    share = percent(language, result.accuracy)
    return say(language, name, right=right, held=held, percent=share)


def confusions(result: Lesson) -> list[tuple[int, str, str]]:
    """What was taken for something else, most often first: how often, what, for what."""
    pairs = [
        (count, result.classes[row], result.classes[column])
        for row, counts in enumerate(result.confusion)
        for column, count in enumerate(counts)
        if row != column and count
    ]
    return sorted(pairs, key=lambda pair: -pair[0])


def _confused(result: Lesson, language: str) -> str:
    items = "".join(
        "<li>"
        + escape(say(language, "confused_one" if count == 1 else "confused_many", count=count,
                     one=one, other=other))
        + "</li>"
        for count, one, other in confusions(result)[:6]
    )  # fmt: skip
    return f'<ul class="confused">{items}</ul>' if items else ""


def _matrix(result: Lesson, language: str) -> str:
    if not any(map(sum, result.confusion)):
        return ""
    heads = [say(language, "was"), *(say(language, "said", name=name) for name in result.classes)]
    rows = [
        f'<tr><th scope="row" dir="auto">{escape(name)}</th>'
        + "".join(
            f"<td{' class=right' if row == column else ''}>{count or '·'}</td>"
            for column, count in enumerate(counts)
        )
        + "</tr>"
        for row, (name, counts) in enumerate(zip(result.classes, result.confusion, strict=True))
    ]
    return folded_table(say(language, "matrix"), heads, rows)


def _listed(names: Sequence[str], language: str) -> str:
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + say(language, "and") + names[-1]
