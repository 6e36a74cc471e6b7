"""textnn reads, highlights and writes Portuguese news with recurrent neural networks.

``textnn.highlight``, ``summarize``, ``answer``, ``compare``, ``factsheet``, ``generate``,
``classify``, ``sample`` and ``batch`` work without the app. They bring torch with them, so
``textnn.api`` is imported when one of them is first named; the types of all names stand in
``__init__.pyi``.
"""

from importlib import import_module
from typing import Any

__version__ = "0.2.0"

__all__ = [
    "UserError",
    "__version__",
    "answer",
    "batch",
    "classify",
    "compare",
    "factsheet",
    "from_dict",
    "generate",
    "highlight",
    "sample",
    "summarize",
    "to_dict",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("textnn.api"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
