"""The intent network, the reader and the extractor without torch say what those of torch say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from textnn.checkpoints import as_folder, load, network
from textnn.config import DATA
from textnn.engine.configs import IntentConfig
from textnn.engine.extractor import SURFACE_FEATURES, extractor_of
from textnn.engine.intent import WordVectors, intent_of
from textnn.engine.reader import best_span, reader_of
from textnn.engine.tagger import open_tagger
from textnn.models.extractor import Extractor
from textnn.models.intent import Intent, inputs_of, of_intents
from textnn.models.reader import Reader, collate
from textnn.text.reader import Lexicon, match, open_document, open_question

MESSAGES = [["resuma", "?"], ["o", "gato", "de", "resuma", "xyz"], ["bom", "dia"], ["quem"]]


def alike(model: Intent, vectors: WordVectors) -> None:
    config = model.config
    inputs = inputs_of(MESSAGES, vectors, config.buckets)
    logits, emissions, _ = model(*inputs)
    labels = (logits / config.temperature).softmax(1).detach()
    served = intent_of(as_folder("intent", model))(MESSAGES, vectors)
    np.testing.assert_allclose([one.labels for one in served], labels, atol=1e-5)
    intents = of_intents(config, labels)
    np.testing.assert_allclose([one.intents for one in served], intents, atol=1e-5)
    assert [one.tags for one in served] == model.decode(emissions, inputs[1])


def test_first_weights_mean_the_same() -> None:
    torch.manual_seed(2)
    sizes = {"word_size": 3, "buckets": 64, "bucket_size": 5, "hidden_size": 4}
    config = IntentConfig(("a", "b x=1", "b"), ("s", "t"), **sizes)
    table = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)
    words = ("de", "Resuma", "resuma", "gato")
    alike(Intent(replace(config, temperature=0.7)).eval(), WordVectors(words, table))


@pytest.mark.slow
def test_the_shipped_intent_network_means_the_same() -> None:
    tagger = open_tagger(DATA / "models" / "tagger")
    vectors = WordVectors(tagger.folder.vocabulary, tagger.tables[0])
    alike(network(load(DATA / "models" / "intent"), Intent), vectors)


@pytest.mark.slow
def test_the_shipped_reader_answers_the_same() -> None:
    tagger = open_tagger(DATA / "models" / "tagger")
    lexicon = Lexicon(tagger.folder.vocabulary, tagger.word_vectors)
    model = network(load(DATA / "models" / "reader"), Reader)
    served = reader_of(as_folder("reader", model))
    text = next(iter(sorted((DATA / "examples").glob("?-*")))).read_text(encoding="utf-8")
    document = open_document(text, [], lexicon)
    for question in ("Quem é citado?", "Quanto custou a obra?", "Quando foi?"):
        asked = open_question(question, lexicon)
        found = match(document, asked, lexicon)
        batch = collate([(document, asked, found)], lexicon, groups=1)
        logits, _ = model(batch)
        reading = served(document, asked, found, lexicon)
        np.testing.assert_allclose(
            reading.scores, logits.sentences[0].detach(), rtol=1e-3, atol=1e-3
        )
        for place, at in enumerate(batch.order[0].tolist()):
            length = len(document.sentences[place].forms)
            both = (part[0][at, :length].detach().numpy() for part in logits[1:])
            assert reading.spans[place] == best_span(*both)[0]


@pytest.mark.slow
def test_the_shipped_extractor_scores_the_same() -> None:
    model = network(load(DATA / "models" / "extractor"), Extractor)
    generator = torch.Generator().manual_seed(0)
    size = 2 * model.config.state_size + SURFACE_FEATURES
    vectors = torch.randn(30, size, generator=generator)
    served = extractor_of(as_folder("extractor", model))(vectors.numpy())
    np.testing.assert_allclose(served, model(vectors)[0].detach(), atol=1e-4)
