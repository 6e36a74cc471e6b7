"""Generated text, and surprise, in plain words: in a terminal, and how it came about."""

from __future__ import annotations

from textnn.locale import number, percent
from textnn.results import Continuation, Surprise
from textnn.tasks.task import Explanation
from textnn.tasks.terminal import Terminal, paint, visible

_HEAT = ((8.0, "38;2;213;94;0"), (4.0, "38;2;230;159;0"))
"""From so many bits on, a character is shown in this colour."""

_MOST_SURPRISING = 8
_CONTEXT = 24


def terminal(result: Continuation, out: Terminal) -> None:
    """The text, and what is to be said of it."""
    print(visible(result.text))
    tell_written(result, out)


def tell_written(result: Continuation, out: Terminal) -> None:
    """Say that the text is generated, with which seed, and how much of it is copied."""
    name, seed = result.model.name, result.options.seed
    out.remark("cli_text_generated_seed", name=name, seed=seed)
    if result.memorisation:
        share = out.percent(result.memorisation.share)
        window = result.memorisation.window
        out.remark("cli_copied_share", share=share, window=window)


def how(result: Continuation, _view: str, language: str) -> Explanation:
    """How much was written, with which options, and how much of it was learnt by heart."""
    told: list[tuple[str, dict[str, object]]] = [
        (
            "how_written",
            {
                "count": number(language, len(result.generated)),
                "temperature": number(language, result.options.temperature, 1),
                "seed": result.options.seed,
            },
        )
    ]
    if result.memorisation:
        share = percent(language, result.memorisation.share)
        told.append(("how_copied", {"percent": share, "window": result.memorisation.window}))
    return told, ("temperatura", "lstm")


def surprise_terminal(result: Surprise, out: Terminal) -> None:
    """The text, warmer where the network was surprised, and the characters it least expected."""
    print("".join(paint(visible(c.char), _heat(c.bits)) for c in result.chars))
    choices, bits = 2**result.bits_per_char, number(out.language, result.bits_per_char, 2)
    print()
    print(out.say("cli_bits_per_character", bits=bits, choices=choices))
    ranked = sorted(range(len(result.chars)), key=lambda i: -result.chars[i].bits)
    for index in ranked[:_MOST_SURPRISING]:
        print(_surprising(result, index, out))


def _heat(bits: float) -> str:
    return next((colour for least, colour in _HEAT if bits >= least), "")


def _surprising(result: Surprise, index: int, out: Terminal) -> str:
    found = result.chars[index]
    before = " ".join(result.text[max(0, index - _CONTEXT) : index].split())
    likely = " ".join(f"{_name(c)} {out.percent(share)}" for c, share in found.expected[:3])
    expected = out.say("cli_expected")
    bits = number(out.language, found.bits, 1)
    return visible(
        f"{bits:>6} bits  {before:>{_CONTEXT}}[{_name(found.char)}]  {expected} {likely}"
    )


def _name(char: str) -> str:
    """A character that can be seen: ``␣`` and ``¶`` for space and line feed."""
    return {" ": "␣", "\n": "¶"}.get(char, char)
