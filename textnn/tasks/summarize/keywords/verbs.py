"""Which words are forms of a verb, and so no keywords, told by their endings and their kin.

*Desistiu* ends as a past of *-ir* does, and *desistir*, *desistiram* are words as well; *lugar*
ends as an infinitive, but nobody writes *lugou*. Forms that are nouns too (*compra*, *partido*) are
left alone, so only endings that say it alone are looked at.
"""

from __future__ import annotations

from collections.abc import Container

_KIN = {
    "a": ("ar", "ou", "aram", "ando", "ava", "avam", "ará", "arão", "aria"),
    "e": ("er", "eu", "eram", "endo", "ia", "iam", "erá", "erão", "eria"),
    "i": ("ir", "iu", "iram", "indo", "ia", "iam", "irá", "irão", "iria"),
}
"""Endings of the three conjugations: infinitive, past, gerund, imperfect, future."""

_TOLD = tuple(
    (ending, vowel)
    for vowel, endings in _KIN.items()
    for ending in sorted(endings, key=len, reverse=True)
    if ending not in ("ia", "iam")
)
"""Endings by which a form is known; *dia*, *economia* end as an imperfect does."""

_ENOUGH = 3
"""Other forms of a verb that must be words, too."""

NOUNS = frozenset(
    """
    poder poderes dever deveres jantar olhar lugar militar parecer prazer saber ser lazer andar
    pesar falar familiar celular popular escolar titular par mar bar lar ar museu judeu
    """.split()  # noqa: SIM905  # as in ``STOPWORDS``
)
"""Words that look like forms of a verb and are nouns first."""

EMPTY = frozenset(
    """
    abre abrem reúne reúnem morre morrem vence vencem pede pedem recebe recebem perde perdem
    prende prendem quer querem tem vem vêm veem decide decidem nega negam aprova aprovam anuncia
    anunciam cria criam vira viram premia premiam investe investem precisa precisam chega chegam
    deixa deixam volta voltam passa passam passados passadas fica ficam mostra mostram diz dizem
    gente maioria minoria coisa coisas jeito metade resto todos dezenas centenas milhares
    """.split()  # noqa: SIM905  # as in ``STOPWORDS``
)
"""Forms of the present as headlines have them, and nouns that say nothing by themselves."""


def says_nothing(word: str, known: Container[str]) -> bool:
    """Whether a word is a form of a verb, or too empty to be what an article is about.

    Args:
        word: in small letters.
        known: words there are, in small letters.

    >>> known = {"desistir", "desistiu", "desistiram", "desistirá", "partir", "lugar"}
    >>> [says_nothing(word, known) for word in ("desistiu", "lugar", "gente", "partido")]
    [True, False, True, False]
    """
    if word in EMPTY:
        return True
    return word not in NOUNS and any(
        word.endswith(ending) and _has_kin(word.removesuffix(ending), ending, vowel, known)
        for ending, vowel in _TOLD
    )


def _has_kin(stem: str, ending: str, vowel: str, known: Container[str]) -> bool:
    others = (one for one in _KIN[vowel] if one != ending)
    return len(stem) > 1 and sum(stem + other in known for other in others) >= _ENOUGH
