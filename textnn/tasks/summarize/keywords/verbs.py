"""Which words are forms of a verb, and so no keywords, told by their endings and their kin.

*Desistiu* ends as a past of *-ir* does, and *desistir*, *desistiram* are words as well; *lugar*
ends as an infinitive, but nobody writes *lugou*. Of forms that may be nouns too (*compra*,
*partido*) it is the word before that tells: *a compra*, but *ela compra*.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from textnn.text.stopwords import STOPWORDS

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

_PRESENT = (("a", "a"), ("am", "a"), ("e", "e"), ("em", "e"), ("e", "i"), ("em", "i"))
_PARTICIPLE = tuple(
    (vowel + ending, conjugation)
    for vowel, conjugation in (("a", "a"), ("i", "e"), ("i", "i"))
    for ending in ("do", "da", "dos", "das")
)
"""Endings, each with its conjugation, that nouns have as well."""

_BEFORE_VERBS = frozenset(
    ("que", "não", "se", "já", "quem", "onde", "também", "só", "nunca", "sempre", "ainda", "lhe",
     "me", "ele", "ela", "eles", "elas", "você", "vocês", "foi", "foram", "sido", "ser", "está",
     "estão", "estava", "havia", "tinha")
)  # fmt: skip
"""Function words that stand before verbs and participles; before nouns stand the others."""

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
    enquanto disso disto bem gente maioria minoria coisa coisas jeito metade resto todos dezenas
    centenas milhares
    """.split()  # noqa: SIM905  # as in ``STOPWORDS``
)
"""Forms of the present as headlines have them, and nouns that say nothing by themselves."""

ALONE = frozenset(
    """
    único única únicos únicas grande grandes novo nova novos novas próximo próxima próximos próximas
    antigo antiga diferente diferentes atual atuais possível diante frente fora meio visto vista
    feita feitas feitos prevista previsto previstas previstos aberto aberta abertos abertas preso
    presa presos presas morto morta mortos mortas teria teriam irá irão
    """.split()  # noqa: SIM905  # as in ``STOPWORDS``
)
"""Words that say something only before another one: *novo hospital*."""


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


def is_verb(word: str, before: str, known: Container[str]) -> bool:
    """Whether a word that may be a noun is a form of the present where it stands.

    Args:
        word: as it stands there.
        before: the word before it; empty behind a punctuation mark.
        known: words there are, in small letters.

    >>> known = {"trabalhar", "trabalhou", "trabalham", "trabalhando", "trabalhava"}
    >>> [is_verb("trabalha", before, known) for before in ("que", "Ana", "de")]
    [True, True, False]
    """
    return _ends_in(word, before, known, _PRESENT)


def is_participle(word: str, before: str, known: Container[str]) -> bool:
    """Whether a word is a participle that goes with the word before it: *obra parada*.

    Args:
        word, before, known: as for ``is_verb``.
    """
    return _ends_in(word, before, known, _PARTICIPLE)


def _ends_in(
    word: str, before: str, known: Container[str], endings: Sequence[tuple[str, str]]
) -> bool:
    before = before.lower()
    if word != word.lower() or (before in STOPWORDS and before not in _BEFORE_VERBS):
        return False
    return any(
        word.endswith(ending) and _has_kin(word.removesuffix(ending), ending, vowel, known)
        for ending, vowel in endings
    )


def _has_kin(stem: str, ending: str, vowel: str, known: Container[str]) -> bool:
    others = (one for one in _KIN[vowel] if one != ending)
    return len(stem) > 1 and sum(stem + other in known for other in others) >= _ENOUGH
