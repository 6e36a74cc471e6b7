"""Questions for a cause, and the words by which a sentence gives one.

The reader finds the sentence that restates what is asked rather than the one that explains it: of
94 *why* questions of five files it found 58, and 17 of its 46 answers were wrong. With these words
64 are found, and 8 of 35 answers are wrong (docs/experiments.md).
"""

from __future__ import annotations

import re

from textnn.text.normalize import fold

WITHOUT_REASON = 0.25
"""What the probability of a sentence counts that gives no reason, where one is asked for."""

SURE = 0.6
"""Probability from which on such a sentence is the answer nevertheless."""

_WHY = re.compile(
    r"\b(?:por ?que|pq|por (?:qual|que) (?:motivo|razao)"
    r"|qual (?:e |foi )?(?:o motivo|a razao|a causa)|o que (?:causou|provocou|motivou|levou))\b"
)
_REASON = re.compile(
    r"\b(?:porque|pois\b|por causa|devid[oa]s?|ja que|uma vez que|visto que|razao|razoes|gracas"
    r"|por conta|em funcao|decorrencia|consequencia|apos\b|depois (?:que|de)|por isso|para que"
    r"|por falta|se dev|motiv|provoc|caus|atribu|explica|p(?:ara|or) [a-z]{1,20}r\b)"
)


def asks_why(question: str) -> bool:
    """Whether a question asks for a cause.

    >>> [asks_why(one) for one in ("pq o jogo parou", "Qual a causa da morte?", "Por quem?")]
    [True, True, False]
    """
    return bool(_WHY.search(fold(question)))


def gives_reason(sentence: str) -> bool:
    """Whether a sentence has words that mostly go with a reason.

    >>> gives_reason("O jogo parou porque choveu."), gives_reason("O jogo parou.")
    (True, False)
    """
    return bool(_REASON.search(fold(sentence)))
