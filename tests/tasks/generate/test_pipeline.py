"""The writer: prefix to the letter, seeds, stops, memorisation, surprise."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tests.models.makers import CHARS
from tests.tasks.conftest import LEARNT
from textnn.checkpoints import load, network
from textnn.config import Settings
from textnn.engine.copying import UNKNOWN_BITS
from textnn.engine.together import MOST, Together
from textnn.errors import UserError
from textnn.evaluation.charrnn import score_texts
from textnn.models.charrnn import CharRNN
from textnn.results import Continuation, GenerateOptions, from_dict, to_dict
from textnn.tasks.generate.endings import CLOSERS, extra
from textnn.tasks.generate.pipeline import LONGEST_SURPRISE, Writer
from textnn.tasks.generate.writing import Writing

WRITERS = 12

OPTIONS = GenerateOptions(length=25, temperature=0.8, seed=3)


def last(writer: Writer, prefix: str, options: GenerateOptions = OPTIONS) -> Continuation:
    return list(writer.stream(prefix, options))[-1]


@pytest.mark.slow
@examples(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(prefix=st.text(max_size=30), seed=st.integers(0, 2**53 - 1))
def test_the_prefix_is_kept_to_the_letter(writer: Writer, prefix: str, seed: int) -> None:
    result = last(writer, prefix, GenerateOptions(length=4, seed=seed))
    assert result.prefix == prefix
    assert result.text == prefix + result.generated
    assert 4 <= len(result.generated) <= 4 + extra(4)
    assert set(result.generated) <= {*CHARS, *CLOSERS.values()}


def test_it_grows_character_by_character_then_word_by_word_and_ends_once(writer: Writer) -> None:
    pieces = list(writer.stream("Sa\u0303o ", OPTIONS))
    assert [len(piece.generated) for piece in pieces[:25]] == list(range(1, 26))
    assert {piece.finish for piece in pieces[:-1]} == {"running"}
    assert pieces[-1].finish == "length"
    assert len(pieces[-1].generated) <= 25 + extra(25)
    assert all(b.generated.startswith(a.generated) for a, b in pairwise(pieces))
    assert all(piece.memorisation is None for piece in pieces[:-1])
    assert pieces[-1].model.name == "charrnn"
    assert from_dict(to_dict(pieces[-1])) == pieces[-1]


@pytest.mark.parametrize("temperature", [0.0, 0.8, 5.0])
def test_the_same_seed_writes_the_same_text(writer: Writer, temperature: float) -> None:
    options = replace(OPTIONS, temperature=temperature)
    assert last(writer, "A feira", options).generated == last(writer, "A feira", options).generated
    other = last(writer, "A feira", replace(options, seed=4)).generated
    assert (other == last(writer, "A feira", options).generated) == (temperature == 0)


def test_the_prefix_matters_and_its_form_does_not(writer: Writer) -> None:
    greedy = replace(OPTIONS, temperature=0.0)
    composed, decomposed = last(writer, "São ", greedy), last(writer, "Sa\u0303o\u00a0", greedy)
    assert composed.generated == decomposed.generated
    assert last(writer, "São ").generated != last(writer, "Bento ").generated


def test_unknown_characters_in_the_prefix_are_read(writer: Writer) -> None:
    for prefix in ("☂☂☂", "日本", "👩‍👩‍👧 Ana"):
        assert last(writer, prefix).text.startswith(prefix)


def test_a_stop_string_ends_it_and_is_kept(writer: Writer) -> None:
    free = last(writer, "A ", OPTIONS).generated
    stop = free[10:12]
    result = last(writer, "A ", replace(OPTIONS, stop=stop))
    assert result.finish == "stop"
    assert result.generated == free[: free.index(stop) + 2]
    assert last(writer, "A ☂", replace(OPTIONS, stop="☂")).finish == "length"


def test_writing_is_one_character_at_a_time_over_the_whole_model(writer: Writer) -> None:
    """Greedy writing takes the likeliest character of one reading from the start."""
    result = last(writer, "A feira de Ana ", replace(OPTIONS, temperature=0.0))
    surprise = writer.surprise(result.text)
    for at in range(len(result.prefix), len(result.prefix) + OPTIONS.length):
        choices = [c for c, _ in surprise.chars[at].expected if not c.startswith("<")]
        assert choices[0] == result.text[at]


def test_closing_the_stream_stops_it(writer: Writer) -> None:
    stream = writer.stream("A", replace(OPTIONS, length=5000))
    assert next(stream).finish == "running"
    stream.close()  # type: ignore[attr-defined]
    with pytest.raises(StopIteration):
        next(stream)


def test_what_several_write_at_once_is_what_each_writes_alone(writer: Writer) -> None:
    """They join while others are at it, and one is given up in the middle."""
    prefixes = [f"A feira {number}" for number in range(WRITERS)]
    options = [
        replace(OPTIONS, length=60 + 20 * number, seed=number, temperature=0.5 + number / 16)
        for number in range(WRITERS)
    ]
    alone = [last(replace(writer), *one).generated for one in zip(prefixes, options, strict=True)]
    shared, found = replace(writer), dict[int, str]()
    sizes, step = list[int](), shared._step

    def counted(writings: Sequence[Writing]) -> None:
        sizes.append(len(writings))
        time.sleep(0.001)  # so that they meet
        step(writings)

    vars(shared)["shared"] = Together(counted, MOST)

    def write(number: int) -> None:
        found[number] = last(shared, prefixes[number], options[number]).generated

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    with closing(shared.stream("Ana", replace(OPTIONS, length=5000))) as given_up:  # type: ignore[type-var]
        for thread in threads:
            next(given_up)
            thread.start()
    for thread in threads:
        thread.join(30)
    assert [found[number] for number in range(WRITERS)] == alone
    assert max(sizes) > 6
    assert not shared.shared._going


def test_a_text_that_is_given_up_is_written_no_further(writer: Writer) -> None:
    shared = replace(writer)
    other, stream = (shared.stream("A", replace(OPTIONS, length=100_000)) for _ in range(2))
    first = next(other).generated
    next(other)
    assert first == next(stream).generated
    assert not shared.shared._going, "alone there is nothing to share"
    while not shared.shared._going:
        next(stream)
    (writing,) = shared.shared._going
    stream.close()  # type: ignore[attr-defined]
    time.sleep(0.05)  # the step it was in
    written = len(writing.text)
    time.sleep(0.1)
    assert len(writing.text) == written < 100_000
    assert len(next(other).generated) == 3


def test_who_takes_letters_slowly_loses_none(writer: Writer) -> None:
    """While some are taken others are written."""
    alone, shared = last(writer, "A", replace(OPTIONS, length=600)), replace(writer)
    with closing(shared.stream("Ana", replace(OPTIONS, length=5000))) as other:  # type: ignore[type-var]
        next(other)
        pieces = []
        for piece in shared.stream("A", replace(OPTIONS, length=600)):
            time.sleep(0.001)
            pieces.append(piece.generated)
    assert pieces[-1] == alone.generated
    assert {len(text) for text in pieces} >= {*range(1, 601)}


def test_what_has_ended_is_no_company(writer: Writer) -> None:
    """Even while somebody still holds it."""
    shared = replace(writer)
    stream = shared.stream("A", OPTIONS)
    next(stream)
    (held,) = shared.growing
    assert [*stream][-1].finish == "length"
    assert held not in shared.growing
    given_up = shared.stream("A", OPTIONS)
    next(given_up)
    (held,) = shared.growing
    given_up.close()  # type: ignore[attr-defined]
    assert not shared.growing


def test_the_thread_for_all_is_started_with_the_model(writer: Writer) -> None:
    """By none that may be struck while it starts it."""
    assert "shared" in vars(writer)


def continuation(writer: Writer, prefix: str, generated: str) -> Continuation:
    return Continuation(prefix, generated, OPTIONS, "length", None, writer.reference, 0.0)


def test_copied_text_is_found_behind_the_prefix(writer: Writer) -> None:
    result = continuation(writer, "Saiba: ", f"{LEARNT}; kkk www.")
    found = writer.memorised(result)
    assert found is not None
    assert result.text[found.start : found.end] == LEARNT
    assert found.share == pytest.approx(len(LEARNT) / len(result.generated))
    assert (found.window, found.false_positive_rate) == (7, 0.001)


def test_only_what_was_written_counts(writer: Writer) -> None:
    half = LEARNT.index(" ontem")
    result = continuation(writer, LEARNT[:half], LEARNT[half:])
    found = writer.memorised(result)
    assert found is not None
    assert (found.start, found.end, found.share) == (half, len(LEARNT), 1.0)
    nothing = writer.memorised(continuation(writer, LEARNT, " kkk www"))
    assert nothing is not None
    assert (nothing.start, nothing.end, nothing.share) == (len(LEARNT), len(LEARNT), 0.0)


def test_overlapping_stretches_are_counted_once(writer: Writer) -> None:
    from_memory = writer.memory
    assert from_memory is not None
    one, other = "b c d e f g h i", "f g h i j k l m"
    memory = replace(from_memory, bits=from_memory.bits.copy())
    memory.add(one)
    memory.add(other)
    found = replace(writer, memory=memory).memorised(
        continuation(writer, "", "b c d e f g h i j k l m")
    )
    assert found is not None
    assert found.share == 1.0
    assert found.end - found.start == len(one)


def test_without_a_memory_nothing_is_claimed(writer: Writer) -> None:
    bare = replace(writer, memory=None)
    assert last(bare, "A ").memorisation is None


def test_surprise_sums_to_what_evaluation_says(writer: Writer, settings: Settings) -> None:
    text = "Ana leu o jornal; Ana leu o jornal em Lagoa. ☂"
    surprise = writer.surprise(text)
    assert "".join(char.char for char in surprise.chars) == text
    mean = sum(char.bits for char in surprise.chars) / len(text)
    assert surprise.bits_per_char == pytest.approx(mean)
    taught = network(load(settings.models / "charrnn"), CharRNN)
    scores = score_texts(taught, writer.vocabulary, [text], writer.copiers)
    assert surprise.bits_per_char == pytest.approx(scores.bits_per_char, rel=1e-4)
    assert surprise.chars[-1].bits > UNKNOWN_BITS
    for char in surprise.chars:
        probabilities = [chance for _, chance in char.expected]
        assert len(probabilities) == 5
        assert probabilities == sorted(probabilities, reverse=True)
        assert sum(probabilities) <= 1 + 1e-5
        for symbol, chance in char.expected:
            if symbol == char.char:
                assert char.bits == pytest.approx(-math.log2(chance), rel=1e-4)
    assert from_dict(to_dict(surprise)) == surprise


def test_the_surprise_of_a_uniform_model_is_log2_of_its_symbols(writer: Writer) -> None:
    weight, bias = map(np.zeros_like, writer.model.output)
    model = replace(writer.model, output=(weight, bias))
    surprise = replace(writer, model=model, copiers=()).surprise("Ana leu.")
    assert [c.bits for c in surprise.chars] == pytest.approx(
        [math.log2(len(writer.vocabulary))] * 8, rel=1e-5
    )


def test_the_bets_on_a_character_do_not_depend_on_it(writer: Writer) -> None:
    one, other = (writer.surprise(f"O preço{last}").chars[-1].expected for last in " x")
    assert one == other


def test_surprise_of_nothing_is_nothing(writer: Writer) -> None:
    assert writer.surprise("").chars == ()


def test_too_long_a_text_for_surprise_is_said_in_one_sentence(writer: Writer) -> None:
    with pytest.raises(UserError) as caught:
        writer.surprise("a" * (LONGEST_SURPRISE + 1))
    error = caught.value
    assert error.code == "too-long-for-surprise"
    assert "letra por letra, use até 10.000 caracteres" in error.pt
    assert "10,001" in error.en
