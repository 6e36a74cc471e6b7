"""The same batch on Ray Data (the extra ``textnn[ray]``): on this machine or on a cluster.

One task reads the documents on the machine of the command, chunk by chunk as they are asked for;
actors that keep the models turn chunks into rows, on any machine; the command writes the rows, in
the documents' order. So IN and OUT lie on one machine, the tables are those of a batch without Ray,
and what an actor lost is made again before anything of it was written: never twice.
"""

from __future__ import annotations

import logging
import os
import pickle
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from textnn.batches.batch import Ahead, cores
from textnn.batches.documents import Documents
from textnn.batches.tables import DocumentRows, Tables, open_snapshot
from textnn.batches.work import Job
from textnn.batches.workers import Chunk, Workers
from textnn.errors import UserError

try:
    import numpy as np
    import pyarrow
    import ray
    from ray.data import ActorPoolStrategy, DataContext, Datasource, ReadTask, read_datasource
    from ray.data.block import BlockMetadata
except ModuleNotFoundError:  # 240 MB, which hardly anybody needs
    ray, Datasource = None, object

HERE = "local"
"""Address of a cluster that is this machine, started and ended with the batch."""

STORE_BYTES = 256 << 20
"""Memory that a cluster of this machine has for chunks on their way."""

CONNECT_SECONDS = 5.0
"""How long a cluster has to answer at all."""


def need_ray() -> None:
    """See that Ray is there.

    Raises:
        UserError: it is not installed.
    """
    if ray is None:
        raise UserError("not-installed", package="ray", command="batch", extra="textnn[ray]")


@dataclass(frozen=True)
class RayBatch:
    """Documents and what is to be done with them, as ``DocumentBatch`` has them.

    Attributes:
        documents: where they come from; read on this machine.
        job: what is done.
        address: of a cluster, as ``ray.init`` takes it; ``HERE``: none but this machine.
        workers: actors, a core each; 0: one for each core of the cluster.
    """

    documents: Documents
    job: Job
    address: str = HERE
    workers: int = 0

    def run(self, tables: Tables, told: Callable[[int], None], _total: int) -> None:
        """Do what is not done yet; see ``DocumentBatch.run``.

        Raises:
            UserError: Ray or the cluster is not there, the source or the output fails as a whole.
        """
        need_ray()
        with tables.snapshot() as done, cluster(self.address, self.workers) as actors:
            # The task that reads has another working directory.
            source = DocumentSource(absolute(self.documents), done.absolute())
            dataset = read_datasource(source, num_cpus=0, override_num_blocks=1).map_batches(
                RayActor,
                fn_constructor_args=(self.job,),
                batch_size=1,
                zero_copy_batch=True,
                num_cpus=1,
                compute=ActorPoolStrategy(size=actors, max_tasks_in_flight_per_actor=2),
            )
            for block in dataset.iter_batches(batch_size=None, batch_format="pyarrow"):
                for packed in block["packed"]:
                    write(tables, told, *_unpacked(packed.as_py()))


def write(
    tables: Tables,
    told: Callable[[int], None],
    rows: list[DocumentRows] | UserError,
    passed: int,
) -> None:
    """Write what came back for a chunk.

    Raises:
        UserError: it is one, or the rows cannot be written.
    """
    if isinstance(rows, UserError):
        raise rows
    tables.write(rows)
    told(passed)


@contextmanager
def cluster(address: str, workers: int) -> Iterator[int]:
    """A connection to a cluster, and how many actors it is to have.

    Raises:
        UserError: there is no cluster at ``address``.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anybody
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # what matters comes as an exception
    here = {
        "num_cpus": workers or cores(),
        "object_store_memory": STORE_BYTES,
        "include_dashboard": False,
        "_node_ip_address": "127.0.0.1",
    }
    options = here if address == HERE else {"address": address}
    stopped = signal.getsignal(signal.SIGTERM)
    try:
        answers(address)
        ray.init(log_to_driver=False, logging_level="ERROR", **options)
        signal.signal(signal.SIGTERM, stopped)  # Ray's own would end the command as a failure
    except (OSError, RuntimeError, ValueError) as error:
        raise UserError("no-cluster", address=address, reason=str(error).split("\n")[0]) from error
    try:
        context = DataContext.get_current()
        context.execution_options.preserve_order = True
        context.enable_progress_bars = False  # ours counts documents
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        context.target_max_block_size = 1  # a chunk is a block, so that every actor gets some
        yield workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
    finally:
        ray.shutdown()


def answers(address: str) -> None:
    """See that somebody listens at ``host:port``; Ray itself would try for minutes.

    Raises:
        OSError: nobody does.
    """
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host, int(port)), CONNECT_SECONDS).close()


def absolute(documents: Documents) -> Documents:
    """The same documents, whatever the working directory."""
    out = documents.out and documents.out.absolute()
    return replace(documents, path=documents.path.absolute(), out=out)


class DocumentSource(Datasource):  # type: ignore[misc]
    """Chunks of what is not done, as Ray Data reads them: pickled, one a block.

    Args:
        documents: all.
        done: snapshot of the tables before the batch. What is written meanwhile is not looked at:
            a read that has to be made again gives the same chunks.
    """

    def __init__(self, documents: Documents, done: Path) -> None:
        self._documents, self._done = documents, done

    @property
    def supports_distributed_reads(self) -> bool:
        """Whether other machines may read; the documents lie on this one."""
        return False

    def estimate_inmemory_data_size(self) -> None:
        """Bytes of all chunks; nobody knows."""

    def get_read_tasks(self, *_: object, **__: object) -> list[Any]:
        """The one task that reads."""
        unknown = BlockMetadata(num_rows=None, size_bytes=None, exec_stats=None, input_files=None)
        return [ReadTask(partial(read_blocks, self._documents, self._done), unknown)]


def read_blocks(documents: Documents, done: Path) -> Iterator[Any]:
    """``read_chunks``, a block each."""
    for found in read_chunks(documents, done):
        yield pyarrow.table({"packed": pyarrow.array([pickle.dumps(found)], "large_binary")})


def read_chunks(documents: Documents, done: Path) -> Iterator[tuple[Chunk, int]]:
    """Chunks of what is not done, with how many documents each stands for; the last is empty."""
    with open_snapshot(done) as snapshot:
        ahead = Ahead(documents, snapshot)
        for chunk in ahead.chunks():
            yield chunk, ahead.sizes.pop(0)
        yield (), sum(ahead.sizes)


class RayActor:
    """What turns chunks into rows: an actor with a worker process that has the models.

    The process is apart so that a document on which it dies is found out, and kills no other.

    Args:
        job: what is done.
    """

    def __init__(self, job: Job) -> None:
        self._workers = Workers(job, 1)

    def __call__(self, block: dict[str, Any]) -> dict[str, Any]:
        """Rows of the chunks in a block."""
        packed = [pickle.dumps(self._answer(*_unpacked(one))) for one in block["packed"]]
        return {"packed": np.array(packed, dtype=object)}

    def _answer(self, chunk: Chunk, passed: int) -> tuple[list[DocumentRows] | UserError, int]:
        try:
            found = self._workers.rows([chunk] if chunk else [])
            return [row for rows in found for row in rows], passed
        except UserError as error:
            return error, passed


def _unpacked(packed: bytes) -> tuple[Any, int]:
    found: tuple[Any, int] = pickle.loads(packed)  # noqa: S301 - from our own processes
    return found
