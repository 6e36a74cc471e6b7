"""Recipe of the intent classifier: every look at a message sees it typed a little differently."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional
from torch.optim import AdamW

from textnn import checkpoints
from textnn.config import Settings
from textnn.datasets.intents import CHAT, Utterance, read_utterances, utterance_file
from textnn.models.fitting import fit_temperature
from textnn.models.intent import Intent, IntentConfig, WordVectors, table_rows
from textnn.models.tagger import Tagger
from textnn.pretrained import Models, network
from textnn.results.chat import INTENTS
from textnn.text.messages import tokenize
from textnn.training.curve import draw_curve
from textnn.training.loop import Budget, train
from textnn.training.runs import RUNS, commit

SHORT = {
    "você": "vc", "que": "q", "porque": "pq", "por favor": "pfv", "para": "pra", "está": "tá",
    "quanto": "qto", "quando": "qdo", "também": "tb", "não": "ñ", "mais": "+", "beleza": "blz",
    "isso": "isto", "esse": "este", "me ": "", "o que": "oq", "quem": "qm", "hoje": "hj",
}  # fmt: skip
"""What people write instead."""

BARE = ("greeting", "thanks", "stop", "unknown", "help")
"""Intents that nothing is put around: it could be what they consist of."""

KEYS = ("qwertyuiop", "asdfghjklç", "zxcvbnm")


@dataclass(frozen=True)
class IntentOptions:
    """How the classifier is trained.

    Attributes:
        epochs: how often every utterance is seen.
        batch: utterances a step.
        rate: highest learning rate (AdamW).
        decay: weight decay.
        typed: part of the looks at which a message is changed.
        nonsense: part of each batch that is made of random letters, to be refused.
        harm: how much worse it is to do the wrong thing than to ask back, for the threshold.
        seed: order, first weights, dropout and all that is changed.
    """

    epochs: int = 16
    batch: int = 32
    rate: float = 3e-3
    decay: float = 0.05
    typed: float = 0.7
    nonsense: float = 0.04
    harm: float = 2.0
    seed: int = 1


def mistype(text: str, chance: random.Random) -> str:
    """``text`` with one slip of the fingers: a letter swapped, left out, doubled or missed.

    >>> mistype("resuma", random.Random(3)) != "resuma"
    True
    """
    places = [at for at in range(len(text) - 1) if text[at].isalpha() and text[at + 1].isalpha()]
    if not places:
        return text
    at = chance.choice(places)
    one, two = text[at], text[at + 1]
    slip = chance.choice((two + one, two, one + one + two, _neighbour(one, chance) + two))
    return text[:at] + slip + text[at + 2 :]


def _neighbour(letter: str, chance: random.Random) -> str:
    for row in KEYS:
        if (at := row.find(letter.lower())) >= 0:
            return chance.choice(row[max(0, at - 1) : at] + row[at + 1 : at + 2])
    return letter


def shorten(text: str, chance: random.Random) -> str:
    """``text`` with one of the long forms in it as people write it in a hurry."""
    found = [long for long in SHORT if long in text]
    return text.replace(long := chance.choice(found), SHORT[long], 1) if found else text


def drop_word(text: str, chance: random.Random) -> str:
    """``text`` without one of its words, if it has more than three."""
    found = text.split(" ")
    if len(found) > 3:
        found.pop(chance.randrange(len(found)))
    return " ".join(found)


def bare(text: str, chance: random.Random) -> str:
    """``text`` without its punctuation."""
    del chance
    return "".join(char for char in text if char not in '.,;:!?"“”')


def wrap(text: str, asides: Sequence[str], chance: random.Random) -> str:
    """``text`` with something polite or idle before or after it.

    >>> wrap("resuma", ["... por favor"], random.Random(1))
    'resuma por favor'
    """
    aside = chance.choice(asides)
    return f"{text} {aside[4:]}" if aside.startswith("... ") else f"{aside} {text}"


def vary(
    utterance: Utterance,
    pools: Mapping[str, Sequence[str]],
    asides: Sequence[str],
    chance: random.Random,
) -> str:
    """An utterance as somebody else might have typed it, with another term or prefix in it.

    Args:
        utterance: as it was written.
        pools: what may stand in the place of a term or prefix.
        asides: what may stand around a request; those that begin with dots stand after it.
        chance: what is drawn from.
    """
    text = utterance.request
    for name, pool in pools.items():
        if name in utterance.slots and chance.random() < 0.5:
            text = text.replace(utterance.slots[name], chance.choice(pool), 1)
    for way in chance.sample(
        (mistype, mistype, shorten, drop_word, bare), chance.choice((0, 1, 2))
    ):
        text = way(text, chance)
    aside = utterance.intent not in BARE and chance.random() < 0.4
    return wrap(text, asides, chance) if aside else text


def nonsense(chance: random.Random) -> str:
    """Random letters, or keys that lie side by side, in one to four words."""
    source = chance.choice((*KEYS, "abcdefghijklmnopqrstuvxz", "".join(KEYS)))
    return " ".join(
        "".join(chance.choices(source, k=chance.randint(2, 9))) for _ in range(chance.randint(1, 4))
    )


class IntentRecipe:
    """Steps over shuffled utterances; see ``loop.Recipe``."""

    unit = "nats/message"

    def __init__(
        self,
        model: Intent,
        train: Sequence[Utterance],
        dev: Sequence[Utterance],
        vectors: WordVectors,
        options: IntentOptions,
        asides: Sequence[str] = ("por favor,",),
    ) -> None:
        self.model: Intent = model
        self.train, self.dev, self.options, self.asides = train, dev, options, asides
        self.vectors = vectors
        self.an_epoch = max(1, len(train) // options.batch)
        self.steps = options.epochs * self.an_epoch
        self.pools = {
            name: [u.slots[name] for u in train if name in u.slots] for name in ("term", "prefix")
        }
        self.optimizers: tuple[torch.optim.Optimizer, ...] = (
            AdamW(model.parameters(), lr=options.rate, weight_decay=options.decay),
        )

    def loss(self, step: int) -> Tensor:
        """Mean cross-entropy of a batch, nats."""
        epoch, number = divmod(step, self.an_epoch)
        order = list(range(len(self.train)))
        random.Random(f"{self.options.seed} {epoch}").shuffle(order)
        chance = random.Random(f"{self.options.seed} step {step}")
        chosen = order[number * self.options.batch :][: self.options.batch]
        looks = [self._look(self.train[i], chance) for i in chosen]
        requests, intents = [look[:2] for look in looks], [look[2] for look in looks]
        targets = torch.tensor([INTENTS.index(intent) for intent in intents])
        _, loss = self.model(*self.read(requests), targets)
        assert isinstance(loss, Tensor)
        return loss

    def _look(self, utterance: Utterance, chance: random.Random) -> tuple[str, bool, str]:
        """A request, whether a text was pasted with it, and its intent."""
        if chance.random() < self.options.nonsense:
            return nonsense(chance), False, "unknown"
        typed = chance.random() < self.options.typed
        text = vary(utterance, self.pools, self.asides, chance) if typed else utterance.request
        return text, utterance.pasted, utterance.intent

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """Accuracy and nats on utterances that are not learnt from."""
        logits, targets = self.logits(self.dev)
        right = (logits.argmax(1) == targets).double().mean().item()
        nats = functional.cross_entropy(logits, targets).item()
        return {"dev_accuracy": right, "dev_nats": nats}

    @torch.no_grad()
    def logits(self, utterances: Sequence[Utterance]) -> tuple[Tensor, Tensor]:
        """Logits (utterances, intents) and the right intents (utterances,)."""
        self.model.eval()
        logits, _ = self.model(*self.read([(u.request, u.pasted) for u in utterances]))
        self.model.train()
        return logits, torch.tensor([INTENTS.index(u.intent) for u in utterances])

    def read(self, requests: Sequence[tuple[str, bool]]) -> tuple[Tensor, Tensor]:
        """Vectors and rows of the tokens of requests, each with whether a text was pasted."""
        found = [tokenize(request, pasted=pasted) for request, pasted in requests]
        messages = [[token.text for token in tokens] for tokens in found]
        return self.vectors(messages), table_rows(messages, self.model.config.rows)

    def state(self) -> dict[str, Any]:
        """Nothing: the step number tells all that is drawn."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        """Nothing to restore."""


def fit_threshold(probabilities: Tensor, targets: Tensor, harm: float) -> float:
    """The least probability to act upon that costs least, among 0.10, 0.12 ... 0.90.

    To ask back where the likeliest intent was right costs 1; to act upon a wrong one, ``harm``.

    Args:
        probabilities: shape (messages, labels)
        targets: shape (messages,)
        harm: at least 0
    """
    best, found = probabilities.max(1)
    unknown = INTENTS.index("unknown")
    acts, right = found != unknown, found == targets

    def cost(threshold: float) -> float:
        done = acts & (best >= threshold)
        return float((done & ~right).sum()) * harm + float((acts & ~done & right).sum())

    return min((number / 100 for number in range(10, 91, 2)), key=cost)


def read_asides(path: Path = CHAT / "asides.txt") -> list[str]:
    """What people say around a request, one a line."""
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def train_intent(settings: Settings, minutes: float, resume: bool, seed: int) -> dict[str, Any]:
    """Trains the classifier on the utterances of this repository and writes its folder.

    Raises:
        UserError: there is no tagger, whose word vectors it leans on.
    """
    options = IntentOptions(seed=seed)
    known = list(read_utterances(utterance_file("train")))
    dev = list(read_utterances(utterance_file("dev")))
    tagger = Models(settings.models).get("tagger")
    table = network(tagger, Tagger).words.weight
    model = Intent(IntentConfig(INTENTS, table.shape[1]))
    vectors = WordVectors(tagger.vocabulary, table)
    recipe = IntentRecipe(model, known, dev, vectors, options, read_asides())
    budget = Budget(
        recipe.steps, minutes, warmup=50, log_every=50, evaluate_every=2 * recipe.an_epoch
    )
    figures = train(recipe, budget, RUNS / "intent", resume=resume)
    model = calibrated(recipe)
    draw_curve(RUNS / "intent" / "log.jsonl", settings.models / "intent" / "curve.png")
    metrics = {
        "data": "data/chat/utterances.train.jsonl",
        "n": len(known),
        "seed": seed,
        "commit": commit(),
        "options": asdict(options),
        "tagger": tagger.checksum,
        **figures,
    }
    checkpoints.save(settings.models / "intent", "intent", model, metrics)
    return metrics


def calibrated(recipe: IntentRecipe) -> Intent:
    """The trained network with the temperature and the threshold that suit the dev utterances."""
    logits, targets = recipe.logits(recipe.dev)
    temperature = max(0.3, round(fit_temperature(logits, targets), 2))
    threshold = fit_threshold((logits / temperature).softmax(1), targets, recipe.options.harm)
    config = replace(recipe.model.config, temperature=temperature, threshold=threshold)
    model = Intent(config)
    model.load_state_dict(recipe.model.state_dict())
    return model.eval()
