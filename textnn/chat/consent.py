"""Whether a message says yes or no to a deletion, and nothing else.

One short table and no network: nothing that is wrong one time in twenty may delete.
"""

from __future__ import annotations

import re

_SAYS = {
    word: meaning
    for meaning, words in {
        "yes": "sim s yes y yep ok okay claro confirmo confirmado certo isso pode"
        " apaga apague apagar delete deleta deletar exclua excluir",
        "no": "nao n not don't nope cancel cancela cancele cancelar deixa deixe deixar espera pare"
        " leave keep",
        "no, if all is known": "no",  # *no texto* is Portuguese for *in the text*
        "everything": "tudo todos all everything",
        "polite": "por favor please pfv pf pfvr com certeza mesmo ser it i agora now sure thanks"
        " thank you",
    }.items()
    for word in words.split()
}
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
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
    said = [_SAYS.get(word, "") for word in _WORD.findall(folded.replace("’", "'"))]
    if "?" in folded:
        return None
    if "no" in said and len(said) <= _FEW:
        return False
    if "" in said or ("everything" in said and scope != "all"):
        return None
    if "no, if all is known" in said or "no" in said:
        return False
    return True if "yes" in said else None
