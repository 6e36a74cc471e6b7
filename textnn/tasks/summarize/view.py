"""A summary -> what the screen shows: headline, dek, sentences, and where each came from."""

from __future__ import annotations

from datetime import datetime

from textnn.html.layers import pieces, wrapped
from textnn.html.markup import button, escape, provenance, why
from textnn.locale import say, say_known
from textnn.results import KINDS, Line, Summary
from textnn.tasks.summarize.attention_view import html_language, looked_view
from textnn.tasks.summarize.export import summary_to_text

_FORMATS = (("txt", "TXT"), ("md", "Markdown"), ("json", "JSON"))
_LAST = 4
"""Words that say where the network stopped reading."""


def summary_view(
    result: Summary, language: str, when: datetime, notes: tuple[str, ...] = ()
) -> str:
    """The whole view of a summary."""
    return (
        '<section class="summary">'
        f"{_digest(result, language)}{_margin(result, language)}"
        f"{looked_view(result, language)}"
        f'<div class="origin"><h3>{escape(say(language, "source_article"))}</h3>'
        f'<article class="sheet" tabindex="0" lang="{html_language(result)}" '
        f'aria-label="{escape(say(language, "source_article"))}">'
        f"{sourced(result)}</article>"
        f'<button type="button" class="quiet back" hidden data-back>'
        f"↑ {escape(say(language, 'back_summary'))}</button></div>"
        f'<div class="after">{provenance(language, result.model, result.seconds, when, notes)}'
        "</div></section>"
    )


def sourced(result: Summary) -> str:
    """The article with what the summary came from; without the tags it is the text to the letter.

    Each marked piece carries the names of what came from it: ``s1`` for the first sentence of the
    summary, ``headline``, ``dek``.
    """
    named = [(f"s{n}", (s.start, s.end)) for n, s in enumerate(result.sentences, 1)]
    named += [(kind, getattr(result, kind).source) for kind in KINDS]
    begun: set[str] = set()

    def tag(words: str, over: tuple[int, ...]) -> str:
        names = [named[index][0] for index in over]
        taken = [name for name in names if name not in KINDS]
        fresh = next((name[1:] for name in taken if name not in begun), "")
        begun.update(taken)
        numbered = f' data-n="{fresh}"' if fresh else ""
        kind = "taken" if taken else "leaned"
        return f'<mark class="{kind}" data-from="{" ".join(names)}"{numbered}>{words}</mark>'

    return wrapped(result.text, pieces(span for _, span in named), tag)


def cautions(result: Summary, language: str) -> list[str]:
    """What to know before trusting this summary, a sentence each."""
    said: list[str] = []
    if result.language != "pt":
        other = say(language, "lang_other")
        name = say_known(language, f"lang_{result.language}", default=other)
        said.append(say(language, "foreign", name=name))
    asked, count = result.options.sentences, len(result.sentences)
    if count < asked:
        short = f"short_{'none' if count == 0 else 'one' if count == 1 else 'many'}"
        said.append(say(language, short, asked=asked, count=count))
    return said


def notice(result: Summary, language: str) -> str:
    """What every copy says: which of it a network wrote."""
    name = f"note_{result.headline.origin}_{result.dek.origin}"
    return say(language, name, model=result.model.name)


def _digest(result: Summary, language: str) -> str:
    cautioned = "".join(f"<p>{escape(sentence)}</p>" for sentence in cautions(result, language))
    note = f'<div class="caution" role="note">{cautioned}</div>' if cautioned else ""
    count = len(result.sentences)
    title = say(language, "summary_one" if count == 1 else "summary_many", count=count)
    lines = lines_html(result, ("h2", "p"), language)
    items = "".join(
        f"<li>{goto(f's{n}', sentence.text, language)}</li>"
        for n, sentence in enumerate(result.sentences, 1)
    )
    points = (
        f'<h4 class="kicker">{escape(title)}</h4><ol lang="{html_language(result)}">{items}</ol>'
        if count
        else ""
    )
    return (
        f'<div class="digest" tabindex="-1" aria-label="{escape(say(language, "summary"))}" '
        f'role="region">{note}{lines}{points}'
        '<p class="unseen" aria-live="polite" '
        f'data-gone="{escape(say(language, "gone_source"))}"></p></div>'
    )


def lines_html(result: Summary, tags: tuple[str, str], language: str) -> str:
    """Headline and dek, and below them how far into the article the network read to write them."""
    article = html_language(result)
    lines = "".join(
        _line_html(getattr(result, kind), kind, tag, article, language)
        for kind, tag in zip(KINDS, tags, strict=True)
    )
    written = "written" in (result.headline.origin, result.dek.origin)
    if not written or not result.text[result.read :].strip():
        return lines
    last = " ".join(result.text[: result.read].split()[-_LAST:])
    return f'{lines}<p class="hint">{escape(say(language, "read_part", words=last))}</p>'


def _line_html(line: Line, kind: str, tag: str, article: str, language: str) -> str:
    """Headline or dek with who wrote it, said above, and why not the network, said below.

    Args:
        article: what ``lang`` says of the article; the network writes Portuguese whatever it reads.
    """
    origin = say(language, f"line_{line.origin}")
    spoken = "pt-BR" if line.origin == "written" else article
    return (
        f'<div class="made-line"><p class="kicker">{escape(say(language, kind))} · '
        f"{escape(origin)}</p>"
        f'<{tag} class="{kind}" lang="{spoken}">{goto(kind, line.text, language)}</{tag}>'
        f"{_honest(line, language)}</div>"
    )


def _honest(line: Line, language: str) -> str:
    """Why this is not the network's own line, or what it had tried before; on demand, each try."""
    tries = "".join(
        f"<p>{escape(say(language, 'refused', text=text, name=name))}</p>"
        for text, name in line.refused
        if text and name
    )
    if line.origin == "written":
        summary = f"<summary>{escape(say(language, 'dropped'))}</summary>"
        return f'<details class="why">{summary}{tries}</details>' if tries else ""
    note = escape(say(language, "extracted_note" if tries else "extracted_bare"))
    summary = f"<summary>{escape(say(language, 'what'))}</summary>"
    details = f'<details class="why">{summary}{tries}</details>' if tries else ""
    return f'<p class="hint">{note}</p>{details}'


def goto(name: str, text: str, language: str) -> str:
    """``text`` as a button that leads to the place it came from; ``name`` as in ``sourced``."""
    title = escape(say(language, "go_source"))
    return (
        f'<button type="button" class="from" data-goto="{name}" title="{title}">'
        f"{escape(text)}</button>"
    )


def _margin(result: Summary, language: str) -> str:
    note = notice(result, language)
    copy = button(
        say(language, "copy"),
        text=summary_to_text(result),
        copy=note,
        copied=say(language, "copied"),
    )
    files = "".join(button(label, do="export", format=name) for name, label in _FORMATS)
    return (
        f'<aside class="margin"><div class="row exports">{copy}</div>'
        f'<div class="row exports"><span>{escape(say(language, "download"))}</span>{files}</div>'
        f'<p class="hint">{escape(say(language, "source_hint"))}</p>'
        f'<p class="key"><mark class="taken" data-n="1">abc</mark> '
        f"{escape(say(language, 'source_taken'))}</p>"
        f'<p class="key"><mark class="leaned">abc</mark> '
        f"{escape(say(language, 'source_leaned'))}</p>"
        f"{why(language, 'summary')}</aside>"
    )
