"""Messages whose meaning lies in their form: *ok*, *tchau*, *isso é verdade?*, *por quê?*

They are told by rules, before the classifier is believed: it knows no such requests, and each is
one only from its first word to its last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from textnn.chat.article_replies import headline
from textnn.chat.context import Turn
from textnn.chat.creations import asked_network, classify
from textnn.chat.provenance import how
from textnn.results import Answer, Continuation
from textnn.results.conversation import Button, Message, Offer, Shown
from textnn.text.normalize import fold

_FINE = re.compile(
    r"(?:ok|okay|oks|okey|blz|beleza|certo|entendi|ta|ta (?:bom|bem|certo)|tudo bem|legal|show"
    r"|massa|joia|perfeito|otimo|bacana|fechado|combinado|got it|i see|all right|alright|fine"
    r"|great|cool)(?:(?: entao)?[\s,.!]*)"
)
_BYE = re.compile(
    r"(?:(?:ok|valeu|obrigad[oa]|thanks)[\s,.!]+)?(?:tchau+|xau|adeus|ate (?:mais|logo|amanha|breve"
    r"|a proxima|depois)|fui|falou|bye(?: bye)?|good ?bye|see you(?: later)?)[\s,.!]*"
)
_IT = (
    r"(?:(?:tudo )?iss[oe]|isto|tudo|ele|ela|(?:[oa]|ess[ae]|est[ae]) "
    r"(?:texto|noticia|artigo|materia|informacao|historia)|this|that|it|the (?:article|text|story))"
)
_GOOD = (
    r"(?:verdade|verdadeir[oa]|fake(?: news)?|falso|falsa|mentira|real|fato|boato|confiavel"
    r"|true|false|a lie|reliable)"
)
_FACTS = re.compile(
    rf"(?:mas |entao |sera que |e )?(?:{_IT} )?(?:eh|e|seria|is)? ?(?:{_IT} )?(?:um |uma )?{_GOOD}"
    rf"(?: {_IT})?(?: mesmo| ou (?:nao|{_GOOD}))?"
    rf"|(?:ja |mas |entao )?(?:eu )?(?:posso|da (?:pra|para)|devo|podemos|vale a pena) publicar"
    rf"(?: {_IT})?(?: assim| agora)?"
    rf"|(?:(?:{_IT} )?(?:ja )?(?:ta|esta|e|eh|ficou) )?(?:bom|boa|pront[oa]|ok|certo|correto|apto)"
    rf"(?: ja)? (?:pra|para) (?:publicar|publicacao|ir ao ar|sair)"
    rf"|(?:voce |vc )?(?:checa|confere|verifica|cheque|confira|verifique|checar)"
    rf"(?: (?:os )?fatos| {_IT}| se (?:{_IT} )?e verdade)"
    rf"|(?:can|may|should) i publish(?: {_IT})?|do you check facts"
)
_WHO = re.compile(
    r"(?:mas )?(?:voce|vc|tu|isso|o textnn|textnn) (?:e|eh) (?:o |a |um |uma |tipo o )?(?:chat ?gpt"
    r"|gpt|gemini|claude|copilot|ia|inteligencia artificial|robo|bot|humano|humana|pessoa|gente"
    r"|llm|maquina|programa|o que|quem)"
    r"|(?:o que|oq|quem|q) (?:e|eh) (?:voce|vc|tu|o textnn|textnn)"
    r"|quem (?:te|lhe) (?:fez|criou|treinou|programou)"
    r"|quem (?:fez|criou|treinou|programou) (?:voce|vc|isso aqui|o textnn)"
    r"|are you (?:chat ?gpt|an? (?:ai|llm|bot|robot|human|person|machine))"
    r"|who (?:made|created|built|trained) you|(?:who|what) are you"
)
_WHY = re.compile(
    r"(?:e |mas |ue |ah )?(?:por ?que|pq|why)(?: (?:isso|ess[ae]s?|est[ae]s?|assim|that|these))?"
)
_TOPIC = re.compile(
    r"^(?:(?:me|por favor|pode|poderia|voce|vc|quero que|consegue|can you|please)\s+)*"
    r"(?:escrev\w+|faz|faça|faca|faz(?:er)|redij\w+|redig\w+|cri[ae]r?|produz\w*|ger[ae]r?|invent\w+"
    r"|write|make)(?:\s+(?:pra mim|me))?\s+(?:uma?|o|a|an?)\s+(?:\w+\s+)?"
    r"(?:not[ií]cia|mat[eé]ria|texto|reportagem|artigo|nota|post|hist[oó]ria|cr[oô]nica|poema"
    r"|reda[cç][aã]o|story|article|text|poem|piece|post)\s+"
    r"(?:sobre|acerca d[eoa]|a respeito d[eoa]|falando (?:de|sobre)|about|on)\s+([^?!.\n:]{2,80})",
    re.IGNORECASE,
)

_OTHER_ONE = re.compile(
    r"(?:(?:nao gostei|ruim|hum)[\s,.]*|e |mas )?"
    r"(?:(?:me )?(?:da|de|faz|faca|quero|tent[ae]|manda|gera|cria|give me) )?"
    r"(?:outr[oa]s?(?: (?:vez|opcao|opcoes|sugestao|ideia|versao))?|mais uma?|de novo"
    r"|another(?: one)?)(?: por favor| pfv?| please)?"
)

Reply = Callable[[Turn], Iterator[None]]


def small_talk(turn: Turn) -> Reply | None:
    """The reply to a message that its form explains; ``None`` for all others."""
    words = " ".join(turn.message.folded.split())
    bare = words.rstrip(" ?!.…")
    if turn.new_picture or not bare:
        return None
    if "?" not in words and _BYE.fullmatch(bare):
        return _bye
    if "?" not in words and _FINE.fullmatch(bare):
        return _fine
    if _FACTS.fullmatch(bare):
        return _facts
    if _WHO.fullmatch(bare):
        return _who
    if turn.picture and asked_network(turn.message):
        return classify
    if topic(turn.words):
        return _about
    return _after_result(turn, bare)


def topic(text: str) -> str:
    """What a text is to be written about; nothing where it is *isso* or no text is asked for.

    >>> topic("escreva uma notícia sobre enchentes no Sul"), topic("escreva um texto sobre isso")
    ('enchentes no Sul', '')
    """
    found = _TOPIC.match(text.strip())
    about = found[1].strip() if found else ""
    pointing = re.fullmatch(rf"{_IT}|iss[oa]|ele|ela", fold(about))
    return "" if pointing else about


def _after_result(turn: Turn, bare: str) -> Reply | None:
    """What only the reply before explains."""
    last = _last_reply(turn)
    shown = [p for p in last.parts if isinstance(p, Shown) and p.result] if last else []
    if not last or turn.new_article:
        return None
    if _WHY.fullmatch(bare) and last.intent == "how":
        return _how_again
    if _WHY.fullmatch(bare) and shown and not _answered(shown[-1]):
        return how
    asked = turn.request
    titled = shown[-1].view == "headline" if shown else last.intent == "headline"
    if titled and _OTHER_ONE.fullmatch(bare):
        return _other_title
    shorter = asked.understood and asked.intent == "summarize" and asked.arguments.size < 0
    return _no_shorter_title if titled and shorter and "resum" not in bare else None


def _last_reply(turn: Turn) -> Message | None:
    replies = [one for one in turn.past if one.role == "assistant"]
    return replies[-1] if replies else None


def _answered(shown: Shown) -> bool:
    """Then *por quê?* goes on asking the article."""
    return isinstance(shown.result, Answer) and shown.result.answered


def _fine(turn: Turn) -> Iterator[None]:
    turn.draft.intent = "thanks"
    turn.draft.say("fine")
    yield


def _bye(turn: Turn) -> Iterator[None]:
    turn.draft.intent = "thanks"
    turn.draft.say("bye")
    yield


def _facts(turn: Turn) -> Iterator[None]:
    """No facts are checked here; what can be done instead."""
    turn.draft.intent = "help"
    last = next(turn.shown(), None)
    if last and isinstance(last.result, Continuation):
        turn.draft.say("facts_written")
    else:
        turn.draft.say("facts")
        if turn.article:
            turn.draft.offer(("highlight", "who", "summarize"))
    yield


def _who(turn: Turn) -> Iterator[None]:
    turn.draft.intent = "help"
    turn.draft.say("who_am_i")
    turn.draft.offer(("explain", "help"))
    yield


def _about(turn: Turn) -> Iterator[None]:
    """It writes on from a beginning; here is one with the topic in it."""
    turn.draft.intent = "write"
    turn.draft.say("no_topic")
    message = f"Continue: Nesta semana, {topic(turn.words)}"  # it reads Portuguese only
    turn.draft.parts.append(Offer((Button(message, message),)))
    yield


def _how_again(turn: Turn) -> Iterator[None]:
    turn.draft.intent = "how"
    turn.draft.say("how_again")
    yield from how(turn)


def _other_title(turn: Turn) -> Iterator[None]:
    turn.draft.intent = "headline"
    yield from headline(turn)


def _no_shorter_title(turn: Turn) -> Iterator[None]:
    turn.draft.intent = "headline"
    turn.draft.say("no_shorter_title")
    turn.draft.offer(("other_title", "one_sentence", "keywords"))
    yield
