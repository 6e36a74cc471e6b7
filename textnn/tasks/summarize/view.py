"""A summary -> what the screen shows: headline, dek, sentences, and where each came from."""

from __future__ import annotations

from textnn.html.layers import SourceSegment, sources
from textnn.locale import say, say_known
from textnn.results import KINDS, Summary
from textnn.tasks.summarize.attention_view import excerpt, written_lines
from textnn.tasks.summarize.export import EXPORTS, summary_to_text
from textnn.tasks.task import TemplateView, export_buttons


def sourced(result: Summary) -> list[SourceSegment]:
    """The article segment by segment, with the names of what came from it.

    ``s1`` is the first sentence of the summary; the others are ``headline`` and ``dek``.
    """
    named = [(f"s{n}", (s.start, s.end)) for n, s in enumerate(result.sentences, 1)]
    named += [(kind, getattr(result, kind).source) for kind in KINDS]
    return sources(result.text, named)


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


def _whole(result: Summary, language: str) -> dict[str, object]:
    return {
        **_part(result, language),
        "notice": notice(result, language),
        "copied": summary_to_text(result),
        "written": written_lines(result),
        "excerpt": excerpt(result),
        "formats": export_buttons(EXPORTS),
    }


def _part(result: Summary, language: str) -> dict[str, object]:
    return {"cautions": cautions(result, language), "source": sourced(result)}


summary_view = TemplateView("summarize/view.html", _whole)
"""The whole view of a summary."""

sentences_view = TemplateView("summarize/sentences.html", _part)
"""What a conversation shows: the sentences that say most."""

headline_view = TemplateView("summarize/headline.html", _part)
"""What a conversation shows: headline and dek."""
