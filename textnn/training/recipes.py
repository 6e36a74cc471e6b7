"""``textnn train``: data sets and settings -> a model folder.

Working files (log, checkpoint, curve) stay in ``runs/<name>``; what is shipped goes to
``Settings.models``. A training that was stopped continues with ``--resume``; a long one has stages
that can be trained one by one (``--stage``).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from textnn.config import Settings
from textnn.errors import UserError
from textnn.training import summarizer, tagger
from textnn.training.charrnn import train_charrnn
from textnn.training.extractor import train_extractor
from textnn.training.intent import train_intent
from textnn.training.organisations import train_organisations
from textnn.training.pictures.cnn import CNN_TASKS, train_cnn
from textnn.training.pictures.gan import GAN_TASKS, train_gan
from textnn.training.pictures.pix2pix import PIX2PIX_TASKS, train_pix2pix
from textnn.training.runs import set_up
from textnn.training.vectors.forms import train_forms
from textnn.training.vectors.words import train_words

RECIPES: dict[str, Callable[..., dict[str, Any]]] = {
    "charrnn": train_charrnn,
    "words": train_words,
    "forms": train_forms,
    "tagger": tagger.train_tagger,
    "summarizer": summarizer.train_summarizer,
    "extractor": train_extractor,
    "intent": train_intent,
    "organisations": train_organisations,
    **{name: partial(train_cnn, name) for name in CNN_TASKS},
    **{name: partial(train_pix2pix, name) for name in PIX2PIX_TASKS},
    **{name: partial(train_gan, name) for name in GAN_TASKS},
}
"""What can be trained, in the order in which one needs the other: settings, minutes, resume, seed,
and where it has stages the one that is asked for -> metrics."""

STAGES: dict[str, tuple[str, ...]] = {
    "tagger": tagger.STAGES,
    "summarizer": tuple(summarizer.STAGES),
}
"""Training -> its stages in order; those that are not named have one."""


def train_model(
    name: str,
    settings: Settings,
    *,
    minutes: float = 0.0,
    resume: bool = False,
    seed: int = 1,
    stage: str = "",
) -> dict[str, Any]:
    """Trains one of ``RECIPES`` and writes its model folder.

    Args:
        minutes: wall time in all; 0 takes the recipe's own budget.
        resume: continue the run in ``runs/<name>``.
        seed: of weights and order.
        stage: one of the training's ``STAGES`` alone; only the last writes the model folder.

    Returns:
        the metrics that stand in the model folder, or the figures of a stage before the last.

    Raises:
        UserError: a data set is missing, or what the stages before leave; there is no such stage.
    """
    if stage and stage not in (stages := STAGES.get(name, ())):
        raise UserError("unknown-stage", task=name, stage=stage, names=", ".join(stages))
    set_up(settings, seed)
    return RECIPES[name](settings, minutes, resume, seed, *filter(None, [stage]))
