"""The command line: thin words over the service.

``main`` is what ``textnn`` starts. Every way a command can end is decided in ``run``: 0 done,
2 something the person can mend (one sentence on standard error), 130 interrupted, 1 our fault.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence

import typer

from textnn.cli.context import Desk, spoken_language
from textnn.cli.manual import app
from textnn.config import read_settings
from textnn.errors import UserError
from textnn.locale import Sentence

DONE, FAULT, MENDABLE, INTERRUPTED = 0, 1, 2, 130


def main() -> None:
    """Run the command in ``sys.argv`` and leave the process with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str], desk: Desk | None = None) -> int:
    """Run one command; its exit code. Nothing but Ctrl-C at the very end leaves as an exception.

    Args:
        arguments: words after ``textnn``.
        desk: settings and pipelines to work with; ``None``: those of this machine.
    """
    try:
        desk = desk or Desk(read_settings(), spoken_language(os.environ))
    except UserError as error:
        return _complain(error.say(spoken_language(os.environ)), MENDABLE)
    try:
        return _command(arguments, desk)
    except UserError as error:
        return _complain(error.say(desk.language), MENDABLE)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:  # the reader has seen enough, as in ``textnn history | head``
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        return _usage(error, desk) or _fault(desk)


def _command(arguments: Sequence[str], desk: Desk) -> int:
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    given = list(arguments) or ["--help"]
    command = typer.main.get_command(app)
    code = command.main(given, prog_name="textnn", standalone_mode=False, obj=desk)
    sys.stdout.flush()  # here, where a closed pipe is still handled
    return code if isinstance(code, int) else DONE


_USAGE = {
    "MissingParameter": "cli_missing_parameter",
    "NoSuchOption": "cli_no_such_option",
    "BadParameter": "cli_bad_parameter",
}
"""Class of a usage error -> the sentence for it; Click says the others, in English."""


def _usage(error: Exception, desk: Desk) -> int:
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
    if wanted is None and form and what and desk.language == "pt":
        wanted = Sentence(form, what=what)
    said = wanted.say(desk.language) if wanted else message()
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


def _fault(desk: Desk) -> int:
    """Say calmly that we failed; the trace goes to a file that the sentence names."""
    path = desk.settings.home / "error.log"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(traceback.format_exc(), encoding="utf-8", errors="backslashreplace")
    except OSError:
        traceback.print_exc()
    return _complain(desk.say("cli_failed", path=path), FAULT)


def _complain(sentence: str, code: int) -> int:
    print(f"textnn: {sentence}", file=sys.stderr)
    return code
