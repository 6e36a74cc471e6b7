"""A chat message, taken apart once: the request, the text pasted with it, and what both hold."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from textnn.results.chat import ParsedMessage
from textnn.text.messages import link, quoted, tokenize
from textnn.text.normalize import fold

ASKED, PASTED, ALONE = 200, 120, 400
"""Characters: longest request beside a pasted text, shortest text after a colon, and the length
from which on a message without a request is an article."""

LONG = 6
"""Words of a line that is a title rather than a request."""

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
_POINTS = re.compile(
    r"\b(?:textos?|abaixo|acima|artigo|noticia|materia|reportagem|favor|pfv?|iss[oe]|isto|es[st]e"
    r"|segue|seguinte|this|text|article|please|story|below)\b"
)
"""Words of a request by which it points to the text beside it."""

_GREETING = re.compile(
    r"^(?:(?:oi+e?|ola|e ai|opa|hello|hi|hey|bom dia|boa tarde|boa noite|tudo (?:bem|bom|certo)"
    r"|tudo joia|td bem|como vai)\b[\s,.!?]*)+(?=\S+\s+\S)"
)


def parse(text: str) -> ParsedMessage:
    r"""Takes a message apart.

    >>> message = parse("Oi! Resume isso\nO rio subiu dois metros e a ponte foi fechada hoje.")
    >>> message.request, message.pasted, message.directive
    ('Resume isso', 'O rio subiu dois metros e a ponte foi fechada hoje.', True)
    """
    asked, pasted = split(text)
    above = bool(pasted) and text.strip().startswith(asked)
    # Beside a text a greeting asks nothing; without one it may be all that is said.
    request = without_greeting(asked) if pasted else asked
    return ParsedMessage(
        text,
        request,
        pasted,
        directive=request.endswith("?") or reads_as_request(request, title=above),
        titular=above and _is_title(request),
        folded=fold(request),
        link=link(request),
        quoted=quoted(request),
        tokens=tokenize(request, pasted=bool(pasted)),
    )


def restrict(message: ParsedMessage, request: str) -> ParsedMessage:
    """The message if only ``request`` of it is one."""
    return replace(
        message,
        request=request,
        folded=fold(request),
        link=link(request),
        quoted=quoted(request),
        tokens=tokenize(request, pasted=bool(message.pasted)),
    )


def split(text: str) -> tuple[str, str]:
    r"""The request and a text pasted before or after it, both to the letter; one may be empty.

    A request stands on a line of its own, the first or the last, or before a colon that a long text
    follows. A long message without any is all pasted. Where both lines may be one, the last is it
    only if it reads like a request and the first rather like a title.

    >>> split("resume isso\nO rio subiu dois metros e a ponte foi fechada hoje.")[0]
    'resume isso'
    >>> split("continue: O prefeito")
    ('continue: O prefeito', '')
    """
    stripped = text.strip()
    first, _, after = stripped.partition("\n")
    before, _, last = stripped.rpartition("\n")
    below = len(before) >= ASKED and len(last) <= ASKED
    if below and reads_as_request(last) and not reads_as_request(first, title=True):
        return last.strip(), before.strip()
    if after.strip() and len(first) <= ASKED and len(after.split()) >= 8:
        return first.strip(), after.strip()
    if below:
        return last.strip(), before.strip()
    head, colon, rest = stripped.partition(": ")
    if colon and len(head) <= ASKED and len(rest.strip()) >= PASTED:
        return f"{head}:", rest.strip()
    return ("", stripped) if len(stripped) >= ALONE else (stripped, "")


def reads_as_request(line: str, *, title: bool = False) -> bool:
    """Whether a line beside a text reads like something that is asked of whoever reads it.

    Args:
        line: the first or the last.
        title: whether it may be one; those may begin alike, but in a capital.

    >>> reads_as_request("me diz quem ganhou"), reads_as_request("É isso mesmo?")
    (True, True)
    >>> reads_as_request("Como vota a Serra"), reads_as_request("Como vota a Serra", title=True)
    (True, False)
    """
    plain = fold(line.strip())
    if title and not line.lstrip()[:1].islower():
        return bool(_ORDER.match(plain))
    return bool(_CUE.match(plain)) or (plain.endswith("?") and not title)


def _is_title(line: str) -> bool:
    """Whether a line above a text is a sentence of its own: *O Vasco dá adeus ao* **título**."""
    long = len(line.split()) >= LONG and line[:1].isupper() and not line.endswith((":", "?"))
    return long and not reads_as_request(line) and not _POINTS.search(fold(line))


def without_greeting(text: str) -> str:
    """A request without the greeting before it; a greeting alone stays.

    >>> without_greeting("oi, tudo bem? resume isso"), without_greeting("Bom dia!")
    ('resume isso', 'Bom dia!')
    """
    plain = unicodedata.normalize("NFC", text)
    found = _GREETING.match(fold(plain)) if len(fold(plain)) == len(plain) else None
    return plain[found.end() :] if found else text
