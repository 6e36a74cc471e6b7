"""Replies that make something new: a text, sampled pictures, a look at a picture."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace

from textnn.chat.context import Turn
from textnn.chat.reply_draft import ReplyDraft
from textnn.locale import Sentence, number, percent
from textnn.results import Continuation, GenerateOptions
from textnn.results.conversation import Button, Offer, Shown, Wanted
from textnn.results.names import class_name
from textnn.results.options import MAX_SEED
from textnn.results.pictures import (
    MAX_SAMPLES,
    SAMPLE_SETS,
    ClassifyOptions,
    SampleOptions,
    Samples,
)
from textnn.results.text import MAX_LENGTH, MAX_TEMPERATURE
from textnn.service import Stored
from textnn.text.words import fold

STEP, COOLEST, WARMEST = 0.2, 0.1, 1.5
"""How far *mais criativo* goes at once, and at the utmost."""

SEEDS = 100_000
"""A seed that nobody asked for is below this, so that it can be read aloud."""

POINTING = {"isso", "isto", "ele", "ela", "this", "that", "it"}
"""Topics that are none."""

SEVERAL = 4
"""Pictures, where nobody says how many."""

LOOK_AGAIN: Mapping[str, str] = {
    "cnn-cifar10": "as_photo",
    "cnn-digits": "as_digit",
    "cnn-fashion": "as_clothes",
}
"""Network -> the button that asks it."""


def write(turn: Turn) -> Iterator[None]:
    """A text that grows letter by letter; stopping keeps what was written."""
    topic = turn.arguments.topic
    if topic and fold(topic) not in POINTING:
        turn.draft.say("no_topic")
        message = f"Continue: Nesta semana, {topic}"  # it reads Portuguese only
        turn.draft.parts.append(Offer((Button(message, message),)))
        return
    prefix, human, options = _plan(turn)
    draft = turn.draft
    begun = turn.last_intent == "write" or turn.message.folded.startswith("continu")
    if turn.article and not (
        prefix and begun
    ):  # *reescreve o texto*, *uma resenha de ...*: never invented
        draft.say("refuse_rewrite")
        draft.offer(("lead", "summarize", "headline"))
        return
    draft.say("written")
    place = len(draft.parts)
    draft.parts.append(Shown("generate", "writing", None))

    def show(kept: Stored[Continuation]) -> None:
        draft.parts[place] = Shown("generate", "writing", kept.run_id, kept.result)

    pieces = turn.service.generate(prefix, options, turn.context, human=human, stopped=show)
    try:
        with closing(pieces):
            for kept in pieces:
                show(kept)
                yield
    except GeneratorExit:
        _unless_written(draft, place)
        raise
    draft.warn(kept)
    draft.offer(("go_on", "bolder", "soberer", "how"))


def _unless_written(draft: ReplyDraft, place: int) -> None:
    """Stopped before the first letter: there is nothing to show."""
    part = draft.parts[place]
    result = part.result if isinstance(part, Shown) else None
    if not (isinstance(result, Continuation) and result.generated.strip()):
        draft.parts[:] = []


def _plan(turn: Turn) -> tuple[str, int | None, GenerateOptions]:
    """What to write after, how much of it a person wrote, and how."""
    last, asked = turn.last(Continuation), turn.arguments
    if asked.prefix:
        return asked.prefix, None, _options(turn, GenerateOptions())
    changed = asked.boldness or asked.temperature is not None or asked.seed is not None
    if last and changed:
        options = _options(turn, last.options, same_seed=True)
        prefix = last.text[: last.written_by_person]
        if prefix.strip():
            turn.draft.say("same_beginning")
        return prefix, None, options
    if last and asked.again:
        return last.text, last.written_by_person, _options(turn, last.options)
    options = _options(turn, GenerateOptions())
    if turn.article and asked.again:
        return turn.article.text, None, options
    return "", None, options


def _options(turn: Turn, before: GenerateOptions, *, same_seed: bool = False) -> GenerateOptions:
    """As ``before``, but for what is asked for, and but for the seed."""
    asked, temperature, length = turn.arguments, before.temperature, before.length
    seed = before.seed if same_seed else secrets.randbelow(SEEDS)
    if asked.temperature is not None:
        temperature = _clamped(turn, "temperature", asked.temperature, MAX_TEMPERATURE)
    elif asked.boldness:
        temperature = _bolder(turn, temperature)
    if asked.seed is not None:
        seed = int(_clamped(turn, "seed", asked.seed, MAX_SEED))
    if asked.length is not None:
        length = max(1, int(_clamped(turn, "length", asked.length, MAX_LENGTH)))
    return GenerateOptions(length=length, temperature=temperature, seed=seed)


def _bolder(turn: Turn, before: float) -> float:
    """A step warmer or cooler, within bounds."""
    wanted = round(before + turn.arguments.boldness * STEP, 2)
    within = min(max(wanted, COOLEST), WARMEST)
    name = "warmer" if within == wanted else "warmest" if wanted > within else "coolest"
    turn.draft.say(name, temperature=number(turn.language, within, 1))
    return within


def _clamped(turn: Turn, what: str, value: float, most: float) -> float:
    if value <= most:
        return value
    shown = number(turn.language, most)
    turn.draft.say("clamped", value=shown, what=Sentence(f"limit_of_{what}"))
    return most


def classify(turn: Turn) -> Iterator[None]:
    """What the picture that came last shows."""
    picture, draft = turn.picture, turn.draft
    if picture is None:
        draft.say("want_picture")
        draft.parts.append(Wanted("picture", turn.words))
        return
    draft.intent = "classify"
    model = turn.arguments.network
    data = base64.b64decode(picture.picture)
    kept = yield from turn.work(
        lambda context: turn.service.pictures.classify(
            data, picture.source, ClassifyOptions(model), context
        )
    )
    best = kept.result.labels[0]
    name = class_name(turn.language, best.name)
    if kept.result.known:
        draft.say("classified", name=name, percent=percent(turn.language, best.probability))
    else:
        draft.say("strange", name=name)
    draft.show(kept, "classify", "classes")
    others = [] if kept.result.known else _other_networks(turn, kept.result.model.name)
    draft.offer((*others, "how"))


def _other_networks(turn: Turn, asked: str) -> list[str]:
    """Buttons of the networks that have not looked yet."""
    there = turn.service.pictures.classifiers()
    return [button for name, button in LOOK_AGAIN.items() if name in there and name != asked]


def sample(turn: Turn) -> Iterator[None]:
    """Pictures of digits or clothes; of nothing else."""
    options, draft = _sampling(turn), turn.draft
    if options is None:
        return
    kept = yield from turn.work(lambda context: turn.service.pictures.sample(options, context))
    draft.say("sampled")
    draft.show(kept, "sample", "pictures")
    draft.offer(("others", "how"))


def _sampling(turn: Turn) -> SampleOptions | None:
    """What is to be sampled; ``None``: that cannot be, or cannot be told, and it was said."""
    asked, last = turn.arguments, turn.last(Samples)
    if asked.label and asked.set not in SAMPLE_SETS:
        name = class_name(turn.language, asked.label)
        turn.draft.say("cannot_draw", name=name[:1].upper() + name[1:])
        turn.draft.offer(("dresses", "boots", "sevens"))
        return None
    if not asked.set and not (last and asked.again):
        turn.draft.say("draw_what")
        turn.draft.offer(("dresses", "boots", "sevens"))
        return None
    seed = secrets.randbelow(SEEDS)
    if asked.seed is not None:
        seed = int(_clamped(turn, "seed", asked.seed, MAX_SEED))
    count = asked.count
    if count is not None:
        count = max(1, int(_clamped(turn, "count", count, MAX_SAMPLES)))
    if asked.set:
        many = SEVERAL if asked.label else 10
        return SampleOptions(asked.set, asked.label, count or many, seed)
    assert last is not None
    same = replace(last.options, seed=seed, towards=None, towards_label="")
    return replace(same, count=count) if count else same
