"""The screen: Gradio starts and ends in this package."""

import inspect
from typing import Any

_getfile = inspect.getfile


def _no_file(thing: Any) -> str:
    """``inspect.getfile``, but for Gradio's own classes: they are said to have none."""
    if getattr(thing, "__module__", "").startswith("gradio."):
        raise OSError("looked up by nobody but the writer of stubs")
    return _getfile(thing)


# While it is imported, Gradio parses the source of each of its components to write a stub for
# editors beside it, two of five seconds; a class without a file is passed over.
inspect.getfile = _no_file  # type: ignore[assignment]  # the name of its parameter
try:
    import gradio as gradio
finally:
    inspect.getfile = _getfile
