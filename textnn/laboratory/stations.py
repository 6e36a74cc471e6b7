"""What stations there are: each is a script of PyTorch and a drawing in JavaScript."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from pathlib import Path

from textnn.errors import UserError

FOLDER = Path(__file__).resolve().parent

STATIONS = (
    "perceptron", "backpropagation", "activation", "playground", "convolution", "cnn", "history",
    "lstm", "attention", "gan", "transfer", "networks",
)  # fmt: skip
"""Names of the stations in the order of the lecture.

A station ``x`` is ``programs/x.py``, the script that is shown and downloaded; ``static/x.js``, what
moves on its page; and the sentences ``lab_x`` and ``lab_x_*``. The map of networks has a script for
each network instead.
"""


CORES: Mapping[str, tuple[str, ...]] = {
    "perceptron": ("activation", "predict", "learn", "regress"),
    "backpropagation": ("forward", "loss", "backward"),
    "activation": ("unit", "FUNCTIONS", "slope"),
    "playground": ("network", "loss", "step"),
    "convolution": ("convolve", "transpose", "max_pool"),
    "cnn": ("watch",),
    "history": ("Residual", "conv", "lenet", "resnet"),
    "lstm": ("step", "reach"),
    "attention": ("Attention",),
    "gan": ("run",),
    "transfer": ("body", "learn", "scaled"),
}
"""Station -> the parts of its script that are what the page is about: ten to forty lines."""


def scripts() -> dict[str, Path]:
    """Name -> script, of the stations and of the networks of the map."""
    files = [FOLDER / "programs" / f"{name}.py" for name in STATIONS if name != "networks"]
    return {file.stem: file for file in (*files, *sorted(FOLDER.glob("networks/*/[a-z]*.py")))}


def script(name: str) -> str:
    """The PyTorch of a station, or of a network of the map.

    Raises:
        UserError: there is no such script.
    """
    files = scripts()
    if name not in files:
        raise UserError("no-such-station")
    return files[name].read_text(encoding="utf-8")


def core(name: str) -> str:
    """The lines of a script that the page of its station is about."""
    code = script(name)
    lines = code.splitlines()
    found = {
        part: "\n".join(lines[node.lineno - 1 : node.end_lineno])
        for node in ast.parse(code).body
        for part in _called(node)
    }
    return "\n\n\n".join(found[part] for part in CORES[name])


def _called(node: ast.stmt) -> tuple[str, ...]:
    """What a statement at the top of a script defines."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return (node.name,)
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return tuple(target.id for target in targets if isinstance(target, ast.Name))


def notebook(name: str) -> str:
    """The same script as a Jupyter notebook: its docstring as text, the rest as one cell of code.

    Raises:
        UserError: there is no such station.
    """
    _, text, code = script(name).split('"""', 2)
    cells = [
        {"cell_type": "markdown", "id": "text", "metadata": {}, "source": text.strip()},
        {
            "cell_type": "code",
            "id": "code",
            "metadata": {},
            "source": code.strip(),
            "execution_count": None,
            "outputs": [],
        },
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": cells}
    return json.dumps(made, ensure_ascii=False, indent=1)


def modules() -> dict[str, Path]:
    """Name -> file of everything that the pages load."""
    return {path.name: path for path in (FOLDER / "static").glob("*.*")}
