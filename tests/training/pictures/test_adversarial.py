"""The adversarial loop: its phases in order, who learns when, running mean, exact resumption."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from tests.training.makers import stop_at
from textnn.training.loop import Budget, Log, train
from textnn.training.pictures.adversarial import AdversarialRecipe, follow, is_moment


class Duel(AdversarialRecipe[Tensor]):
    """The generator shifts noise; the discriminator is a line. Real numbers lie around 3."""

    def __init__(self) -> None:
        torch.manual_seed(0)
        generator = nn.Linear(1, 1)
        discriminator = nn.Sequential(nn.Linear(1, 8), nn.ReLU(), nn.Linear(8, 1))
        super().__init__(generator, discriminator, 0.9, torch.device("cpu"))
        self.generator_optimizer = torch.optim.Adam(
            self.generator.parameters(), lr=0.02, betas=(0.0, 0.9)
        )
        self.discriminator_optimizer = torch.optim.Adam(
            self.discriminator.parameters(), lr=0.05, betas=(0.0, 0.9)
        )
        self.phases: list[str] = []
        self.looks: dict[int, float] = {}
        self.rates: list[tuple[float, float]] = []

    def real(self, step: int) -> Tensor:
        self.phases.append(f"real {step}")
        self.rates.append((self.discriminator_optimizer.param_groups[0]["lr"],
                           self.generator_optimizer.param_groups[0]["lr"]))  # fmt: skip
        return 3 + torch.randn(32, 1)

    def generate(self, real: Tensor, step: int) -> Tensor:
        self.phases.append("generate")
        return self.generator(torch.randn_like(real))  # type: ignore[no-any-return]

    def discriminator_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        self.phases.append("discriminator")
        assert not fake.requires_grad
        softplus = nn.functional.softplus
        loss = softplus(-self.discriminator(real)) + softplus(self.discriminator(fake))
        return loss.mean()

    def generator_loss(self, real: Tensor, fake: Tensor) -> Tensor:
        self.phases.append("generator")
        assert fake.requires_grad
        assert not any(p.requires_grad for p in self.discriminator.parameters())
        return nn.functional.softplus(-self.discriminator(fake)).mean()

    def look(self, step: int) -> None:
        self.phases.append(f"look {step}")
        self.looks[step] = self.shift()

    def evaluate(self) -> dict[str, float]:
        return {"shift": self.shift()}

    def state(self) -> dict[str, Any]:
        return {"looks": dict(self.looks)}

    def restore(self, state: dict[str, Any]) -> None:
        self.looks = dict(state["looks"])

    def shift(self) -> float:
        return float(self.mean.state_dict()["bias"])

    def weights(self) -> dict[str, Tensor]:
        parts = {"g": self.generator, "d": self.discriminator, "m": self.mean}
        return {f"{k} {n}": v for k, part in parts.items() for n, v in part.state_dict().items()}


@pytest.mark.slow
def test_the_phases_come_in_order(tmp_path: Path) -> None:
    duel = Duel()
    train(duel, Budget(3, warmup=0), tmp_path)
    turn = ["generate", "discriminator", "generator"]
    assert duel.phases == [
        "look 0", "real 0", *turn, "real 1", *turn, "real 2", *turn, "look 3",
    ]  # fmt: skip


def test_moments_are_dense_while_much_changes() -> None:
    found = [step for step in range(6000) if is_moment(step)]
    assert found[:6] == [0, 32, 45, 64, 91, 128]
    assert found[-2:] == [4096, 5793]
    assert len(found) == 17


@pytest.mark.slow
def test_the_forger_learns_where_the_real_numbers_are(tmp_path: Path) -> None:
    duel = Duel()
    duel.decay = 0.98
    figures = train(duel, Budget(500, clip=1e6, evaluate_every=250), tmp_path)
    assert figures["shift"] == pytest.approx(3, abs=0.4)
    assert figures["shift"] == duel.shift()


def test_the_mean_follows_and_forgets_its_beginning() -> None:
    model, mean = nn.BatchNorm1d(2), nn.BatchNorm1d(2)
    model.weight.data.fill_(5)
    model.running_mean.fill_(10)  # type: ignore[union-attr]
    model.num_batches_tracked.fill_(7)  # type: ignore[union-attr]
    follow(mean, model, 0.9, step=0)
    assert mean.weight.tolist() == pytest.approx([0.1 * 1 + 0.9 * 5] * 2)
    follow(mean, model, 0.9, step=1000)
    assert mean.weight.tolist() == pytest.approx([0.9 * 4.6 + 0.1 * 5] * 2)
    assert mean.running_mean.tolist() == pytest.approx([0.9 * 9 + 0.1 * 10] * 2)  # type: ignore[union-attr]
    assert mean.num_batches_tracked == 7


def test_both_rates_follow_the_schedule_and_the_log_tells_both_losses(tmp_path: Path) -> None:
    duel, budget = Duel(), Budget(8, warmup=3, log_every=4, evaluate_every=4)
    train(duel, budget, tmp_path)
    parts = [budget.rate(step, 0) for step in range(8)]
    assert [d for d, _ in duel.rates] == pytest.approx([0.05 * part for part in parts])
    assert [g for _, g in duel.rates] == pytest.approx([0.02 * part for part in parts])
    rows = Log(tmp_path / "log.jsonl").rows()
    assert [row["step"] for row in rows if "discriminator" in row and "generator" in row] == [4, 8]
    assert [row["step"] for row in rows if "shift" in row] == [4, 8]


@pytest.mark.parametrize("stop", [7, 9, 10])
def test_resumed_is_as_if_never_stopped(tmp_path: Path, stop: int) -> None:
    budget = Budget(12, warmup=2, log_every=3, evaluate_every=3)
    whole = Duel()
    train(whole, budget, tmp_path / "whole")

    broken = Duel()
    stop_at(broken, "real", stop)
    with pytest.raises(KeyboardInterrupt):
        train(broken, budget, tmp_path / "broken")
    resumed = Duel()
    torch.manual_seed(77)
    train(resumed, budget, tmp_path / "broken", resume=True)
    assert resumed.phases[0] == f"real {stop // 3 * 3}"
    for name, value in whole.weights().items():
        torch.testing.assert_close(resumed.weights()[name], value, rtol=0, atol=0, msg=name)
    assert resumed.looks == whole.looks
    logs = [Log(tmp_path / name / "log.jsonl").rows() for name in ("broken", "whole")]
    steps = [[row["step"] for row in rows if "hardware" not in row] for rows in logs]
    assert steps[0] == steps[1]


def test_a_finished_training_is_not_trained_on(tmp_path: Path) -> None:
    budget = Budget(4, evaluate_every=2)
    done = Duel()
    train(done, budget, tmp_path)
    again = Duel()
    assert train(again, budget, tmp_path, resume=True)["shift"] == done.shift()
    assert again.phases == ["look 4"]
    anew = Duel()
    train(anew, budget, tmp_path)
    assert "real 0" in anew.phases
