"""Two servers on one PostgreSQL: is a result seen through either, and lost by no restart?

    TEXTNN_DATABASE_URL=postgresql+psycopg://… python benchmarks/two_servers.py [--visitors 6]
        [--restarts 4] [--json FILE]

Starts two ``textnn serve`` with the shipped models on one database, and visitors who by turns ask
one and the other. Each answer that arrived must be in the visitor's history as the other server
tells it, to the letter. Meanwhile the servers are restarted in turn (SIGTERM, wait, start again);
whoever finds one closed asks the other, as a proxy would. Printed are answers, those that
were lost, requests that had to be asked again, and the time a server was away. The exit code is 1
where one was lost. The database should be empty: it is not cleaned.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from common import write_json
from visitors import PATIENCE, Visitor

ASKED_AGAIN = 40
"""Times that a request may find both servers closed before it counts as failed."""


@dataclass
class Server:
    """One of the two, on a port that it keeps."""

    home: str
    secret: str
    port: int
    process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-c", "from textnn.cli import main; main()", "serve"]
        given = {"HOME": self.home, "SECRET": self.secret, "PORT": str(self.port), "THREADS": "1"}
        environment = os.environ | {f"TEXTNN_{name}": value for name, value in given.items()}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        assert self.process.stdout
        if not re.search(r"http://\S+", self.process.stdout.readline()):
            raise RuntimeError(f"the server on port {self.port} did not start")

    def stop(self) -> None:
        if self.process and self.process.stdout:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)
            self.process.stdout.close()


@dataclass
class Figures:
    """What happened."""

    answers: int = 0
    again: int = 0
    failed: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    seen_by_other: int = 0
    other_away: int = 0
    away: list[float] = field(default_factory=list)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def visit(number: int, servers: Sequence[Server], end: asyncio.Event, seen: Figures) -> None:
    """Ask until the end; then everything that was answered must be there, through both."""
    async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
        await client.get(f"{servers[0].url}/login")  # which gives the cookie
        cookies = dict(client.cookies)
    turn, kept = number, dict[str, str]()
    while not end.is_set():
        name = ("highlight", "summarize")[turn % 2]
        for attempt in range(ASKED_AGAIN):
            server = servers[(turn + attempt) % 2]
            try:
                answer = await call(server, cookies, number, name)
                break
            except (httpx.HTTPError, ValueError) as error:
                seen.again += 1
                said = f"{type(error).__name__}: {error}"
                await asyncio.sleep(0.5)
        else:
            seen.failed.append(f"{name}: {said}")
            continue
        kept[answer["run_id"]] = answer["text"]
        seen.answers += 1
        other = servers[(turn + attempt + 1) % 2]
        held = await holds(other, cookies, answer["run_id"], answer["text"])
        seen.seen_by_other += held is True
        seen.other_away += held is None
        turn += 1
    for server in servers:
        for run_id, text in kept.items():
            if not await holds(server, cookies, run_id, text):
                seen.lost.append(f"{run_id} through port {server.port}")


async def call(
    server: Server, cookies: dict[str, str], number: int, name: str, *data: object
) -> dict[str, str]:
    async with httpx.AsyncClient(
        base_url=server.url, cookies=cookies, timeout=PATIENCE, trust_env=False
    ) as client:
        visitor = Visitor(number, client)
        answer: dict[str, str] = await visitor.call(name, *(data or (visitor.article,)))
        return answer


async def holds(server: Server, cookies: dict[str, str], run_id: str, text: str) -> bool | None:
    """Whether this server has the result of these cookies' owner; ``None``: it is away."""
    async with httpx.AsyncClient(base_url=server.url, cookies=cookies, timeout=60) as client:
        try:
            export = await client.get("/history.jsonl")
        except httpx.HTTPError:
            return None
    return any(run_id in line and text[:40] in line for line in export.text.splitlines())


async def restarts(servers: Sequence[Server], count: int, seen: Figures) -> None:
    """One server after the other is ended and started, while the other works."""
    for number in range(count):
        await asyncio.sleep(6)
        server, began = servers[number % 2], time.perf_counter()
        await asyncio.to_thread(server.stop)
        await asyncio.to_thread(server.start)
        seen.away.append(round(time.perf_counter() - began, 1))
    await asyncio.sleep(6)


async def run(servers: Sequence[Server], visitors: int, count: int) -> Figures:
    seen, end = Figures(), asyncio.Event()
    asking = [asyncio.create_task(visit(one, servers, end, seen)) for one in range(visitors)]
    await restarts(servers, count, seen)
    end.set()
    await asyncio.gather(*asking)
    return seen


def main(arguments: Sequence[str] | None = None) -> int:
    assert __doc__
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--visitors", type=int, default=6, help="default 6")
    parser.add_argument("--restarts", type=int, default=4, help="default 4")
    parser.add_argument("--json", type=Path, help="file for the figures")
    given = parser.parse_args(arguments)
    if not os.environ.get("TEXTNN_DATABASE_URL", "").startswith("postgresql"):
        parser.error("TEXTNN_DATABASE_URL must lead to a PostgreSQL database")
    secret = secrets.token_hex(32)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        servers = [Server(home, secret, free_port()) for home in (one, two)]
        try:
            for server in servers:
                server.start()
            seen = asyncio.run(run(servers, given.visitors, given.restarts))
        finally:
            for server in servers:
                server.stop()
    print(
        f"{seen.answers} answers, {seen.seen_by_other} of them seen through the other server at "
        f"once and {seen.other_away} while it was away; {len(seen.lost)} lost, "
        f"{len(seen.failed)} failed, {seen.again} asked again; "
        f"{len(seen.away)} restarts of {seen.away} s"
    )
    for complaint in (*seen.lost[:20], *seen.failed[:20]):
        print(complaint, file=sys.stderr)
    write_json(given.json, vars(seen))
    return 1 if seen.lost or seen.failed or not seen.answers else 0


if __name__ == "__main__":
    sys.exit(main())
