"""What the reader sees, by hand: forms, marks, channels, coverage."""

from __future__ import annotations

import numpy as np
import pytest

from tests.readers import TEXT, small_document, small_lexicon
from textnn.text.reader import (
    CHANNELS,
    SENTENCE_FEATURES,
    TOKEN_FEATURES,
    bm25,
    idf_overlaps,
    label_rows,
    match,
    open_question,
    open_text,
)
from textnn.text.words import fold

LEXICON = small_lexicon()
DOCUMENT = small_document(LEXICON)


def test_words_are_known_with_and_without_accents() -> None:
    assert LEXICON.form("operarios").row == LEXICON.form("Operários").row > 0
    assert LEXICON.form("xyz").row == 0
    assert LEXICON.form("xyz").rarity == 1
    assert LEXICON.form(",").stop
    assert LEXICON.form(",").rarity == 0


def test_near_words_have_another_stem() -> None:
    assert LEXICON.near("reforma")[0] == "obra"
    assert "reforma" not in LEXICON.near("reforma")
    assert LEXICON.near("xyz") == ()


def test_tokens_cover_the_sentences_and_their_marks() -> None:
    assert len(DOCUMENT.sentences) == 3
    for line, (start, end) in zip(DOCUMENT.sentences, DOCUMENT.spans, strict=True):
        assert all(start <= s < e <= end for s, e in line.offsets)
    first = DOCUMENT.sentences[0]
    named = {TEXT[s:e]: row for (s, e), row in zip(first.offsets, first.labels, strict=True)}
    begins, goes_on = label_rows("PER")
    assert (named["Dora"], named["Lins"], named["ponte"]) == (begins, goes_on, 0)


def test_a_question_is_never_empty_and_keeps_its_last_tokens() -> None:
    assert len(open_question("?!", LEXICON).forms) == 1
    assert len(open_question("ponte " * 90, LEXICON).forms) == 40
    assert [f.folded for f in open_question("Quem é?", LEXICON).forms] == ["quem", "e"]


def test_channels_by_hand() -> None:
    asked = open_question("Quanto custaram as obras e a ponte?", LEXICON)
    found = match(DOCUMENT, asked, LEXICON)
    words = [form.folded for form in asked.forms]
    assert found.coverage.shape == (3, len(words), CHANNELS)
    ponte, obras, custaram = (words.index(w) for w in ("ponte", "obras", "custaram"))
    assert found.coverage[0, ponte].tolist() == pytest.approx([1, 1, 1, 1], abs=1e-5)
    assert found.coverage[1, custaram, 1] == 1  # custou
    assert found.coverage[1, obras, 0] == 0
    again = match(DOCUMENT, open_question("obra", LEXICON), LEXICON)
    assert again.coverage[1, 0, 3] > 0.9 > again.coverage[2, 0, 3]  # reforma


def test_shapes_and_ranges() -> None:
    found = match(DOCUMENT, open_question("quem anunciou a ponte", LEXICON), LEXICON)
    assert found.sentences.shape == (3, SENTENCE_FEATURES)
    assert [len(t) for t in found.tokens] == [len(s.forms) for s in DOCUMENT.sentences]
    assert all(t.shape[1] == TOKEN_FEATURES for t in found.tokens)
    numbers = np.concatenate([found.sentences.ravel(), *(t.ravel() for t in found.tokens)])
    assert np.isfinite(numbers).all()
    assert found.sentences[:, 0].argmax() == 0


def test_the_sentence_before_counts_a_little_less() -> None:
    found = match(DOCUMENT, open_question("ponte reforma", LEXICON), LEXICON)
    joint, alone = found.sentences[:, 0], found.sentences[:, 6]
    assert joint[1] > alone[1]
    assert joint[0] == pytest.approx(alone[0])


def test_follow_ups_know_where_the_answer_before_was() -> None:
    asked = open_question("e quando?", LEXICON)
    assert match(DOCUMENT, asked, LEXICON).sentences[:, -2].tolist() == [0, 0, 0]
    assert match(DOCUMENT, asked, LEXICON, 1).sentences[:, -2].tolist() == [0, 1, 0]


def test_baselines_find_the_sentence_with_the_words() -> None:
    asked = open_question("quantos operários empregou a reforma", LEXICON)
    assert idf_overlaps(DOCUMENT, asked).argmax() == 1
    assert bm25(DOCUMENT, asked).argmax() == 1
    assert bm25(DOCUMENT, open_question("xyz", LEXICON)).tolist() == [0, 0, 0]


def test_offsets_go_into_the_normal_form_and_back() -> None:
    raw = "A\u0301gua na\u00a0Vila Rasa.\r\nChoveu."
    at = raw.index("Vila")
    clean, document = open_text(raw, [(at, at + 9, "LOC")], LEXICON)
    start, end = clean.normal_span(at, at + 9)
    assert clean.text[start:end] == "Vila Rasa"
    assert clean.original_span(start, end) == (at, at + 9)
    begins, goes_on = label_rows("LOC")
    assert [row for row in document.sentences[0].labels if row] == [begins, goes_on]
    assert fold("ÁGUA") == "agua"


def test_features_stay_what_the_weights_were_trained_on() -> None:
    """Column sums; who changes one has to train the reader anew."""
    found = match(DOCUMENT, open_question("Quanto custou a obra da ponte?", LEXICON), LEXICON, 0)
    assert found.sentences.sum(0).tolist() == pytest.approx(
        [1.3169, 1.3729, 1.7985, 2.0724, 0.4834, 2.0, 0.7829, 1.6575, 0.483, 0.1949, 1.9045,
         0.6962, 0.559, 0.0988, 2.0299, 1.8333, 1.0, 1.8333],
        abs=2e-4,
    )  # fmt: skip
    assert np.concatenate(found.tokens).sum(0).tolist() == pytest.approx(
        [2.0, 2.0, 3.7158, 4.1604, 3.1417, 5.0, 34.5562, 20.0, 28.3575, 15.1537, 0.0, 27.0549,
         22.3918],
        abs=2e-3,
    )  # fmt: skip
    coverage = found.coverage.sum((0, 1)).tolist()
    assert coverage == pytest.approx([4.0, 4.0, 3.173, 6.5664], abs=2e-4)
    assert found.found.sum(0).tolist() == pytest.approx(
        [3.0, 3.0, 2.4722, 3.9994, 4.7635], abs=2e-4
    )
