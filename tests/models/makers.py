"""Small models and invented Portuguese for the tests of networks."""

from __future__ import annotations

import torch
from torch import Tensor

from textnn.datasets.ner.corpora import Entity
from textnn.datasets.ner.tagging import Example, make_example
from textnn.engine.configs import (
    CharRNNConfig,
    RerankerConfig,
    SummarizerConfig,
    TaggerConfig,
)
from textnn.models.charrnn import CharRNN
from textnn.models.pictures.cnn import CNN, CNNConfig
from textnn.models.pictures.gan import GAN, GANConfig
from textnn.models.pictures.pix2pix import Pix2Pix, Pix2PixConfig
from textnn.models.reranker import Reranker
from textnn.models.summarizer import Summarizer
from textnn.models.tagger import Tagger
from textnn.text.characters import CharVocab

CHARS = "abcdefghijlmnopqrstuvxzABCDEFLMNPRSTáãçéíóõú ,.-0123456789\n"
ROWS = (61, 67, 71, 73, 79, 83, 89)
"""Table sizes small enough to collide and different enough to tell the contexts apart."""

VOCABULARY = CharVocab(CHARS)

LABELS = ("PER", "LOC")


def small_charrnn(seed: int = 0, *, hidden_size: int = 12) -> CharRNN:
    """A character model with first weights only, in evaluation mode."""
    torch.manual_seed(seed)
    config = CharRNNConfig(
        CHARS,
        char_size=8,
        context_size=3,
        rows=ROWS,
        hidden_size=hidden_size,
        mixer_size=10,
    )
    return CharRNN(config).eval()


FORMS = ("<unk>", "Rio", "Ana", "de")
"""Written forms of ``small_tagger``."""


def small_tagger(seed: int = 0, labels: tuple[str, ...] = LABELS, **changes: object) -> Tagger:
    """A tagger with first weights only, in evaluation mode."""
    torch.manual_seed(seed)
    sizes = {
        "words": 7,
        "word_size": 8,
        "forms": 4,
        "form_size": 3,
        "learnt_words": 3,
        "learnt_size": 5,
        "spellings": 6,
        "affixes": 97,
        "affix_size": 4,
        "hidden_sizes": (10,),
    }
    return Tagger(TaggerConfig(labels, **{**sizes, **changes})).eval()  # type: ignore[arg-type]


def encode(text: str) -> Tensor:
    """Ids of a text, shape (1, len(text))."""
    return torch.as_tensor(VOCABULARY.encode(text), dtype=torch.long)[None]


PEOPLE = ("Ana Prado", "Bento", "Clara Maia", "Davi Rocha", "Elis")
PLACES = ("Pedra Alta", "Lagoa", "Serra Nova", "Mirante")


def invented_sentences() -> list[Example]:
    """Twenty sentences with a person and a place each, known in full."""
    found = []
    for number in range(20):
        person, place = PEOPLE[number % 5], PLACES[number % 4]
        before = ("Ontem ", "A vereadora ", "", "Segundo nota, ")[number // 5]
        text = f"{before}{person} visitou a feira de {place}."
        begin, there = text.index(person), text.rindex(place)
        entities = (
            Entity(begin, begin + len(person), "PER"),
            Entity(there, there + len(place), "LOC"),
        )
        example = make_example(text, entities, ALL_TAGS)
        assert example is not None
        found.append(example)
    return found


ALL_TAGS = (
    "PER", "LOC", "ORG", "EVENT", "WORK", "TIME", "VALUE", "THING", "ABSTRACTION", "OTHER",
)  # fmt: skip


def small_summarizer(seed: int = 0, **changes: int) -> Summarizer:
    """A summarizer with first weights only, in evaluation mode."""
    torch.manual_seed(seed)
    sizes = {
        "pieces": 40,
        "embedding_size": 8,
        "encoder_size": 6,
        "decoder_size": 10,
        "attention_size": 5,
    }
    model = Summarizer(SummarizerConfig(**{**sizes, **changes}, dropout=0.0))
    torch.nn.init.normal_(model.covered)  # zero at first, and then coverage says nothing
    return model.eval()


def small_cnn(
    architecture: str = "resnet-fast", *, channels: int = 1, size: int = 28, width: int = 8
) -> CNN:
    """A classifier of three classes with first weights only, in evaluation mode."""
    torch.manual_seed(0)
    mean, std = (0.5,) * channels, (0.25,) * channels
    config = CNNConfig(architecture, ("up", "down", "flat"), channels, size, width, mean, std)
    return CNN(config).eval()


def small_gan(labels: tuple[str, ...] = ("up", "down", "flat"), *, size: int = 28) -> GAN:
    """A GAN with first weights only, in evaluation mode."""
    torch.manual_seed(0)
    return GAN(GANConfig(labels, size=size, noise=6, width=8, discriminator_channels=4)).eval()


def small_pix2pix(*, inputs: int = 1, outputs: int = 1, size: int = 28) -> Pix2Pix:
    """A generator of pictures of outlines with first weights only, in evaluation mode."""
    torch.manual_seed(0)
    config = Pix2PixConfig(inputs, outputs, size, (4, 8, 8), (4, 8))
    return Pix2Pix(config).eval()


def small_reranker(seed: int = 0, *, numbers: int = 23, word_size: int = 8) -> Reranker:
    """A reranker with first weights only, over the word vectors of ``small_tagger``."""
    torch.manual_seed(seed)
    config = RerankerConfig(
        numbers, word_size=word_size, projected=5, small_size=3, hidden_size=4, joined_size=6
    )
    return Reranker(config).eval()
