"""What a command works with: settings, language, standard input, and the pipelines of a test."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, TextIO

import typer

from textnn.errors import UserError
from textnn.tasks.terminal import Terminal

if TYPE_CHECKING:  # reading settings takes a tenth of a second, and the help needs none
    from textnn.config import Settings

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
NoKeep = Annotated[bool, typer.Option("--no-keep", help="Do not keep the result in the history.")]
File = Annotated[
    str,
    typer.Argument(help="Article: .txt, .html, .pdf or .docx file, address, or - for input."),
]


@dataclass(frozen=True)
class CliContext(Terminal):
    """What a command works with.

    Attributes:
        settings: of this machine.
        language: ``"pt"`` or ``"en"``: what remarks and errors are said in.
        stdin: bytes of standard input; ``None``: those of the process.
        pipelines: name of a task -> what gives its pipeline; ``None``: the trained models.
    """

    settings: Settings
    language: str = "en"
    stdin: BinaryIO | None = field(default=None, repr=False)
    pipelines: Mapping[str, Callable[[], Any]] | None = None

    def read(self, name: str) -> bytes:
        """Bytes of the file ``name``, or of standard input if it is ``-``.

        Raises:
            UserError: the file cannot be read.
        """
        try:
            return (
                (self.stdin or sys.stdin.buffer).read() if name == "-" else Path(name).read_bytes()
            )
        except OSError as error:
            raise unreadable(name) from error


def cli_context(context: typer.Context) -> CliContext:
    """What ``run`` handed to the command."""
    cli = context.obj
    assert isinstance(cli, CliContext)
    return cli


def spoken_language(environment: Mapping[str, str]) -> str:
    """``"pt"`` where the terminal's locale is Portuguese, else ``"en"``.

    As POSIX has it, the first of ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` that is set counts.

    >>> spoken_language({"LANG": "pt_BR.UTF-8"}), spoken_language({"LC_ALL": "C", "LANG": "pt_BR"})
    ('pt', 'en')
    """
    named = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "pt" if next(filter(None, named), "").lower().startswith("pt") else "en"


def print_json(value: Any, indent: int | None = 2) -> None:
    """One JSON document, ending in a line feed."""
    utf8_output().write(json.dumps(value, ensure_ascii=False, indent=indent) + "\n")
    sys.stdout.flush()


def utf8_output() -> TextIO:
    """Standard output for JSON, which is UTF-8 whatever the terminal speaks (RFC 8259, 8.1)."""
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    return sys.stdout


def unreadable(name: str) -> UserError:
    """A file that is missing, a folder, or not ours to read."""
    return UserError("unreadable-file", name=name)
