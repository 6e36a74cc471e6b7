"""The training loop: schedule, log, checkpoints, and exact resumption."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from tests.training.makers import Line, stop_at
from textnn.precision import describe_hardware
from textnn.training.loop import Budget, Log, train


def test_rate_rises_falls_and_ends_at_the_floor() -> None:
    budget = Budget(steps=1000, warmup=100, floor=0.01)
    assert budget.rate(0, 0) == pytest.approx(0.01)
    assert budget.rate(49, 0) == pytest.approx(0.5, abs=0.01)
    cosine = 0.5 + 0.5 * math.cos(math.pi * 0.25)
    assert budget.rate(250, 0) == pytest.approx(0.01 + 0.99 * cosine)
    assert budget.rate(500, 0) == pytest.approx(0.505)
    assert budget.rate(1000, 0) == pytest.approx(0.01)
    assert budget.rate(5000, 0) == pytest.approx(0.01)


def test_no_warmup_begins_at_the_highest_rate() -> None:
    assert Budget(steps=10, warmup=0).rate(0, 0) == 1.0


@settings(deadline=None)
@given(st.integers(0, 2000), st.floats(0, 1e4), st.floats(0, 100))
def test_the_budget_that_runs_out_first_counts(step: int, seconds: float, minutes: float) -> None:
    budget = Budget(steps=1000, minutes=minutes)
    by_time = seconds / (60 * minutes) if minutes else 0.0
    assert budget.done(step, seconds) == min(1.0, max(step / 1000, by_time))
    assert 0 < budget.rate(step, seconds) <= 1


def test_the_optimiser_follows_the_schedule(tmp_path: Path) -> None:
    recipe, budget = Line(rate=0.1), Budget(steps=20, warmup=5)
    train(recipe, budget, tmp_path)
    assert recipe.steps == list(range(20))
    assert recipe.rates == pytest.approx([0.1 * budget.rate(step, 0) for step in range(20)])


@pytest.mark.slow
def test_it_learns_the_line(tmp_path: Path) -> None:
    recipe = Line()
    assert train(recipe, Budget(steps=400, warmup=1), tmp_path)["seen"] == 400.0
    assert recipe.weights() == pytest.approx([2, 1], abs=0.02)


def test_the_log_holds_mean_losses_and_figures(tmp_path: Path) -> None:
    recipe, losses = Line(), list[float]()
    plain = recipe.loss

    def remembered(step: int) -> Tensor:
        loss = plain(step)
        losses.append(loss.item())
        return loss

    recipe.loss = remembered  # type: ignore[method-assign]
    train(recipe, Budget(steps=10, log_every=4, evaluate_every=5), tmp_path)
    rows = Log(tmp_path / "log.jsonl").rows()
    logged = {row["step"]: row["loss"] for row in rows if "loss" in row}
    assert logged == pytest.approx({4: sum(losses[:4]) / 4, 8: sum(losses[4:8]) / 4}, abs=1e-5)
    assert [row["step"] for row in rows if "seen" in row] == [5, 10]
    assert recipe.evaluated == 2, "the last step is not evaluated twice"
    assert {*rows[0]} == {"step", "hardware", "number_format"}
    assert all(row["seconds"] >= 0 for row in rows[1:])


def test_a_last_step_between_evaluations_is_evaluated(tmp_path: Path) -> None:
    recipe = Line()
    figures = train(recipe, Budget(steps=7, evaluate_every=5), tmp_path)
    assert figures == {"seen": 7.0, **describe_hardware(None)}
    assert recipe.evaluated == 2


@pytest.mark.parametrize("stop", [5, 10, 15])
def test_resumed_weights_are_those_of_an_uninterrupted_run(tmp_path: Path, stop: int) -> None:
    budget = Budget(steps=20, warmup=3, log_every=4, evaluate_every=5)
    whole = Line(dropout=0.3)
    train(whole, budget, tmp_path / "whole")

    broken = Line(dropout=0.3)
    stop_at(broken, "loss", stop + 2)  # after the checkpoint, so that two steps are lost
    with pytest.raises(KeyboardInterrupt):
        train(broken, budget, tmp_path / "broken")
    torch.manual_seed(99)
    resumed = Line(dropout=0.3)
    torch.manual_seed(77)
    train(resumed, budget, tmp_path / "broken", resume=True)

    assert resumed.steps == list(range(stop, 20))
    assert resumed.rates == whole.rates[stop:]
    assert resumed.weights() == whole.weights()
    logs = [Log(tmp_path / name / "log.jsonl").rows() for name in ("broken", "whole")]
    steps = [[row["step"] for row in rows if "hardware" not in row] for rows in logs]
    assert steps[0] == steps[1]


def test_losses_logged_after_a_resumption_are_means_of_what_was_seen(tmp_path: Path) -> None:
    recipe = Line(rate=0.0)
    train(recipe, Budget(steps=3, evaluate_every=3), tmp_path)
    resumed = Line(rate=0.0)
    train(resumed, Budget(steps=8, log_every=4), tmp_path, resume=True)
    first, second = [row["loss"] for row in Log(tmp_path / "log.jsonl").rows() if "loss" in row]
    constant = Line(rate=0.0)
    losses = [constant.loss(step).item() for step in range(8)]
    assert first == pytest.approx(losses[3], abs=1e-5)
    assert second == pytest.approx(sum(losses[4:]) / 4, abs=1e-5)


def test_a_finished_run_is_not_trained_again(tmp_path: Path) -> None:
    budget = Budget(steps=5)
    train(Line(), budget, tmp_path)
    again = Line()
    assert train(again, budget, tmp_path, resume=True)["seen"] == 5.0
    assert again.steps == []


def test_without_resume_everything_begins_anew(tmp_path: Path) -> None:
    budget = Budget(steps=6, log_every=2)
    first, second = Line(), Line()
    train(first, budget, tmp_path)
    train(second, budget, tmp_path)
    assert second.steps == list(range(6))
    assert second.weights() == first.weights()
    rows = Log(tmp_path / "log.jsonl").rows()
    assert len([row for row in rows if "loss" in row]) == 3
    assert len([row for row in rows if "hardware" in row]) == 1


def test_resume_without_a_checkpoint_begins(tmp_path: Path) -> None:
    recipe = Line()
    train(recipe, Budget(steps=2), tmp_path, resume=True)
    assert recipe.steps == [0, 1]


def test_a_checkpoint_is_written_beside_and_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(Line(), Budget(steps=2), tmp_path)
    before = (tmp_path / "checkpoint.pt").read_bytes()

    def half(content: object, path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(torch, "save", half)
    with pytest.raises(OSError, match="disk full"):
        train(Line(), Budget(steps=4), tmp_path, resume=True)
    assert (tmp_path / "checkpoint.pt").read_bytes() == before


def test_time_runs_out(tmp_path: Path) -> None:
    recipe = Line()
    train(recipe, Budget(steps=10_000_000, minutes=0.3 / 60, evaluate_every=10**9), tmp_path)
    assert 0 < len(recipe.steps) < 10_000_000
    assert recipe.rates[-1] < recipe.rates[len(recipe.rates) // 2]
    resumed = Line()
    train(resumed, Budget(steps=10_000_000, minutes=0.3 / 60), tmp_path, resume=True)
    assert resumed.steps == [], "time already used counts"


def test_gradients_are_clipped(tmp_path: Path) -> None:
    recipe = Line()
    recipe.optimizers = (torch.optim.SGD(recipe.model.parameters(), lr=1.0),)
    before = recipe.weights()
    train(recipe, Budget(steps=1, clip=0.001, warmup=1), tmp_path)
    assert math.dist(before, recipe.weights()) == pytest.approx(0.001, rel=1e-3)


def test_log_lines_are_plain_json(tmp_path: Path) -> None:
    log = Log(tmp_path / "log.jsonl")
    assert log.rows() == []
    log.add(step=1, loss=0.12345678)
    log.add(step=2, loss=1.0)
    lines = (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0]) == {"step": 1, "loss": 0.123457}
    log.keep(1)
    assert log.rows() == [{"step": 1, "loss": 0.123457}]
    log.keep(0)
    assert not log.path.exists()
