"""Many visitors at once: does everybody get their own answers, and how fast?

    python benchmarks/visitors.py [--visitors 50] [--minutes 2] [--fresh] [--json FILE]

Starts ``textnn serve`` with the shipped models in a process of its own, over an empty home folder.
Every visitor has a cookie, an article about a town that nobody else has, and asks by turns for a
summary, for the names, for a summary in the chat, and for the history. Each answer must be about
their town and no other; the history must hold exactly what they made. Visitors keep to their
article, as people do; with ``--fresh`` every question is about one that nobody has asked about.
Printed are answers per second, half of all waits (p50), all but the longest twentieth (p95), and on
Linux what the server's processes held and computed. The exit code is 1 where an answer was wrong or
missing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
from common import markdown, write_json

TOWNS = [
    f"{kind} {start}{end}"
    for start, end, kind in product(
        ("Tabo", "Guari", "Mira", "Jacu", "Peru", "Caro", "Ibiti", "Sapo", "Urucu", "Arara"),
        ("lândia", "puera", "tinga", "nópolis", "caba", "guaçu", "mirim"),
        ("Vila", "Porto", "Serra"),
    )
]
"""Names of towns, none of which begins another."""

ARTICLE = (
    "A prefeitura de {town} anunciou nesta terça-feira que vai gastar R$ {millions} milhões na "
    "reforma do mercado municipal, fechado desde a enchente de março.\n\n"
    "Segundo a secretária de Obras, {woman}, o trabalho começa em 14 de agosto e deve durar "
    "{months} meses. “Quem vende no mercado terá um lugar provisório na praça”, disse.\n\n"
    "A associação de comerciantes de {town} apoia a reforma, mas pede prazo maior para a mudança. "
    "O presidente do grupo, {man}, afirma que muitos ainda pagam dívidas da enchente.\n\n"
    "A Câmara Municipal vota o projeto na semana que vem. Se for aprovado, a obra será a maior da "
    "cidade em vinte anos e vai ocupar cerca de {workers} trabalhadores."
)
WOMEN = ("Dalva Nogueira", "Ivone Prates", "Marta Quintela", "Célia Bragança", "Rute Sampaio")
MEN = ("Rui Valadares", "Otávio Lemos", "Davi Rezende", "Nélio Fontes")

PATIENCE = 300
"""Seconds until an answer counts as missing."""

EVERY = 10
"""Seconds between two looks at the server's memory."""

Ask = Callable[["Visitor"], Awaitable[str]]
"""Puts one question; returns what is wrong with the answer, empty if nothing is."""


@dataclass
class Figures:
    """What was measured: seconds of each answer by question, and what went wrong."""

    waits: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


@dataclass
class Visitor:
    """Somebody with a browser of their own.

    Attributes:
        number: which town is theirs.
        client: with their cookie.
        made: ids of the results that are theirs.
        written: how many other articles came before this one; those differ in their figures.
    """

    number: int
    client: httpx.AsyncClient
    made: set[str] = field(default_factory=set)
    written: int = 0

    @property
    def town(self) -> str:
        return TOWNS[self.number]

    @property
    def article(self) -> str:
        n = self.number + 17 * self.written
        return ARTICLE.format(
            town=self.town,
            millions=f"{3 + n},{n % 9 + 1}",
            woman=WOMEN[n % len(WOMEN)],
            man=MEN[n % len(MEN)],
            months=5 + n % 13,
            workers=40 + 7 * n,
        )

    async def call(self, name: str, *data: Any) -> Any:
        """The answer of an endpoint.

        Raises:
            ValueError: it refused, or failed.
        """
        path = f"/gradio_api/call/{name}"
        posted = await self.client.post(path, json={"data": data})
        if posted.status_code != 200:
            raise ValueError(f"{posted.status_code} {posted.text[:200]}")
        stream = await self.client.get(f"{path}/{posted.json()['event_id']}")
        event, _, rest = stream.text.strip().split("\n\n")[-1].partition("\n")
        if event != "event: complete":
            raise ValueError(f"{event} {rest[:200]}")
        return json.loads(rest.removeprefix("data: "))[0]

    def foreign(self, answer: Any) -> str:
        """Complains if ``answer`` is about another visitor's town, or about none."""
        text = json.dumps(answer, ensure_ascii=False)
        others = [town for town in TOWNS if town != self.town and town in text]
        return f"has {others[0]} in it" if others else "" if self.town in text else "has no town"


async def summarize(visitor: Visitor) -> str:
    answer = await visitor.call("summarize", visitor.article, 2)
    visitor.made.add(answer["run_id"])
    return visitor.foreign(answer) or ("" if answer["text"] == visitor.article else "other text")


async def highlight(visitor: Visitor) -> str:
    answer = await visitor.call("highlight", visitor.article)
    visitor.made.add(answer["run_id"])
    return visitor.foreign(answer) or ("" if answer["text"] == visitor.article else "other text")


async def chat(visitor: Visitor) -> str:
    answer = await visitor.call("chat", f"Resuma este artigo:\n\n{visitor.article}")
    visitor.made.update(answer["run_ids"])
    return visitor.foreign(answer) or ("" if answer["status"] == "done" else answer["status"])


async def history(visitor: Visitor) -> str:
    lines = await visitor.call("history", "", "", 50)
    seen = {line["id"] for line in lines}
    if not seen <= visitor.made or len(seen) != min(50, len(visitor.made)):
        return f"{len(seen - visitor.made)} foreign and {len(visitor.made - seen)} missing lines"
    others = [town for town in TOWNS if town != visitor.town and town in str(lines)]
    return f"has {others[0]} in it" if others else ""


QUESTIONS: dict[str, Ask] = {
    "summarize": summarize,
    "highlight": highlight,
    "chat": chat,
    "history": history,
}


async def visits(base: str, visitors: int, seconds: float, *, fresh: bool = False) -> Figures:
    """Let so many visitors ask by turns; nobody begins a question after ``seconds``."""
    figures, end = Figures(), time.monotonic() + seconds
    everybody = range(visitors)
    await asyncio.gather(*(_visit(base, number, end, figures, fresh) for number in everybody))
    return figures


async def _visit(base: str, number: int, end: float, figures: Figures, fresh: bool) -> None:
    names = [*QUESTIONS]
    async with httpx.AsyncClient(base_url=base, timeout=PATIENCE, trust_env=False) as client:
        await client.get("/healthz")  # which gives the cookie
        visitor, turn = Visitor(number, client), number
        while time.monotonic() < end:
            name = names[turn % len(names)]
            began = time.perf_counter()
            try:
                complaint = await QUESTIONS[name](visitor)
            except (httpx.HTTPError, ValueError, KeyError) as error:
                complaint = f"{type(error).__name__}: {error}"
            figures.waits.setdefault(name, []).append(time.perf_counter() - began)
            if complaint:
                figures.wrong.append(f"{visitor.town}, {name}: {complaint}")
            turn += 1
            visitor.written += fresh


@contextmanager
def serving(home: str, database: str = "") -> Iterator[tuple[str, int]]:
    """The app in a process of its own: its address and the number of its process."""
    command = [sys.executable, "-c", "from textnn.cli import main; main()", "serve"]
    environment = os.environ | {
        "TEXTNN_HOME": home,
        "TEXTNN_PORT": "0",
        "TEXTNN_DATABASE_URL": database,
    }
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert server.stdout
    try:
        line = server.stdout.readline()
        address = re.search(r"http://\S+", line)
        if not address:
            raise RuntimeError(f"the server said {line!r}")
        yield address[0], server.pid
    finally:
        server.terminate()
        server.wait(30)
        server.stdout.close()


async def watched(
    base: str, process: int, visitors: int, seconds: float, *, fresh: bool = False
) -> tuple[list[int], Figures]:
    """``visits``, and what the server's processes held every ``EVERY`` seconds meanwhile."""
    held: list[int] = []

    async def watch() -> None:
        while True:
            await asyncio.sleep(EVERY)
            held.append(memory(process))

    watching = asyncio.create_task(watch())
    figures = await visits(base, visitors, seconds, fresh=fresh)
    watching.cancel()
    return held, figures


def processes(parent: int) -> list[int]:
    """A process and all that it has started; only itself where there is no /proc."""
    found = [parent]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            with suppress(OSError):
                found += map(int, task.read_text(encoding="ascii").split())
    return found


def memory(parent: int, pages: str = "Pss") -> int:
    """Megabytes that processes hold, shared pages counted once; 0 where there is no /proc.

    Args:
        parent: the process that started the others.
        pages: which, by the kernel's name: ``Pss`` are all; ``Pss_Anon`` those of no file, which do
            not grow when another program that had read the same files ends.
    """
    total = 0
    for process in processes(parent):
        with suppress(OSError):
            status = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
            total += int(re.findall(rf"^{pages}:\s+(\d+) kB", status, re.MULTILINE)[0])
    return total // 1024


def computed(parent: int) -> float:
    """Processor seconds that processes have used; 0 where there is no /proc."""
    total = 0
    for process in processes(parent):
        with suppress(OSError):
            fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2]
            total += sum(map(int, fields.split()[11:13]))
    return total / os.sysconf("SC_CLK_TCK")


def summary(waits: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile, seconds."""
    if len(waits) < 2:
        return (*waits, *waits)[0], (*waits, *waits)[1]
    parts = quantiles(waits, n=20, method="inclusive")
    return parts[9], parts[18]


def report(figures: Figures, seconds: float) -> dict[str, Any]:
    """Everything that was measured, JSON-ready."""
    everything = [wait for waits in figures.waits.values() for wait in waits]
    rows = {**figures.waits, "all": everything} if everything else {}
    return {
        "answers": len(everything),
        "seconds": round(seconds, 1),
        "per_second": round(len(everything) / seconds, 2),
        "wrong": len(figures.wrong),
        "complaints": figures.wrong[:20],
        "waits": {
            name: {"n": len(waits), "p50": round(p50, 2), "p95": round(p95, 2)}
            for name, waits in rows.items()
            for p50, p95 in [summary(waits)]
        },
    }


def main(arguments: Sequence[str] | None = None) -> int:
    given = parse(arguments)
    with tempfile.TemporaryDirectory() as home, serving(home) as (base, process):
        asyncio.run(visits(base, 1, 1))  # reads the models
        before, began = memory(process), time.perf_counter()
        at_first = computed(process)
        held, figures = asyncio.run(
            watched(base, process, given.visitors, 60 * given.minutes, fresh=given.fresh)
        )
        found = report(figures, time.perf_counter() - began)
        worked = computed(process) - at_first
        found |= {"visitors": given.visitors, "rss_before": before, "rss": held, "worked": worked}
    print(
        f"{given.visitors} visitors, {found['answers']} answers in {found['seconds']} s "
        f"({found['per_second']} a second), {found['wrong']} wrong or missing; "
        f"{1000 * worked / max(1, found['answers']):.0f} ms of processor time each\n"
    )
    rows = [[name, *map(str, row.values())] for name, row in found["waits"].items()]
    print(markdown(("question", "n", "p50, s", "p95, s"), rows))
    print(f"\nmemory of the server, MB: {before}, then every {EVERY} s {held}")
    for complaint in found["complaints"]:
        print(complaint, file=sys.stderr)
    write_json(given.json, found)
    return 1 if found["wrong"] or not found["answers"] else 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    assert __doc__
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--visitors", type=int, default=50, help=f"1 to {len(TOWNS)}; default 50")
    parser.add_argument("--minutes", type=float, default=2, help="default 2")
    parser.add_argument("--fresh", action="store_true", help="each question about another article")
    parser.add_argument("--json", type=Path, help="file for the figures")
    given = parser.parse_args(arguments)
    if not 1 <= given.visitors <= len(TOWNS):
        parser.error(f"--visitors: 1 to {len(TOWNS)}")
    return given


if __name__ == "__main__":
    sys.exit(main())
