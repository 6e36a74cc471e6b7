"""Recipe of the conditional GAN; see ``AdversarialRecipe``.

Fakes are of the classes of the real batch, in its order. Both sides take one step of Adam without
momentum each; what is shipped is the running mean of the generator.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import torch
from sklearn.linear_model import LogisticRegression
from torch import Tensor

from textnn import checkpoints
from textnn.checkpoints import load, network
from textnn.config import Settings
from textnn.datasets.pictures.sets import PICTURE_SETS, Batch, read_pictures
from textnn.evaluation.gan import (
    Pictures,
    features,
    frechet_distance,
    gaussian,
    measure,
    spread,
)
from textnn.models.pictures.cnn import CNN
from textnn.models.pictures.gan import (
    GAN,
    Discriminator,
    GANConfig,
    Generator,
    constrain,
    discriminator_loss,
    from_bytes,
    generator_loss,
    one_hot,
    settled,
    to_bytes,
)
from textnn.precision import autocast
from textnn.pretrained import Models
from textnn.training.curve import draw_curve
from textnn.training.loop import Budget, rows_of, train
from textnn.training.pictures.adversarial import AdversarialRecipe
from textnn.training.pictures.evolution import Moment, save_evolution
from textnn.training.runs import RUNS, fastest_device, first_metrics

_CPU = torch.device("cpu")

ACTORS = 2
"""Noises of each class whose pictures are kept through the training."""


@dataclass(frozen=True)
class GANOptions:
    """How a GAN is trained.

    Attributes:
        steps: in all.
        batch: real pictures a step, and as many fake ones.
        generator_rate, discriminator_rate: highest learning rates.
        momentum, decay2: of both Adams.
        mean: what the running mean of the generator keeps in a step.
        seed: order of the pictures, first weights, noise.
    """

    steps: int = 6000
    batch: int = 64
    generator_rate: float = 1e-3
    discriminator_rate: float = 1e-3
    momentum: float = 0.0
    decay2: float = 0.99
    mean: float = 0.999
    seed: int = 1


class GANRecipe(AdversarialRecipe[tuple[Tensor, Tensor]]):
    """Real pictures, their fakes, and what both sides lose."""

    def __init__(
        self, config: GANConfig, train: Batch, dev: Batch, classifier: CNN, options: GANOptions,
        device: torch.device = _CPU,
    ) -> None:  # fmt: skip
        torch.manual_seed(options.seed)
        generator, discriminator = Generator(config), Discriminator(config)
        constrain(discriminator)
        super().__init__(generator, discriminator, options.mean, device)
        self.config, self.train, self.options = config, train.to(device), options
        self.generator_optimizer = self._adam(self.generator, options.generator_rate)
        self.discriminator_optimizer = self._adam(self.discriminator, options.discriminator_rate)
        self.classifier, self.dev = classifier, dev
        self.truth = gaussian(features(classifier, train.pictures[:10_000]))
        count = ACTORS * len(config.labels)
        self.actors = torch.randn(count, config.noise, generator=self._random(0))
        self.roles = torch.arange(len(config.labels)).repeat_interleave(ACTORS)
        self.moments: dict[int, Moment] = {}

    def _adam(self, model: torch.nn.Module, rate: float) -> torch.optim.Optimizer:
        betas = (self.options.momentum, self.options.decay2)
        return torch.optim.Adam(model.parameters(), lr=rate, betas=betas, fused=True)

    def _random(self, number: int) -> torch.Generator:
        return torch.Generator().manual_seed(self.options.seed * 1_000_003 + number)

    def real(self, step: int) -> tuple[Tensor, Tensor]:
        """Pictures, -1 to 1, shape (batch, channels, size, size), and classes, one-hot, shape
        (batch, classes).
        """
        rows = rows_of(step, len(self.train), self.options.batch, self.options.seed)
        batch = self.train[rows.to(self.device)]
        return from_bytes(batch.pictures), one_hot(batch.labels, len(self.config.labels))

    def generate(self, real: tuple[Tensor, Tensor], step: int) -> Tensor:
        """Pictures of fresh noise and of the real ones' classes, shape of the real pictures."""
        _, classes = real
        noise = torch.randn(len(classes), self.config.noise, generator=self._random(step))
        with autocast("convolution", self.device):
            return self.generator(noise.to(self.device), classes)  # type: ignore[no-any-return]

    def discriminator_loss(self, real: tuple[Tensor, Tensor], fake: Tensor) -> Tensor:
        """L_D, nats, scalar; real and fake pictures go through in one batch."""
        pictures, classes = real
        with autocast("convolution", self.device):
            logits = self.discriminator(torch.cat([pictures, fake]), torch.cat([classes] * 2))
        return discriminator_loss(logits[: len(pictures)], logits[len(pictures) :])

    def generator_loss(self, real: tuple[Tensor, Tensor], fake: Tensor) -> Tensor:
        """L_G, nats, scalar."""
        with autocast("convolution", self.device):
            return generator_loss(self.discriminator(fake, real[1]))

    @torch.no_grad()
    def look(self, step: int) -> None:
        """Keeps the pictures of the actors, and what the discriminator of the moment says."""
        classes = one_hot(self.roles, len(self.config.labels)).to(self.device)
        pictures = self.mean(self.actors.to(self.device), classes)
        verdicts = self.discriminator.eval()(pictures, classes)
        self.discriminator.train()
        self.moments[step] = Moment(to_bytes(pictures).cpu(), verdicts.cpu())

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """Fréchet distance of 2,000 fake pictures, and how often the discriminator is right."""
        labels = torch.arange(2000) % len(self.config.labels)
        fake = generate_with(self.mean, self.config, self._random(-1))(labels)
        distance = frechet_distance(self.truth, gaussian(features(self.classifier, fake)))
        logits = [self._judge(self.dev), self._judge(Batch(fake, labels)[: len(self.dev)])]
        right = ((logits[0] > 0).float().mean() + (logits[1] <= 0).float().mean()) / 2
        return {"dev_frechet": distance, "dev_caught": float(right)}

    def _judge(self, batch: Batch) -> Tensor:
        """Log odds of being real, shape (n,)."""
        self.discriminator.eval()
        batch = batch.to(self.device)
        classes = one_hot(batch.labels, len(self.config.labels))
        logits = self.discriminator(from_bytes(batch.pictures), classes)
        self.discriminator.train()
        return logits.cpu()  # type: ignore[no-any-return]

    def state(self) -> dict[str, Any]:
        """The moments kept so far."""
        return {"moments": {step: tuple(moment) for step, moment in self.moments.items()}}

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on with these."""
        self.moments = {step: Moment(*moment) for step, moment in state["moments"].items()}

    @torch.no_grad()
    def finished(self) -> GAN:
        """The network that is shipped, its verdicts calibrated on dev pictures and fakes."""
        fakes = generate_with(self.mean, self.config, self._random(-2))(self.dev.labels)
        real, fake = self._judge(self.dev), self._judge(Batch(fakes, self.dev.labels))
        gan = GAN(replace(self.config, verdict=calibrate(real, fake)))
        gan.generator.load_state_dict(self.mean.state_dict())
        gan.discriminator.load_state_dict(settled(self.discriminator, self.config).state_dict())
        return gan.eval()


def generate_with(
    generator: torch.nn.Module, config: GANConfig, random: torch.Generator
) -> Callable[[Tensor], Tensor]:
    """Function from class numbers, shape (n,), to pictures, uint8, shape (n, channels, size, size),
    both on the CPU."""
    device = next(generator.parameters()).device

    @torch.no_grad()
    def generate(labels: Tensor) -> Tensor:
        noise = torch.randn(len(labels), config.noise, generator=random).to(device)
        return to_bytes(generator(noise, one_hot(labels.to(device), len(config.labels)))).cpu()

    return generate


def calibrate(real: Tensor, fake: Tensor) -> tuple[float, float]:
    """Scale and shift that make verdicts log odds (Platt 1999).

    Args:
        real, fake: verdicts on pictures that were not learnt from, shape (n,)
    """
    verdicts = torch.cat([real, fake]).double()
    design = torch.stack([verdicts, torch.ones_like(verdicts)], 1).numpy()
    is_real = [True] * len(real) + [False] * len(fake)
    model = LogisticRegression(C=100, fit_intercept=False, tol=1e-8)  # finite if separable
    scale, shift = model.fit(design, is_real).coef_[0].tolist()
    return round(scale, 4), round(shift, 4) + 0.0


@dataclass(frozen=True)
class GANTask:
    """Which pictures a GAN learns, its sizes (see ``GANConfig``) and how."""

    data: str
    options: GANOptions
    width: int = 48
    discriminator_channels: int = 48


GAN_TASKS: dict[str, GANTask] = {
    "gan-digits": GANTask("digits", GANOptions()),
    "gan-fashion": GANTask(
        "fashion", GANOptions(steps=13_324, batch=128), width=64, discriminator_channels=64
    ),
}
"""Name of a shipped GAN -> its training."""


def train_gan(
    name: str, settings: Settings, minutes: float, resume: bool, seed: int
) -> dict[str, Any]:
    """Trains a GAN, measures it with the classifier of its pictures, and writes its folder.

    Raises:
        UserError: the pictures or the classifier are missing.
    """
    task = GAN_TASKS[name]
    options = replace(task.options, seed=seed)
    checkpoint = Models(settings.models).get(f"cnn-{task.data}", load)
    classifier = network(checkpoint, CNN)
    train_set, dev_set, test_set = (
        read_pictures(settings.datasets_folder, task.data, split)
        for split in ("train", "calibration", "test")
    )
    recipe = make_recipe(task, options, train_set, dev_set, classifier)
    figures = train(recipe, _budget(options, minutes), RUNS / name, resume=resume)
    gan, folder = recipe.finished(), settings.models / name
    learnt, test = (Pictures(s.pictures, s.labels) for s in (train_set, test_set))
    generate = generate_with(gan.generator, gan.config, torch.Generator().manual_seed(seed))
    metrics = {
        **first_metrics(f"images/{PICTURE_SETS[task.data].file}", len(train_set), options),
        "classifier": checkpoint.checksum,
        "spread": spreads(classifier, dev_set),
        **figures,
        **measure(generate, classifier, learnt, test),
        **discriminator_accuracy(gan, generate, test_set),
    }
    checkpoints.save(folder, "gan", gan, metrics)
    draw_curve(RUNS / name / "log.jsonl", folder / "curve.png")
    roles = [gan.config.labels[role] for role in recipe.roles]
    save_evolution(folder, recipe.moments, roles, gan.config.verdict)
    return metrics


def make_recipe(
    task: GANTask, options: GANOptions, train_set: Batch, dev_set: Batch, classifier: CNN
) -> GANRecipe:
    """The recipe of a task on these pictures."""
    _, channels, size, _ = train_set.pictures.shape
    labels = PICTURE_SETS[task.data].labels
    config = GANConfig(
        labels, channels, size, width=task.width, discriminator_channels=task.discriminator_channels
    )
    return GANRecipe(config, train_set, dev_set, classifier, options, fastest_device())


def _budget(options: GANOptions, minutes: float) -> Budget:
    return Budget(
        options.steps, minutes, warmup=100, floor=0.05, clip=1e6, log_every=50, evaluate_every=500
    )


def spreads(classifier: CNN, pictures: Batch) -> list[float]:
    """How far apart real pictures of each class are; what ``diversity`` is measured against."""
    found = features(classifier, pictures.pictures)
    classes = range(len(classifier.config.labels))
    return [round(spread(found[pictures.labels == number]), 5) for number in classes]


@torch.no_grad()
def discriminator_accuracy(
    gan: GAN, generate: Callable[[Tensor], Tensor], real: Batch, count: int = 2000
) -> dict[str, float]:
    """How often the discriminator tells real pictures it has never seen from fake ones.

    Args:
        gan: judges.
        generate: labels, shape (n,) -> fake pictures, shape (n, channels, size, size)
        real: pictures that it has not learnt from.
        count: real and fake ones together.
    """
    real = real[: count // 2]
    fake = Batch(generate(real.labels), real.labels)
    logits = [gan(part.pictures, part.labels)[0] for part in (real, fake)]
    return {
        "real_accuracy": float((logits[0] > 0).float().mean()),
        "fake_accuracy": float((logits[1] <= 0).float().mean()),
    }
