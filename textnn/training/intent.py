"""Recipe of the intent network: every look at a message sees it typed a little differently.

Spans are kept through all that is changed by marks around them, characters that nobody types.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional
from torch.optim import AdamW

from textnn import checkpoints
from textnn.checkpoints import load, network
from textnn.config import DATA, Settings
from textnn.datasets.intents import (
    CHAT,
    LABELS,
    SPAN_SLOTS,
    Utterance,
    read_utterances,
    utterance_file,
)
from textnn.datasets.jsonl import read_records
from textnn.datasets.made_questions import KEYS, mistype
from textnn.datasets.news import news_file, read_articles
from textnn.engine.configs import IntentConfig
from textnn.engine.intent import WordVectors
from textnn.models.fitting import fit_temperature
from textnn.models.intent import Intent, inputs_of, of_intents
from textnn.models.tagger import Tagger
from textnn.pretrained import Models
from textnn.results.chat import OF_TEXTS, Token
from textnn.text.iob import TokenSpan, to_tags
from textnn.text.messages import LINE, tokenize
from textnn.training.curve import draw_curve
from textnn.training.loop import Budget, SupervisedRecipe, shuffled, train
from textnn.training.reader_questions import HELD_NEWS
from textnn.training.runs import RUNS, first_metrics

Span = tuple[int, int, str]
"""Start, end and slot."""

SHORT = {
    "você": "vc", "que": "q", "porque": "pq", "por favor": "pfv", "para": "pra", "está": "tá",
    "quanto": "qto", "quando": "qdo", "também": "tb", "não": "ñ", "mais": "+", "beleza": "blz",
    "isso": "isto", "esse": "este", "me ": "", "o que": "oq", "quem": "qm", "hoje": "hj",
}  # fmt: skip
"""What people write instead."""

BARE = ("greeting", "thanks", "stop", "unknown", "help", "bye", "fine", "why", "another", "facts",
        "identity")  # fmt: skip
"""Intents that nothing is put around: it could be what they consist of."""

_OPEN, _CLOSE = 0xE000, 0xE100  # first of the private characters that mark spans
_MARK = re.compile("[\ue000-\ue1ff]")

NEWS = 12_000
"""Articles whose titles and last lines are learnt to be no requests."""

SAMPLES = 200
"""Bootstrap samples of the messages for the threshold."""


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
        lines: part of each batch that is lines of news above or below the rest of it, which ask
            for nothing.
        asked: part of each batch that is questions about the article of the conversation.
        pasted: part of the other looks in which a text is pasted below what may be asked of one.
        article: part of them in which the conversation has an article, twice as many where it may
            be asked of one.
        harm: how much worse it is to do the wrong thing than to ask back, for the threshold.
        seed: order, first weights, dropout and all that is changed.
    """

    epochs: int = 16
    batch: int = 64
    rate: float = 4e-3
    decay: float = 0.05
    typed: float = 0.7
    nonsense: float = 0.04
    lines: float = 0.18
    asked: float = 0.1
    pasted: float = 0.25
    article: float = 0.3
    harm: float = 2.0
    seed: int = 1


def shorten(text: str, rng: random.Random) -> str:
    """``text`` with one of the long forms in it as people write it in a hurry."""
    found = [long for long in SHORT if long in text]
    return text.replace(long := rng.choice(found), SHORT[long], 1) if found else text


def drop_word(text: str, rng: random.Random) -> str:
    """``text`` without one of its words that no span begins or ends with, if it has four."""
    found = text.split(" ")
    loose = [place for place, word in enumerate(found) if not _MARK.search(word)]
    if len(found) > 3 and loose:
        found.pop(rng.choice(loose))
    return " ".join(found)


def bare(text: str, rng: random.Random) -> str:
    """``text`` without its punctuation."""
    del rng
    return "".join(char for char in text if char not in '.,;:!?"“”')


def wrap(text: str, asides: Sequence[str], rng: random.Random) -> str:
    """``text`` with something polite or idle before or after it.

    >>> wrap("resuma", ["... por favor"], random.Random(1))
    'resuma por favor'
    """
    aside = rng.choice(asides)
    return f"{text} {aside[4:]}" if aside.startswith("... ") else f"{aside} {text}"


def mark(text: str, spans: Sequence[Span]) -> str:
    """``text`` with a private character before and after each span, which tells its slot."""
    for start, end, name in sorted(spans, reverse=True):
        slot = SPAN_SLOTS.index(name)
        inner = f"{chr(_OPEN + slot)}{text[start:end]}{chr(_CLOSE + slot)}"
        text = text[:start] + inner + text[end:]
    return text


def unmark(text: str) -> tuple[str, list[Span]]:
    """The text without marks, and the spans.

    >>> unmark(mark("em duas frases", [(3, 14, "sentences")]))
    ('em duas frases', [(3, 14, 'sentences')])
    """
    plain, spans, start = "", [], 0
    for char in text:
        if not _MARK.match(char):
            plain += char
        elif ord(char) < _CLOSE:
            start = len(plain)
        else:
            spans.append((start, len(plain), SPAN_SLOTS[ord(char) - _CLOSE]))
    return plain, spans


def exchange(text: str, pools: Mapping[str, Sequence[str]], rng: random.Random) -> str:
    """A marked text with about every second span exchanged for another one of its slot."""
    for slot, name in enumerate(SPAN_SLOTS):
        whole = re.search(f"(?<={chr(_OPEN + slot)})[^{chr(_CLOSE + slot)}]+", text)
        if whole and name in pools and rng.random() < 0.5:
            text = text[: whole.start()] + rng.choice(pools[name]) + text[whole.end() :]
    return text


def vary(
    utterance: Utterance,
    pools: Mapping[str, Sequence[str]],
    asides: Sequence[str],
    rng: random.Random,
) -> tuple[str, list[Span]]:
    """An utterance as somebody else might have typed it, with other spans or another prefix.

    Args:
        utterance: as it was written.
        pools: what may stand in the place of a span or prefix.
        asides: what may stand around a request; those that begin with dots stand after it.
        rng: what is drawn from.

    Returns:
        the request and its spans
    """
    text = exchange(mark(utterance.request, utterance.spans), pools, rng)
    if "prefix" in utterance.slots and "prefix" in pools and rng.random() < 0.5:
        text = text.replace(utterance.slots["prefix"], rng.choice(pools["prefix"]), 1)
    for way in rng.sample((mistype, mistype, shorten, drop_word, bare), rng.choice((0, 1, 2))):
        text = way(text, rng)
    may_wrap = utterance.intent not in BARE or "refusal" in utterance.slots
    if may_wrap and rng.random() < 0.4:
        text = wrap(text, asides, rng)
    return unmark(text)


def nonsense(rng: random.Random) -> str:
    """Random letters, or keys that lie side by side, in one to four words."""
    source = rng.choice((*KEYS, "abcdefghijklmnopqrstuvxz", "".join(KEYS)))
    return " ".join(
        "".join(rng.choices(source, k=rng.randint(2, 9))) for _ in range(rng.randint(1, 4))
    )


class TrainingMessage(NamedTuple):
    """A message as it is learnt from: request, whether a text was pasted with it, spans, label, and
    whether the conversation has an article."""

    request: str
    pasted: bool
    spans: Sequence[Span]
    label: str
    has_article: bool = False


def _as_written(utterance: Utterance) -> TrainingMessage:
    return TrainingMessage(utterance.request, utterance.pasted, utterance.spans, utterance.label)


def _in_tokens(tokens: Sequence[Token], spans: Sequence[Span]) -> list[TokenSpan]:
    """Spans of characters, counted in the tokens that they touch."""
    found = []
    for start, end, name in spans:
        inside = [i for i, token in enumerate(tokens) if token.start < end and start < token.end]
        if inside:
            found.append((inside[0], inside[-1] + 1, name))
    return found


class IntentRecipe(SupervisedRecipe):
    """Steps over shuffled utterances."""

    unit = "nats/message"

    def __init__(
        self,
        model: Intent,
        train: Sequence[Utterance],
        dev: Sequence[Utterance],
        vectors: WordVectors,
        options: IntentOptions,
        asides: Sequence[str] = ("por favor,",),
        lines: Sequence[str] = (),
        questions: Sequence[str] = (),
    ) -> None:
        self.model: Intent = model
        self.train, self.dev, self.options, self.asides = train, dev, options, asides
        self.vectors, self.lines, self.questions = vectors, lines, questions
        self.an_epoch = max(1, len(train) // options.batch)
        self.steps = options.epochs * self.an_epoch
        self.pools = {
            name: [u.text[start:end] for u in train for start, end, slot in u.spans if slot == name]
            for name in SPAN_SLOTS
        }
        self.pools["prefix"] = [u.slots["prefix"] for u in train if "prefix" in u.slots]
        self.pools["prefix"] += lines  # a beginning may be about anything
        self.pools = {name: pool for name, pool in self.pools.items() if pool}
        self.optimizers = (AdamW(model.parameters(), lr=options.rate, weight_decay=options.decay),)

    def loss(self, step: int) -> Tensor:
        """Mean cross-entropy of labels and tags of a batch, nats."""
        epoch, number = divmod(step, self.an_epoch)
        order = shuffled(len(self.train), f"{self.options.seed} {epoch}")
        rng = random.Random(f"{self.options.seed} step {step}")
        chosen = order[number * self.options.batch :][: self.options.batch]
        _, _, loss = self.model(*self.read([self._look(self.train[i], rng) for i in chosen]))
        assert isinstance(loss, Tensor)
        return loss

    def _look(self, utterance: Utterance, rng: random.Random) -> TrainingMessage:
        if rng.random() < self.options.nonsense:
            return TrainingMessage(nonsense(rng), False, (), "unknown")
        if self.lines and rng.random() < self.options.lines:
            return TrainingMessage(rng.choice(self.lines), True, (), "unknown")
        if self.questions and rng.random() < self.options.asked:
            asked = Utterance(rng.choice(self.questions), "question", {})
            text, spans = vary(asked, self.pools, self.asides, rng)
            return TrainingMessage(text, False, spans, asked.label, has_article=True)
        of_texts = utterance.intent in OF_TEXTS or "refusal" in utterance.slots
        has_article = rng.random() < self.options.article * (2 if of_texts else 1)
        may = of_texts and "prefix" not in utterance.slots
        pasted = utterance.pasted or (may and rng.random() < self.options.pasted)
        if rng.random() >= self.options.typed:
            return _as_written(utterance)._replace(pasted=pasted, has_article=has_article)
        text, spans = vary(utterance, self.pools, self.asides, rng)
        return TrainingMessage(text, pasted, spans, utterance.label, has_article)

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """On utterances that are not learnt from: accuracy of intents, nats of labels, and the part
        whose spans are all found and no others."""
        self.model.eval()
        vectors, rows, targets, tags = self.read([_as_written(one) for one in self.dev])
        logits, emissions, _ = self.model(vectors, rows)
        paths = self.model.decode(emissions, rows)
        self.model.train()
        config = self.model.config
        intents = of_intents(config, logits.softmax(1)).argmax(1)
        right = [config.intents[i] == one.intent for i, one in zip(intents, self.dev, strict=True)]
        exact = [
            path == [self.model.tags[tag] for tag in wanted[: len(path)]]
            for path, wanted in zip(paths, tags.tolist(), strict=True)
        ]
        return {
            "dev_accuracy": sum(right) / len(right),
            "dev_spans": sum(exact) / len(exact),
            "dev_nats": functional.cross_entropy(logits, targets).item(),
        }

    @torch.no_grad()
    def logits(
        self, utterances: Sequence[Utterance], *, has_article: bool = False
    ) -> tuple[Tensor, Tensor]:
        """Logits (utterances, labels) and the right labels (utterances,)."""
        self.model.eval()
        looks = [_as_written(one)._replace(has_article=has_article) for one in utterances]
        vectors, rows, targets, _ = self.read(looks)
        logits, _, _ = self.model(vectors, rows)
        self.model.train()
        return logits, targets

    def read(self, looks: Sequence[TrainingMessage]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Vectors, rows, labels and tags, as ``Intent.forward`` takes them."""
        found = [
            tokenize(one.request, pasted=one.pasted, has_article=one.has_article) for one in looks
        ]
        messages = [[token.text for token in tokens] for tokens in found]
        vectors, rows = inputs_of(messages, self.vectors, self.model.config.buckets)
        tags = torch.zeros(rows.shape[:2], dtype=torch.long)
        for row, (tokens, look) in enumerate(zip(found, looks, strict=True)):
            wanted = to_tags(_in_tokens(tokens, look.spans), len(tokens))
            tags[row, : len(tokens)] = torch.tensor([self.model.tags.index(tag) for tag in wanted])
        labels = self.model.config.labels
        targets = torch.tensor([labels.index(look.label) for look in looks])
        return vectors, rows, targets, tags


def fit_threshold(probabilities: Tensor, targets: Tensor, unknown: int, harm: float) -> float:
    """The least probability to act upon that costs least, among 0.10, 0.12 ... 0.90.

    To ask back where the likeliest intent was right costs 1; to act upon a wrong one, ``harm``. The
    mean over bootstrap samples (Breiman 1996), since one message more or less moves it far.

    Args:
        probabilities: shape (messages, intents)
        targets: intents, shape (messages,)
        unknown: the intent that nothing is done for
        harm: at least 0
    """
    best, found = probabilities.max(1)
    tried = torch.arange(10, 91, 2) / 100
    acts, right = (found != unknown)[:, None], (found == targets)[:, None]
    done = acts & (best[:, None] >= tried)
    costs = (done & ~right) * harm + (acts & ~done & right) * 1.0
    drawn = torch.randint(
        len(best), (SAMPLES, len(best)), generator=torch.Generator().manual_seed(0)
    )
    return round(tried[costs[drawn].sum(1).argmin(1)].mean().item(), 2)


def read_asides(path: Path = CHAT / "asides.txt") -> list[str]:
    """What people say around a request, one a line."""
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def read_lines(settings: Settings) -> list[str]:
    """Titles and last lines of ``NEWS`` articles, short enough to be taken for a request."""
    articles = [*read_articles(news_file(settings.datasets_folder, "train"))]
    random.Random(1).shuffle(articles)  # the file has one paper after the other
    del articles[NEWS:]
    found = ((one.title.strip(), one.text.strip().rpartition("\n")[2]) for one in articles)
    return [line for lines in found for line in lines if 0 < len(line) <= LINE]


def read_questions() -> list[str]:
    """Questions about news that the reader learns from; those about its held-out articles not."""
    found = list[str]()
    for path in sorted((DATA / "questions").glob("*.jsonl")):
        asked = {record["id"]: record["questions"] for _, record in read_records(path)}
        for article in sorted(asked.keys() - set(sorted(asked)[::HELD_NEWS])):
            found += [one["question"] for one in asked[article]]
    return found


def train_intent(settings: Settings, minutes: float, resume: bool, seed: int) -> dict[str, Any]:
    """Trains the classifier on the utterances of this repository and writes its folder.

    Raises:
        UserError: there are no news, or no tagger, whose word vectors it leans on.
    """
    options = IntentOptions(seed=seed)
    known = list(read_utterances(utterance_file("train")))
    dev = list(read_utterances(utterance_file("dev")))
    tagger = Models(settings.models).get("tagger", load)
    table = network(tagger, Tagger).words.weight
    model = Intent(IntentConfig(tuple(LABELS), SPAN_SLOTS, table.shape[1]))
    vectors = WordVectors(tagger.vocabulary, table.numpy())
    recipe = IntentRecipe(
        model, known, dev, vectors, options, read_asides(), read_lines(settings), read_questions()
    )
    budget = Budget(
        recipe.steps, minutes, warmup=50, log_every=50, evaluate_every=2 * recipe.an_epoch
    )
    figures = train(recipe, budget, RUNS / "intent", resume=resume)
    model = calibrated(recipe)
    draw_curve(RUNS / "intent" / "log.jsonl", settings.models / "intent" / "curve.png")
    data = "data/chat/utterances.train.jsonl; data/questions; news/pairs.train"
    metrics = first_metrics(data, len(known), options)
    metrics |= {"word_vectors": vectors.checksum, **figures}
    checkpoints.save(settings.models / "intent", "intent", model, metrics)
    return metrics


def calibrated(recipe: IntentRecipe) -> Intent:
    """The trained network with the temperature and the threshold that suit the dev utterances; what
    may be about an article counts with one and without."""
    of_texts = [one for one in recipe.dev if one.intent != "unknown" or "refusal" in one.slots]
    looks = recipe.logits(recipe.dev), recipe.logits(of_texts, has_article=True)
    logits, targets = (torch.cat(parts) for parts in zip(*looks, strict=True))
    temperature = fit_temperature(logits, targets)
    config = recipe.model.config
    probabilities = of_intents(config, (logits / temperature).softmax(1))
    intents = torch.tensor([config.intents.index(one.intent) for one in (*recipe.dev, *of_texts)])
    unknown = config.intents.index("unknown")
    threshold = fit_threshold(probabilities, intents, unknown, recipe.options.harm)
    config = replace(config, temperature=temperature, threshold=threshold)
    model = Intent(config)
    model.load_state_dict(recipe.model.state_dict())
    return model.eval()
