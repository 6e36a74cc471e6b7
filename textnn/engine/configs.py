"""Sizes of the networks that are served without torch."""

from __future__ import annotations

from dataclasses import dataclass

from textnn.results import KINDS
from textnn.text.reader import AFFIX_ROWS


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


@dataclass(frozen=True)
class SummarizerConfig:
    """Sizes of a summarizer.

    Attributes:
        pieces: size of the SentencePiece vocabulary; the control tokens come after it.
        embedding_size: width of a piece's embedding.
        encoder_size: width of the encoder in each direction.
        decoder_size: width of the decoder.
        attention_size: width of the layer that compares both.
        dropout: of embeddings and of what is read out.
    """

    pieces: int
    embedding_size: int = 256
    encoder_size: int = 256
    decoder_size: int = 384
    attention_size: int = 128
    dropout: float = 0.2

    def control(self, kind: str) -> int:
        """The control token of one of ``KINDS``: the number after the last piece, and so on."""
        return self.pieces + KINDS.index(kind)


@dataclass(frozen=True)
class ExtractorConfig:
    """Sizes of an extractor.

    Attributes:
        state_size: width of the summarizer's encoder, both directions together.
        hidden_size: width of the sentence LSTM in each direction.
        dropout: of sentence vectors and LSTM outputs.
    """

    state_size: int
    hidden_size: int = 96
    dropout: float = 0.3


@dataclass(frozen=True)
class ReaderConfig:
    """Sizes of a reader.

    Attributes:
        word_size: width of a word vector.
        projected: width it is projected to.
        affixes: rows of the affix table.
        affix_size: width of an affix embedding (two prefixes and two suffixes a token).
        shapes: number of token shapes.
        small_size: width of the embeddings of shapes and of labels.
        hidden_size: of the BiLSTMs that read question and article, in each direction.
        reading_size: of the BiLSTM that reads a sentence for a question, in each direction.
        sentence_size: of the BiLSTM over sentences, in each direction.
        dropout: of token embeddings and LSTM outputs.
        word_dropout: chance that a training token's word vector is hidden.
        temperature: what the scores of sentences are divided by, fitted after training.
        threshold: least probability that the article answers from which on an answer is given.
        sentence_threshold: likewise, that its first sentence does.
    """

    word_size: int = 96
    projected: int = 64
    affixes: int = AFFIX_ROWS
    affix_size: int = 10
    shapes: int = 16
    small_size: int = 10
    hidden_size: int = 80
    reading_size: int = 64
    sentence_size: int = 48
    dropout: float = 0.3
    word_dropout: float = 0.05
    temperature: float = 1.0
    threshold: float = 0.5
    sentence_threshold: float = 0.0


@dataclass(frozen=True)
class RerankerConfig:
    """Sizes of a reranker.

    Attributes:
        numbers: what is known of a line as a whole.
        word_size: width of a word vector.
        projected: width it is projected to.
        affixes: rows of the affix table.
        shapes: number of token shapes.
        small_size: width of an embedding of an affix (four a token) and of a shape.
        hidden_size: of the BiLSTM over a line, in each direction.
        joined_size: of the layer that joins all.
        dropout: of token embeddings and of what is joined.
        word_dropout: chance that a training token's word vector is hidden.
        harm: how much worse it is to mislead than to leave a line out, in probability.
        least: value (see ``tasks.summarize.choice``) from which on a line may stand as written by
            the network, fitted after training.
    """

    numbers: int
    word_size: int = 96
    projected: int = 48
    affixes: int = AFFIX_ROWS
    shapes: int = 16
    small_size: int = 8
    hidden_size: int = 48
    joined_size: int = 64
    dropout: float = 0.35
    word_dropout: float = 0.1
    harm: float = 2.0
    least: float = 0.0


@dataclass(frozen=True)
class IntentConfig:
    """Sizes of the network, and what was fitted after training.

    Attributes:
        labels: in the order of the logits; an intent, or an intent, a blank and an attribute.
        slots: what spans of words can be.
        word_size: width of w_t.
        buckets: rows of the hashed table; row 0 is nothing.
        bucket_size: width of a row.
        hidden_size: of the LSTM, each direction.
        dropout: of e_t, and of what is pooled.
        word_dropout: part of the tokens left out in training.
        temperature: T.
        threshold: least probability to act upon.
    """

    labels: tuple[str, ...]
    slots: tuple[str, ...] = ()
    word_size: int = 96
    buckets: int = 2**13
    bucket_size: int = 56
    hidden_size: int = 112
    dropout: float = 0.3
    word_dropout: float = 0.1
    temperature: float = 1.0
    threshold: float = 0.5

    @property
    def intents(self) -> tuple[str, ...]:
        """Of the labels, each once."""
        return tuple(dict.fromkeys(label.partition(" ")[0] for label in self.labels))


@dataclass(frozen=True)
class OrganisationsConfig:
    """Sizes of the network that tells kinds of organisations, and what was fitted after training.

    Attributes:
        kinds: in the order of the logits.
        word_size: width of the tagger's word vectors.
        form_size: width of its vectors of written forms.
        projected: width both are projected to.
        affixes: rows of the table of hashed strings.
        spellings: strings hashed a token, see ``text.features.spellings``.
        shapes: number of token shapes.
        small_size: width of the embedding of a hashed string and of a shape.
        hidden_size: width of the hidden layer.
        dropout: of the averages and of the hidden layer.
        temperature: T.
    """

    kinds: tuple[str, ...]
    word_size: int = 96
    form_size: int = 64
    projected: int = 64
    affixes: int = AFFIX_ROWS
    spellings: int = 4
    shapes: int = 16
    small_size: int = 8
    hidden_size: int = 192
    dropout: float = 0.5
    temperature: float = 1.0
