"""A summary in plain words: in a conversation, in a terminal, and how it came about."""

from __future__ import annotations

from textnn.locale import Sentence, number, percent, say
from textnn.results import Line, Summary
from textnn.tasks.task import Count, Explanation
from textnn.tasks.terminal import Terminal, visible
from textnn.text.sentences import sentences


def plain(result: Summary, view: str, language: str) -> str:  # noqa: ARG001 - the article's own
    """Headline and dek, or the sentences."""
    if view == "headline":
        return "\n".join(filter(None, [result.headline.text, result.dek.text]))
    return "\n".join(f"- {' '.join(one.text.split())}" for one in result.sentences)


def terminal(result: Summary, out: Terminal) -> None:
    """Headline, dek and numbered sentences; who wrote what, and what to be careful with, beside."""
    lines = [result.headline.text, result.dek.text]
    lines += [f"{n}. {' '.join(s.text.split())}" for n, s in enumerate(result.sentences, 1)]
    print(visible("\n\n".join(lines)))
    _tell_origin(out, result.headline, "cli_headline", result.model.name)
    _tell_origin(out, result.dek, "cli_dek", result.model.name)
    asked, found = result.options.sentences, len(result.sentences)
    if found < asked:
        out.remark("cli_fewer_sentences", found=found, asked=asked)
    if "written" in (result.headline.origin, result.dek.origin):
        out.remark("cli_read_before_publishing")
        if result.text[result.read :].strip():
            out.remark("cli_read_first", count=result.read)
    if result.language != "pt":
        out.remark("cli_foreign_text", language=result.language)


def _tell_origin(out: Terminal, line: Line, name: str, model: str) -> None:
    what = Sentence(name)
    if line.origin == "written":
        out.remark("cli_line_written", what=what, model=model)
    elif line.refused:
        text, refused = line.refused[0]
        out.remark("cli_line_refused", what=what, name=refused, text=text)
    else:
        out.remark("cli_line_extracted", what=what)


def how(result: Summary, view: str, language: str) -> Explanation:
    """Of the sentences which were chosen, or who wrote headline and dek; how far the network read.

    Both for a ``view`` that is neither.
    """
    told: list[tuple[str, dict[str, object]]] = []
    if view != "headline":
        told.append(_chosen(result, language))
    if view != "sentences":
        lines = ("headline", result.headline), ("dek", result.dek)
        told += [(_origin(name, line), {}) for name, line in lines if line.text]
    if view != "sentences" and result.read < len(result.text.rstrip()):
        told.append(("how_read", {"count": number(language, result.read)}))
    return told, ("atencao", "encoder-decoder")


def _chosen(result: Summary, language: str) -> tuple[str, dict[str, object]]:
    spans = sentences(result.text)
    chosen = [
        place
        for place, (start, end) in enumerate(spans, 1)
        if any(one.start < end and start < one.end for one in result.sentences)
    ]
    return (
        "how_sentences" if len(chosen) > 1 else "how_sentence",
        {
            "all": Count(len(spans), "sentence"),
            "numbers": _listed(language, chosen),
            "percent": percent(language, sum(one.score for one in result.sentences)),
        },
    )


def _origin(name: str, line: Line) -> str:
    if line.origin == "written":
        return f"how_{name}_written"
    return f"how_{name}_refused" if line.refused else f"how_{name}_extracted"


def _listed(language: str, places: list[int]) -> str:
    *some, last = [say(language, "reply_place", place=place) for place in places] or [""]
    return say(language, "reply_and", some=some, last=last) if some else last
