"""A result as a person reads it in a terminal.

Marks stand in brackets with their category, so nothing hangs on colour; on a terminal colour is
added (Okabe and Ito), and control characters of the text are shown instead of obeyed.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter

from textnn.cli.context import Desk
from textnn.locale import number, percent
from textnn.results import (
    Answer,
    CharSurprise,
    Continuation,
    Highlight,
    Line,
    Result,
    Summary,
    Surprise,
)
from textnn.results.chat import LISTS
from textnn.results.names import LABEL_NAMES, class_name
from textnn.results.pictures import (
    Classification,
    Game,
    Lesson,
    Rendering,
    Samples,
)

_COLOURS = {
    "PER": "38;2;86;156;214",
    "LOC": "38;2;0;178;130",
    "ORG": "38;2;230;159;0",
    "EVENT": "38;2;170;130;220",
    "WORK": "38;2;204;121;167",
    "TIME": "38;2;86;180;233",
    "VALUE": "38;2;220;205;70",
    "OTHER": "2",
}

_HEAT = ((8.0, "38;2;213;94;0"), (4.0, "38;2;230;159;0"))
"""From so many bits on, a character is shown in this colour."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_MOST_SURPRISING = 8
_MOST_CLASSES = 5
_FAINT_CLASS = 0.005  # less likely classes are not told
_CONTEXT = 24


def show(desk: Desk, result: Result) -> None:
    """Print any result."""
    if isinstance(result, Highlight):
        show_highlight(desk, result)
    elif isinstance(result, Surprise):
        show_surprise(desk, result)
    elif isinstance(result, Summary):
        show_summary(desk, result)
    elif isinstance(result, Answer):
        show_answer(desk, result)
    elif isinstance(result, Continuation):
        print(visible(result.text))
        tell_written(desk, result)
    else:
        _show_picture(desk, result)


def _show_picture(desk: Desk, result: Result) -> None:
    if isinstance(result, Classification):
        show_classification(desk, result, result.source)
    elif isinstance(result, Samples):
        show_samples(desk, result)
    elif isinstance(result, Game):
        _show_game(desk, result)
    elif isinstance(result, Lesson):
        _show_lesson(desk, result)
    elif isinstance(result, Rendering):
        _show_rendering(desk, result)
    else:
        print(visible(result.text))


def show_highlight(desk: Desk, result: Highlight) -> None:
    """The article with ``[mark: Category]``, then its keywords; the counts as a remark."""
    done = 0
    for span in result.spans:
        name = desk.say(*LABEL_NAMES[span.label])
        marked = f"[{visible(span.text)}: {name}]"
        print(visible(result.text[done : span.start]), end="")
        print(paint(marked, _COLOURS[span.label]), end="")
        done = span.end
    print(visible(result.text[done:]), end="" if result.text.endswith("\n") else "\n")
    if result.keywords:
        print("\n" + desk.say("Palavras-chave", "Keywords"))
    for word in result.keywords:
        name = " ".join(word.text.split())
        print(visible(f"{_share(desk, word.score):>6}  {name} ({len(word.spans)}x)"))
    counts = Counter(span.label for span in result.spans)
    listed = ", ".join(f"{desk.say(*LABEL_NAMES[label])} {n}" for label, n in counts.most_common())
    desk.remark(f"marcas: {listed or 'nenhuma'}", f"marks: {listed or 'none'}")


def show_answer(desk: Desk, result: Answer) -> None:
    """The question, and the article's sentences that answer it, or what comes nearest."""
    print(visible(" ".join(result.question.split())))
    if not result.answered:
        print(desk.say("O texto não diz.", "The text does not say."))
        if result.sentences:
            desk.remark("o que mais se aproxima:", "what comes nearest:")
    for sentence in result.sentences if result.asked in LISTS else result.sentences[:1]:
        print(visible(f"“{' '.join(sentence.text.split())}”"))


def show_summary(desk: Desk, result: Summary) -> None:
    """Headline, dek and numbered sentences; who wrote what, and what to be careful with, beside."""
    lines = [result.headline.text, result.dek.text]
    lines += [f"{n}. {' '.join(s.text.split())}" for n, s in enumerate(result.sentences, 1)]
    print(visible("\n\n".join(lines)))
    _tell_origin(desk, result.headline, "manchete", "headline", result.model.name)
    _tell_origin(desk, result.dek, "linha fina", "dek", result.model.name)
    asked, found = result.options.sentences, len(result.sentences)
    if found < asked:
        desk.remark(
            f"o texto rendeu {found} de {asked} frases pedidas",
            f"the text gave {found} of the {asked} sentences asked for",
        )
    if "written" in (result.headline.origin, result.dek.origin):
        desk.remark(
            "cada nome e número aparece no artigo; se estão juntos do jeito certo, só a leitura "
            "diz",
            "each name and number appears in the article; whether they are joined rightly only "
            "reading tells",
        )
        if result.text[result.read :].strip():
            desk.remark(
                f"o que a rede escreveu vem das primeiras {result.read} letras do artigo",
                f"what the network wrote is based on the first {result.read} letters",
            )
    if result.language != "pt":
        desk.remark(
            f"o texto parece não estar em português ({result.language}); leia com cuidado",
            f"the text does not seem to be Portuguese ({result.language}); read with care",
        )


def _tell_origin(desk: Desk, line: Line, pt: str, en: str, model: str) -> None:
    if line.origin == "written":
        desk.remark(f"{pt}: gerada por {model}", f"{en}: generated by {model}")
        return
    why_pt = why_en = ""
    if line.refused:
        text, name = line.refused[0]
        why_pt = f"; a que a rede escreveu citava “{name}”, que não está nele: “{text}”"
        why_en = f"; the one the network wrote named “{name}”, which is not in it: “{text}”"
    desk.remark(f"{pt}: frase do artigo{why_pt}", f"{en}: a sentence of the article{why_en}")


def _share(desk: Desk, share: float) -> str:
    return percent(desk.language, share)


def show_classification(desk: Desk, result: Classification, name: str) -> None:
    """The file with its likeliest class, the next ones under it, the other networks' opinions."""
    best, *others = result.labels
    told = f"{class_name(desk.language, best.name)} {_share(desk, best.probability)}"
    if not result.known:
        doubt = desk.say("não reconheço isto; o mais parecido seria", "not recognised; nearest is")
        told = f"{doubt} {told}"
    print(visible(f"{name}: {told}"))
    for label in others[: _MOST_CLASSES - 1]:
        if label.probability >= _FAINT_CLASS:
            share = _share(desk, label.probability)
            print(visible(f"  {share:>6}  {class_name(desk.language, label.name)}"))
    for other in result.opinions:
        share = _share(desk, other.probability)
        told = f"{other.model}: {class_name(desk.language, other.label)} {share}"
        doubt = "" if other.known else desk.say(" (não reconhece isto)", " (does not recognise it)")
        print(visible(f"  {told}{doubt}"))


def show_samples(desk: Desk, result: Samples) -> None:
    """Class and verdict of every picture; how to get the pictures themselves, beside."""
    real = desk.say("o discriminador a toma por real", "the discriminator takes it for real")
    for place, one in enumerate(result.pictures, 1):
        name = class_name(desk.language, one.label)
        print(f"{place:3}  {name}: {real} {_share(desk, one.verdict)}")
    if result.diversity is not None:
        share = _share(desk, result.diversity)
        print(desk.say(f"variedade: {share} da que têm as imagens reais",
                       f"variety: {share} of that of real pictures"))  # fmt: skip
    desk.remark(
        "imagens geradas por uma rede; “textnn sample --out” as grava",
        "pictures generated by a network; “textnn sample --out” writes them",
    )


def _show_game(desk: Desk, result: Game) -> None:
    many = len(result.rounds)
    print(
        desk.say(
            f"{result.set}: você acertou {result.won} de {many}, o discriminador "
            f"{result.discriminator_won}",
            f"{result.set}: you were right in {result.won} of {many}, the discriminator in "
            f"{result.discriminator_won}",
        )
    )


def _show_lesson(desk: Desk, result: Lesson) -> None:
    for name, count in zip(result.classes, result.counts, strict=True):
        print(visible(f"{count:4}  {name}"))
    if result.accuracy is not None:
        share = _share(desk, result.accuracy)
        print(
            desk.say(
                f"acerto nas imagens separadas: {share}", f"right on pictures held out: {share}"
            )
        )


def _show_rendering(desk: Desk, result: Rendering) -> None:
    print(result.options.kind)
    desk.remark(
        "desenho e imagem estão em --json, como PNG em base64",
        "outline and picture are in --json, as PNG in base64",
    )


def show_surprise(desk: Desk, result: Surprise) -> None:
    """The text, warmer where the network was surprised, and the characters it least expected."""
    print("".join(paint(visible(c.char), _heat(c.bits)) for c in result.chars))
    choices, bits = 2**result.bits_per_char, number(desk.language, result.bits_per_char, 2)
    print()
    print(
        desk.say(
            f"{bits} bits por caractere: como escolher entre {choices:.0f} igualmente prováveis",
            f"{bits} bits per character: like choosing among {choices:.0f} equally likely ones",
        )
    )
    ranked = sorted(range(len(result.chars)), key=lambda i: -result.chars[i].bits)
    for index in ranked[:_MOST_SURPRISING]:
        print(_surprising(desk, result, index))


def tell_written(desk: Desk, result: Continuation) -> None:
    """Say that the text is generated, with which seed, and how much of it is copied."""
    name, seed = result.model.name, result.options.seed
    desk.remark(
        f"texto gerado por {name}, semente {seed}", f"text generated by {name}, seed {seed}"
    )
    if result.memorisation:
        share = _share(desk, result.memorisation.share)
        window = result.memorisation.window
        desk.remark(
            f"{share} está em trechos de {window} ou mais palavras que também estão no texto de "
            "treino",
            f"{share} lies in stretches of {window} words or more that also stand in the training "
            "text",
        )


def visible(text: str) -> str:
    """The text itself; on a terminal without the control characters that would steer it."""
    return _CONTROL.sub("\ufffd", text) if sys.stdout.isatty() else text


def paint(text: str, colour: str) -> str:
    """``text`` in a colour (SGR parameters), where the output is a terminal that wants it."""
    wanted = colour and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return f"\x1b[{colour}m{text}\x1b[0m" if wanted else text


def _heat(bits: float) -> str:
    return next((colour for least, colour in _HEAT if bits >= least), "")


def _surprising(desk: Desk, result: Surprise, index: int) -> str:
    found: CharSurprise = result.chars[index]
    before = " ".join(result.text[max(0, index - _CONTEXT) : index].split())
    likely = " ".join(f"{_name(c)} {_share(desk, share)}" for c, share in found.expected[:3])
    expected = desk.say("esperava", "expected")
    bits = number(desk.language, found.bits, 1)
    return visible(
        f"{bits:>6} bits  {before:>{_CONTEXT}}[{_name(found.char)}]  {expected} {likely}"
    )


def _name(char: str) -> str:
    """A character that can be seen: ``␣`` and ``¶`` for space and line feed."""
    return {" ": "␣", "\n": "¶"}.get(char, char)
