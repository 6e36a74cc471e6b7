"""Sizes of the networks that are served without torch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CharRNNConfig:
    """Sizes of a character model.

    Attributes:
        chars: the characters; ids 0 and 1 are the document boundary and the unknown character.
        char_size: width of a character's embedding.
        context_size: width of one context's embedding.
        rows: table rows for contexts of 2, 3, 4, 5, 6 characters, one word and two words.
        hidden_size: width of the LSTM.
        mixer_size: width of the layer that mixes memory and contexts.
    """

    chars: str
    char_size: int = 64
    context_size: int = 24
    rows: tuple[int, ...] = (2**14, 2**16, 2**17, 2**17, 2**17, 2**17, 2**17)
    hidden_size: int = 512
    mixer_size: int = 384


@dataclass(frozen=True)
class TaggerConfig:
    """Sizes of a tagger.

    Attributes:
        labels: categories, in the order of the tags.
        words: size of the word vocabulary, most frequent first; 0 is the unknown word.
        word_size: width of a word vector.
        forms: number of written forms; 0 is the unknown form.
        form_size: width of a written form's vector.
        learnt_words: so many of the first words also have a learnt vector.
        learnt_size: its width.
        shapes: number of token shapes.
        spellings: strings hashed a token, see ``text.features.spellings``.
        affixes: rows of the table of hashed strings.
        affix_size: width of a shape's or a hashed string's embedding.
        hidden_sizes: width of each BiLSTM layer in each direction.
        dropout: of token embeddings and BiLSTM outputs.
        word_dropout: chance that a training token's word is hidden.
        spelling_dropout: chance that one of a training token's hashed strings is hidden.
        temperature: of the posterior, fitted on dev so that of the marks that are said to be 90 %
            sure nine in ten are right (Guo et al. 2017).
    """

    labels: tuple[str, ...]
    words: int
    word_size: int = 96
    forms: int = 1
    form_size: int = 64
    learnt_words: int = 20_000
    learnt_size: int = 32
    shapes: int = 16
    spellings: int = 10
    affixes: int = 2**15
    affix_size: int = 16
    hidden_sizes: tuple[int, ...] = (192,)
    dropout: float = 0.4
    word_dropout: float = 0.1
    spelling_dropout: float = 0.1
    temperature: float = 1.0
