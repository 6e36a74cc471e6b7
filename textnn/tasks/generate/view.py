"""A continuation, or the surprise of a text -> what the screen shows."""

from __future__ import annotations

from datetime import datetime

from textnn.html.markup import button, escape, provenance
from textnn.locale import number, percent, say
from textnn.results import CharSurprise, Continuation, Memorisation, Surprise

STEPS = (1.0, 2.0, 4.0, 7.0)
"""Bits at which a letter's colour grows one step stronger: expected half, a quarter, ... of the
time, up to less than once in a hundred."""

_ALTERNATIVES = 4
_UNSEEN = {" ": "char_space", "\n": "char_newline", "\r": "char_newline"}


def writing_view(
    result: Continuation,
    language: str,
    when: datetime,
    human: int | None = None,
    notes: tuple[str, ...] = (),
) -> str:
    """The view of a continuation, growing or done.

    Args:
        result: what was written so far.
        language: of the reader.
        when: when it was made.
        human: characters at the beginning that a person wrote; ``None``: the whole prefix. Less
            than the prefix when the network goes on from its own text.
        notes: more to say in the small line.
    """
    human = len(result.prefix) if human is None else human
    running = result.finish == "running"
    after = "" if running else _after(result, language, when, notes)
    caret = '<span class="caret"></span>' if running else ""
    return (
        f'<section class="writing" data-running="{str(running).lower()}">'
        f'<article class="sheet" tabindex="0" lang="pt-BR" '
        f'aria-label="{escape(say(language, "generated_text"))}">'
        f'<span class="human">{escape(result.text[:human])}</span>'
        f'<span class="machine">{_written(result, human)}</span>{caret}</article>'
        f'<div class="after">{after}</div></section>'
    )


def _written(result: Continuation, human: int) -> str:
    """What the network wrote, its longest memorised stretch marked."""
    text, found = result.text, result.memorisation
    if found is None or found.end <= max(found.start, human):
        return escape(text[human:])
    start = max(found.start, human)
    return (
        f'{escape(text[human:start])}<mark class="memo">{escape(text[start : found.end])}</mark>'
        f"{escape(text[found.end :])}"
    )


def _after(result: Continuation, language: str, when: datetime, notes: tuple[str, ...]) -> str:
    options = say(
        language,
        "settings_line",
        seed=result.options.seed,
        temperature=number(language, result.options.temperature, 2),
    )
    note = say(language, "copy_note", model=result.model.name)
    copy = button(say(language, "copy"), copy=note, copied=say(language, "copied"))
    finish = say(language, f"finish_{result.finish}")
    unknown = result.memorisation is None and result.finish == "cancelled"  # nobody looked
    return (
        f'<div class="row made"><p>{escape(say(language, "is_generated"))} '
        f"<em>{escape(finish)}</em></p>{copy}</div>"
        f"{'' if unknown else memorisation(result.memorisation, language)}"
        f"{provenance(language, result.model, result.seconds, when, (options, *notes))}"
    )


def memorisation(found: Memorisation | None, language: str) -> str:
    """The memorisation meter: a bar, a number and a sentence; how it is known, on demand."""
    head = f'<p class="meter-name">{escape(say(language, "memo"))}</p>'
    if found is None:
        return f'<div class="memo-meter">{head}<p>{escape(say(language, "memo_unknown"))}</p></div>'
    share = min(found.share, 1.0)
    words = say(
        language,
        memo_words(share),
        percent=percent(language, share),
        count=number(language, found.end - found.start),
        window=found.window,
    )
    rate = percent(language, found.false_positive_rate)
    reason = say(language, "memo_why", window=found.window, rate=rate)
    return (
        f'<div class="memo-meter">{head}'
        f'<div class="bar" role="img" aria-label="{escape(percent(language, share))}">'
        f'<span style="width:{share * 100:.1f}%"></span></div>'
        f"<b>{escape(percent(language, share))}</b><p>{escape(words)}</p>"
        f'<details class="why"><summary>{escape(say(language, "what"))}</summary>'
        f"<p>{escape(reason)}</p></details></div>"
    )


def memo_words(share: float) -> str:
    """Name of the sentence that says a memorised share in words."""
    if share <= 0:
        return "memo_none"
    return "memo_little" if share < 0.1 else "memo_some" if share < 0.5 else "memo_much"


def surprise_view(
    result: Surprise, language: str, when: datetime, notes: tuple[str, ...] = ()
) -> str:
    """A text with each letter coloured by its surprise, and the bets on demand."""
    letters = "".join(_letter(char, language) for char in result.chars)
    mean = say(
        language,
        "surprise_mean",
        bits=in_bits(language, result.bits_per_char, 2),
        choices=number(language, 2.0 ** min(result.bits_per_char, 30.0), 1),
    )
    scale = "".join(f'<i class="s{step}"></i>' for step in range(len(STEPS) + 1))
    template = say(language, "surprise_say", char="{char}", bits="{bits}", expected="{expected}")
    return (
        '<section class="surprise spread"><aside class="margin">'
        f"<h3>{escape(say(language, 'surprise_title'))}</h3>"
        f"<p>{escape(say(language, 'surprise_why'))} {escape(mean)}</p>"
        f'<p class="scale"><span>{escape(say(language, "expected"))}</span>{scale}'
        f"<span>{escape(say(language, 'surprised'))}</span></p>"
        f'<p class="detail" aria-live="polite">{escape(say(language, "surprise_hint"))}</p></aside>'
        f'<article class="sheet" tabindex="0" data-walk="i" data-template="{escape(template)}" '
        f'aria-label="{escape(say(language, "surprise_text"))}">{letters}</article>'
        f'<div class="after">{provenance(language, result.model, result.seconds, when, notes)}'
        "</div></section>"
    )


def step(bits: float) -> int:
    """Colour step of a letter, 0 (expected) to ``len(STEPS)``.

    >>> step(0.2), step(2.0), step(30.0)
    (0, 2, 4)
    """
    return sum(bits >= edge for edge in STEPS)


def _letter(char: CharSurprise, language: str) -> str:
    expected = ", ".join(
        f"{char_name(other, language)} {percent(language, chance)}"
        for other, chance in char.expected[:_ALTERNATIVES]
    )
    return (
        f'<i class="s{step(char.bits)}" data-char="{escape(char_name(char.char, language))}" '
        f'data-bits="{in_bits(language, char.bits, 1)}" data-expected="{escape(expected)}">'
        f"{escape(char.char)}</i>"
    )


def in_bits(language: str, value: float, digits: int) -> str:
    """A number of bits; Portuguese has a plural from two on.

    >>> in_bits("pt", 1.94, 1), in_bits("pt", 1.96, 1), in_bits("en", 0.98, 2)
    ('1,9\xa0bit', '2,0\xa0bits', '0.98\xa0bits')
    """
    one = language == "pt" and round(value, digits) < 2
    return f"{number(language, value, digits)}\u00a0{'bit' if one else 'bits'}"


def char_name(char: str, language: str) -> str:
    """How a single character is spoken of: quoted, or by name where quotes would show nothing.

    >>> char_name("a", "pt"), char_name(" ", "pt")
    ('“a”', 'espaço')
    """
    if char in _UNSEEN:
        return say(language, _UNSEEN[char])
    if len(char) != 1:
        return say(language, "char_unknown")
    return f"“{char}”" if char.isprintable() else f"U+{ord(char):04X}"
