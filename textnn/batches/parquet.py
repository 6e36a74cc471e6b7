"""Parquet files as rows and back, where pyarrow is installed (the extra ``textnn[batch]``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from textnn.batches.tables import TABLES
from textnn.errors import UserError

try:
    import pyarrow
    import pyarrow.parquet
except ModuleNotFoundError:  # 170 MB, which most people do not need
    pyarrow = None

ENDING = ".parquet"

AT_ONCE = 256
"""Rows read at a time; a row may be a long article."""

GROUP = 10_000
"""Rows written at a time: a row group."""

_KINDS = {"TEXT": "string", "INTEGER": "int64", "REAL": "float64"}


def has_parquet() -> bool:
    """Whether Parquet can be read and written here."""
    return pyarrow is not None


def need_parquet() -> None:
    """See that Parquet can be read and written.

    Raises:
        UserError: pyarrow is not installed.
    """
    if pyarrow is None:
        raise UserError("not-installed", package="pyarrow", command="batch", extra="textnn[batch]")


def count_parquet(path: Path) -> int:
    """How many rows a file says it has.

    Raises:
        UserError: it is no Parquet file, or pyarrow is missing.
    """
    need_parquet()
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            return int(file.metadata.num_rows)
    except pyarrow.ArrowException as error:
        raise UserError("broken-file") from error


def read_parquet(path: Path) -> Iterator[dict[str, Any] | UserError]:
    """The rows of a file, a few at a time; an error where it is damaged, and then no more."""
    try:
        need_parquet()
    except UserError as error:
        yield error
        return
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=AT_ONCE):
                yield from batch.to_pylist()
    except pyarrow.ArrowException:
        yield UserError("broken-file")


def write_parquet(path: Path, columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    """Write rows, of which there is at least one; columns have the types of the tables."""
    need_parquet()
    schema = pyarrow.schema([(name, _kind(name)) for name in columns])
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for first in rows:
            group = [first, *islice(rows, GROUP - 1)]
            arrays = [
                pyarrow.array(values, field.type)
                for values, field in zip(zip(*group, strict=True), schema, strict=True)
            ]
            writer.write_batch(pyarrow.record_batch(arrays, schema=schema))


def _kind(column: str) -> Any:
    """The type of a column: the same name has the same type in all tables; else it counts."""
    declared = dict(one.split()[:2] for one in chain(*TABLES.values()))
    return getattr(
        pyarrow, _KINDS[declared.get(column, "TEXT" if column == "name" else "INTEGER")]
    )()
