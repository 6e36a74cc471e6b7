"""Words with offsets: the units the tagger labels.

Raw text as people paste it, so contractions stay joined (``dos`` is one token, not ``de`` +
``os``). Every character that is not a space belongs to exactly one token. Where a label may end
inside, the finer cut is made, because a name of several tokens can be marked and half a token
cannot: ``5%`` gives ``5`` and ``%``. For the same reason a hyphen joins only before a small letter
(``guarda-chuva``, ``disse-lhe``, ``ex-ministro``); ``Timor-Leste`` and the match
``Benfica-Sporting`` are three tokens each. In UNER Bosque 45 of 16,202 name borders fell inside a
token while every hyphen before a letter joined; now none does. A number on a word is part of its
name (``Rio-2016``, ``Expo-98``, ``BR-116``): in the corpora 27 names hold all of such a word and
two, in *USP-1998*, half of one.
"""

from __future__ import annotations

import re
import unicodedata

# Ranges of combining marks and emoji variation selectors met in text people paste; after
# normalising, few are left. Any other mark is a token of its own.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u0900-\u0903\u093a-\u094f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
)
_MARK = rf"[{_MARKS}]"
_LETTERS = rf"(?:[^\W_]{_MARK}*)"
_LETTER = rf"(?:[^\W\d_]{_MARK}*+)"
_LOWER = "[a-zß-öø-ÿα-ω]"
_EMOJI = "[\u2300-\u2bff\U0001f000-\U0001faff]"
_NUMBER_ON_WORD = r"(?:(?<=[^\W\d_])-\d{1,4}(?!\w)(?![.,:/-]\d))?"
"""``Rio-2016``, not ``10-12``, ``ICMS-1.200`` or ``DM-115CS``."""
_END = r"(?<![.,;:!?)\]}\"'»”’…])"
"""Addresses do not end in punctuation: ``(veja www.exemplo.com.br).``"""

_TOKEN = re.compile(
    "|".join(
        (
            rf"(?:https?://|www\.)\S+{_END}",
            r"\w[\w.+-]{0,63}+@\w+(?:[.-]\w+)+",
            rf"(?:[\w-]{{1,63}}+\.){{1,6}}(?:com|org|net|gov|edu|jus|info|br|pt)\b(?:/\S+{_END})?",
            r"[@#]\w+",
            r"\b[A-Z]{1,3}\$",
            r"\d{1,2}/\d{1,2}/\d{2,4}(?!\w)",
            r"\d+(?:[.,:]\d+)+(?!\w)",
            rf"(?:{_LETTER}\.)+{_LETTER}(?!{_LETTERS})",
            rf"{_LETTERS}+(?:['’]{_LETTERS}+|-(?={_LOWER}){_LETTERS}+)*{_NUMBER_ON_WORD}",
            r"[\U0001f1e6-\U0001f1ff]{2}",
            rf"{_EMOJI}[\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
            rf"(?:\u200d{_EMOJI}[\ufe0f\U0001f3fb-\U0001f3ff]*)*",
            r"([.\-_=*~])\1+",
            rf"\S{_MARK}*",
        )
    )
)

BARE = re.compile(r"\w+")
"""A run of letters, digits and underscores: what counts as a word where no label is set and only
likeness or length is asked, as ROUGE does."""


def words(text: str) -> list[tuple[int, int]]:
    """Spans of the tokens of ``text``, in order, not overlapping.

    >>> text = "Às 20h31, 8.000 d'água: R$ 5 (12,5%) disse-lhe."
    >>> [text[start:end] for start, end in words(text)]
    ['Às', '20h31', ',', '8.000', "d'água", ':', 'R$', '5', '(', '12,5', '%', ')', 'disse-lhe', '.']
    """
    return [match.span() for match in _TOKEN.finditer(text)]


def fold(text: str) -> str:
    """Lower case without accents (NFKD): what searching and matching compare.

    >>> fold("Está CORAÇÃO")
    'esta coracao'
    """
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
