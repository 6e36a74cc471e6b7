"""Chat messages: the request told from the pasted text, and what a network sees of its words.

People write in small letters, without accents, with three o's for emphasis and with typing errors.
All that is folded away here, or left to the pieces of words (Bojanowski et al. 2017, "Enriching
word vectors with subword information"): ``resmua`` and ``resuma`` share most of theirs.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from functools import lru_cache
from typing import NamedTuple

from textnn.text.normalize import fold

TEXT, ADDRESS, NOTHING = "[text]", "[address]", "[nothing]"
"""Tokens that stand for a pasted text, an address on the web, and an empty message."""

WORDS = 40
"""Tokens of a message that are looked at."""

FEATURES = 24
"""Most features of a token."""

ASKED, PASTED, ALONE = 200, 120, 400
"""Characters: longest request beside a pasted text, shortest text after a colon, and the length
from which on a message without a request is an article."""

_PIECES = (3, 4, 5)
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"“”]+(?<![.,;:!?)\]'])", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“«]([^\"“”«»]{3,})[\"”»]")
_CUE = re.compile(
    r"(?:(?:oi|ola|por favor|pfv?|please|agora|entao|me|voce|vc|pode|poderia|consegue|can you"
    r"|could you|quero|queria|preciso|gostaria de|da (?:pra|para)|i want|so)\b[ ,]*)*"
    r"(?:quem|qm|quando|qnd|qdo|onde|qua(?:l|is)|quant[oa]s?|qnt[oa]s?|qt[oa]s?|como"
    r"|por ?que|pq|o ?que|oq|who|what|when|where|which|why|how"
    r"|resum\w*|sintetiz\w*|destac\w*|destaq\w*|marc[ae]\w*|marque\w*|grif\w*|sublinh\w*"
    r"|list[aeo]\w*|(?:diz|diga|fal[ae]|cont[ae]|explic?[aq]u?e?|mostr[ae]|saber)(?:-me)?"
    r"|da|de|faz|faca|fazer|ger[ae]|sugir\w*|suger\w*|cri[ae]|titulo|manchete|palavras?-chave|tem"
    r"|acha|ache|encontr\w*|extrai\w*|separ[ae]|identifi\w*|aponte?|cheque|continu[ae]"
    r"|summar\w*|highlight|give|list|find|tell|mark|show|write"
    r"|(?:[oa]s )?(?:datas|valores|numeros|locais|lugares|pessoas|nomes|empresas|organizacoes"
    r"|citacoes|falas|aspas)\W*$)\b"
)
_ORDER = re.compile(r"(?:resum[ae]|marque|grife|sublinhe|liste|me d[ie]|diga|extraia)\b")
_GREETING = re.compile(
    r"^(?:(?:oi+e?|ola|e ai|opa|hello|hi|hey|bom dia|boa tarde|boa noite|tudo (?:bem|bom|certo)"
    r"|tudo joia|td bem|como vai)\b[\s,.!?]*)+(?=\S+\s+\S)"
)
_REPEATED = re.compile(r"([^\W\d])\1{2,}")
_TOKEN = re.compile(
    r"\[(?:text|address)\]|[^\W\d_]+(?:-[^\W\d_]+)*|\d+(?:[.,]\d+)*|[?:!]|\.{3}"
    r"|[\u2600-\u27bf\U0001f300-\U0001faff]"
)


class Message(NamedTuple):
    """A request and the text pasted beside it, both to the letter; either may be empty."""

    asked: str
    pasted: str


def split_message(text: str) -> Message:
    r"""Tells the request from a text pasted before or after it.

    A request stands on a line of its own, the first or the last, or before a colon that a long text
    follows. A long message without any is all pasted. Where both lines may be one, the last is it
    only if it reads like a request and the first rather like a title.

    >>> split_message("resume isso\nO rio subiu dois metros e a ponte foi fechada hoje.").asked
    'resume isso'
    >>> split_message("continue: O prefeito")
    Message(asked='continue: O prefeito', pasted='')
    """
    stripped = text.strip()
    first, _, after = stripped.partition("\n")
    before, _, last = stripped.rpartition("\n")
    below = len(before) >= ASKED and len(last) <= ASKED
    if below and requests(last) and not requests(first, title=True):
        return Message(last.strip(), before.strip())
    if after.strip() and len(first) <= ASKED and len(after.split()) >= 8:
        return Message(first.strip(), after.strip())
    if below:
        return Message(last.strip(), before.strip())
    head, colon, rest = stripped.partition(": ")
    if colon and len(head) <= ASKED and len(rest.strip()) >= PASTED:
        return Message(f"{head}:", rest.strip())
    if len(stripped) >= ALONE:
        return Message("", stripped)
    return Message(stripped, "")


def requests(line: str, *, title: bool = False) -> bool:
    """Whether a line beside a text reads like something that is asked of whoever reads it.

    Args:
        line: the first or the last.
        title: whether it may be one; those may begin alike, but in a capital.

    >>> requests("me diz quem ganhou"), requests("É isso mesmo?"), requests("Ana Lima, de Recife")
    (True, True, False)
    >>> requests("Como vota a Serra"), requests("Como vota a Serra", title=True)
    (True, False)
    """
    plain = fold(line.strip())
    cue = _CUE.match(plain)
    if title and not line.lstrip()[:1].islower():
        return bool(_ORDER.match(plain))
    return bool(cue) or (plain.endswith("?") and not title)


def without_greeting(text: str) -> str:
    """A request without the greeting before it; a greeting alone stays.

    >>> without_greeting("oi, tudo bem? resume isso"), without_greeting("Bom dia!")
    ('resume isso', 'Bom dia!')
    """
    plain = unicodedata.normalize("NFC", text)
    found = _GREETING.match(fold(plain)) if len(fold(plain)) == len(plain) else None
    return plain[found.end() :] if found else text


def address(text: str) -> str:
    """The first address on the web in a message, or nothing.

    >>> address("resume (https://jornal.example/a?b=1).")
    'https://jornal.example/a?b=1'
    """
    found = _LINK.search(text)
    return found[0] if found else ""


def quoted(text: str) -> str:
    """What stands in the first pair of quotation marks, or nothing.

    >>> quoted("continua “O rio subiu”")
    'O rio subiu'
    """
    found = _QUOTED.search(text)
    return found[1].strip() if found else ""


def tokens(message: Message) -> list[str]:
    """What a network sees of a message; never empty, at most ``WORDS``.

    Several words in quotation marks, and what is pasted, are one token: what they say is not what
    is asked. A digit stands for every number of its length.

    >>> tokens(Message("Resuuume em 2 frases!", "O rio subiu."))
    ['resume', 'em', '0', 'frases', '!', '[text]']
    """
    text = _LINK.sub(f" {ADDRESS} ", message.asked)
    text = _QUOTED.sub(lambda found: f" {TEXT} " if " " in found[1].strip() else found[0], text)
    text = _REPEATED.sub(r"\1", fold(text))
    found = _TOKEN.findall(re.sub(r"\d", "0", text))
    pasted = [TEXT] if message.pasted else []
    return [*found[: WORDS - 1], *pasted] or [NOTHING]


@lru_cache(maxsize=20_000)
def features(token: str, rows: int) -> tuple[int, ...]:
    """Rows of a token in a table: of itself, then of its pieces of three to five letters.

    Row 0 stands for nothing and is never given.

    Args:
        token: one of ``tokens``.
        rows: of the table, at least 2.
    """
    whole = [token]
    if token.isalpha() or "-" in token:
        marked = f"<{token}>"
        whole += [
            f"#{marked[at : at + size]}"
            for size in _PIECES
            for at in range(len(marked) - size + 1)
            if size < len(marked)
        ]
    return tuple(1 + zlib.crc32(part.encode()) % (rows - 1) for part in whole[:FEATURES])
