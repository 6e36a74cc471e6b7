"""What amounts, times, places, reasons and means look like in Portuguese: patterns, no model.

They find too much rather than too little; what else a sentence says has to decide.
"""

from __future__ import annotations

import re

_SCALE = r"(?:mil(?:hão|hões)?|bilh(?:ão|ões)|trilh(?:ão|ões))"
_DIGITS = r"\d+(?:[.,]\d+)*"
_SMALL = (
    r"(?:um|uma|dois|duas|três|quatro|cinco|seis|sete|oito|nove|dez|onze|doze|treze|catorze"
    r"|quatorze|quinze|dezesseis|dezasseis|dezessete|dezassete|dezoito|dezenove|dezanove|vinte"
    r"|trinta|quarenta|cinquenta|sessenta|setenta|oitenta|noventa|cem|cento|duzent[oa]s"
    r"|trezent[oa]s|quatrocent[oa]s|quinhent[oa]s|mil|metade|dobro|triplo|meia|meio|dezenas?"
    r"|centenas|milhares)"
)
_CURRENCY = (
    r"(?:reais|real|euros?|dólares|dólar|libras?|centavos|cêntimos|salários? mínimos?|pesos)"
)
_UNIT = r"(?:anos?|mes(?:es)?|mês|semanas?|dias?|horas?|minutos?|segundos?|décadas?|séculos?)"
_MONTH = (
    r"(?:janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro)"
)
_DAY = r"(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?|sábado|domingo"


def _words(*parts: str) -> re.Pattern[str]:
    """Any of the parts as whole words, in any case."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


MONEY = re.compile(
    rf"(?:R|US|A)?[$€£] ?{_DIGITS}(?: {_SCALE})?"
    rf"|(?<!\w)(?<!\d[.,])(?:{_DIGITS}|{_SMALL})(?: {_SCALE})?(?: de)? {_CURRENCY}(?!\w)"
    r"|(?<!\w)de graça(?!\w)|(?<!\w)gratuit[oa]s?(?!\w)",
    re.IGNORECASE,
)
PERCENT = re.compile(rf"(?<!\d)(?<!\d[.,]){_DIGITS} ?%")
NUMBER = re.compile(
    rf"(?<![\w.,$])(?<![$€£] )(?:{_DIGITS}(?: {_SCALE})?(?: ?%)?|{_SMALL}(?: {_SCALE})?)(?![\w])",
    re.IGNORECASE,
)
"""Digits or a number word, with its magnitude or sign."""
SCORE = re.compile(r"\d+ (?:a|x|e) \d+")
"""Of a match or a vote."""
_GOALS = r"(?:\d{1,3}|zero|um|dois|três|quatro|cinco|seis|sete|oito|nove|dez)"
RESULT = _words(
    rf"(?<![.,$]){_GOALS}(?: (?:gols?|sets?|votos?))? ?(?:a|x|×) ?{_GOALS}"
    rf"(?![\w%]|[.,]\d| (?:{_UNIT}|graus|mil|km|quilômetros|metros|reais|de {_MONTH}))",
    r"(?:sem|zero) gols?",
)
"""How a match or a vote ended: *2 a 1*, *três a zero*; no *de 8 a 12 anos*."""
DURATION = _words(
    rf"(?<!\d[.,])(?:{_DIGITS}|{_SMALL})(?: e mei[oa])? {_UNIT}"
    rf"(?: e (?:{_DIGITS}|{_SMALL}) {_UNIT})?"
)
AGE = re.compile(
    rf"(?<!\w)(?:de|com|tem|tinha|têm|aos|completou|fez|,) (?P<age>{_DIGITS}|{_SMALL}) anos(?!\w)"
    r"|, (?P<bare>\d\d),",
    re.IGNORECASE,
)
TIME = _words(
    r"\d{1,2}h(?:\d\d)?",
    rf"\d{{1,2}}[oº]? de {_MONTH}(?: de \d{{4}})?",
    rf"(?:em )?{_MONTH}(?: de \d{{4}})?",
    r"(?:1[5-9]|20)\d\d",
    _DAY,
    r"ontem|hoje|amanhã|anteontem|madrugada",
    r"dia \d{1,2}",
    r"(?:n?est[ae]|n?ess[ae]|próxim[ao]|últim[ao]) "
    rf"(?:semana|mês|ano|madrugada|manhã|tarde|noite|{_DAY})",
    r"(?:semana|mês|ano) (?:que vem|passad[ao])",
    rf"há (?:\w+ ){{1,2}}{_UNIT}",
    r"(?:primeiro|segundo) semestre",
)
AHEAD = _words(rf"(?:em|daqui a|dentro de) (?:{_DIGITS}|{_SMALL}) {_UNIT}")
"""A time told by how far off it is; it may be a duration as well."""
HOUR = _words(r"\d{1,2}h(?:\d\d)?|\d{1,2}:\d\d|meio-dia|meia-noite|(?:às|as) \w+ horas")
YEAR = re.compile(r"\d{4}")
PLACE = _words(
    r"n[oa]s? (?:[^\W\d_]+ )?(?:praça|rua|avenida|estrada|praia|serra|bairro|sítio|fazenda"
    r"|estádio|ginásio|igreja|hospital|escola|universidade|instituto|museu|teatro|porto|portão"
    r"|povoado|aldeia|concelho|mercado|cemitério|posto|parque|norte|sul|leste|oeste|interior"
    r"|litoral|sertão|centro|telhado)",
    r"em [A-ZÀ-Ý]\w+|n[oa]s? [A-ZÀ-Ý]\w+",
)
REASON = _words(
    r"porque|porquê|pois|já que|por causa(?: d\w+)?|devido|por falta|em razão|em virtude",
    r"graças a\w?|por conta|explica\w*|motiv\w+|causa\w*|culpa|atribu\w+|alega\w+|invoca\w*",
    r"decorr\w+|provoc\w+|por (?:ter|terem|recomendação|não|haver|excesso)|receia\w*|teme\w*",
    r"depois que|para não|puxad\w+|a fim de|com medo|por isso|resulta\w*|quando|hipótese",
    r"suspeita\w*|origem|motivo|razão",
)
REASON_AHEAD = re.compile(
    r"(?:[OA]s? (?:princip\w+ )?(?:motivos?|causas?|raz(?:ão|ões)|culpad?[ao]?s?|explicaç\w+"
    r"|problema|responsáve\w+)"
    r"|(?:É|Isso|Isto|Tudo isso|Tudo|Foi)(?: (?:é|foi|ocorreu|aconteceu))?"
    r" (?:que|porque|por|devido)|Por trás|Segundo el[ea]s?)(?!\w)"
)
"""How a sentence begins that gives the reason of the one before."""
MEANS = _words(
    r"\w{2,}[aei]ndo|por meio|através|graças|com (?:a|o|as|os|base|ajuda|um|uma)\b|usando",
    r"a partir de|depois de|ao \w+r|primeiro|consist\w+|a bordo|utiliz\w+",
)
NOBODY = _words(r"ninguém|nenhum\w*|não (?:houve|há)")
DENIAL = _words(
    r"não (?:houve|há|foi|foram|precisa\w*|pod\w+)|ninguém|nenhum\w*|nunca|nada|sem|livre"
)
