"""What a question about an article asks for: a person, a time, an amount, somebody's words ...

Rules, no model: Portuguese says it with few words, and people who type in a hurry leave accents and
letters out of just these (*qto custou*, *qnd*, *aonde*). Words are compared folded: small letters
without accents.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textnn.text.normalize import fold
from textnn.text.stopwords import STOPWORDS
from textnn.text.words import words

ASKED = ("who", "when", "where", "money", "count", "duration", "why", "how", "whether", "said",
         "quoted", "list", "what")  # fmt: skip
"""Kinds of questions. ``quoted`` wants everybody whose words stand in the article, ``list`` every
mark of one label, ``whether`` a yes or a no, ``what`` anything else."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, taken apart.

    Attributes:
        text: as it was asked, in normal form.
        kind: one of ``ASKED``.
        labels: of marks: for ``list`` those wanted.
        words: what it is about: its full words, folded, in order; none if it is bare (*quando?*).
        focus: the word that says what kind of thing is wanted (*quantos* **feirantes**, *em que*
            **ano**), folded; empty if none does. It is one of ``words`` unless it is too common.
        names: those of its words that are written with a capital, folded.
    """

    text: str
    kind: str
    labels: tuple[str, ...]
    words: tuple[str, ...]
    focus: str
    names: frozenset[str]


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SHORT = {
    "q": "que", "oq": "que", "oque": "que", "qm": "quem", "qnd": "quando", "qdo": "quando",
    "qto": "quanto", "qta": "quanta", "qtos": "quantos", "qtas": "quantas", "ond": "onde",
    "aonde": "onde", "donde": "onde", "cade": "onde",
    "qnto": "quanto", "qnta": "quanta", "qntos": "quantos", "qntas": "quantas", "qt": "quanto",
    "qts": "quantos", "ql": "qual", "cm": "como",
    "tb": "tambem", "tbm": "tambem", "hj": "hoje", "mt": "muito", "mto": "muito", "vcs": "voces",
    "td": "tudo", "pq": "porque", "pork": "porque",
    "eh": "e", "ta": "esta", "vc": "voce", "who": "quem", "when": "quando", "where": "onde",
    "why": "porque", "how": "como", "what": "que", "which": "que", "whom": "quem",
    "quantia": "valor", "cost": "custo", "costs": "custo",
}  # fmt: skip
"""How people shorten question words, and their English ones."""

_WORDS_OF_QUESTIONS = _set(
    "quem quando onde quanto quanta quantos quantas porque como qual quais que"
)

SCORE = "placar"
"""Focus of a question for how a match ended."""
_GAME = _set("placar resultado jogo partida terminou acabou score game match")
_MATCH = r"(?:jogo|partida|classico|confronto|duelo|final|semifinal|game|match)"
_SCORE = re.compile(
    rf"\b(?:placar|score)\b|\bresultado (?:d[oa]|of the) {_MATCH}\b"
    r"|\b(?:quanto (?:foi|deu|esta|ficou|terminou|acabou)|como (?:ficou|terminou|acabou))"
    rf"(?: [oa])? {_MATCH}\b|\bquanto a quanto\b"
    r"|\b(?:de|por) quanto (?!foi|tempo|e\b)(?:\w+ ){0,4}(?:ganh|venc|perd|empat)\w+$"
)

_SAYING = _set(
    """acha achou acham afirma afirmou afirmam alega alegou argumenta argumentou comentou comenta
    conta contou declarou declara declaracao diz disse dizer disseram dizem explica explicou fala
    falou falaram opina opinou opiniao pensa prometeu promete respondeu revelou said say says"""
)
"""Folded verbs, and nouns, by which somebody's words are asked for."""

_LED = _set("diz diga dizer fala fale conta conte saber sabe tell know explica explique")
_LEADING = _LED | _set(
    "me pra mim por favor voce pode poderia quero queria gostaria de agora entao"
)
_QUOTED = re.compile(
    r"\bquem (?:e|foi|sao|foram|esta|aparece)? ?(?:citad[oa]s?|ouvid[oa]s?|entrevistad[oa]s?"
    r"|quoted|cited)|\bquem (?:fala|falou|falam|da declarac\w+|deu declarac\w+|deu entrevista)"
    r"(?: (?:no|na|nesse|neste|nessa|nesta) \w+)?\s*\??$"
    r"|\bquais (?:sao |foram )?(?:as )?(?:citac\w+|falas|aspas|declarac\w+|frases citadas)"
    r"|^(?:(?:me|list[ae]r?|mostr[ae]|diga|diz|da|de|quero|extrai\w*|so|apenas|todas|as) )*"
    r"(?:citac(?:ao|oes)|falas|aspas|declaracoes)(?: (?:d|n)[oae]\w* \w+)?$"
    r"|\bwho is quoted|\bis quoted\b"
)
_LISTED = re.compile(
    r"^(?:(?:me )?(?:liste|lista|listar|mostre|mostra|diga|cite)(?: me)? |quais (?:sao |foram )?"
    r"|que |what are |which )(?:todos |todas )?(?:os |as |the )?(\w+)"
    r"(?: (?:que )?(?:citad\w+|mencionad\w+|aparecem|cited|mentioned|ha|existem|sao citad\w+"
    r"|sao mencionad\w+))?(?: (?:no|na|do|da|neste|nesta|nesse|nessa|in the|pelo|pela)"
    r" (?:texto|noticia|artigo|materia|reportagem|text|article))?\s*\??$"
)
_TEXT = r"(?: (?:d|n)(?:[oa]|es[ts][ea]) (?:texto|noticia|artigo|materia|reportagem))?$"
_ONLY = re.compile(
    r"^(?:(?:me|list[ae]r?|mostr[ae]|diga|diz|da|de|quero|extrai\w*|so|somente|apenas|agora|e|todos"
    r"|todas|os|as|just|only|list|the) )*(\w+)(?: (?:citad\w+|mencionad\w+))?" + _TEXT
)
_MANY = re.compile(
    r"^(?:e )?quant[oa]s (?!sao )(\w+)(?: diferentes)? (?:(?:sao|foram|estao) )?"
    r"(?:citad\w+|mencionad\w+|marcad\w+|aparecem|ha|tem|existem)" + _TEXT
)
_LISTABLE = {
    **dict.fromkeys(("datas", "dias", "horarios", "prazos", "dates", "times"), ("TIME",)),
    **dict.fromkeys(("valores", "numeros", "quantias", "precos", "cifras", "amounts", "numbers"),
                    ("VALUE",)),
    **dict.fromkeys(("lugares", "locais", "cidades", "places", "paises", "cities"), ("LOC",)),
    **dict.fromkeys(("pessoas", "personagens", "people", "persons"), ("PER",)),
    **dict.fromkeys(("nomes", "names"), ("PER", "LOC", "ORG")),
    **dict.fromkeys(("empresas", "orgaos", "instituicoes", "organizacoes", "entidades",
                     "organisations", "organizations", "companies"), ("ORG",)),
    **dict.fromkeys(("eventos", "events"), ("EVENT",)),
    **dict.fromkeys(("obras", "livros", "leis", "works"), ("WORK",)),
}  # fmt: skip
_WHO_APPEARS = re.compile(
    r"^quem (?:aparece|e mencionad[oa]|sao (?:as )?pessoas(?: citadas| mencionadas)?)"
    r"(?: (?:no|na) \w+)?\s*\??$"
)

_NOUNS: Mapping[str, frozenset[str]] = {
    "money": _set("""custo custos despesa despesas faturamento gasto gastos indenizacao indemnizacao
        investimento lucro mensalidade multa orcamento preco precos prejuizo renda salario tarifa
        valor valores divida emprestimo repasse cost price"""),
    "when": _set("ano anos data dia dias hora horas horario mes prazo seculo semana year date"),
    "where": _set("""aldeia bairro cidade endereco estadio estado lugar local municipio pais povoado
        regiao rua sede distrito concelho city country place"""),
    "who": _set("""autor autora nome pessoa responsavel orgao empresa instituicao entidade clube
        partido banco companhia secretaria ministerio name"""),
    "count": _set("""altura idade media nota numero peso percentagem percentual placar porcentagem
        quantidade resultado tamanho taxa temperatura velocidade number score age"""),
    "why": _set("causa causas motivo motivos razao razoes reason"),
}  # fmt: skip
"""Noun after *qual* or *que* -> what it asks for."""

_TIMES = _set("tempo ano anos mes meses semana semanas dia dias hora horas minuto minutos segundos")
_MEASURES = _set("pesa pesava mede media cresceu subiu caiu aumentou produz falta")
_CAUSES = _set("causou causaram provocou provocaram explica motivou levou fez originou ameaca")

_TELLING = _set(
    """janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
    domingo segunda-feira terca-feira quarta-feira quinta-feira sexta-feira sabado ontem amanha
    primeira primeiro ultima ultimo segunda conta metade contra"""
)
"""Stopwords of the news that a question is about nevertheless."""

_IDLE = (frozenset(map(fold, STOPWORDS)) - _TELLING) | _set(
    """acontece aconteceu chama chamam chamava citado citada fica ficava qual quais tipo coisa nome
    texto artigo noticia materia reportagem sobre is was were are the of in a an did does do have
    has to for by much many who said say says tell me it its this that he she they there eh vai
    vao vez foram sera serao tinha esta estao havia houve aqui isso tal voces existe existem alguem
    algum pode posso dizer disse falou fala"""
)
"""Folded words that tell nothing of what a question is about."""


def parse(question: str) -> Question:
    """Takes a question apart.

    Args:
        question: in normal form, in Portuguese; English question words are understood too.
    """
    raw = [question[start:end] for start, end in words(question)]
    pairs = [(word, _SHORT.get(fold(word), fold(word))) for word in raw if word[0].isalnum()]
    pairs = pairs[_aside([short for _, short in pairs]) :]
    plain = _mended([short for _, short in pairs])
    line = " ".join(plain)
    listed = _labels_listed(line)
    if listed:
        return Question(question, "list", listed, (), "", frozenset())
    if _QUOTED.search(line):
        return Question(question, "quoted", (), (), "", frozenset())
    kind, focus = _kind(plain)
    dropped = _IDLE | _WORDS_OF_QUESTIONS | (_SAYING if kind == "said" else frozenset())
    dropped |= _GAME if focus == SCORE else frozenset()
    kept = [(word, short) for (word, _), short in zip(pairs, plain, strict=True)
            if short not in dropped and (len(short) > 1 or short.isdigit())]  # fmt: skip
    names = frozenset(short for word, short in kept if word[0].isupper())
    about = tuple(dict.fromkeys(short for _, short in kept))
    return Question(question, kind, (), about, focus, names)


def _aside(plain: Sequence[str]) -> int:
    """How many words only lead up to the question: *me diz* quem ganhou."""
    before = next((n for n, word in enumerate(plain) if word in _WORDS_OF_QUESTIONS), 0)
    article = plain[before - 1] in ("o", "a") if before > 1 else False
    led = plain[: before - article]
    return len(led) if set(led) <= _LEADING and set(led) & _LED else 0


def _labels_listed(line: str) -> tuple[str, ...]:
    if _WHO_APPEARS.search(line):
        return ("PER",)
    found = _LISTED.search(line) or _ONLY.search(line) or _MANY.search(line)
    return _LISTABLE.get(found[1], ()) if found else ()


def _mended(plain: Sequence[str]) -> list[str]:
    """Words with the first one that is nearly a question word made one, if none is there."""
    there = list(plain)
    if not _WORDS_OF_QUESTIONS & set(there):
        for place, word in enumerate(there[:3]):
            near = sorted(asked for asked in _WORDS_OF_QUESTIONS if one_slip(word, asked))
            if near and len(word) > 3:
                there[place] = near[0]
                break
    return there


def _kind(plain: Sequence[str]) -> tuple[str, str]:
    """Kind of a question that is neither ``list`` nor ``quoted``, and its focus."""
    line, said = " ".join(plain), _SAYING & set(plain)
    if _SCORE.search(line):
        return "count", SCORE
    place = next((n for n, word in enumerate(plain) if word in _WORDS_OF_QUESTIONS), None)
    if place is None:
        return ("said", "") if said else ("whether", "")
    word, after = plain[place], plain[place + 1 :]
    if re.search(r"\b(?:por que|por qual motivo|porque)\b", line):
        return "why", ""
    if said and word in ("que", "qual", "quais", "como"):
        return "said", ""
    if word in ("quanto", "quanta", "quantos", "quantas"):
        return _amount(word, after)
    simple = {"quem": "who", "quando": "when", "onde": "where"}
    if word in simple:
        return simple[word], ""
    if word == "como":
        return _how(after)
    return _which(word, after)


def _amount(word: str, after: Sequence[str]) -> tuple[str, str]:
    noun = next((w for w in after if w not in _IDLE or w in _TIMES), "")
    if noun in _TIMES and after[:1] == [noun]:
        age = noun == "anos" and bool({"tem", "tinha"} & set(after)) and "ha" not in after
        return ("count", "anos") if age else ("duration", "" if noun == "tempo" else noun)
    if word in ("quantos", "quantas"):
        return "count", noun
    if {"many"} & set(after):
        return "count", noun
    return ("count", "") if _MEASURES & set(after) else ("money", "")


def _how(after: Sequence[str]) -> tuple[str, str]:
    if after[:1] == ["much"]:
        return "money", ""
    if after[:1] == ["many"]:
        return "count", next((w for w in after[1:] if w not in _IDLE), "")
    return ("who", "") if {"chama", "chamam"} & set(after[:3]) else ("how", "")


def _which(word: str, after: Sequence[str]) -> tuple[str, str]:
    """*Qual*, *quais* and *que*: the noun after it tells."""
    if _CAUSES & set(after[:2]) and word == "que":
        return "why", ""
    skip = _set("e foi sera era sao foram o a os as do da de um uma the is was")
    noun = next((w for w in after if w not in skip), "")
    if word == "que" and after[:1] and after[0] in skip and after[0] not in ("o", "a"):
        return "what", ""  # "o que é ...", "o que foi ..."
    for kind, nouns in _NOUNS.items():
        if noun in nouns:
            return kind, "" if noun in ("nome", "pessoa") else noun
    return "what", noun


def one_slip(word: str, other: str) -> bool:
    """Whether one letter added, left out, changed, or two neighbours swapped part the two.

    >>> one_slip("quadno", "quando"), one_slip("quem", "quem"), one_slip("qm", "quem")
    (True, False, False)
    """
    if word == other or abs(len(word) - len(other)) > 1:
        return False
    first = next((n for n, (a, b) in enumerate(zip(word, other, strict=False)) if a != b),
                 min(len(word), len(other)))  # fmt: skip
    rest, others = word[first:], other[first:]
    swapped = rest[:2] == others[1::-1] and len(rest) > 1 and rest[2:] == others[2:]
    return swapped or rest[1:] == others or rest == others[1:] or rest[1:] == others[1:]
