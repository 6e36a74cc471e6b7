"""Is anything lost, stopped or left behind, however it is treated?

    python benchmarks/campaign.py kills [--count 1000]
    python benchmarks/campaign.py inputs [--count 10000] [--seed 1]
    python benchmarks/campaign.py offsets [--count 100000] [--seed 1]
    python benchmarks/campaign.py shapes [--characters 200000] [--slowest 0]
    python benchmarks/campaign.py soak [--minutes 120] [--samples FILE]
    python benchmarks/campaign.py attack [--visitors 50] [--minutes 10]

*kills*: a process marks articles with the shipped tagger, keeps each result and says its id, until
it is killed with SIGKILL at a random moment; every id that was said must then be in the database,
whose integrity is checked. *inputs*: real files of every kind that is read (text, web page, PDF,
Word, zip, table, picture, project, labelled pictures and sentences, address, JSON over HTTP),
changed at random; each must give a result or one sentence, and soon. *offsets*: random strings
through normal form, sentences and words; every offset must lead back to what was read. *shapes*:
texts of one thing repeated, and a quarter of each, through all that reads an article: ten seconds
of a core at most, as the text grows. *soak*: one visitor after another asks for everything; memory
and files must not grow once warm. *attack*: ``visitors.py`` without and with a stranger who sends
what is costly, false or too much.

Each prints a Markdown table and what went wrong; the exit code is 1 where something did.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import math
import os
import random
import signal
import sqlite3
import sys
import tempfile
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple, TypeVar

import httpx
import numpy as np
from common import markdown
from docx import Document
from health import long_article
from PIL import Image
from scipy import stats
from visitors import (
    ARTICLE,
    PATIENCE,
    QUESTIONS,
    Visitor,
    memory,
    report,
    serving,
    visits,
)

from textnn.articles.addresses import parse_address
from textnn.articles.files import read_file
from textnn.batches.documents import Documents
from textnn.chat import Upload
from textnn.compose import Loaders, compose_service
from textnn.compose_chat import compose_chat
from textnn.config import Settings
from textnn.datasets.ner.corpora import read_tagged
from textnn.errors import UserError
from textnn.results import SummaryOptions
from textnn.results.context import RequestContext
from textnn.service import Service
from textnn.store.engine import open_store
from textnn.store.runs import RunRepository
from textnn.tasks.classify.evaluate import labelled_pictures
from textnn.tasks.picture_files import open_picture
from textnn.text.normalize import normalize
from textnn.text.sentences import sentences
from textnn.text.words import words

SOON = 20.0
"""Seconds within which a bad input must have its answer; a parser is given up before that."""

PLAIN = ARTICLE.format(
    town="Vila Amparo",
    millions="18,6",
    woman="Ângela Prates",
    man="Rui Lemos",
    months=7,
    workers=40,
)


# --- kills ---------------------------------------------------------------------------------


def kills(given: argparse.Namespace) -> list[str]:
    """Kills a process that keeps results, again and again; complaints."""
    chance, said = random.Random(given.seed), list[str]()
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(_env_file=None, home=Path(home), secret="s" * 64)
        tagger = Loaders(settings)["highlight"]()  # read once: a child is a copy of this process
        runs = RunRepository(open_store(settings.url))
        for _ in range(given.count):
            said += _killed(settings, tagger, chance.uniform(0, 0.4))
        lost = [run_id for run_id in said if runs.get("ana", run_id) is None]
        with sqlite3.connect(Path(home) / "textnn.db") as database:
            whole = database.execute("pragma integrity_check").fetchone()[0]
    print(markdown(
        ("kills", "results shown", "lost", "integrity"),
        [[str(given.count), str(len(said)), str(len(lost)), whole]],
    ))  # fmt: skip
    return [f"lost: {run_id}" for run_id in lost] + ([] if whole == "ok" else [whole])


def _killed(settings: Settings, tagger: Any, seconds: float) -> list[str]:
    """The ids a child said before it was killed ``seconds`` after its first."""
    out, into = os.pipe()
    child = os.fork()
    if not child:
        os.close(out)
        _keep_on(settings, tagger, into)
    os.close(into)
    with os.fdopen(out, "rb") as pipe:
        first = pipe.readline()
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines = [first, *pipe.read().splitlines(keepends=True)]
    return [line.decode().strip() for line in lines if line.endswith(b"\n")]


def _keep_on(settings: Settings, tagger: Any, into: int) -> None:
    try:
        runs = RunRepository(open_store(settings.url))
        service = compose_service(settings, runs, {"highlight": lambda: tagger})
        for number in range(10_000):
            kept = service.highlight(f"{PLAIN} {number}.", RequestContext("ana"))
            os.write(into, f"{kept.run_id}\n".encode())
    finally:
        os._exit(1)


# --- inputs --------------------------------------------------------------------------------

Data = TypeVar("Data")

Way = tuple[list[bytes], Callable[[bytes], object]]
"""Real files, and what reads one like them."""

NASTY = (
    b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"\xe2\x80\xae", b"<!---->", b"]]>", b"&#1114112;",
    b"((((", b"1.", "“".encode(), b"%s%n", b"../../", b"\r", b"-1", b"1e999", b"NaN", b"null",
    b"[[[[", b'{"a":', b"I-PER", b"\t", b"A" * 5000, b"\x00\x01" * 400, "😀".encode() * 50,
)  # fmt: skip


def changed(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """``data`` after one to six random changes, some with parts of ``other``."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(found) + 1)
        end = min(len(found), at + chance.choice((1, 2, 8, 64, 1024)))
        match chance.randrange(7):
            case 0:
                found[at:end] = chance.randbytes(end - at)
            case 1:
                del found[at:end]
            case 2:
                found[at:at] = chance.choice(NASTY)
            case 3:
                found[at:at] = found[at:end] * chance.randint(2, 40)
            case 4:
                del found[at:]
            case 5:
                cut = chance.randrange(len(other) + 1)
                found[at:end] = other[cut : cut + 512]
            case _:
                found[at:end] = chance.choice(NASTY) * chance.randint(1, 200)
    return bytes(found[:400_000])


def inputs(given: argparse.Namespace) -> list[str]:
    """Gives every reader bad files; complaints."""
    chance = random.Random(given.seed)
    outcomes, slowest, complaints = dict[str, Counter[str]](), dict[str, float](), list[str]()
    with tempfile.TemporaryDirectory() as folder, serving(folder) as (base, _):
        ways = _ways(Path(folder), base)
        every = [seed for seeds, _ in ways.values() for seed in seeds]
        shares = [SHARES.get(name, 10) for name in ways]
        for number in range(given.count):
            name = chance.choices([*ways], shares)[0]
            seeds, read = ways[name]
            data = changed(chance.choice(seeds), chance.choice(every), chance)
            began = time.perf_counter()
            outcome = _outcome(read, data)
            took = time.perf_counter() - began
            outcomes.setdefault(name, Counter())[outcome.partition(":")[0]] += 1
            slowest[name] = max(took, slowest.get(name, 0))
            if outcome.startswith("fault") or took > SOON:
                complaints.append(f"{name} {number}: {outcome} after {took:.1f} s")
    rows = [
        [name, *(str(count[kind]) for kind in ("result", "sentence", "fault")),
         f"{slowest[name]:.1f}"]
        for name, count in outcomes.items()
    ]  # fmt: skip
    print(markdown(("way in", "results", "sentences", "faults", "slowest, s"), rows))
    return complaints


def _outcome(read: Callable[[Data], object], data: Data) -> str:
    try:
        read(data)
    except UserError as error:
        both = error.say("pt"), error.say("en")
        return "sentence" if all(both) else f"fault: no sentence for {error.code}"
    except Exception as error:  # that is what is looked for
        return f"fault: {type(error).__name__}: {error}"
    return "result"


SHARES = {"web page": 2, "PDF": 2, "Word": 2}
"""Parsers with a process of their own: half a second each."""


def _ways(folder: Path, base: str) -> dict[str, Way]:
    settings = Settings(_env_file=None, home=folder, secret="s" * 64)
    service = compose_service(settings, RunRepository(open_store(settings.url)))

    def article(name: str) -> Callable[[bytes], object]:
        return lambda data: read_file(name, data, settings)

    def marked(data: bytes) -> object:
        text = read_file("a.txt", data, settings).text[:20_000]
        return service.highlight(text, RequestContext(keep=False))

    def stored(name: str, read: Callable[[Path], object]) -> Callable[[bytes], object]:
        def work(data: bytes) -> object:
            path = folder / name
            path.write_bytes(data)
            return read(path)

        return work

    def documents(path: Path) -> list[object]:
        return [*Documents(path, settings)]

    conll = b"Dalva B-PER\nNogueira I-PER\nfoi O\na O\nSantos B-LOC\n. O\n\n" * 4
    jsonl = json.dumps({"text": "Dalva foi a Santos.", "entities": [[0, 5, "PER"]]}).encode() * 1
    return {
        "text": ([PLAIN.encode(), PLAIN.encode("cp1252"), PLAIN.encode("utf-16")], marked),
        "web page": ([_web_page()], article("a.html")),
        "PDF": ([_pdf()], article("a.pdf")),
        "Word": ([_word()], article("a.docx")),
        "zip of documents": ([_zip()], stored("a.zip", documents)),
        "table": ([b"title,text\nUm,Dalva foi a Santos.\nDois,\"Outra, vez.\"\n"],
                  stored("a.csv", documents)),
        "lines of JSON": ([jsonl + b"\n" + jsonl], stored("b.jsonl", documents)),
        "picture": ([_picture("PNG"), _picture("JPEG"), _picture("GIF"), _picture("WEBP")],
                    open_picture),
        "labelled pictures": ([_npz()], stored("a.npz", labelled_pictures)),
        "CoNLL": ([conll], stored("a.conll", lambda path: [*read_tagged(path)])),
        "marked sentences": ([jsonl + b"\n" + jsonl],
                             stored("a.jsonl", lambda path: [*read_tagged(path)])),
        "address": ([b"https://exemplo.com.br/caminho?x=1", b"http://[::1]:80/a", b"ftp://a@b"],
                    lambda data: parse_address(data.decode("utf-8", "replace")[:2000])),
        "JSON over HTTP": (_bodies(), _posted(base)),
    }  # fmt: skip


def _web_page() -> bytes:
    paragraphs = "".join(f"<p>{part}</p>" for part in PLAIN.split("\n\n"))
    head = "<head><meta charset='utf-8'><title>Ponte</title><script>var a = '<p>';</script></head>"
    return f"<!doctype html><html>{head}<body><article>{paragraphs}</article></body>".encode()


def _word() -> bytes:
    document, file = Document(), io.BytesIO()
    for part in PLAIN.split("\n\n"):
        document.add_paragraph(part)
    document.save(file)
    return file.getvalue()


def _pdf() -> bytes:
    """One page with the article's first lines, in the plainest form a PDF has."""
    lines = b"".join(b"(%s) Tj T*\n" % line.encode("cp1252", "replace").translate(None, b"()\\")
                     for line in PLAIN.splitlines())  # fmt: skip
    stream = b"BT /F 12 Tf 14 TL 50 750 Td\n" + lines + b"ET"
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    file, places = b"%PDF-1.4\n", list[int]()
    for number, body in enumerate(bodies, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        file
        + b"xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\n" % (table + b"")
        + b"startxref\n%d\n%%%%EOF\n" % len(file)
    )


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("um.txt", PLAIN)
        archive.writestr("pasta/dois.txt", PLAIN[::-1])
        archive.writestr("tabela.csv", "text\nDalva foi a Santos.\n")
    return file.getvalue()


def _picture(kind: str) -> bytes:
    file = io.BytesIO()
    pixels = np.random.default_rng(1).integers(0, 256, (40, 40, 3), np.uint8)
    Image.fromarray(pixels).save(file, kind)
    return file.getvalue()


def _npz() -> bytes:
    file = io.BytesIO()
    pixels = np.zeros((20, 28, 28), np.uint8)
    np.savez(file, x_test=pixels, y_test=np.arange(20) % 10)
    return file.getvalue()


def _bodies() -> list[bytes]:
    """Requests of the interface, each with the path it goes to in front."""
    calls = {
        "highlight": [PLAIN],
        "summarize": [PLAIN, 2],
        "generate": ["A prefeitura", 20, 0.5, 7],
        "history": ["", "", 50],
        "chat": ["quem é citado?", None],
    }
    bodies = [(f"call/{name}", {"data": data}) for name, data in calls.items()]
    joined = {"data": [PLAIN], "fn_index": 3, "session_hash": "a1b2", "event_data": None}
    bodies += [("queue/join", joined), ("run/predict", joined)]
    return [f"{path}\n{json.dumps(body)}".encode() for path, body in bodies]


def _posted(base: str) -> Callable[[bytes], object]:
    client = httpx.Client(base_url=base, timeout=PATIENCE, trust_env=False)

    def work(data: bytes) -> object:
        path, _, body = data.partition(b"\n")
        name = "".join(c for c in path.decode("ascii", "replace")[:60] if c.isalnum() or c in "/_")
        head = {"content-type": "application/json"}
        answer = client.post(f"/gradio_api/{name}", content=body, headers=head)
        if answer.status_code >= 500 or "Traceback" in answer.text:
            raise ValueError(f"{answer.status_code} {answer.text[:300]}")
        if answer.status_code >= 400:
            raise UserError("empty-text")  # refused; what it says is held by tests/web
        return answer

    return work


# --- offsets -------------------------------------------------------------------------------

ALPHABETS = (
    "aeiou çãé", "abcdef ABC 0123456789.,", " \t\r\n\u00a0\u2028\u200b\ufeff", "“”\"'()[]{}<>«»—-",
    "e\u0301a\u0303c\u0327", "😀👩\u200d👧🇧🇷", "日本語العربية", "1.2,3%R$€ºª", "\0\x1b\x7f\ue000",
    "Sr. Dra. etc. p. ex. ", ".!?…", "\ufb01\u2126\u00bd\u017f",
)  # fmt: skip


JOINER = "\u200d"
"""Between emoji it is kept, alone it is nothing."""


def offsets(given: argparse.Namespace) -> list[str]:
    """Random strings through normal form, sentences and words; complaints."""
    chance, complaints, spans = random.Random(given.seed), list[str](), 0
    for _ in range(given.count):
        some = chance.sample(ALPHABETS, chance.randint(1, 4))
        raw = "".join(chance.choice(chance.choice(some)) for _ in range(chance.randint(0, 120)))
        try:
            spans += _checked(raw)
        except Exception as error:  # that is what is looked for
            complaints.append(f"{raw!r}: {type(error).__name__}: {error}")
    rows = [[str(given.count), str(spans), str(len(complaints))]]
    print(markdown(("strings", "spans checked", "wrong"), rows))
    return complaints


def _checked(raw: str) -> int:
    """How many spans were looked at.

    Raises:
        AssertionError: one does not lead back.
    """
    normal, seen, end = normalize(raw), 0, 0
    for first, last in sentences(normal.text):
        assert end <= first < last <= len(normal.text), "sentences overlap"
        end, before = last, 0
        part = normal.text[first:last]
        for start, stop in words(part):
            assert before <= start < stop <= len(part), "words overlap"
            before = stop
            low, high = normal.original_span(first + start, first + stop)
            assert 0 <= low < high <= len(raw), "outside"
            again = normalize(raw[low:high]).text.replace(JOINER, "")
            assert part[start:stop].replace(JOINER, "") in again, "another word"
            seen += 1
    return seen


# --- shapes --------------------------------------------------------------------------------

_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa")
NAMES = [f"{a}{b}n {c}{d}s".title() for a, b, c, d in product(_SYLLABLES, repeat=4)]
"""Fourteen thousand people, no two the same."""

REPEATED = {
    **{repr(shape): shape for shape in (
        "<!---->", "<a ", "[", "](", "(", '"', "“", "'", "1.", "1 ", "12.345,", "R$ 1,", "%",
        "2020-", "A", "Ab ", "Ana Souza ", "Ana disse ", "Ana disse. ", "Sr. ", "S.A. ", "d. ", " ",
        "\n", "\t", "a\n", "- ", "http://a.b/", "a@b.", "e ", "vinte e ", "2 de janeiro de ", "a-",
        "...", "a", "á", "ab ", "Quem?\n— Eu. ",
    )},
    "names": ", ".join(NAMES),
    "speakers": " ".join(f"“A obra acaba”, disse {name}." for name in NAMES),
}  # fmt: skip
QUICK_ENOUGH = 10.0
"""Seconds of a core."""
STEEP = 8.0
"""Times as long for four times the text: four is linear, sixteen is quadratic. Asked of what takes
more than a second."""


class Spent(NamedTuple):
    """What a text of one shape took: seconds of a core for the text and for a quarter of it, and
    the most memory meanwhile, MB."""

    shape: str
    seconds: float
    quarter: float
    memory: float

    @property
    def growth(self) -> float:
        return self.seconds / max(self.quarter, 0.01)  # what the clock of the system counts in


def shapes(given: argparse.Namespace) -> list[str]:
    """Long texts of one shape through every reading; complaints."""
    spent = dict[str, list[Spent]]()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, home=Path(folder), secret="s" * 64)
        service = compose_service(settings, RunRepository(open_store(settings.url)))
        for name, read in _readings(service, settings).items():
            _outcome(read, PLAIN)  # models are read
            spent[name] = _spent_on(read, given.characters, given.slowest)
    rows, complaints = [], list[str]()
    for name, every in spent.items():
        slowest = max(every, key=lambda one: one.seconds)
        long = [one for one in every if one.seconds > 1] or [slowest]
        steepest = max(long, key=lambda one: one.growth)
        rows.append([
            name, f"{median(one.seconds for one in every):.1f}",
            f"{slowest.seconds:.1f}", f"`{slowest.shape}`",
            f"{steepest.growth:.1f}", f"`{steepest.shape}`",
            f"{max(one.memory for one in every):.0f}",
        ])  # fmt: skip
        complaints += [
            f"{name}: {one.seconds:.1f} s of {one.shape}, {one.growth:.1f} times a quarter of it"
            for one in long
            if one.seconds > QUICK_ENOUGH or (one.seconds > 1 and one.growth > STEEP)
        ]
    head = ("reading", "median, s", "longest, s", "of", "growth", "of", "most memory, MB")
    print(markdown(head, rows))
    return complaints


def _readings(service: Service, settings: Settings) -> dict[str, Callable[[str], object]]:
    quiet, chat = RequestContext(keep=False), compose_chat(service, settings)
    asked = "Quanto custou a obra?"
    return {
        "highlight with keywords": lambda text: service.highlight(text, quiet, keywords=True),
        "summarize": lambda text: service.summarize(text, SummaryOptions(), quiet),
        "question": lambda text: service.answer(text, asked, quiet),
        "chat, question and file": lambda text: [
            *chat.reply(RequestContext("ana"), None, asked, [Upload("a.txt", text.encode())])
        ],
        "fact sheet": lambda text: service.run("factsheet", text, None, quiet),
        "review": lambda text: service.run("review", text, None, quiet),
        "compare": lambda text: service.compare(text, f"{PLAIN}\n{text}"[: len(text)], quiet),
        "open a file": lambda text: read_file("a.html", text.encode(), settings),
    }


def _spent_on(read: Callable[[str], object], characters: int, slowest: int) -> list[Spent]:
    """Every shape, or where a sixteenth of each says so the ``slowest`` and as many steepest."""
    if not slowest:
        return [_shaped(read, shape, characters) for shape in REPEATED]
    small = [_shaped(read, shape, characters // 16) for shape in REPEATED]
    orders: list[Callable[[Spent], float]] = [lambda one: one.seconds, lambda one: one.growth]
    some = {one.shape for order in orders for one in sorted(small, key=order)[-slowest:]}
    return [_shaped(read, shape, characters) for shape in sorted(some)]


def _shaped(read: Callable[[str], object], shape: str, characters: int) -> Spent:
    seconds = []
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the most memory from now on
    for size in (characters // 4, characters):
        text = (REPEATED[shape] * (size // len(REPEATED[shape]) + 1))[:size]
        began = _spent()
        _outcome(read, text)
        seconds.append(_spent() - began)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    most = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return Spent(shape, seconds[1], seconds[0], int(most.split()[1]) / 1024)


def _spent() -> float:
    """Processor seconds of this process and of those it waited for."""
    return sum(os.times()[:4])


# --- soak ----------------------------------------------------------------------------------

WARM, EVERY = 0.2, 15
"""Share of the time that is warming up, and seconds between two looks."""


def soak(given: argparse.Namespace) -> list[str]:
    """Visitors come one after another; complaints."""
    with tempfile.TemporaryDirectory() as home, serving(home) as (base, process):
        seen, wrong, answers = asyncio.run(_soaked(base, process, Path(home), 60 * given.minutes))
    times = np.array([row[0] for row in seen]) / 3600
    warm = times > WARM * times[-1]
    rows, grows = [], []
    for column, name in enumerate(GROWTH, 1):
        values = np.array([row[column] for row in seen], float)
        fit = stats.linregress(times[warm], values[warm])
        margin = stats.t.ppf(0.975, warm.sum() - 2) * fit.stderr
        rows.append([name, f"{values[0]:.0f}", f"{values[warm][0]:.0f}", f"{values[-1]:.0f}",
                     f"{fit.slope:+.1f} ± {margin:.1f}"])  # fmt: skip
        grows += [f"{name} grows"] if fit.slope - margin > GROWTH[name] else []
    if given.samples:
        header = ",".join(("seconds", *GROWTH))
        np.savetxt(given.samples, np.array(seen), "%.0f", ",", header=header)
    print(f"{answers} answers in {times[-1] * 60:.0f} minutes, {len(wrong)} wrong\n")
    print(markdown(("", "at first", "warm", "at the end", "an hour, 95 %"), rows))
    return wrong[:20] + grows


GROWTH = {
    "memory of no file, MB": 10.0, "all memory, MB": math.inf, "open files": 1.0,
    "temporary files": 1.0,
}  # fmt: skip
"""What may be added in an hour. Pages of files count for this app alone once other programs that
had read them end, so the growth of all memory is only shown."""


async def _soaked(
    base: str, process: int, home: Path, seconds: float
) -> tuple[list[tuple[float, int, int, int, int]], list[str], int]:
    began, number, wrong = time.monotonic(), 0, list[str]()
    seen: list[tuple[float, int, int, int, int]] = []
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, ended.set)
    while (now := time.monotonic() - began) < seconds and not ended.is_set():
        async with httpx.AsyncClient(base_url=base, timeout=PATIENCE, trust_env=False) as client:
            await client.get("/healthz")
            visitor = Visitor(number % 200, client)
            try:
                for name, ask in QUESTIONS.items():
                    complaint = await ask(visitor)
                    wrong += [f"{name}: {complaint}"] if complaint else []
                await visitor.call("generate", f"A prefeitura de {visitor.town}", 60)
            except (httpx.HTTPError, ValueError) as error:
                wrong.append(f"{type(error).__name__}: {error}")
        number += 1
        if not seen or now - seen[-1][0] > EVERY:
            held = memory(process, "Pss_Anon"), memory(process)
            seen.append((now, *held, *_files(process, home)))
        await asyncio.sleep(PACE)
    return seen, wrong, number * (len(QUESTIONS) + 1)


PACE = 3
"""Seconds between two visitors."""


def _files(process: int, home: Path) -> tuple[int, int]:
    """Open files of a process, and files below its home but for the database's."""
    below = [path for path in home.rglob("*") if path.is_file() and ".db" not in path.name]
    return len([*Path(f"/proc/{process}/fd").iterdir()]), len(below)


# --- attack --------------------------------------------------------------------------------


def attack(given: argparse.Namespace) -> list[str]:
    """Everybody's waits without and with a stranger among them; complaints."""
    rows, complaints, p95 = [], list[str](), list[float]()
    for name in ("alone", "with an attacker"):
        with tempfile.TemporaryDirectory() as home, serving(home) as (base, _):
            asyncio.run(visits(base, 1, 1))  # reads the models
            with _attacked(base) if name != "alone" else _nothing() as sent:
                began = time.monotonic()
                figures = asyncio.run(visits(base, given.visitors, 60 * given.minutes))
            found = report(figures, time.monotonic() - began)
        waits = found["waits"]["all"]
        p95.append(waits["p95"])
        complaints += [f"{name}: {one}" for one in found["complaints"]]
        rows.append([name, str(found["answers"]), str(found["wrong"]), str(waits["p50"]),
                     str(waits["p95"]), str(len(sent))])  # fmt: skip
    print(markdown(("", "answers", "wrong", "p50, s", "p95, s", "attacks sent"), rows))
    return complaints + ([f"p95 times {p95[1] / p95[0]:.1f}"] if p95[1] > 2 * p95[0] else [])


SHAPES = ("<!---->", "1.", "Ana disse ", "“", "A", "(", "\n", "Sr. ", "R$ 1,", "http://a ")
"""What once held the server up, repeated."""


@contextmanager
def _nothing() -> Iterator[list[str]]:
    yield []


@contextmanager
def _attacked(base: str) -> Iterator[list[str]]:
    """A stranger at another address: every ten seconds a nasty file, floods and false sessions."""
    stop, sent = threading.Event(), list[str]()

    def strange() -> None:
        elsewhere = httpx.HTTPTransport(local_address="127.0.0.2")
        client = httpx.Client(base_url=base, timeout=PATIENCE, transport=elsewhere)
        number = 0
        while not stop.wait(0.5):
            try:
                if number % 20 == 0:
                    shape = SHAPES[number // 20 % len(SHAPES)]
                    text = (shape * (200_000 // len(shape)))[:200_000]
                    client.post("/gradio_api/call/highlight", json={"data": [text]})
                    client.post(
                        "/gradio_api/call/summarize", json={"data": [long_article(number), 5]}
                    )
                client.get(f"/gradio_api/queue/data?session_hash=x{number}", timeout=0.2)
                client.post("/gradio_api/queue/join", json={"fn_index": number, "data": []})
            except httpx.HTTPError:
                pass
            sent.append("")
            number += 1

    thread = threading.Thread(target=strange, daemon=True)
    thread.start()
    try:
        yield sent
    finally:
        stop.set()
        thread.join(30)


def main(arguments: Sequence[str] | None = None) -> int:
    assert __doc__
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    part = parser.add_subparsers(dest="part", required=True)
    for name, count in (("kills", 1000), ("inputs", 10_000), ("offsets", 100_000)):
        one = part.add_parser(name)
        one.add_argument("--count", type=int, default=count)
        one.add_argument("--seed", type=int, default=1)
    one = part.add_parser("shapes")
    one.add_argument("--characters", type=int, default=200_000)
    one.add_argument("--slowest", type=int, default=0, help="so many shapes of a reading; 0: all")
    one = part.add_parser("soak")
    one.add_argument("--minutes", type=float, default=120)
    one.add_argument("--samples", help="CSV file for what was seen every quarter of a minute")
    one = part.add_parser("attack")
    one.add_argument("--minutes", type=float, default=10)
    one.add_argument("--visitors", type=int, default=50)
    given = parser.parse_args(arguments)
    complaints = globals()[given.part](given)
    for complaint in complaints[:50]:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
