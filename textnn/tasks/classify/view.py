"""A classified picture -> what the screen shows: verdict, bars, what decided, what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textnn.html.markup import button, escape, folded_table, provenance, why
from textnn.html.pictures import image, source
from textnn.locale import number, percent, say, say_known
from textnn.results.names import UNRECOGNISED, class_name
from textnn.results.pictures import Classification, Label, Opinion, Stage

NETWORKS = ("cnn-cifar10", "cnn-slide", "cnn-digits", "cnn-arabic-digits", "cnn-fashion")
"""Networks that can be chosen, in the order they are offered in; said as ``net_<name>``."""

_BARS = 5  # classes shown as bars; the rest is a table
_WEAK = 0.02  # a square that moves the probability by less is not coloured
_NUMBERED = 3  # squares explained in words
_KNOWN = {True: "opinion_known", False: "opinion_unknown"}
_WEAK_NETWORKS = ("cnn-slide",)  # sure of themselves, and wrong too often to be taken at their word
_CELL = 10  # side of a square in the drawing's own units


def network_name(language: str, name: str) -> str:
    """What people call a network; one we have no name for is called what it is."""
    return say_known(language, f"net_{name}", default=name)


def answering(language: str, result: Classification) -> str:
    """Which network answered: one of ours, or one that somebody taught."""
    return network_name(language, "taught" if result.taught else result.model.name)


def title_of(result: Classification, language: str) -> str:
    """The likeliest class if it is to be believed, and what the picture is called.

    ``"gato · foto.jpg"``, or ``"não reconhecida · foto.jpg"``.
    """
    name = say(language, "drawing") if result.source == "drawing" else result.source
    best = result.labels[0].name if result.known else UNRECOGNISED
    return " · ".join(part for part in (class_name(language, best), name) if part)


def certainty(labels: Sequence[Label], language: str) -> str:
    """How sure the network is, in words."""
    first = labels[0]
    if len(labels) > 1 and labels[1].probability > first.probability / 2:
        names = [class_name(language, label.name) for label in labels[:2]]
        return say(language, "hesitates_between", one=names[0], other=names[1])
    return say(language, "sure" if first.probability >= 0.9 else "likely")


def classification_view(
    result: Classification,
    language: str,
    when: datetime,
    notes: tuple[str, ...] = (),
    *,
    animated: bool = False,
) -> str:
    """The whole view of a classified picture.

    Args:
        result: the answer.
        language: of the reader.
        when: it was given.
        notes: for the line under it.
        animated: whether there were more pictures in the file than the one that was judged.
    """
    return (
        '<section class="classified">'
        f"{_figure(result, language, animated=animated)}{verdict_html(result, language)}"
        f"{evidence_html(result, language)}{_opinions(result.opinions, language)}"
        f"{_stages(result.stages, language)}"
        f'<div class="after"><div class="row exports"><span>{escape(say(language, "export"))}'
        f"</span>{button('JSON', do='export', format='json')}</div>"
        f"{provenance(language, result.model, result.seconds, when, notes)}</div></section>"
    )


def _figure(result: Classification, language: str, *, animated: bool) -> str:
    name = say(language, "drawing") if result.source == "drawing" else result.source
    first = f'<p class="hint">{escape(say(language, "first_picture"))}</p>' if animated else ""
    return (
        f'<figure class="given">{image(result.picture, say(language, "picture_given"))}'
        f"<figcaption>{escape(name)}{first}</figcaption></figure>"
    )


def verdict_html(result: Classification, language: str) -> str:
    """What the network says, how sure it is, and how familiar the picture looks to it."""
    best = result.labels[0]
    name = escape(class_name(language, best.name))
    share = percent(language, best.probability)
    kicker = say(language, "verdict_kicker", network=answering(language, result))
    if result.known:
        said = (
            f'<h2 class="verdict" dir="auto">{name}</h2>'
            f"<p>{escape(certainty(result.labels, language))}</p>"
        )
    else:
        said = (
            f'<h2 class="verdict unknown">{escape(say(language, "not_known"))}</h2>'
            f"<p>{escape(say(language, 'not_known_why'))} "
            f"{escape(say(language, 'not_known_guess', name=class_name(language, best.name)))} "
            f"({share}).</p>"
        )
    if result.model.name in _WEAK_NETWORKS:
        warned = escape(say(language, f"caution_{result.model.name}"))
        said += f'<div class="caution" role="note"><p>{warned}</p></div>'
    return (
        f'<div class="says" role="region" tabindex="-1" '
        f'aria-label="{escape(say(language, "verdict"))}"><p class="kicker">{escape(kicker)}</p>'
        f"{said}{_bars(result.labels, language)}{_familiarity(result, language)}</div>"
    )


def _bars(labels: Sequence[Label], language: str) -> str:
    rows = "".join(_bar(label, language) for label in labels[:_BARS])
    table = ""
    if len(labels) > _BARS:
        cells = [
            f'<tr><td dir="auto">{escape(class_name(language, label.name))}</td>'
            f"<td>{escape(percent(language, label.probability))}</td></tr>"
            for label in labels
        ]
        heads = (say(language, "col_class"), say(language, "col_probability"))
        table = folded_table(say(language, "all_classes", count=len(labels)), heads, cells)
    return (
        f'<ul class="bars" aria-label="{escape(say(language, "bars"))}">{rows}</ul>{table}'
        f"{why(language, 'probability')}"
    )


def _bar(label: Label, language: str) -> str:
    share = percent(language, label.probability)
    return (
        f'<li><span class="bar-name" dir="auto">{escape(class_name(language, label.name))}</span>'
        f'<span class="bar-track"><i style="width:{label.probability * 100:.1f}%"></i></span>'
        f"<b>{escape(share)}</b></li>"
    )


def _familiarity(result: Classification, language: str) -> str:
    share = percent(language, result.familiarity)
    words = "familiar" if result.familiarity >= 0.3 else "rare" if result.known else "strange"
    return (
        f'<div class="familiarity"><p>{escape(say(language, f"familiar_{words}", percent=share))}'
        f"</p>{why(language, 'familiarity')}</div>"
    )


def evidence_html(result: Classification, language: str) -> str:
    """What decided: the picture as the network saw it, with the squares that mattered."""
    if not result.evidence:
        return ""
    best = class_name(language, result.labels[0].name)
    squares = sorted(
        (
            (fall, row, column)
            for row, falls in enumerate(result.evidence)
            for column, fall in enumerate(falls)
        ),
        reverse=True,
    )
    strongest = [one for one in squares[:_NUMBERED] if one[0] >= _WEAK]
    seen = image(result.seen, say(language, "picture_seen"), "pixels")
    items = "".join(
        f"<li>{escape(say(language, 'evidence_square', name=best, points=round(fall * 100)))}</li>"
        for fall, _, _ in strongest
    )
    told = f"<ol>{items}</ol>" if items else f"<p>{escape(say(language, 'no_evidence'))}</p>"
    falls = [fall for fall, _, _ in squares]
    coloured = {"for": max(falls) >= _WEAK, "against": min(falls) <= -_WEAK}
    key = "".join(
        f'<p class="key"><i class="{sign}"></i>'
        f"{escape(say(language, f'evidence_{sign}', name=best))}</p>"
        for sign, there in coloured.items()
        if there
    )
    drawing = _heat(result, [(row, column) for _, row, column in strongest], language)
    return (
        f'<div class="decided"><h3>{escape(say(language, "decided"))}</h3>'
        f'<div class="decided-pictures"><figure>{seen}<figcaption>'
        f"{escape(say(language, 'seen_caption'))}</figcaption></figure>"
        f"<figure>{drawing}<figcaption>{escape(say(language, 'heat_caption'))}</figcaption>"
        f'</figure></div><div class="decided-words">{told}{key}{why(language, "decided")}</div>'
        "</div>"
    )


def _heat(result: Classification, numbered: Sequence[tuple[int, int]], language: str) -> str:
    """The seen picture under its squares: filled where they speak for the class, dashed against."""
    rows = len(result.evidence)
    columns = len(result.evidence[0]) if rows else 1
    width, height = columns * _CELL, max(rows, 1) * _CELL
    most = max((abs(fall) for falls in result.evidence for fall in falls), default=0) or 1
    squares = "".join(
        _square(row, column, fall, fall / most)
        for row, falls in enumerate(result.evidence)
        for column, fall in enumerate(falls)
        if abs(fall) >= _WEAK
    )
    labels = "".join(
        f'<text x="{(column + 0.5) * _CELL}" y="{(row + 0.5) * _CELL}">{place}</text>'
        for place, (row, column) in enumerate(numbered, 1)
    )
    return (
        f'<svg class="heat" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(say(language, "heat_label"))}">'
        f'<image href="{source(result.seen)}" width="{width}" height="{height}" '
        f'preserveAspectRatio="none" class="pixels"/>{squares}{labels}</svg>'
    )


def _square(row: int, column: int, fall: float, part: float) -> str:
    place = f'x="{column * _CELL + 0.3}" y="{row * _CELL + 0.3}"'
    size = f'width="{_CELL - 0.6}" height="{_CELL - 0.6}"'
    if fall > 0:
        return f'<rect class="for" {place} {size} style="fill-opacity:{0.15 + 0.6 * part:.2f}"/>'
    return f'<rect class="against" {place} {size}/>'


def _opinions(opinions: Sequence[Opinion], language: str) -> str:
    if not opinions:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{escape(network_name(language, one.model))}</th>'
        f'<td dir="auto">{escape(class_name(language, one.label))}</td>'
        f"<td>{escape(percent(language, one.probability))}</td>"
        f"<td>{escape(say(language, _KNOWN[one.known]))}</td></tr>"
        for one in opinions
    )
    heads = "".join(
        f'<th scope="col">{escape(say(language, name))}</th>'
        for name in ("col_network", "col_says", "col_trust", "col_knows")
    )
    return (
        f'<div class="opinions"><h3>{escape(say(language, "opinions"))}</h3>'
        f'<div class="scroll" tabindex="0" role="region" '
        f'aria-label="{escape(say(language, "opinions"))}"><table><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></div>"
    )


def _stages(stages: Sequence[Stage], language: str) -> str:
    """What each stage made of the picture, behind one press; pictures decode when they are seen."""
    if not stages:
        return ""
    items = "".join(
        _stage(stage, kind, language)
        for stage, kind in zip(stages, stage_kinds(stages), strict=True)
    )
    return (
        f'<details class="marks stages"><summary>{escape(say(language, "stages"))}</summary>'
        f'<p class="hint">{escape(say(language, "stages_hint"))}</p><ol>{items}</ol></details>'
    )


def stage_kinds(stages: Sequence[Stage]) -> list[str]:
    """What each stage is there for: the word in ``stage_<word>`` that explains it."""
    flat = [stage.height * stage.width == 1 for stage in stages]
    helpers = ("pool", "whitening")
    deep = [
        place
        for place, stage in enumerate(stages)
        if not flat[place] and not stage.name.startswith(helpers)
    ]
    kinds = []
    for place, stage in enumerate(stages):
        if flat[place]:
            kinds.append("numbers")
        elif stage.name.startswith(helpers):
            kinds.append(stage.name.rstrip("0123456789"))
        elif place == deep[0]:
            kinds.append("first")
        else:
            kinds.append("last" if place == deep[-1] else "middle")
    return kinds


def stage_name(name: str, language: str) -> str:
    """What people call a stage; one we have no word for is called what it is.

    >>> stage_name("conv2", "pt"), stage_name("whitening", "pt"), stage_name("odd3", "pt")
    ('convolução 2', 'branqueamento', 'odd3')
    """
    word = name.rstrip("0123456789")
    said = say_known(language, f"layer_{word}", default="")
    return f"{said} {name[len(word) :]}".rstrip() if said else name


def _stage(stage: Stage, kind: str, language: str) -> str:
    facts = {name: number(language, getattr(stage, name)) for name in ("channels", "shown")}
    size = say(language, "stage_size", width=stage.width, height=stage.height, **facts)
    name = stage_name(stage.name, language)
    alt = say(language, "stage_alt", name=name, **facts)
    return (
        f"<li><h4>{escape(name)} <span>{escape(size)}</span></h4>"
        f"<p>{escape(say(language, f'stage_{kind}'))}</p>"
        f'<img class="pixels" src="{source(stage.sheet)}" alt="{escape(alt)}" loading="lazy" '
        'decoding="async"></li>'
    )
