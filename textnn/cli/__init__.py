"""The command line: thin words over the service.

``main`` is what ``textnn`` starts. Every way a command can end is decided in ``run``: 0 done,
2 something the person can mend (one sentence on standard error), 130 interrupted, 1 our fault.
Who reads the output may stop reading it (``textnn history | head``); where it cannot be written at
all, that is a sentence like any other.
"""

from __future__ import annotations

import errno
import logging
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import typer

from textnn.cli.context import CliContext, spoken_language
from textnn.cli.manual import app, manual, read_settings
from textnn.errors import UserError
from textnn.locale import Sentence, say
from textnn.tasks.terminal import discard, tell

DONE, FAULT, MENDABLE, INTERRUPTED = 0, 1, 2, 130


def main() -> None:
    """Run the command in ``sys.argv`` and leave the process with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str], cli: CliContext | None = None) -> int:
    """Run one command; its exit code. Nothing but Ctrl-C at the very end leaves as an exception.

    Args:
        arguments: words after ``textnn``.
        cli: settings and pipelines to work with; ``None``: those of this machine.
    """
    if cli is None and {*arguments} <= {"-h", "--help"}:
        _replace_closed()
        return _ended(_print_manual, spoken_language(os.environ))
    return guarded(partial(_command, arguments), cli)


def guarded(work: Callable[[CliContext], int], cli: CliContext | None = None) -> int:
    """The exit code of ``work``, however it ends."""
    _replace_closed()
    try:
        cli = cli or CliContext(read_settings(), spoken_language(os.environ))
    except UserError as error:
        return _complain(error.say(spoken_language(os.environ)), MENDABLE)
    return _ended(partial(work, cli), cli.language, cli.settings.home)


def _print_manual() -> int:
    """No settings are read for it, not even wrong ones."""
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    print(manual())
    return DONE


def _ended(work: Callable[[], int], language: str, home: Path | None = None) -> int:
    """The exit code of ``work``, however it ends; what is our fault is written down in ``home``."""
    try:
        code = work()
        sys.stdout.flush()  # here, where a closed pipe is still handled
    except UserError as error:
        return _complain(error.say(language), MENDABLE)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:  # the reader has seen enough, as in ``textnn history | head``
        discard(sys.stdout)
        return DONE
    except OSError as error:
        if error.errno not in _NO_OUTPUT:
            return _fault(language, home)
        discard(sys.stdout)
        return _complain(say(language, "error_no_output"), MENDABLE)
    except Exception as error:
        return _usage(error, language) or _fault(language, home)
    return code


def _command(arguments: Sequence[str], cli: CliContext) -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    logging.getLogger().addHandler(logging.NullHandler())  # what is wrong is said in a sentence
    command = typer.main.get_command(app)
    try:  # ``command.main`` would end the process where a pipe is closed
        with command.make_context("textnn", list(arguments) or ["--help"], obj=cli) as context:
            command.invoke(context)
    except typer.Exit as end:
        return end.exit_code
    return DONE


_NO_OUTPUT = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)


def _replace_closed() -> None:
    """Put in the place of a closed stream one whose use fails, so that no file gets its number."""
    for name, mode, flags in (
        ("stdin", "r", os.O_WRONLY), ("stdout", "w", os.O_RDONLY), ("stderr", "w", os.O_RDONLY)
    ):  # fmt: skip
        if getattr(sys, name) is None:
            number = os.open(os.devnull, flags)
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


_USAGE = {
    "MissingParameter": "cli_missing_parameter",
    "NoSuchOption": "cli_no_such_option",
    "BadParameter": "cli_bad_parameter",
}
"""Class of a usage error -> the sentence for it; Click says the others, in English."""


def _usage(error: Exception, language: str) -> int:
    """Complain about words that are no command or option; 0 if that was not the matter.

    Known by its method: Typer carries its own copy of Click, whose classes have no public name.
    """
    message = getattr(error, "format_message", None)
    if message is None:
        return DONE
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "textnn"
    what = getattr(error, "option_name", "") or getattr(getattr(error, "param", None), "name", "")
    form = _USAGE.get(type(error).__name__)
    wanted = _wanted_number(error)
    if wanted is None and form and what and language == "pt":
        wanted = Sentence(form, what=what)
    said = wanted.say(language) if wanted else message()
    return _complain(f"{said} ({command} --help)", MENDABLE)


def _wanted_number(error: Exception) -> Sentence | None:
    """What an option wants that was given no number, or one out of its range; else ``None``."""
    param = getattr(error, "param", None)
    kind = getattr(getattr(param, "type_descriptor", None), "annotation", None)
    if type(error).__name__ != "BadParameter" or kind not in (int, float):
        return None
    low, high = (getattr(param, name, None) for name in ("min", "max"))
    limits = "" if low is None else "_from" if high is None else "_range"
    number = Sentence("cli_whole_number" if kind is int else "cli_number")
    name = getattr(param, "opts", ["?"])[0]
    return Sentence(f"cli_wants{limits}", name=name, number=number, low=low, high=high)


def _fault(language: str, home: Path | None) -> int:
    """Say calmly that we failed; the trace goes to a file that the sentence names."""
    for folder in filter(None, (home, Path(tempfile.gettempdir()))):
        path = folder / "error.log"
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_text(traceback.format_exc(), encoding="utf-8", errors="backslashreplace")
            return _complain(say(language, "cli_failed", path=path), FAULT)
    return _complain(say(language, "cli_failed_unlogged"), FAULT)


def _complain(sentence: str, code: int) -> int:
    tell(f"textnn: {sentence}")
    return code
