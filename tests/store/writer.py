"""A process that keeps results until it is killed: ``python writer.py URL OWNER COUNT``.

It says the id of a result only after the service gave it, as the screen would show it.
"""

import sys
import time
from collections.abc import Iterator

from tests.store.makers import continuation, highlight, surprise
from textnn.config import Settings
from textnn.results import Continuation, GenerateOptions, Highlight, Progress
from textnn.results.context import RequestContext
from textnn.service import Service, Stored
from textnn.store.engine import open_store
from textnn.store.runs import RunRepository


def mark(text: str, progress: Progress) -> Highlight:
    return highlight(text)


class Typist:
    def stream(self, prefix: str, options: GenerateOptions) -> Iterator[Continuation]:
        yield continuation(prefix, " a", "running")
        yield continuation(prefix, " ab", "length")


def last(service: Service, owner: str, prefix: str) -> Stored[Continuation]:
    *_, kept = service.generate(prefix, GenerateOptions(), RequestContext(owner))
    return kept


def main(url: str, owner: str, count: int) -> None:
    runs = RunRepository(open_store(url))
    pipelines = {
        "highlight": lambda: mark,
        "generate": Typist,
        "surprise": lambda: lambda text, *_: surprise(text),
    }
    service = Service(pipelines, runs, Settings(_env_file=None))
    for i in range(count):
        kept = (
            service.highlight(f"texto {i}", RequestContext(owner))
            if i % 2
            else last(service, owner, f"início {i}")
        )
        print(kept.run_id, flush=True)
    time.sleep(600)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
