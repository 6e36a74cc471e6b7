"""Made questions of the kinds that readers answer falsely or refuse.

In two parts (*quando é e contra quem?*), for a cause, for who somebody is or who said something,
and such that the article does not answer although it has the same kind of answer about another
thing: the question of one sentence asked of another name, a cause where none is given, an attribute
that the article does not speak of (Rajpurkar et al. 2018, section 5). Attributes that it does
speak of are asked for as well, so that none is learnt to be always missing.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from textnn.datasets.made_questions import NewsItem, ask_for, bare, question_words
from textnn.datasets.reader import Mark, Offsets, QuestionExample
from textnn.text.normalize import fold
from textnn.text.stems import stem
from textnn.text.stopwords import STOPWORDS

LONG = 130
"""Characters of a clause that nobody asks for whole."""

TRIES = 6
"""Sentences tried for each question wanted."""

_CAUSE = re.compile(
    r",? (?:porque|por causa d[aoe]s?|devido (?:a|à|ao|às|aos)|já que|uma vez que|visto que|"
    r"em razão d[aoe]s?|em função d[aoe]s?|graças (?:a|à|ao|às|aos)|por conta d[aoe]s?|"
    r"por falta de|por suspeita de|em consequência d[aoe]s?|em decorrência d[aoe]s?|"
    r"(?:foi|foram|é|são)? ?(?:provocad|causad|motivad|ocasionad)[oa]s? (?:por|pel[oa]s?)|"
    r"se deve(?:u|m)? (?:a|à|ao|às|aos)|após|depois de) "
)
_REASON = re.compile(
    r"\b(?:porque|pois|causa\w*|devid\w+|ja que|uma vez que|razao|motiv\w+|gracas|por conta"
    r"|em funcao|consequencia|decorrencia|provoc\w+|ocasion\w+|deve\w*|atribu\w+|apos|depois"
    r"|por isso|para que|com isso|justific\w+|explic\w+|para \w+r)\b"
)
"""What may give a reason, accents folded; wider than ``_CAUSE``."""

_WORK = (
    r"(?:ex-|vice-)?(?:president|diretor|secretári|ministr|deputad|senador|vereador|prefeit|"
    r"governador|delegad|promotor|juíz|juiz|advogad|defensor|médic|professor|pesquisador|técnic|"
    r"treinador|jogador|atacante|zagueir|lateral|goleir|meia\b|volante|ator\b|atriz|cantor|músic|"
    r"escritor|empresári|economista|coordenador|gerente|analista|chefe|líder|porta-voz|bombeir|"
    r"coronel|capitão|sargento|tenente|comandante|morador|estudant|alun[oa]|produtor|agricultor|"
    r"motorista|comerciante|aposentad|enfermeir|psicólog|biólog|astrônom|engenheir|arquitet|"
    r"curador|cineasta|jornalista|relator|desembargador|procurador|especialista|superintendente|"
    r"assessor|consultor|doutorand|infectologista|virologista|meteorologista|geólog|"
    r"historiador|sociólog|cientista|químic|físic|atleta|nadador|piloto|artista|fundador|dono\b|"
    r"dona\b|sóci|chanceler|embaixador|papa\b|bispo|padre|pastor|cacique|sindicalista|servidor|"
    r"auditor|inspetor|investigador|perit|policial|agent|vendedor|pedreir|operári|costureir|"
    r"cozinheir|merendeir|chef\b|fotógraf|diplomata|magistrad|conselheir|reitor|tesoureir)[\w-]*"
)
"""Beginnings of what somebody is."""

_ROLE_BEFORE = re.compile(
    rf"\b({_WORK}(?: (?:d[aeo]s?|em|para)(?: [oa]s?)? [\w-]+| [a-zà-ÿ-]+| [A-ZÀ-Ý][\w-]+)"
    r"{0,6}),? $"
)
_ROLE_AFTER = re.compile(rf", ((?:[oa] )?{_WORK}[^,.;:()\"“”]{{0,80}})[,.]")
_QUOTE = re.compile(r"[“\"]([^“”\"]{15,})[”\"]")
_VERBS = ("ou", "aram", "eu", "eram", "iu", "iram", "ará", "arão", "ava", "avam", "ia", "iam")
"""Endings of verbs."""


class Attribute(NamedTuple):
    """What may be asked of a thing of a kind.

    asked: ways to ask, ``{}`` the thing
    of: labels of the thing
    said: words beside which the answer stands, accents folded
    near: words with which the article may say it, accents folded; without any it does not
    label: of the answer
    """

    asked: str
    of: str
    said: str
    near: str
    label: str


_ATTRIBUTES = tuple(
    Attribute(*row)
    for row in (
        ("qual a temperatura de {}|qual é a temperatura em {}|quantos graus faz em {}",
         "LOC WORK OTHER", r"temperatura", r"temperatura|graus?\b|°|calor|frio", "VALUE"),
        ("qual a altura de {}|quanto mede {}|qual é a altura do {}", "PER LOC OTHER",
         r"altura|mede", r"altura|\bmed\w+|metros?\b|\bcm\b", "VALUE"),
        ("quanto ganha {}|qual o salário de {}|quanto recebe por mês {}", "PER ORG",
         r"salario", r"salari|\bganh\w+|receb|\bpag\w+|remunera", "VALUE"),
        ("de que morreu {}|do que {} morreu|qual foi a causa da morte de {}", "PER",
         r"mort\w+ por|morreu (?:de|por|apos|em decorrencia)|vitima de",
         r"vitima de|infarto|cancer|acidente|tiro|baleado|covid|doenca|caus\w+|mort\w+ por"
         r"|morreu (?:de|por|apos)|decorrencia|complicac|avc|insuficiencia|faca", "-"),
        ("quantos filhos tem {}|{} tem filhos|{} é casado", "PER", r"\bfilh", r"\bfilh|\bcasad"
         r"|espos|marido|mulher|\bpais?\b|\bmae\b|familia", "VALUE"),
        ("qual foi a escalação do {}|como o {} foi escalado|quem jogou pelo {}", "ORG",
         r"escalac", r"escala|titular|reserva|\btime:|goleiro", "PER"),
        ("qual a pena de {}|a quantos anos {} foi condenado", "PER", r"pena\b|condenad\w+ a",
         r"\bpenas?\b|conden|prisao|reclusao|anos de", "VALUE"),
        ("em quem {} votou|como votou {}", "PER", r"\bvot", r"\bvot", "PER"),
        ("qual o partido de {}|de que partido é {}", "PER", r"partido|\bdo p[a-z]{1,4}\b",
         r"partid|\(p\w+|\bp(?:t|sdb|mdb|sol|l|p|sb|dt|sd|cdob)\b", "ORG"),
        ("onde nasceu {}|de que cidade é {}|em que ano {} nasceu", "PER", r"nasc\w+ em|natural de",
         r"\bnasc|natural d|nativ|origem", "LOC"),
        ("qual o telefone de {}|como ligo para {}|qual o site de {}", "PER ORG LOC",
         r"telefone", r"telefone|ligue|\(\d\d\)|whatsapp|e-?mail|@|www|site", "VALUE"),
        ("até quando vão as inscrições|quando terminam as inscrições|qual o prazo de inscrição", "",
         r"inscric\w+ (?:vao|terminam|seguem|ficam|podem|ate)", r"inscri|prazo|\bate\b", "TIME"),
        ("quanto custa o ingresso|qual o preço da entrada|quanto custa para entrar", "",
         r"ingressos? |entrada custa", r"ingresso|entrada|gratui|gratis|bilhete", "VALUE"),
        ("quem é o técnico do {}|quem treina o {}", "ORG", r"tecnico|treinador",
         r"tecnic|treinador|comand", "PER"),
        ("quem apitou o jogo|quem foi o árbitro da partida", "", r"arbitro|apit",
         r"arbitr|apit|juiz", "PER"),
        ("qual foi o público do jogo|quantos torcedores foram", "", r"publico|torcedores",
         r"public|torcedor|pagante|pessoas", "VALUE"),
        ("quantos feridos|quantas pessoas ficaram feridas|quantos feridos houve em {}", "LOC",
         r"ferid", r"ferid|machuca|lesion|hospital|atendid|socorr", "VALUE"),
        ("quantos mortos|quantas pessoas morreram|quantos morreram em {}", "LOC",
         r"mort[oa]s|morreram", r"mort|morr|vitim|obito|fatal|corpo", "VALUE"),
        ("quantos anos tem {}|qual a idade de {}", "PER", r"\d anos", r"\banos\b|, \d\d,|idade",
         "-"),
        ("quem é o autor de {}|quem escreveu {}", "WORK", r"autor|escrit|escrev",
         r"autor|escrit|escrev|obra de|livro de|assin|compos|criad", "PER"),
        ("quanto custou {}|qual o custo de {}|quanto foi investido em {}", "ORG LOC WORK EVENT",
         r"custou|investi|orcad", r"cust|invest|orca|\br\$|milh|gast|valor|preco|reais", "VALUE"),
        ("quem financiou {}|quem pagou {}|quem patrocina {}", "ORG WORK EVENT",
         r"financiad|patroc", r"financ|patroc|pag|recurs|apoi|verba", "ORG"),
        ("qual a população de {}|quantos habitantes tem {}", "LOC", r"habitantes|populac",
         r"habitant|populac|morador", "VALUE"),
        ("quando foi fundada {}|em que ano foi criado {}|desde quando existe {}", "ORG LOC EVENT",
         r"fundad[oa] em|criad[oa] em|desde", r"fund|cria|inaugur|desde|surg|exist|nasc", "TIME"),
        ("quantos funcionários tem {}|quantas pessoas trabalham em {}", "ORG",
         r"funcionarios|empregados|trabalhadores", r"funcionari|empreg|trabalh|servidor|equipe",
         "VALUE"),
        ("quem é o presidente de {}|quem preside {}|quem dirige {}", "ORG", r"presidente d[aeo]",
         r"presid|diretor|chefe|lider|comand|dirig", "PER"),
        ("qual o endereço de {}|em que rua fica {}", "ORG LOC", r"\brua\b|avenida",
         r"\bruas?\b|\bavenida|\bav\.|praca|endere|rodovia|bairro|estrada", "LOC"),
        ("a que horas começa|que horas começa {}|qual o horário", "EVENT", r"\d+h",
         r"\d+ ?h|horas?\b|horario|manha|tarde|noite", "TIME"),
        ("qual o placar|quanto foi o jogo|quanto terminou {}", "EVENT", r"\d+ (?:a|x) \d+",
         r"\d+ (?:a|x) \d+|gol\b|gols|empat|venc|gole|derrot", "VALUE"),
        ("qual a velocidade de {}|a que velocidade estava {}", "PER ORG OTHER", r"km/h|velocidade",
         r"velocidade|km|rapid|nos\b", "VALUE"),
        ("quanto pesa {}|qual o peso de {}", "PER LOC WORK OTHER", r"\bpes[ao]",
         r"\bpes|quilos?|toneladas?|\bkg|gramas", "VALUE"),
        ("qual a cor de {}|de que cor é {}", "ORG WORK LOC OTHER", r"\bcor\b",
         r"\bcor\b|cores|azul|vermelh|verde|branc|pret|amarel|roxo|rosa", "-"),
        ("quem é o advogado de {}|quem defende {}", "PER", r"advogad|defensor", r"advog|defes"
         r"|defens|represent", "PER"),
        ("quem é a mulher de {}|qual o nome da mãe de {}|como se chama o filho de {}", "PER",
         r"\b(?:mulher|mae|filh[oa]|marido)\b", r"mulher|\bmae\b|\bpai\b|filh|marido|espos|irma"
         r"|namorad|familia|casad", "PER"),
        ("que hospital atendeu {}|para onde {} foi levado", "PER", r"hospital|levad[oa]",
         r"hospital|levad|upa\b|internad|socorr|encaminhad", "-"),
        ("qual a nota de {}|que nota {} tirou", "PER WORK", r"\bnotas?\b", r"\bnotas?\b|pontua",
         "VALUE"),
        ("com quantos pontos ficou o {}|quantos pontos tem o {}", "ORG", r"\bpontos\b",
         r"pontos?\b|tabela|classifica", "-"),
    )
)  # fmt: skip
"""``label`` *-*: asked only where the article does not say it."""


def hard_questions(item: NewsItem, rng: random.Random, most: int = 4) -> list[QuestionExample]:
    """Questions about an article, at most ``most``; it does not answer those without answers."""
    found = list[QuestionExample]()
    for _ in range(TRIES * most):
        if len(found) >= most:
            break
        way = rng.choices(WAYS, SHARES)[0]
        example = way(item, rng.choice(item.document.spans), rng)
        if example and example.question not in {one.question for one in found}:
            found.append(example)
    return found


def _marks(item: NewsItem, span: Offsets) -> list[Mark]:
    return [m for m in item.marks if span[0] <= m[0] and m[1] <= span[1] and m[1] - m[0] > 2]


def _full(words: str) -> list[str]:
    """The full words, in order."""
    return [w for w in bare(words).split() if len(w) > 3 and fold(w) not in STOPWORDS]


def _stems(words: str) -> set[str]:
    return {fold(stem(word.lower())) for word in _full(words)}


def _few(words: str, rng: random.Random, most: int = 4) -> str:
    """Some of the full words, in order; mostly side by side, with what stands between them."""
    said = bare(words).split()
    full = [at for at, w in enumerate(said) if len(w) > 3 and fold(w) not in STOPWORDS]
    count = min(len(full), rng.randint(2, most))
    if not count:
        return ""
    if rng.random() < 0.25:
        return " ".join(said[at] for at in sorted(rng.sample(full, count)))
    first = rng.randrange(len(full) - count + 1)
    return " ".join(said[full[first] : full[first + count - 1] + 1])


def _two_parts(item: NewsItem, span: Offsets, rng: random.Random) -> QuestionExample | None:
    """Two things that one sentence says, asked for at once."""
    text, marks = item.document.text, _marks(item, span)
    pairs = [(a, b) for a in marks for b in marks if a[2] != b[2] and a != b]
    if not pairs or span[1] - span[0] > 260:
        return None
    one, other = rng.choice(pairs)
    line = text[slice(*span)]
    start, end = other[0] - span[0], other[1] - span[0]
    before = line[:start].rstrip()
    previous = before.rsplit(" ", 1)[-1].lower() if before else ""
    asked, swallow = question_words(before, line[start:end], other[2], rng)
    placed = (one[0] - span[0], one[1] - span[0], one[2])
    if not asked:
        return None
    if len(line) > LONG or rng.random() < 0.5:
        left, marked = line[: placed[0]].rstrip(), line[placed[0] : placed[1]]
        first, _ = question_words(left, marked, one[2], rng)
        words = _few(line[: placed[0]] + " , " + line[placed[1] :], rng)
        question = f"{first} {words}" if first and words else ""
    else:
        without = line[:start] + " " * (end - start) + line[end:]
        question = ask_for(without, placed, rng).rstrip("?")
    if not question:
        return None
    joint = previous if previous in _KEPT and not swallow else ""
    asks = " ".join(f"{question} e {joint} {asked}".split())
    return QuestionExample(text, f"{asks}?", (one[:2], other[:2]), (span,))


_KEPT = {"contra", "com", "por", "para", "de", "entre", "sobre"}


def _clause_before(line: str, end: int) -> str:
    clause = re.split(r"[;:“”\"]", line[:end])[-1].strip()
    return clause.strip(" ,-–")


def _cause(item: NewsItem, _: Offsets, rng: random.Random) -> QuestionExample | None:
    """A question for the cause that some sentence gives."""
    text = item.document.text
    told = [(s, found) for s in item.document.spans if (found := _CAUSE.search(text[slice(*s)]))]
    told = [(s, f) for s, f in told if f.start() >= 20 and s[1] - s[0] - f.end() >= 12]
    if not told:
        return None
    span, found = rng.choice(told)
    line = text[slice(*span)]
    words = _asked_why(_clause_before(line, found.start()), rng)
    start = span[0] + found.start() + len(found[0]) - len(found[0].lstrip(", "))
    tail = re.split(r"[.;,]? ?[”\"]|[.;]$", line[found.end() :])[0]
    if not words or not tail.strip():
        return None
    return QuestionExample(text, words, ((start, span[0] + found.end() + len(tail.rstrip())),))


def _asked_why(clause: str, rng: random.Random) -> str:
    """A clause as a question for its cause, whole or in few words."""
    full = _full(clause)
    if len(full) < 2:
        return ""
    ways = ("por que", "por que", "por que", "por que", "por qual motivo", "qual o motivo de")
    asked = rng.choice(ways)
    short = len(clause) < LONG and rng.random() < 0.5
    said = bare(clause) if short else _few(clause, rng)
    return f"{asked} {said}?"


def _no_cause(item: NewsItem, span: Offsets, rng: random.Random) -> QuestionExample | None:
    """A question for a cause where neither the sentence nor its neighbours give one."""
    text, spans = item.document.text, item.document.spans
    at = spans.index(span)
    around = text[spans[max(0, at - 2)][0] : spans[min(len(spans) - 1, at + 2)][1]]
    line = text[slice(*span)]
    if _REASON.search(fold(around)) or len(line) < 50 or not _has_verb(line):
        return None
    asked = _asked_why(re.split(r"[,;:“”\"]", line)[0], rng)
    return QuestionExample(text, asked) if asked else None


def _has_verb(line: str) -> bool:
    return any(word.endswith(_VERBS) for word in bare(line).split())


def _who_is(item: NewsItem, _: Offsets, rng: random.Random) -> QuestionExample | None:
    """A question for who somebody is, said before or after the name."""
    text, told = item.document.text, list[tuple[Mark, Offsets]]()
    for mark in item.marks:
        if mark[2] != "PER":
            continue
        before = _ROLE_BEFORE.search(text, max(0, mark[0] - 120), mark[0])
        if found := before or _ROLE_AFTER.match(text, mark[1]):
            told.append((mark, found.span(1)))
    if not told:
        return None
    mark, role = rng.choice(told)
    name = text[mark[0] : mark[1]]
    if rng.random() < 0.3:
        name = rng.choice(name.split())
    if len(name) < 3:
        return None
    asked = rng.choice(("quem é {}?", "quem é {}?", "quem é o {}?", "quem é a {}?",
                        "qual o cargo de {}?", "o que faz {}?", "qual a profissão de {}?",
                        "quem é esse {}?", "quem foi {}?"))  # fmt: skip
    return QuestionExample(text, asked.format(name), (role,))


def _who_said(item: NewsItem, span: Offsets, rng: random.Random) -> QuestionExample | None:
    """A question for whoever said something, some of it quoted."""
    text = item.document.text
    found = _QUOTE.search(text, *span)
    people = [m for m in _marks(item, span) if m[2] == "PER"]
    outside = [m for m in people if found and (m[1] <= found.start() or m[0] >= found.end())]
    if not found or not outside:
        return None
    words = found[1].split()
    first = rng.randrange(max(1, len(words) - 4))
    said = " ".join(words[first : first + rng.randint(3, 9)]).strip(" .,;")
    asked = rng.choice(('quem disse "{}"?', 'quem falou "{}"?', 'de quem é a frase "{}"?',
                        "quem disse que {}?", "quem afirmou que {}?"))  # fmt: skip
    return QuestionExample(text, asked.format(said), (outside[-1][:2],))


def _other_name(item: NewsItem, span: Offsets, rng: random.Random) -> QuestionExample | None:
    """What a sentence says of one name, asked of another of which the article does not say it."""
    text, marks = item.document.text, _marks(item, span)
    named = [m for m in marks if m[2] in ("PER", "ORG", "LOC", "EVENT")]
    pairs = [(a, n) for a in marks for n in named if a != n and a[2] != n[2]]
    if not pairs or span[1] - span[0] > 260:
        return None
    asked, name = rng.choice(pairs)
    line = text[slice(*span)]
    about = _stems(line.replace(text[slice(*name[:2])], " "))
    others = [
        m for m in item.marks
        if m[2] == name[2] and m[1] - m[0] > 3 and _unlike(line, text[slice(*m[:2])])
        and not any(about & _stems(one) for one in _sentences_of(item, text[slice(*m[:2])]))
    ]  # fmt: skip
    if not others:
        return None
    put = text[slice(*rng.choice(others)[:2])]
    start, end = name[0] - span[0], name[1] - span[0]
    shift = len(put) - (end - start) if name[0] < asked[0] else 0
    moved = line[:start] + put + line[end:]
    placed = (asked[0] - span[0] + shift, asked[1] - span[0] + shift, asked[2])
    if len(moved) > LONG or rng.random() < 0.5:
        left, right = moved[: placed[0]], moved[placed[1] :]
        first, _ = question_words(left.rstrip(), moved[slice(*placed[:2])], asked[2], rng)
        few = _few((left + " , " + right).replace(put, " "), rng, 3)
        question = f"{first} {few} {put}?" if first and few else ""
    else:
        question = ask_for(moved, placed, rng)
    return QuestionExample(text, question) if len(question.split()) > 3 else None


def _unlike(line: str, name: str) -> bool:
    return not {fold(w) for w in name.split()} & {fold(w) for w in bare(line).split()}


def _sentences_of(item: NewsItem, name: str) -> Iterator[str]:
    """The sentences that have a name or its last word, each with the one after it."""
    text, spans = item.document.text, item.document.spans
    last = name.split()[-1]
    for at, (start, end) in enumerate(spans):
        if last in text[start:end]:
            yield text[start : spans[min(at + 1, len(spans) - 1)][1]]


def _attribute(item: NewsItem, _: Offsets, rng: random.Random) -> QuestionExample | None:
    """A question for an attribute; without an answer where the article does not speak of it."""
    text = item.document.text
    wanted = rng.choice(_ATTRIBUTES)
    names = [m for m in item.marks if m[2] in wanted.of.split() and m[1] - m[0] > 3]
    ways = [way for way in wanted.asked.split("|") if names or "{}" not in way]
    if not ways:
        return None
    way, name = rng.choice(ways), text[slice(*rng.choice(names)[:2])] if names else ""
    question = f"{way.format(name)}?"
    if not re.search(wanted.near, fold(text)):
        return QuestionExample(text, question)
    told = _said(item, wanted, name if "{}" in way else "")
    return QuestionExample(text, question, (told[0][:2],)) if len(told) == 1 else None


def _said(item: NewsItem, wanted: Attribute, name: str) -> Sequence[Mark]:
    """Marks that may be the answer: of its label, in a sentence that speaks of it and the name."""
    text = item.document.text
    lines = [(span, text[slice(*span)]) for span in item.document.spans]
    spoken = [span for span, line in lines if name in line and re.search(wanted.said, fold(line))]
    return [m for s in spoken for m in _marks(item, s) if m[2] == wanted.label]


Way = Callable[[NewsItem, Offsets, random.Random], QuestionExample | None]

WAYS: tuple[Way, ...] = (
    _two_parts, _cause, _no_cause, _who_is, _who_said, _other_name, _attribute
)  # fmt: skip
"""How a question is made of an article, or of one of its sentences."""

SHARES = (3, 4, 1, 3, 2, 3, 3)
"""How often each way is tried."""
