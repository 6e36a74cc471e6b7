"""How fast is textnn without torch, beside the same networks in eager PyTorch?

    python benchmarks/speed.py [--rounds 5] [--only processes tagger ...] [--json FILE]

Whole processes (``import torch``, ``textnn --help``, ``highlight`` and ``summarize`` of 140 and 600
words, and the same two beside an app that is served), the tagger's words a second, steps of the
summarizer, whole summaries, the character network's characters a second, the milliseconds to its
first one, writers at the same time, articles and messages as one batch, characters a second that it
scores and PPMd packs, characters a second of its training, marks of 100 to 100,000 words, writing 1
to 256 texts together, and the seconds until ``textnn serve`` gives its page. The sides alternate
round by round, each on one thread; printed are medians, and the ratio of each row to the first.
Processor seconds stand beside wall seconds, which others' work on the machine makes longer. PPMd
takes part where ``7z`` is installed, and ``torch.compile`` where there is a C++ compiler; textnn
needs neither. ``scoring`` reads the data sets (``TEXTNN_DATASETS``).
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path
from shutil import which
from statistics import median
from typing import Any

import numpy as np
import torch
from charrnn_vs_ppmd import ORDER, packed_size
from common import markdown, settings_for, write_json
from threadpoolctl import ThreadpoolController
from visitors import serving

from textnn.checkpoints import load, network
from textnn.compose import Loaders
from textnn.config import DATA, Settings
from textnn.datasets.news import read_texts
from textnn.engine.charrnn import open_charrnn
from textnn.engine.configs import CharRNNConfig
from textnn.engine.summarizer import READ, open_summarizer
from textnn.engine.tagger import open_tagger
from textnn.models.charrnn import CharRNN
from textnn.models.summarizer import Summarizer
from textnn.models.tagger import Tagger, collate
from textnn.results import GenerateOptions, SummaryOptions
from textnn.tasks.summarize.pipeline import load_summarizer
from textnn.text.features import TokenFeaturizer, rows
from textnn.text.pieces import Pieces
from textnn.text.sentences import sentences
from textnn.text.words import words
from textnn.training.charrnn import CharRNNOptions, CharRNNRecipe, build_vocabulary

WORDS = (140, 600)
CHARACTERS, STREAMS, STEPS = 300, 64, 10
LENGTHS = (100, 1_000, 10_000, 100_000)
TOGETHER = (1, 4, 16, 64, 256)
AT_ONCE = (1, 3, 4, 16)
SAID = ("resuma isto em três frases", "quem é Ana Souza?", "marque os nomes", "quando começa?")
BEGINNINGS = (30, 300, 3_000)
SCORED = (20_000, 1_000_000)
"""Characters that the networks score, and PPMd, which takes a moment to begin."""
Figures = dict[str, dict[str, float]]


def main(arguments: Sequence[str] | None = None) -> int:
    given = parse(arguments)
    torch.set_num_threads(1)
    ThreadpoolController().select(internal_api="openblas").limit(limits=1)
    found: dict[str, Any] = {"machine": machine()}
    print(", ".join(f"{name}: {value}" for name, value in found["machine"].items()))
    with torch.inference_mode():
        for name in given.only:
            found[name] = PARTS[name](given.rounds)
            print(f"\n{name}\n\n{table(found[name])}")
    write_json(given.json, found)
    return 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=[*PARTS])
    parser.add_argument("--json", type=Path, help="file for the figures")
    return parser.parse_args(arguments)


def machine() -> dict[str, str]:
    """What the figures depend on."""
    info = Path("/proc/cpuinfo")
    text = info.read_text(encoding="utf-8") if info.exists() else ""
    flags = re.search(r"^flags\s*:(.*)$", text, re.MULTILINE)
    wanted = ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "amx_bf16", "amx_int8")
    known = [flag for flag in wanted if flags and flag in flags[1].split()]
    model = re.search(r"^model name\s*:\s*(.*)$", text, re.MULTILINE)
    return {
        "processor": model[1] if model else platform.processor(),
        "cores": str(os.cpu_count()),
        "features": " ".join(known),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "load": " ".join(f"{one:.1f}" for one in os.getloadavg()),
    }


def sides(works: Mapping[str, Callable[[], object]], amount: float, rounds: int) -> Figures:
    """Amount a second of each side, which take turns; one round of each is for warming up."""
    wall: dict[str, list[float]] = {name: [] for name in works}
    cpu: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            began, used = time.perf_counter(), processor_seconds()
            work()
            if number:
                cpu[name].append(processor_seconds() - used)
                wall[name].append(time.perf_counter() - began)
    return {
        name: {
            "a second": round(amount / median(wall[name]), 1),
            "a processor second": round(amount / median(cpu[name]), 1),
        }
        for name in works
    }


def processor_seconds() -> float:
    """Of this process and of those that it has started and that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def processes(rounds: int) -> Figures:
    """Seconds of whole processes."""
    found: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as home:
        paths = {count: Path(home, f"{count}.txt") for count in WORDS}
        for count, path in paths.items():
            path.write_text(text_of(count), encoding="utf-8")
        runs = {
            "import torch": ["-c", "import torch"],
            "textnn --help": ["-m", "textnn", "--help"],
            **{f"textnn highlight, {n} words": ["-m", "textnn", "highlight", str(path)]
               for n, path in paths.items()},
            **{f"textnn summarize, {n} words": ["-m", "textnn", "summarize", str(path)]
               for n, path in paths.items()},
        }  # fmt: skip
        for number in range(rounds + 1):
            for name, run in runs.items():
                seconds = process_seconds(run, home)
                if number:
                    found.setdefault(name, []).append(seconds)
    return {
        name: {
            "seconds": round(median(wall for wall, _ in both), 2),
            "processor seconds": round(median(cpu for _, cpu in both), 2),
        }
        for name, both in found.items()
    }


def running_app(rounds: int) -> Figures:
    """Seconds of whole processes, of a home whose app is served and of one without.

    Each round has an article of its own: what one visitor asks again is remembered.
    """
    found: dict[str, list[tuple[float, float]]] = {}
    temporary = tempfile.TemporaryDirectory
    with temporary() as home, temporary() as other, serving(home):
        for number in range(rounds + 1):
            for command, count in zip(("highlight", "summarize"), WORDS, strict=True):
                path = Path(home, f"{number}-{count}.txt")
                path.write_text(f"{text_of(count)}Edição {number}.\n", encoding="utf-8")
                for side, place in (("without an app", other), ("with the app", home)):
                    seconds = process_seconds(["-m", "textnn", command, str(path)], place)
                    if number:
                        found.setdefault(f"{command}, {side}", []).append(seconds)
    return {
        name: {
            "seconds": round(median(wall for wall, _ in both), 2),
            "processor seconds": round(median(cpu for _, cpu in both), 2),
        }
        for name, both in found.items()
    }


def process_seconds(arguments: Sequence[str], home: str) -> tuple[float, float]:
    """Wall and processor seconds of one process of Python."""
    environment = os.environ | {"TEXTNN_HOME": home, "OMP_NUM_THREADS": "1"}
    began = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, *arguments],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{arguments} ended with {child.returncode}")
    return time.perf_counter() - began, used.ru_utime + used.ru_stime


def tagger(rounds: int) -> Figures:
    """Words a second from tokens to tags and posteriors, 600 words."""
    served = open_tagger(DATA / "models" / "tagger")
    taught = network(load(DATA / "models" / "tagger"), Tagger)
    folder, config, text = served.folder, served.config, text_of(WORDS[1])
    featurizer = TokenFeaturizer(
        rows(folder.vocabulary), rows(folder.forms), config.affixes, config.spellings
    )
    features = [
        featurizer([text[a:b][left:right] for left, right in words(text[a:b])])
        for a, b in sentences(text)
        if text[a:b].strip()
    ]
    return sides(
        {
            "eager PyTorch": lambda: taught.decode(collate(features)),
            "textnn.engine": lambda: served.decode(features),
        },
        WORDS[1],
        rounds,
    )


def summarizer(rounds: int) -> Figures:
    """Steps a second of three texts with six beginnings each, about ``READ`` pieces."""
    folder = DATA / "models" / "summarizer"
    served, taught = open_summarizer(folder), network(load(folder), Summarizer)
    ids = Pieces(folder).encode(text_of(WORDS[1]))[:READ]
    (article,) = served.encode([np.array(ids)])
    row = torch.tensor([ids])
    source = taught.encode(row, torch.ones_like(row, dtype=torch.bool)).take(torch.zeros(18).long())

    def eager() -> None:
        state, last = taught.start(source), torch.full((18,), 5)
        for _ in range(STEPS):
            _, _, state = taught.step(last, source, state)

    def engine() -> None:
        states = [served.start(article).take([0] * 6)] * 3
        for _ in range(STEPS):
            states = served.step([[5] * 6] * 3, [article] * 3, states).states

    reading = sides(
        {
            "eager PyTorch, articles read": lambda: taught.encode(row, row >= 0),
            "textnn.engine, articles read": lambda: served.encode([np.array(ids)]),
        },
        1,
        rounds,
    )
    both = {"eager PyTorch, steps": eager, "textnn.engine, steps": engine}
    return sides(both, STEPS, rounds) | reading


def summary(rounds: int) -> Figures:
    """Summaries a second, with headlines, dek and three sentences, of 600 words."""
    editor, text = load_summarizer(Settings()), text_of(WORDS[1])

    def at_once() -> None:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: editor(text, SummaryOptions(3)), range(8)))

    alone = sides({"alone": lambda: editor(text, SummaryOptions(3))}, 1, rounds)
    return alone | sides({"eight at once": at_once}, 8, rounds)


def writing(rounds: int) -> Figures:
    """Characters a second: one text, and ``STREAMS`` texts side by side, logits to logits."""
    served = open_charrnn(DATA / "models" / "charrnn")
    taught = network(load(DATA / "models" / "charrnn"), CharRNN)

    def eager(streams: int) -> None:
        state, token = taught.start(streams), torch.full((streams, 1), 5)
        for _ in range(CHARACTERS // streams or 4):
            _, _, state = taught(token, None, state)

    def alone() -> None:
        state = served.start()
        for _ in range(CHARACTERS):
            _, state = served.step(state, 5)

    def together() -> None:
        states = [served.start()] * STREAMS
        for _ in range(CHARACTERS // STREAMS or 4):
            _, states = served.step_together(states, [5] * STREAMS)

    # what torch 2.13 makes of it for AVX-512 writes past its buffers; AVX2 code is as fast here
    compiled = torch.compile(taught, dynamic=False, options={"cpp.simdlen": 256})

    def compiled_alone() -> None:
        state, token = taught.start(1), torch.full((1, 1), 5)
        for _ in range(CHARACTERS):
            _, _, state = compiled(token, None, state)

    works: dict[str, Callable[[], object]] = {
        "eager PyTorch": partial(eager, 1),
        "textnn.engine": alone,
    }
    if which("g++") or which("clang++"):
        works["torch.compile"] = compiled_alone
    one = sides(works, CHARACTERS, rounds)
    amount = (CHARACTERS // STREAMS or 4) * STREAMS
    several = sides(
        {
            f"eager PyTorch, {STREAMS} texts": partial(eager, STREAMS),
            f"textnn.engine, {STREAMS} texts": together,
        },
        amount,
        rounds,
    )
    return one | several


def first_letter(rounds: int) -> Figures:
    """Milliseconds to the first character after beginnings of so many, and after the same again."""
    writer, text = Loaders(Settings())["generate"](), text_of(WORDS[1])
    wall: dict[str, list[float]] = {}
    cpu: dict[str, list[float]] = {}
    for number in range(rounds + 1):
        for count in BEGINNINGS:
            beginning = text[number : number + count]  # another one each round
            for name in (f"{count:,} characters", f"{count:,} characters, again"):
                began, used = time.perf_counter(), time.process_time()
                with closing(writer.stream(beginning, GenerateOptions())) as written:
                    next(written)
                if number:
                    cpu.setdefault(name, []).append(time.process_time() - used)
                    wall.setdefault(name, []).append(time.perf_counter() - began)
    return {
        name: {
            "milliseconds": round(1000 * median(wall[name]), 1),
            "processor milliseconds": round(1000 * median(cpu[name]), 1),
        }
        for name in wall
    }


def writers(rounds: int) -> Figures:
    """Characters a second of texts that are written at the same time, drawn and ended."""
    writer = Loaders(Settings())["generate"]()

    def write(seed: int) -> int:
        *_, last = writer.stream("O governo", GenerateOptions(CHARACTERS, seed=seed))
        return len(last.generated)

    def at_once(count: int) -> int:
        with ThreadPoolExecutor(count) as pool:
            return sum(pool.map(write, range(count)))

    found: Figures = {}
    for count in AT_ONCE:
        found |= sides({f"{count} writers": partial(at_once, count)}, at_once(count), rounds)
    return found


def batches(rounds: int) -> Figures:
    """Articles marked and messages understood a second, one by one and as one batch."""
    pipelines, text = Loaders(Settings()), text_of(1_000)
    article, mark = text_of(WORDS[1]), pipelines["highlight"]()
    understand = pipelines["understand"]()
    found: Figures = {}
    for count in AT_ONCE:
        articles = [text[100 * n : 100 * n + len(article)] for n in range(count)]
        messages = [SAID[n % len(SAID)] for n in range(count)]
        works: dict[str, Callable[[], object]] = {
            f"{count} articles one by one": partial(each, mark, articles),
            f"{count} articles, a batch": partial(mark.many, articles),
            f"{count} messages one by one": partial(each, understand, messages),
            f"{count} messages, a batch": partial(understand.many, messages),
        }
        found |= sides(works, count, rounds)
    return found


def each(work: Callable[[str], object], texts: Sequence[str]) -> None:
    """Works on one text after the other."""
    for text in texts:
        work(text)


def scoring(rounds: int) -> Figures:
    """Characters a second that are scored, of news dev; by PPMd, that are packed."""
    news = "\n".join(read_texts(settings_for(None).datasets_folder, "dev")[: SCORED[1] // 500])
    served = open_charrnn(DATA / "models" / "charrnn")
    taught = network(load(DATA / "models" / "charrnn"), CharRNN)
    ids = served.vocabulary.encode(news[: SCORED[0]]).tolist()
    tokens = torch.tensor([ids])
    few = {
        "eager PyTorch": lambda: taught(tokens, None, taught.start(1)),
        "textnn.engine": lambda: [*served.score(ids)],
    }
    figures = sides(few, SCORED[0], rounds)
    if which("7z"):
        many = news[: SCORED[1]]
        figures |= sides({"7z, PPMd": lambda: packed_size([many], ORDER)}, SCORED[1], rounds)
    return figures


def streams(rounds: int) -> Figures:
    """Characters a second of several texts that are written side by side."""
    served = open_charrnn(DATA / "models" / "charrnn")

    def together(count: int) -> None:
        states = [served.start()] * count
        for _ in range(STREAMS):
            _, states = served.step_together(states, [5] * count)

    found: Figures = {}
    for count in TOGETHER:
        work = {f"{count} texts": partial(together, count)}
        found |= sides(work, STREAMS * count, rounds)
    return found


def lengths(rounds: int) -> Figures:
    """Words a second of marks, from the article to what is shown."""
    mark = Loaders(Settings())["highlight"]()
    found: Figures = {}
    for count in LENGTHS:
        whole = text_of(min(count, 1_000))
        text = whole * (count // 1_000 or 1)
        found |= sides({f"{count:,} words": partial(mark, text)}, count, rounds)
    return found


@torch.inference_mode(mode=False)
def training(rounds: int) -> Figures:
    """Characters a second that the character network learns from.

    *Plain*: float32, the gradient of the whole table of contexts, one AdamW for all.
    """
    text, options = text_of(WORDS[1]) * 20, CharRNNOptions()
    vocabulary = build_vocabulary([text], 1)
    config = CharRNNConfig(vocabulary.chars)
    recipe = CharRNNRecipe(CharRNN(config), [text], [text], vocabulary, options)
    plain = CharRNN(config)
    plain.table.sparse = False
    optimizer = torch.optim.AdamW(plain.parameters(), lr=options.rate)
    window = recipe.train[:, : options.length + 1].long()

    def plainly() -> None:
        optimizer.zero_grad()
        loss = plain(window[:, :-1], window[:, 1:]).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(plain.parameters(), 1.0)
        optimizer.step()

    works = {"plain eager PyTorch": plainly, "textnn train charrnn": lambda: recipe.learn(0, 1.0)}
    return sides(works, window[:, 1:].numel(), rounds)


def serve(rounds: int) -> Figures:
    """Seconds until ``textnn serve`` has given its page."""
    found = []
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with tempfile.TemporaryDirectory() as home:
        for number in range(rounds + 1):
            began = time.perf_counter()
            with serving(home) as (base, _):
                direct.open(base + "/").read()
                if number:
                    found.append(time.perf_counter() - began)
    return {"page of textnn serve": {"seconds": round(median(found), 2)}}


PARTS: Mapping[str, Callable[[int], Figures]] = {
    "processes": processes,
    "app": running_app,
    "tagger": tagger,
    "summarizer": summarizer,
    "summary": summary,
    "writing": writing,
    "first_letter": first_letter,
    "writers": writers,
    "batches": batches,
    "scoring": scoring,
    "streams": streams,
    "lengths": lengths,
    "training": training,
    "serve": serve,
}


def text_of(count: int) -> str:
    """So many words of the example articles."""
    paths = sorted((DATA / "examples").glob("?-*.txt"))
    whole = "\n\n".join(path.read_text(encoding="utf-8") for path in paths)
    ends = islice((match.end() for match in re.finditer(r"\S+", whole)), count)
    return whole[: [*ends][-1]] + "\n"


def table(figures: Figures) -> str:
    """Figures, and each as a multiple of the first row."""
    names = [*next(iter(figures.values()))]
    base = next(iter(figures.values()))
    cells = [
        [name, *(str(row[one]) for one in names), f"{row[names[-1]] / base[names[-1]]:.2f}"]
        for name, row in figures.items()
    ]
    return markdown(["", *names, "ratio"], cells)


if __name__ == "__main__":
    sys.exit(main())
