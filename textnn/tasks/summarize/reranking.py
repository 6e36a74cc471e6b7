"""What the reranker makes of an article's candidates for a headline, and of its sentences.

    value = p(publishable) - harm (p(misleading) + p(nonsense))

Written lines and the article's own sentences are judged side by side, so that a sentence stands in
where it is worth more than all that was written.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from textnn.engine.folder import Floats
from textnn.engine.reranker import LineTokens, ServedReranker, open_line, open_source
from textnn.tasks.summarize.article import Opened
from textnn.tasks.summarize.choice import numbers_of
from textnn.tasks.summarize.hypotheses import LineHypothesis
from textnn.text.reader import Lexicon


@dataclass(frozen=True)
class HeadlineJudge:
    """Values lines.

    Attributes:
        reranker: the network; ``None`` before there is one: a written line is worth its score, and
            more than any sentence.
        lexicon: the word vectors it was trained with.
    """

    reranker: ServedReranker | None
    lexicon: Lexicon

    def __call__(self, lines: Sequence[LineHypothesis], article: Opened) -> list[LineHypothesis]:
        """The same lines with their value.

        Args:
            lines: all candidates for one headline of ``article``, and sentences of it.
        """
        if self.reranker is None:
            return [
                line._replace(value=-math.inf if line.sentence else line.score) for line in lines
            ]
        opened, numbers = seen(lines, article, self.lexicon)
        probabilities = self.reranker(opened, numbers, self.lexicon)
        values = probabilities[:, 0] - self.reranker.config.harm * probabilities[:, 2:].sum(1)
        return [
            line._replace(value=value) for line, value in zip(lines, values.tolist(), strict=True)
        ]

    def suffices(self, line: LineHypothesis) -> bool:
        """Whether a line is worth enough to be given beside a better one."""
        return self.reranker is None or line.value >= self.reranker.config.least


def seen(
    lines: Sequence[LineHypothesis], article: Opened, lexicon: Lexicon
) -> tuple[list[LineTokens], Floats]:
    """What the reranker sees of lines.

    Returns:
        each line in numbers; and what is known of it as a whole, shape
        (lines, len(TOLD) + LINE_FEATURES)
    """
    source = open_source(article.clean.text, lexicon)
    opened = [open_line(line.text, source, lexicon) for line in lines]
    known = [
        np.concatenate([own, one.about])
        for own, one in zip(numbers_of(lines, article), opened, strict=True)
    ]
    return opened, np.array(known, np.float32)
