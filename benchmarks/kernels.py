"""Which kernel and number format computes an LSTM fastest, and how exact is it?

    python benchmarks/kernels.py [--rounds 5] [--only step exact tagger] [--json FILE]

*step*: steps a second of the character network's LSTM (input of 232, state of 512), of the whole
network with that LSTM in the place of its own, and characters a second of a beginning of 3,000.
*exact*: bits per character over 20,000 characters of news dev; how many of 20 texts are written as
the served network writes them: 60 characters, always the likeliest, and 300 drawn with one seed.
*tagger*: the tagger's LSTM over the sentences of 600 words, and how many tags of 400 sentences of
UNER dev become others.

The sides are NumPy as served, eager PyTorch in float32 and bfloat16, ONNX Runtime in float32 and
in 8 bits where ``onnx`` and ``onnxruntime`` are installed, and C where there is a ``cc``: float32,
weights of 8 bits, and weights and inputs of 8 bits. They alternate, each on one thread. Needs the
data sets (``TEXTNN_DATASETS``).
"""

from __future__ import annotations

import argparse
import ctypes
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from shutil import which
from typing import Any

import numpy as np
import torch
from common import settings_for, write_json
from speed import Figures, machine, sides, table, text_of

from textnn.checkpoints import load, network
from textnn.config import DATA
from textnn.datasets.ner.corpora import corpora
from textnn.datasets.news import read_texts
from textnn.engine.charrnn import Seen, ServedCharRNN, open_charrnn
from textnn.engine.copying import bits
from textnn.engine.folder import Floats
from textnn.engine.layers.lstm import gates, packing
from textnn.engine.layers.lstm import step as lstm_step
from textnn.engine.sampling import sample, softmax
from textnn.engine.tagger import ServedTagger, open_tagger
from textnn.models.charrnn import CharRNN
from textnn.models.recurrent import BiLSTM
from textnn.models.tagger import Tagger
from textnn.results import GenerateOptions
from textnn.text.characters import DOC, UNK
from textnn.text.features import Features, TokenFeaturizer, rows
from textnn.text.sentences import sentences
from textnn.text.words import words

CHARRNN, TAGGER = DATA / "models" / "charrnn", DATA / "models" / "tagger"
STEPS = 300
SCORED, TEXTS, WRITTEN, DRAWN, BEGUN, READ = 20_000, 20, 60, 300, 100, 3_000
WORDS, TAGGED = 600, 400

Cell = Callable[[Floats], Floats]
"""Reads an input, shape (input_size,), after those before it: the state, shape (hidden_size,)."""

Layer = Callable[[Sequence[Floats]], list[Floats]]
"""Inputs of sentences, (tokens, input_size) each -> states of both ways, (tokens, 2 * size)."""

SOURCE = r"""
#include <math.h>
#include <stdint.h>

static void opened(float *sum, float *hidden, float *cell, int size) {
    for (int k = 0; k < 4 * size; k++) sum[k] = tanhf(sum[k]);
    for (int k = 0; k < size; k++) {
        cell[k] = (sum[size + k] * .5f + .5f) * cell[k] + (sum[k] * .5f + .5f) * sum[3 * size + k];
        hidden[k] = (sum[2 * size + k] * .5f + .5f) * tanhf(cell[k]);
    }
}

#define FOUR_ROWS(TYPE, SUM)                                                                     \
    for (int row = 0; row < 4 * size; row += 4) {                                                \
        const TYPE *a = weight + (long)row * n, *b = a + n, *c = b + n, *d = c + n;              \
        SUM p = 0, q = 0, r = 0, s = 0;                                                          \
        for (int k = 0; k < n; k++) {                                                            \
            p += (SUM)a[k] * given[k]; q += (SUM)b[k] * given[k];                                \
            r += (SUM)c[k] * given[k]; s += (SUM)d[k] * given[k];                                \
        }                                                                                        \
        DONE(row, p) DONE(row + 1, q) DONE(row + 2, r) DONE(row + 3, s)                          \
    }

void float32(const float *weight, const float *bias, const float *given, float *hidden,
             float *cell, float *sum, int n, int size) {
#define DONE(row, found) sum[row] = found + bias[row];
    FOUR_ROWS(float, float)
#undef DONE
    opened(sum, hidden, cell, size);
}

void weights8(const int8_t *weight, const float *scale, const float *bias, const float *given,
              float *hidden, float *cell, float *sum, int n, int size) {
#define DONE(row, found) sum[row] = found * scale[row] + bias[row];
    FOUR_ROWS(int8_t, float)
#undef DONE
    opened(sum, hidden, cell, size);
}

void both8(const int8_t *weight, const float *scale, const float *bias, const int32_t *total,
           const float *input, uint8_t *given, float *hidden, float *cell, float *sum, int n,
           int size) {
    float most = 1e-9f;
    for (int k = 0; k < n; k++) most = fmaxf(most, fabsf(input[k]));
    for (int k = 0; k < n; k++) given[k] = (uint8_t)(input[k] * (127 / most) + 128.5f);
    most /= 127;
#define DONE(row, found) sum[row] = (found - 128 * total[row]) * scale[row] * most + bias[row];
    FOUR_ROWS(int8_t, int32_t)
#undef DONE
    opened(sum, hidden, cell, size);
}
"""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=[*PARTS])
    parser.add_argument("--json", type=Path, help="file for the figures")
    given = parser.parse_args(arguments)
    torch.set_num_threads(1)
    found: dict[str, Any] = {"machine": machine()}
    print(", ".join(f"{name}: {value}" for name, value in found["machine"].items()))
    with torch.inference_mode():
        for name in given.only:
            for title, figures in PARTS[name](given.rounds).items():
                found[title] = figures
                print(f"\n{title}\n\n{table(figures)}", flush=True)
    write_json(given.json, found)
    return 0


def step(rounds: int) -> dict[str, Figures]:
    """Steps of the LSTM alone, and of the whole network."""
    served = open_charrnn(CHARRNN)
    inputs = served.config.char_size + served.gates.shape[1] - served.config.hidden_size
    given = np.full(inputs, 0.1, np.float32)
    cells = character_cells(served)

    def alone(start: Callable[[], Cell]) -> None:
        cell = start()
        for _ in range(STEPS):
            cell(given)

    def whole(start: Callable[[], Cell]) -> None:
        write = writing(served, start())
        for _ in range(STEPS):
            write(5)

    def engine() -> None:
        write = as_served(served)
        for _ in range(STEPS):
            write(5)

    text = served.vocabulary.encode(text_of(WORDS)[:READ]).tolist()
    features = inputs_of(served, text)

    def beginning(start: Callable[[], Cell]) -> None:
        cell = start()
        for one in features:
            cell(one)

    inside: dict[str, Callable[[], object]] = {"textnn.engine": engine}
    inside |= {name: partial(whole, start) for name, start in cells.items() if name != "NumPy"}
    return {
        "steps of the LSTM": sides({n: partial(alone, s) for n, s in cells.items()}, STEPS, rounds),
        "characters of the whole network": sides(inside, STEPS, rounds),
        "characters of a beginning": sides(
            {
                "textnn.engine": lambda: served.read(served.start(), text),
                **{n: partial(beginning, s) for n, s in cells.items() if n[0] in "OC"},
            },
            READ,
            rounds,
        ),
    }


def inputs_of(served: ServedCharRNN, ids: Sequence[int]) -> Floats:
    """What the LSTM reads, shape (characters, input_size)."""
    letters, seen, contexts = served.folder.weight("characters.weight"), Seen(), list[Floats]()
    for token in ids:
        seen, row = served._see(seen, token)
        contexts.append(served._given(np.array([row]))[0, served.config.hidden_size :])
    return np.concatenate([letters[list(ids)], np.array(contexts)], 1)


def exact(_: int) -> dict[str, Figures]:
    """Bits per character, and how many texts are written as the served network writes them."""
    served = open_charrnn(CHARRNN)
    news = read_texts(settings_for(None).datasets_folder, "dev")
    ids = [DOC, *served.vocabulary.encode("\n".join(news)[:SCORED]).tolist()]
    begins = [
        [DOC, *served.vocabulary.encode(text).tolist()[:BEGUN]]
        for text in islice((text for text in news if len(text) > BEGUN), TEXTS)
    ]
    wanted = [as_written(served, None, begin) for begin in begins]
    drawn = [as_drawn(served, None, seed) for seed in range(TEXTS)]
    found: Figures = {}
    for name, start in character_cells(served).items():
        write = writing(served, start())
        logits = np.array([write(token) for token in ids[:-1]])
        cost = bits(softmax(logits), np.array(ids[1:])).mean()
        same = sum(as_written(served, start, b) == w for b, w in zip(begins, wanted, strict=True))
        seeds = sum(as_drawn(served, start, seed) == text for seed, text in enumerate(drawn))
        found[name] = {
            f"likeliest, of {TEXTS}": same,
            f"drawn, of {TEXTS}": seeds,
            "bits per character": round(float(cost), 5),
        }
    return {"exactness": found}


def as_written(
    served: ServedCharRNN, start: Callable[[], Cell] | None, begin: Sequence[int]
) -> list[int]:
    """The likeliest characters after a beginning; ``None``: by the network as it is served."""
    write = writing(served, start()) if start else as_served(served)
    for token in begin[:-1]:
        write(token)
    written = [begin[-1]]
    for _ in range(WRITTEN):
        written.append(int(write(written[-1]).argmax()))
    return written


def as_drawn(served: ServedCharRNN, start: Callable[[], Cell] | None, seed: int) -> list[int]:
    """Characters that are drawn with a seed, by the usual options."""
    write, usual = writing(served, start()) if start else as_served(served), GenerateOptions()
    tokens = sample(
        write, DOC, seed=seed, temperature=usual.temperature, top_k=usual.top_k,
        top_p=usual.top_p, forbidden=(DOC, UNK),
    )  # fmt: skip
    return [*islice(tokens, DRAWN)]


def as_served(served: ServedCharRNN) -> Callable[[int], Floats]:
    """Token -> logits of the next, by the served network."""
    state = served.start()

    def write(token: int) -> Floats:
        nonlocal state
        logits, state = served.step(state, token)
        return logits

    return write


def writing(served: ServedCharRNN, cell: Cell) -> Callable[[int], Floats]:
    """Token -> logits of the next, by the served network with another LSTM."""
    letters, size, seen = (
        served.folder.weight("characters.weight"),
        served.config.hidden_size,
        Seen(),
    )

    def write(token: int) -> Floats:
        nonlocal seen
        seen, row = served._see(seen, token)
        given = served._given(np.array([row]))
        given[0, :size] = cell(np.concatenate([letters[token], given[0, size:]]))
        logits: Floats = served._logits(given)[0]
        return logits

    return write


def character_cells(served: ServedCharRNN) -> dict[str, Callable[[], Cell]]:
    """Name of a side -> what gives its LSTM at the beginning of a text."""
    taught, small = (network(load(CHARRNN), CharRNN).lstm for _ in range(2))
    small.to(torch.bfloat16)
    cells: dict[str, Callable[[], Cell]] = {
        "NumPy": partial(numpy_cell, served),
        "eager float32": partial(torch_cell, taught, torch.float32),
        "eager bfloat16": partial(torch_cell, small, torch.bfloat16),
    }
    if find_spec("onnx") and find_spec("onnxruntime"):
        for kind, session in onnx_sessions([taught]).items():
            cells[f"ONNX Runtime, {kind}"] = partial(onnx_cell, session, taught.hidden_size)
    if which("cc"):
        cells |= c_cells(served)
    return cells


def numpy_cell(served: ServedCharRNN) -> Cell:
    inputs, recurrent, bias = gates(served.folder, "lstm")
    weight = np.ascontiguousarray(np.concatenate([inputs, recurrent]).T)
    hidden = cell = np.zeros(recurrent.shape[0], np.float32)

    def read(given: Floats) -> Floats:
        nonlocal hidden, cell
        hidden, cell = lstm_step(weight @ np.concatenate([given, hidden]) + bias, cell)
        return hidden

    return read


def torch_cell(lstm: torch.nn.LSTM, kind: torch.dtype) -> Cell:
    state = (torch.zeros(1, 1, lstm.hidden_size, dtype=kind),) * 2

    def read(given: Floats) -> Floats:
        nonlocal state
        out, state = lstm(torch.from_numpy(given).to(kind)[None, None], state)
        found: Floats = out[0, 0].float().numpy()
        return found

    return read


def onnx_cell(session: Any, size: int) -> Cell:
    hidden = cell = np.zeros((1, 1, size), np.float32)

    def read(given: Floats) -> Floats:
        nonlocal hidden, cell
        hidden, cell = session.run(["hn", "cn"], {"x": given[None, None], "h": hidden, "c": cell})
        found: Floats = hidden[0, 0]
        return found

    return read


def onnx_sessions(ways: Sequence[torch.nn.LSTM]) -> dict[str, Any]:
    """An LSTM, or one that reads ahead and one back, in ONNX Runtime: float32 and 8 bits."""
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper
    from onnxruntime.quantization import QuantType, quantize_dynamic

    def ordered(name: str) -> Any:  # i f g o -> i o f g
        parts = (getattr(way, name).chunk(4) for way in ways)
        return torch.stack([torch.cat([i, o, f, g]) for i, f, g, o in parts]).numpy()

    size, width, count = ways[0].hidden_size, ways[0].input_size, len(ways)
    bias = np.concatenate([ordered("bias_ih_l0"), ordered("bias_hh_l0")], axis=1)
    constants = {"W": ordered("weight_ih_l0"), "R": ordered("weight_hh_l0"), "B": bias}
    node = helper.make_node(
        "LSTM", ["x", "W", "R", "B", "n", "h", "c"], ["y", "hn", "cn"], hidden_size=size,
        direction="bidirectional" if count == 2 else "forward",
    )  # fmt: skip
    if count == 1:
        node.input[4] = ""
    state = [count, "texts", size]
    told = {"x": ["steps", "texts", width], "h": state, "c": state}
    inputs = [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in told.items()]
    if count == 2:
        inputs.append(helper.make_tensor_value_info("n", TensorProto.INT32, ["texts"]))
    outputs = {"y": ["steps", count, "texts", size], "hn": state, "cn": state}
    graph = helper.make_graph(
        [node], "step", inputs,
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in outputs.items()],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )  # fmt: skip
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    with tempfile.TemporaryDirectory() as place:
        paths = {kind: Path(place, f"{kind}.onnx") for kind in ("float32", "8 bits")}
        onnx.save(made, paths["float32"])
        quantize_dynamic(paths["float32"], paths["8 bits"], weight_type=QuantType.QInt8)
        return {kind: onnxruntime.InferenceSession(path, options) for kind, path in paths.items()}


def c_cells(served: ServedCharRNN) -> dict[str, Callable[[], Cell]]:
    """The LSTM in C, compiled for this machine."""
    inputs, recurrent, bias = gates(served.folder, "lstm")
    weight = np.ascontiguousarray(np.concatenate([inputs, recurrent]).T)
    scale = np.abs(weight).max(1) / 127
    small = np.rint(weight / scale[:, None]).astype(np.int8)
    total = small.sum(1, dtype=np.int32)
    with tempfile.TemporaryDirectory() as place:
        source, library = Path(place, "cell.c"), Path(place, "cell.so")
        source.write_text(SOURCE, encoding="utf-8")
        # Not -ffast-math: linked with it, a library switches subnormal numbers off for all.
        fast = ["-fno-math-errno", "-fno-trapping-math", "-fno-signed-zeros", "-fassociative-math"]
        options = ["-O3", "-march=native", *fast, "-shared", "-fPIC"]
        subprocess.run(["cc", *options, str(source), "-o", str(library), "-lm"], check=True)
        code = ctypes.CDLL(str(library))
    size, width = recurrent.shape[0], inputs.shape[0]

    def start(function: Any, *constants: Any, rounded: bool = False) -> Cell:
        given, cell = np.zeros(width + size, np.float32), np.zeros(size, np.float32)
        summed, room = np.empty(4 * size, np.float32), np.empty(width + size, np.uint8)
        hidden = given[width:]  # where the next step reads it
        kept = (*constants, given, *([room] if rounded else []), hidden, cell, summed)
        call = partial(
            function, *(ctypes.c_void_p(one.ctypes.data) for one in kept),
            ctypes.c_int(width + size), ctypes.c_int(size),
        )  # fmt: skip

        def read(x: Floats, _: Any = kept) -> Floats:
            given[:width] = x
            call()
            return hidden.copy()

        return read

    return {
        "C, float32": partial(start, code.float32, weight, bias),
        "C, weights of 8 bits": partial(start, code.weights8, small, scale, bias),
        "C, 8 bits": partial(start, code.both8, small, scale, bias, total, rounded=True),
    }


def tagger(rounds: int) -> dict[str, Figures]:
    """Words a second of the tagger's LSTM, and tags that become others."""
    served = open_tagger(TAGGER)
    layers, text = tagger_layers(served), text_of(WORDS)
    parts = [text[a:b] for a, b in sentences(text) if text[a:b].strip()]
    given = embedded(served, featurized(served, parts))
    speeds = sides({n: partial(layer, given) for n, layer in layers.items()}, WORDS, rounds)
    dev = corpora(settings_for(None).datasets_folder)["uner_bosque"].read("dev")
    features = featurized(served, [item.text for item in islice(dev, TAGGED)])
    wanted = [tag for path in served.decode(features)[0] for tag in path]
    exactness: Figures = {}
    for name, layer in layers.items():
        states = np.concatenate(layer(embedded(served, features)))
        emissions = states @ served.emissions[0] + served.emissions[1]
        packed = packing([len(one.words) for one in features])
        tags = [served.tags[tag] for tag in served.crf.decode(emissions, packed).tolist()]
        others = sum(tag != one for tag, one in zip(tags, wanted, strict=True))
        exactness[name] = {"tokens": len(wanted), "other tags": others}
    for row in exactness.values():
        row["equal"] = round(1 - row["other tags"] / row["tokens"], 5)
    return {"words of the tagger's LSTM": speeds, "tags": exactness}


def featurized(served: ServedTagger, texts: Sequence[str]) -> list[Features]:
    folder, config = served.folder, served.config
    featurizer = TokenFeaturizer(
        rows(folder.vocabulary), rows(folder.forms), config.affixes, config.spellings
    )
    return [featurizer([text[a:b] for a, b in words(text)]) for text in texts]


def embedded(served: ServedTagger, features: Sequence[Features]) -> list[Floats]:
    """What the LSTM reads of each sentence, known words not projected."""
    return [
        served._embedded(np.column_stack([one.words, one.forms, one.shapes, one.affixes]))
        for one in features
    ]


def tagger_layers(served: ServedTagger) -> dict[str, Layer]:
    """The tagger's LSTM by its sides; the projection of known words is part of its weights."""
    taught = network(load(TAGGER), Tagger)
    projection, both = taught.projection, taught.layers[0]
    assert isinstance(both, BiLSTM)
    ways = [projected(way, projection) for way in (both.ahead, both.back)]
    layers: dict[str, Layer] = {"NumPy": partial(numpy_layer, served)}
    layers["eager float32"] = partial(torch_layer, ways, torch.float32)
    small = [projected(way, projection).to(torch.bfloat16) for way in (both.ahead, both.back)]
    layers["eager bfloat16"] = partial(torch_layer, small, torch.bfloat16)
    if find_spec("onnx") and find_spec("onnxruntime"):
        for kind, session in onnx_sessions(ways).items():
            layers[f"ONNX Runtime, {kind}"] = partial(onnx_layer, session, ways[0].hidden_size)
    return layers


def projected(way: torch.nn.LSTM, projection: torch.nn.Linear) -> torch.nn.LSTM:
    """An LSTM that reads known words as they stand in the tables."""
    weight: Any = way.weight_ih_l0
    others = way.input_size - projection.out_features
    known, rest = weight.split([projection.out_features, others], 1)
    made = torch.nn.LSTM(projection.in_features + others, way.hidden_size, batch_first=True)
    made.weight_ih_l0.data = torch.cat([known @ projection.weight, rest], 1)
    made.bias_ih_l0.data = way.bias_ih_l0 + known @ projection.bias
    made.weight_hh_l0.data, made.bias_hh_l0.data = way.weight_hh_l0.data, way.bias_hh_l0.data
    return made.eval()


def numpy_layer(served: ServedTagger, given: Sequence[Floats]) -> list[Floats]:
    lengths = [len(one) for one in given]
    states = served.layers[0](np.concatenate(given), packing(lengths))
    return np.split(states, np.cumsum(lengths)[:-1])


def torch_layer(
    ways: Sequence[torch.nn.LSTM], kind: torch.dtype, given: Sequence[Floats]
) -> list[Floats]:
    ahead, back = ways
    forth = [torch.from_numpy(one).to(kind) for one in given]
    pack = partial(torch.nn.utils.rnn.pack_sequence, enforce_sorted=False)
    unpack = torch.nn.utils.rnn.unpack_sequence
    first = unpack(ahead(pack(forth))[0])
    second = unpack(back(pack([one.flip(0) for one in forth]))[0])
    return [
        torch.cat([one, other.flip(0)], 1).float().numpy()
        for one, other in zip(first, second, strict=True)
    ]


def onnx_layer(session: Any, size: int, given: Sequence[Floats]) -> list[Floats]:
    lengths = np.array([len(one) for one in given], np.int32)
    padded = np.zeros((lengths.max(), len(given), given[0].shape[1]), np.float32)
    for number, one in enumerate(given):
        padded[: len(one), number] = one
    zeros = np.zeros((2, len(given), size), np.float32)
    (found,) = session.run(["y"], {"x": padded, "n": lengths, "h": zeros, "c": zeros})
    return [found[:length, :, number].reshape(length, -1) for number, length in enumerate(lengths)]


PARTS: Mapping[str, Callable[[int], dict[str, Figures]]] = {
    "step": step,
    "exact": exact,
    "tagger": tagger,
}


if __name__ == "__main__":
    sys.exit(main())
