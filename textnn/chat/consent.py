"""Whether a message says yes or no to a question, and nothing else."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_ASKING = re.compile(r"(?:sim|s|yes|y|yep|ok|okay|claro|confirm(?:o|ado)|certo|isso|pode)$")
_DOING = re.compile(r"(?:apag(?:a|ue|ar)|delet(?:e|a|ar)|exclu(?:a|ir))$")
_POLITE = re.compile(r"(?:por|favor|please|pfv?|pfvr|com|certeza|mesmo|ser|it|i|agora|now|sure)$")
_ALL = re.compile(r"(?:tudo|todos|all|everything)$")
_NO = re.compile(r"\b(?:nao|n|not|don't|nope|cancel\w*|deix\w*|espera|pare|leave|keep)\b")
_ENGLISH_NO = re.compile(r"no\s*(?:$|[,.!;]|thank)")  # "no texto" is Portuguese for "in the text"
_FEW = 4  # words of a no


def consent(folded: str, scope: str) -> bool | None:
    """Yes, no, or neither: ``None`` for whatever else is said.

    Only a message that is a yes from its first word to its last is one.

    Args:
        folded: the message, in lower case without accents.
        scope: of what is to be deleted; *tudo* confirms only ``"all"``.

    >>> consent("sim, pode apagar!", "run"), consent("sim, mas depois", "run")
    (True, None)
    >>> consent("nao", "run"), consent("apague tudo", "run"), consent("apague tudo", "all")
    (False, None, True)
    """
    said = folded.replace("’", "'").strip()
    words = _WORD.findall(said)
    if "?" in said or not words:
        return None
    if len(words) <= _FEW and (_NO.search(said) or _ENGLISH_NO.match(said)):
        return False
    yes = any(_ASKING.match(word) or _DOING.match(word) for word in words)
    known = (_ASKING, _DOING, _POLITE) + ((_ALL,) if scope == "all" else ())
    return True if yes and all(any(one.match(word) for one in known) for word in words) else None
