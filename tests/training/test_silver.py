"""Silver examples: what teachers agree on, what stays open, what patterns settle."""

from __future__ import annotations

import torch

from tests.models.makers import ALL_TAGS, small_tagger
from textnn.datasets.ner.corpora import Entity, TaggedText
from textnn.datasets.ner.tagging import IOB_TAGS, TAG_IDS, Example
from textnn.text.features import TokenFeaturizer
from textnn.text.iob import to_spans
from textnn.text.words import words
from textnn.training.silver import (
    Teacher,
    silver_example,
    silver_examples,
    varied_sentences,
)

TEXT = "Ana Prado pagou vinte por cento em Lagoa."
TOKENS = words(TEXT)


def posterior(**odds: dict[str, float]) -> torch.Tensor:
    """Of each token of TEXT: the odds of its tags, the rest of them O."""
    found = torch.zeros(len(TOKENS), len(IOB_TAGS))
    for row, (start, end) in enumerate(TOKENS):
        tags = odds.get(TEXT[start:end], {})
        found[row, 0] = 1 - sum(tags.values())
        for tag, chance in tags.items():
            found[row, TAG_IDS[tag]] = chance
    return found


def spans(found: Example) -> list[tuple[int, int, str]]:
    return to_spans([IOB_TAGS[tag] for tag in found.tags.tolist()])


def open_tags(found: Example, row: int) -> set[str]:
    return {IOB_TAGS[tag] for tag in found.allowed[row].nonzero()[:, 0].tolist()}


def test_what_is_likely_stays_open() -> None:
    chances = posterior(
        Ana={"B-PER": 0.9}, Prado={"I-PER": 0.9}, Lagoa={"B-LOC": 0.5, "B-ORG": 0.3}
    )
    found = silver_example(TaggedText(TEXT, (), ""), TOKENS, chances)
    assert spans(found) == [(0, 2, "PER"), (7, 8, "LOC")]
    assert open_tags(found, 0) == {"B-PER"}
    assert open_tags(found, 7) == {"B-LOC", "B-ORG", "O"}
    assert open_tags(found, 2) == {"O"}
    assert found.source == "silver"


def test_patterns_overrule_what_is_no_name() -> None:
    start = TEXT.index("vinte")
    amount = Entity(start, start + len("vinte por cento"), "VALUE")
    item = TaggedText(TEXT, (amount,), "")
    found = silver_example(item, TOKENS, posterior(vinte={"B-TIME": 0.8}))
    assert spans(found) == [(3, 6, "VALUE")]
    assert open_tags(found, 3) == {"B-VALUE"}
    assert open_tags(found, 4) == {"I-VALUE"}
    name = silver_example(item, TOKENS, posterior(vinte={"B-WORK": 0.9}))
    assert spans(name) == [(3, 4, "WORK")]


def test_a_stray_inside_still_gives_a_legal_sequence() -> None:
    found = silver_example(TaggedText(TEXT, (), ""), TOKENS, posterior(Prado={"I-PER": 0.9}))
    assert spans(found) == [(1, 2, "PER")]
    assert {"B-PER", "I-PER"} <= open_tags(found, 1)


def test_teachers_mark_every_sentence_alone_as_together() -> None:
    tagger = small_tagger(labels=ALL_TAGS)
    teacher = Teacher(
        tagger, TokenFeaturizer({"ana": 1}, {}, tagger.config.affixes, tagger.config.spellings)
    )
    items = [TaggedText(text, (), "") for text in (TEXT, "Bento viu.", "")]
    found = {e.text: e for e in silver_examples(items, [teacher, teacher])}
    assert set(found) == {TEXT, "Bento viu."}
    for item in items:
        for alone in silver_examples([item], [teacher]):
            assert torch.equal(alone.allowed, found[alone.text].allowed)


def test_variants_keep_their_marks_on_the_right_words() -> None:
    text = "O gene custou R$ 5 milhões em 3 de maio. Ana leu.\n" * 40
    found = list(varied_sentences([text]))
    said = {(item.text[e.start : e.end], e.label) for item in found for e in item.entities}
    assert ("R$ 5 milhões", "VALUE") in said
    assert ("3 de maio", "TIME") in said
    assert len(said) > 20
    assert any(label == "THING" and name in item.text for item in found for name, label in said)
    assert found[1] == TaggedText("Ana leu.", (), "")
