"""Recipe of the reader: its steps, its figures and its calibration.

Figures are those of an exponential moving average of the weights (Polyak and Juditsky 1992), which
is what is saved. What a step asks is drawn in ``reader_questions``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.optim import AdamW
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from textnn import checkpoints
from textnn.checkpoints import load, network
from textnn.config import DATA, READERS, Settings
from textnn.datasets.news import news_file, read_articles
from textnn.datasets.reader import (
    MarksOf,
    Prepared,
    QuestionExample,
    asked_text,
    prepare,
    read_news_questions,
    read_question_file,
    right_sentences,
    sentence_before,
)
from textnn.engine.configs import ReaderConfig
from textnn.engine.reader import (
    Reading,
    ServedReader,
    VotingReader,
    open_reader,
    reader_of,
)
from textnn.engine.sampling import softmax
from textnn.evaluation.answers import best_threshold, text_f1
from textnn.models.reader import (
    Reader,
    ReaderTargets,
    collate,
)
from textnn.models.tagger import Tagger
from textnn.pretrained import Models
from textnn.text.reader import Lexicon, match, open_question
from textnn.training.curve import draw_curve
from textnn.training.loop import Budget, SupervisedRecipe, train
from textnn.training.reader_questions import (
    ASKED,
    CORPORA,
    HELD_NEWS,
    OWN,
    TAUGHT,
    TRIALS,
    Asked,
    MarkFile,
    QuestionSampler,
    ReaderOptions,
    held_out,
    read_news_items,
)
from textnn.training.runs import RUNS, first_metrics, set_up

STEPS = 11_000

FALSE_IN_ALL = 0.1
"""Part of all dev questions that are answered falsely: with a wrong sentence, or although the text
does not say."""


def targets(asked: Sequence[Asked], most: int) -> ReaderTargets:
    """What is to be learnt of some questions; ``most`` sentences in the longest text."""
    right = torch.zeros(len(asked), most, dtype=torch.bool)
    for row, one in enumerate(asked):
        right[row, list(one.sentences)] = True
    spans = [[row, *span] for row, one in enumerate(asked) for span in one.spans]
    return ReaderTargets(right, torch.tensor(spans, dtype=torch.long).reshape(-1, 4))


class ReaderRecipe(SupervisedRecipe):
    """Steps over questions drawn from corpora, own questions and made ones.

    Args:
        questions: what is learnt from.
        dev: questions that are not learnt from, by name.
    """

    unit = "nats/question"

    def __init__(
        self, model: Reader, questions: QuestionSampler, dev: Mapping[str, Sequence[Prepared]]
    ) -> None:
        self.model: Reader = model
        self.questions, self.dev = questions, dev
        self.lexicon, self.options, self.steps = (
            questions.lexicon,
            questions.options,
            questions.steps,
        )
        options = self.options
        self.optimizers = (AdamW(model.parameters(), lr=options.rate, weight_decay=options.decay),)
        self.average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(options.average))

    def loss(self, step: int) -> Tensor:
        """Mean negative log-likelihood of some questions' sentences and spans, nats."""
        self.average.update_parameters(self.model)
        asked = self.questions.draw(step)
        items = [(one.document, one.question, one.match) for one in asked]
        batch = collate(items, self.lexicon, chosen=[one.chosen for one in asked])
        _, loss = self.model(batch, targets(asked, batch.mask.shape[1]))
        assert isinstance(loss, Tensor)
        return loss

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """``dev_figures`` of each dev set."""
        served, figures = served_reader(self.averaged()), dict[str, float]()
        for name, questions in self.dev.items():
            found = read_prepared(served, questions, self.lexicon)
            figures |= {f"{name}_{k}": v for k, v in dev_figures(questions, found).items()}
        return figures

    def averaged(self) -> Reader:
        """The reader with averaged weights, for reading."""
        model = self.average.module
        assert isinstance(model, Reader)
        return model.eval()

    def state(self) -> dict[str, Any]:
        """The averaged weights; the step number tells all that is drawn."""
        return {"average": self.average.state_dict()}

    def restore(self, state: dict[str, Any]) -> None:
        """Continues with the averaged weights."""
        self.average.load_state_dict(state["average"])


def served_reader(model: Reader) -> ServedReader:
    """A reader as it is served, its weights as they are now."""
    return reader_of(checkpoints.as_folder("reader", model))


def read_prepared(
    read: ServedReader | VotingReader, questions: Sequence[Prepared], lexicon: Lexicon
) -> list[Reading]:
    """What a reader makes of some questions."""
    found = list[Reading]()
    for one in questions:
        asked = open_question(asked_text(one.example), lexicon)
        before = sentence_before(one.document, one.example)
        matched = match(one.document, asked, lexicon, before)
        found.append(read(one.document, asked, matched, lexicon))
    return found


def dev_figures(questions: Sequence[Prepared], found: Sequence[Reading]) -> dict[str, float]:
    """Hits at 1, F1 of the short answers, and what is answered rightly at a rate of false answers.

    ``right``: of the answerable ones, at the threshold at which a fifth of the unanswerable ones is
    answered; 0 where there are none.
    """
    hits, exact, confidences, none = [], [], [], []
    for one, reading in zip(questions, found, strict=True):
        probabilities = softmax(reading.scores)
        best = int(reading.scores[:-1].argmax())
        right = best in right_sentences(one.document, one.example)
        confidences.append(float(1 - probabilities[-1]))
        none.append(not one.example.answerable)
        hits.append(right)
        if one.example.answers:
            exact.append(span_f1(one, reading, best))
    hit, missing = np.array(hits), np.array(none)
    figures = {"hit": float(hit[~missing].mean()), "f1": float(np.mean(exact)) if exact else 0.0}
    if missing.any():
        least = best_threshold(np.array(confidences), missing, 0.2)
        given = np.array(confidences) >= least
        figures["right"] = float((hit & given)[~missing].mean())
    return figures


def span_f1(one: Prepared, reading: Reading, sentence: int) -> float:
    """F1 of the short answer in a sentence against the best reference."""
    offsets = one.document.sentences[sentence].offsets
    first, last = reading.spans[sentence]
    given = one.example.context[offsets[first][0] : offsets[last][1]]
    return max(text_f1(given, one.example.context[s:e]) for s, e in one.example.answers)


def train_reader(
    name: str,
    settings: Settings,
    mark: MarksOf,
    *,
    minutes: float = 0.0,
    resume: bool = False,
    seed: int = 1,
) -> dict[str, Any]:
    """Trains one of the readers that vote, and writes its model folder.

    Args:
        name: one of ``READERS``; each begins with weights and an order of its own.
        mark: the tagger's marks of a text.
        minutes: wall time in all; 0: the recipe's own budget.
        resume: continue the run in ``runs/<name>``.

    Returns:
        the metrics that stand in the model folder.

    Raises:
        UserError: a data set or the tagger is missing.
    """
    set_up(settings, seed := seed + READERS.index(name))
    folder = RUNS / name
    folder.mkdir(parents=True, exist_ok=True)
    tagger = Models(settings.models).get("tagger", load)
    table = network(tagger, Tagger).words.weight.detach().numpy()
    lexicon = Lexicon(tagger.vocabulary, table)
    marks_of = MarkFile(RUNS / "marks.jsonl", mark)
    recipe = make_recipe(settings, lexicon, marks_of, ReaderOptions(seed=seed))
    budget = Budget(recipe.steps, minutes, warmup=100, evaluate_every=300, clip=5.0)
    figures = train(recipe, budget, folder, resume=resume)
    draw_curve(folder / "log.jsonl", settings.models / name / "curve.png")
    data = f"qa: {', '.join(CORPORA)}; own: {', '.join((*OWN, TAUGHT, *ASKED))}; news/pairs.train"
    metrics = first_metrics(data, len(recipe.questions), recipe.options)
    metrics |= {"word_vectors": tagger.checksum, **figures}
    checkpoints.save(settings.models / name, "reader", recipe.averaged(), metrics)
    return metrics | calibrate_readers(settings, recipe)


def make_recipe(
    settings: Settings, lexicon: Lexicon, marks_of: MarksOf, options: ReaderOptions
) -> ReaderRecipe:
    """The recipe over the data sets, with an untrained reader."""

    def read_set(name: str) -> list[QuestionExample]:
        return list(read_question_file(settings.datasets_folder / "qa" / f"{name}.jsonl.xz"))

    own = [one for name in OWN for one in read_question_file(DATA / "evaluation" / name)]
    held = held_out(own)
    taught = [*read_question_file(DATA / "evaluation" / TAUGHT)]
    kept = [one for one in own if one.group not in held]
    learnt = prepare([*kept, *taught], marks_of, lexicon)
    trials = [one for name in TRIALS for one in read_question_file(DATA / "evaluation" / name)]
    about_news, unseen = list[QuestionExample](), set[str]()
    for name in ASKED:
        articles = read_articles(news_file(settings.datasets_folder, "train"))
        found = [*read_news_questions(DATA / "questions" / name, articles)]
        about_news += found
        unseen |= held_out(found, HELD_NEWS)
    corpora = [one for name in CORPORA for one in read_set(name)]
    corpora += [one for one in about_news if one.group not in unseen]
    dev = {
        "squad": prepare(read_set("squad20.dev"), marks_of, lexicon)[::3],
        "faquad": prepare(read_set("faquad"), marks_of, lexicon)[::2],
        "own": prepare([one for one in own if one.group in held], marks_of, lexicon),
        "news": prepare([one for one in about_news if one.group in unseen], marks_of, lexicon),
        "trial": prepare(trials, marks_of, lexicon),
    }
    news = read_news_items(settings, marks_of, lexicon, unseen)
    asked = prepare(corpora, marks_of, lexicon)
    questions = QuestionSampler(lexicon, asked, learnt, news, options, STEPS)
    return ReaderRecipe(Reader(ReaderConfig()), questions, dev)


def calibrate_readers(settings: Settings, recipe: ReaderRecipe) -> dict[str, Any]:
    """Fits what the readers that there are say together; it is kept with the first of them."""
    paths = [path for name in READERS if (path := settings.models / name).is_dir()]
    questions = [one for name in ("news", "squad", "own") for one in recipe.dev.get(name, ())]
    readers = VotingReader(tuple(map(open_reader, paths)))
    fitted = calibrate(questions, read_prepared(readers, questions, recipe.lexicon))
    first = load(paths[0])
    model = network(first, Reader)
    model.config = replace(model.config, **fitted)
    checkpoints.save(paths[0], "reader", model, {**first.metrics, **fitted})
    return fitted


def calibrate(questions: Sequence[Prepared], readings: Sequence[Reading]) -> dict[str, Any]:
    """Options of ``ReaderConfig`` that are fitted on dev questions, some without an answer.

    The temperature has the least cross-entropy. ``FALSE_IN_ALL`` of all questions are answered
    falsely above the threshold of the first sentence.
    """
    right = [right_sentences(one.document, one.example) or [-1] for one in questions]

    def nats(temperature: float) -> float:
        return -sum(
            float(np.log(softmax(one.scores / temperature)[gold].sum()))
            for one, gold in zip(readings, right, strict=True)
        )

    temperature = min((number / 20 for number in range(10, 61)), key=nats)
    probabilities = [softmax(one.scores / temperature) for one in readings]
    first = np.array([float(one[:-1].max()) for one in probabilities])
    hit = [int(one[:-1].argmax()) in gold for one, gold in zip(probabilities, right, strict=True)]
    false = ~np.array(hit)
    allowed = FALSE_IN_ALL * len(false) / max(1, false.sum())
    fitted = {
        "temperature": temperature,
        "sentence_threshold": best_threshold(first, false, allowed),
    }
    return {name: round(value, 4) for name, value in fitted.items()}
