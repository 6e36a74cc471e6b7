"""ROUGE and chrF: how much of what an editor wrote a written line or a summary says too.

Thin over ``rouge-score`` (Lin 2004) and ``sacrebleu`` (chrF, Popović 2015). ROUGE is told how to
find Portuguese words, because rouge-score's own tokenizer deletes every accented letter: by it *a
ação já está não* and *acao ja esta nao* share nothing, and *avó* equals *avô*.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from rouge_score.rouge_scorer import RougeScorer
from rouge_score.tokenizers import Tokenizer
from sacrebleu.metrics import CHRF

ROUGES = ("rouge1", "rouge2", "rougeL")

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class SummaryScores:
    """Figures over some texts.

    Attributes:
        rouge1, rouge2: mean over the texts of the F1 of shared words and of shared pairs of
            neighbouring words, 0 to 1.
        rougeL: the same of the longest common subsequence of words. A summary of several sentences
            is one sequence (that is not rougeLsum, which joins subsequences sentence by sentence).
        chrf: sacrebleu's corpus chrF2, 0 to 100: shared runs of one to six characters, case and
            accents kept, counted over all texts together.
        texts: how many.
    """

    rouge1: float
    rouge2: float
    rougeL: float  # noqa: N815
    chrf: float
    texts: int


class PortugueseTokenizer(Tokenizer):  # type: ignore[misc]  # rouge-score has no types
    r"""Words are ``\w+`` in lower case with their accents (NFC); nothing is stemmed or dropped."""

    def tokenize(self, text: str) -> list[str]:
        """The words of ``text``.

        >>> PortugueseTokenizer().tokenize("A ação, já: R$ 4,5 milhões")
        ['a', 'ação', 'já', 'r', '4', '5', 'milhões']
        """
        return _WORD.findall(unicodedata.normalize("NFC", text).lower())


_ROUGE = RougeScorer(ROUGES, tokenizer=PortugueseTokenizer())


def rouge(written: str, reference: str) -> dict[str, float]:
    """F1 of ``ROUGES`` for one text, 0 to 1; all 0 where either side has no word."""
    scores = _ROUGE.score(reference, written)
    return {name: float(scores[name].fmeasure) for name in ROUGES}


def summary_scores(written: Sequence[str], references: Sequence[str]) -> SummaryScores:
    """Scores text by text against one reference each.

    Raises:
        ValueError: not as many references as texts.
    """
    rows = [rouge(*pair) for pair in zip(written, references, strict=True)]
    if not rows:
        return SummaryScores(0.0, 0.0, 0.0, 0.0, 0)
    one, two, longest = (fmean(row[name] for row in rows) for name in ROUGES)
    return SummaryScores(one, two, longest, _chrf(written, references), len(rows))


def _chrf(written: Sequence[str], references: Sequence[str]) -> float:
    """Corpus chrF, 0 to 100."""
    ours = [unicodedata.normalize("NFC", text) for text in written]
    theirs = [unicodedata.normalize("NFC", text) for text in references]
    return float(CHRF().corpus_score(ours, [theirs]).score)
