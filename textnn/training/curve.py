"""A training's log as a picture."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes

matplotlib.use("Agg")

from matplotlib import pyplot as plt  # the backend must be chosen first

from textnn.training.loop import Log

Rows = Sequence[Mapping[str, Any]]

BASELINES = {"dev_bits_per_char": ("PPMd, ordem 16", 1.389)}
"""Figure -> name and height of the line to beat."""

FIGURES = {
    "dev_bits_per_char": "validação: bits por caractere",
    "dev_f1": "validação: F1",
    "dev_accuracy": "validação: acerto",
    "dev_headline_nats": "validação: manchete",
    "dev_dek_nats": "validação: linha fina",
    "dev_likeness": "validação: ROUGE da frase escolhida",
    "dev_likeness_of_the_first": "ROUGE da primeira frase",
    "dev_nats": "validação: perda",
}
"""Figure of a log -> what the picture calls it."""

SAME_AXIS = ("dev_bits_per_char", "dev_nats", "dev_headline_nats", "dev_dek_nats")
"""Figures in the unit of the training loss; others get an axis of their own."""

COLOURS = ("#0072B2", "#009E73")
"""One a figure; what a log has beyond two of ``FIGURES`` is not drawn."""

DUEL = (("discriminator", "discriminador", "#0072B2"), ("generator", "gerador", "#D55E00"))
"""Losses of an adversarial training: key in the log, name, colour."""

WATCHED = {
    "dev_frechet": "distância de Fréchet (traços da nossa rede)",
    "dev_l1": "validação: distância da imagem verdadeira",
}
"""Figure of an adversarial log -> what the picture calls it."""


def draw_curve(log: Path, picture: Path) -> None:
    """Draws training loss and dev figures over optimiser steps.

    Character models are shown in bits per character, with what PPMd needs as a line to beat; of an
    adversarial training both losses are drawn, and the figure that was watched.

    Args:
        log: a training's ``log.jsonl``.
        picture: the PNG to write; its folder is made.
    """
    rows = Log(log).rows()
    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    axes.set_xlabel("passos")
    axes.set_ylabel("perda (nats)")
    (_draw_duel if any("discriminator" in row for row in rows) else _draw_loss)(rows, axes)
    picture.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(picture, dpi=110)
    plt.close(figure)


def _draw_loss(rows: Rows, axes: Axes) -> None:
    names = [key for key in FIGURES if any(key in row for row in rows)]
    is_bits = "dev_bits_per_char" in names
    losses = _points(rows, "loss", math.log(2) if is_bits else 1.0)
    axes.plot(*losses, color="#999999", lw=1, label="treino")
    right = axes if set(names) <= set(SAME_AXIS) else axes.twinx()
    for name, colour in zip(names, COLOURS, strict=False):
        right.plot(*_points(rows, name), color=colour, marker="o", ms=3, label=FIGURES[name])
        if name in BASELINES:
            label, height = BASELINES[name]
            right.axhline(height, color="#D55E00", ls="--", lw=1, label=f"{label}: {height}")
    if is_bits:
        axes.set_ylabel("bits por caractere")
        axes.set_ylim(1.2, 2.4)
    lines = axes.get_lines() if right is axes else [*axes.get_lines(), *right.get_lines()]
    axes.legend(lines, [str(line.get_label()) for line in lines], loc="upper right")


def _draw_duel(rows: Rows, axes: Axes) -> None:
    for name, label, colour in DUEL:
        axes.plot(*_points(rows, name), color=colour, lw=1, label=label)
    lines = axes.get_lines()
    watched = [name for name in WATCHED if any(name in row for row in rows)]
    for name in watched[:1]:
        right, label = axes.twinx(), WATCHED[name]
        right.plot(*_points(rows, name), color="#000000", marker="o", ms=3, label=label)
        right.set_ylim(bottom=0)
        right.set_ylabel(label)
        lines = [*lines, *right.get_lines()]
    axes.legend(lines, [str(line.get_label()) for line in lines], loc="center right")


def _points(rows: Rows, name: str, unit: float = 1.0) -> tuple[list[float], list[float]]:
    """Steps and values of a figure."""
    found = [row for row in rows if name in row]
    return [row["step"] for row in found], [row[name] / unit for row in found]
