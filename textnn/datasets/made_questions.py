"""Questions made from news articles, and how people type questions.

Made questions are cloze questions (Hermann et al. 2015) turned into wh-questions: a name, a number
or a date that the tagger marks is taken out of a headline, a dek or a sentence, and the question
asks for it. What answers is the sentence of the article that holds it and shares most idf-weighted
words with the rest.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass

from textnn.datasets.reader import Mark, Offsets, QuestionExample, place_of
from textnn.text.reader import Document, Lexicon, idf_overlaps, open_question
from textnn.text.stopwords import STOPWORDS
from textnn.text.words import fold

SHORT = {
    "que": "q", "quem": "qm", "quando": "qdo", "quanto": "qto", "quantos": "qtos",
    "quantas": "qtas", "onde": "aonde", "por que": "pq", "o que": "oq", "qual": "ql",
    "você": "vc", "também": "tb", "não": "n", "está": "tá", "para": "pra", "hoje": "hj",
}  # fmt: skip
"""What people write instead when they type in a hurry."""

KEYS = ("qwertyuiop", "asdfghjklç", "zxcvbnm")
"""Rows of a keyboard."""

_IN = {
    "em", "no", "na", "nos", "nas", "de", "do", "da", "dos", "das", "a", "ao", "à", "até",
    "desde", "para", "pra", "por", "pelo", "pela", "entre", "sobre", "com", "durante",
}  # fmt: skip
_BEFORE_NOUN = _IN | {"o", "os", "as", "um", "uma", "seu", "sua"}
_WHERE = {"em", "no", "na", "nos", "nas"}
_SAID = re.compile(
    r"\b(?:disse|afirmou|declarou|explicou|contou|ressaltou|destacou|comentou|avaliou|informou|"
    r"diz|afirma|explica|conta|alega|alegou|defendeu|acrescentou|completou|lembrou|relatou)\b"
)
_CAUSE = re.compile(
    r",? (?:porque|por causa d[aoe]s?|devido (?:a|à|ao|às|aos)|já que|uma vez que|"
    r"em razão d[aoe]s?|em função d[aoe]s?|graças (?:a|à|ao|às|aos)|pois|por conta d[aoe]s?|"
    r"após|depois de|para) "
)
_AMOUNTS = tuple(
    (re.compile(form, re.IGNORECASE), tuple(ways.split(", ")))
    for form, ways in {
        r"\$|\breais\b|\bdólar|\beuros?\b": "quanto, qual o valor, quanto custa, quanto custou, "
        "quanto vai custar, qual o preço, quanto foi gasto, quanto pagou, quantos reais",
        r"%|\bpor cento\b": "qual a porcentagem, quanto, qual o percentual, quantos por cento, "
        "qual a taxa, que parte",
        r"^\d+ (?:a|x) \d+$": "qual foi o placar, quanto foi o jogo, qual o resultado, de quanto",
        r"\banos\b": "quantos anos, quanto tempo, qual a idade, que idade tem, há quanto tempo",
        r"\b(?:minutos?|horas?|dias?|semanas?|m[eê]s(?:es)?)\b": "quanto tempo, por quanto tempo, "
        "quanto tempo durou, há quanto tempo, quanto demora",
        r"\b(?:metros?|quil[oô]metros?|km|hectares?)\b": "qual o tamanho, quantos metros, qual a "
        "distância, quanto mede, qual a extensão",
        r"\b(?:pessoas|moradores|alunos|pacientes|torcedores|famílias)\b": "quantas pessoas, "
        "quanta gente, quantos, qual o número de pessoas",
    }.items()
)
"""What an amount looks like, and how people ask for it."""
_NUMBER = re.compile(r"^[\d.,]+(?: mil| milh\w+| bilh\w+)?(?: de)? ([a-zà-ÿ-]{4,})")
_CLAUSE = re.compile(r"[,;:()“”\"]| - | – ")
_ROLE = re.compile(r", ((?:[a-zà-ÿ]|o |a )[^,.;:()\"“”]{8,80}),")


@dataclass(frozen=True)
class NewsItem:
    """An article to make questions from, with its marks.

    Attributes:
        document: its text, opened.
        marks: in the text.
        lines: headline and dek, each with its marks.
    """

    document: Document
    marks: tuple[Mark, ...]
    lines: tuple[tuple[str, tuple[Mark, ...]], ...]


def made_questions(
    item: NewsItem, lexicon: Lexicon, rng: random.Random, most: int = 4
) -> list[QuestionExample]:
    """Questions about an article, at most ``most``, those from headline and dek first."""
    found = [
        example
        for line, marks in item.lines
        for mark in marks
        if (example := _from_line(item, line, mark, lexicon, rng))
    ]
    rng.shuffle(found)
    found = found[: max(1, most // 2)]
    lines = list(item.document.spans)
    rng.shuffle(lines)
    ways = (_from_sentence, _from_sentence, _why, _who_is, _what_said)
    for span in lines:
        if len(found) >= most:
            break
        way = rng.choice(ways)
        if example := way(item, span, rng):
            found.append(example)
    return found


def _from_line(
    item: NewsItem, line: str, mark: Mark, lexicon: Lexicon, rng: random.Random
) -> QuestionExample | None:
    """A question from a headline or dek whose mark stands in the article."""
    wanted = fold(line[mark[0] : mark[1]])
    question = ask_for(line, mark, rng)
    if len(wanted) < 3 or not question:
        return None
    rest = open_question(line[: mark[0]] + " " + line[mark[1] :], lexicon)
    shares = idf_overlaps(item.document, rest)
    total = sum(item.document.idf(form.folded) for form in rest.forms) or 1.0
    best: tuple[float, Offsets] | None = None
    for n, (start, end) in enumerate(item.document.spans):
        at = place_of(fold(item.document.text[start:end]), wanted)
        if at >= 0 and (best is None or shares[n] > best[0]):
            best = float(shares[n]), (start + at, start + at + len(wanted))
    if (
        best is None
        or best[0] < 0.3 * total
        or len(fold(item.document.text)) != len(item.document.text)
    ):
        return None
    return QuestionExample(item.document.text, question, (best[1],))


def ask_for(line: str, mark: Mark, rng: random.Random) -> str:
    """A line as a question for one of its marks; empty if its label cannot be asked for.

    >>> ask_for("Prefeito inaugura ponte em Recife", (27, 33, "LOC"), random.Random(1))
    'onde Prefeito inaugura ponte?'
    """
    before, marked, after = line[: mark[0]].rstrip(), line[mark[0] : mark[1]], line[mark[1] :]
    asked, swallow = _asking(before, marked, mark[2], rng)
    if not asked:
        return ""
    previous = before.rsplit(" ", 1)[-1].lower()
    if swallow and previous in _IN:
        before = before[: len(before) - len(previous)].rstrip()
    rest = after.strip(" .?!")
    head, rest = _bare(before), _bare(rest)
    place = rng.random()
    if not head or place < 0.75:
        words = [asked, head, rest]
    elif place < 0.9:
        words = [head, asked, rest]
    else:
        words = [head, rest, asked]
    return " ".join(word for word in words if word) + "?"


def _bare(words: str) -> str:
    """Words without the punctuation between and around them."""
    return " ".join(re.sub(r"[,;:()\[\]\"“”]| - | – ", " ", words).split()).strip(" .-–?!")


def _asking(before: str, marked: str, label: str, rng: random.Random) -> tuple[str, bool]:
    """Question word for a mark, and whether it takes the preposition before it with it."""
    previous = before.rsplit(" ", 1)[-1].lower()
    if label == "PER":
        return rng.choice(("quem", "quem", "qual pessoa", "quem foi que")), False
    if label == "ORG":
        general = ("quem", "qual organização", "que instituição", "qual empresa", "qual órgão")
        return rng.choice(general), False
    if label == "LOC":
        if previous in _WHERE:
            return rng.choice(("onde", "onde", "em que lugar", "em que cidade")), True
        return rng.choice(("qual lugar", "qual cidade", "que país", "que lugar")), False
    if label == "TIME":
        if re.fullmatch(r"(?:\w+ )?(?:18|19|20)\d\d", marked):
            return rng.choice(("em que ano", "quando", "qual ano")), True
        return rng.choice(("quando", "quando", "em que dia", "qual data", "desde quando")), True
    if label == "VALUE":
        return _amount(marked, rng), rng.random() < 0.5
    if label in ("EVENT", "WORK"):
        named = {"EVENT": ("qual evento", "que competição"), "WORK": ("qual obra", "que lei")}
        return rng.choice((*named[label], "o que", "qual o nome do que")), False
    return "", False


def _amount(marked: str, rng: random.Random) -> str:
    """Question words for an amount: money, a share, an age, a time, a score, a number of things."""
    for form, ways in _AMOUNTS:
        if form.search(marked):
            return rng.choice(ways)
    if counted := _NUMBER.match(marked):
        many = "quantas" if counted[1].rstrip("s").endswith("a") else "quantos"
        return f"{many} {counted[1]}"
    return rng.choice(("quantos", "quantas", "quanto", "qual o número de", "quantas pessoas"))


def _marks_in(item: NewsItem, span: Offsets) -> list[Mark]:
    return [mark for mark in item.marks if span[0] <= mark[0] and mark[1] <= span[1]]


def _from_sentence(item: NewsItem, span: Offsets, rng: random.Random) -> QuestionExample | None:
    """A question from the clause around a mark, some of its words left out."""
    text, marks = item.document.text, _marks_in(item, span)
    marks = [mark for mark in marks if mark[1] - mark[0] > 2]
    if not marks or span[1] - span[0] < 40:
        return None
    mark = rng.choice(marks)
    start, end = _clause(text, span, mark)
    line = text[start:end]
    placed = (mark[0] - start, mark[1] - start, mark[2])
    if len(line.split()) < 5:
        return None
    if rng.random() < 0.4:
        return _in_few_words(text, line, placed, mark, rng)
    kept = rng.choice((1.0, 0.85, 0.7, 0.55))
    left = " ".join(w for w in line[: placed[0]].split() if w in _IN or rng.random() < kept)
    right = " ".join(w for w in line[placed[1] :].split() if rng.random() < kept)
    left, right = left + " " * bool(left), " " * bool(right) + right
    marked = line[placed[0] : placed[1]]
    question = ask_for(left + marked + right, (len(left), len(left) + len(marked), mark[2]), rng)
    if len(question.split()) < 4:
        return None
    return QuestionExample(text, question, (mark[:2],))


def _in_few_words(
    text: str, line: str, placed: Mark, mark: Mark, rng: random.Random
) -> QuestionExample | None:
    """A question word and one to three full words of the clause, as in *quanto custou a obra*."""
    asked, _ = _asking(line[: placed[0]].rstrip(), line[placed[0] : placed[1]], mark[2], rng)
    rest = _bare(line[: placed[0]] + " , " + line[placed[1] :]).split()
    full = [at for at, word in enumerate(rest) if len(word) > 3 and fold(word) not in STOPWORDS]
    if not asked or not full:
        return None
    kept = sorted(rng.sample(full, min(len(full), rng.choice((1, 2, 2, 2, 3)))))
    inner = [
        f"{rest[at - 1]} {rest[at]}" if at and rest[at - 1] in _BEFORE_NOUN else rest[at]
        for at in kept
    ]
    return QuestionExample(text, f"{asked} {' '.join(inner)}?", (mark[:2],))


def _clause(text: str, span: Offsets, mark: Mark) -> Offsets:
    """The clause around a mark, or two of them if it is short."""
    cuts = [
        span[0],
        *(found.end() + span[0] for found in _CLAUSE.finditer(text[slice(*span)])),
        span[1],
    ]
    start = max((cut for cut in cuts if cut <= mark[0]), default=span[0])
    end = min((cut for cut in cuts if cut >= mark[1]), default=span[1])
    while end - start < 45 and (start, end) != span:
        later = [cut for cut in cuts if cut > end]
        earlier = [cut for cut in cuts if cut < start]
        if not later and not earlier:
            break
        end, start = (later[0], start) if later else (end, earlier[-1])
    return start, min(end, span[1])


def _why(item: NewsItem, span: Offsets, rng: random.Random) -> QuestionExample | None:
    """A question for the cause or purpose that a sentence gives."""
    line = item.document.text[slice(*span)]
    found = _CAUSE.search(line)
    if not found or found.start() < 25 or len(line) - found.end() < 15:
        return None
    if found[0].strip() in ("para", "após", "depois de") and rng.random() < 0.7:
        return None
    clause = re.split(r"[,;:]", line[: found.start()])[-1].strip()
    if len(clause.split()) < 4:
        clause = line[: found.start()].strip()
    words = [w for w in clause.split() if rng.random() < 0.9]
    asked = rng.choice(("por que", "por que", "por qual motivo", "qual o motivo de"))
    start = span[0] + found.start() + (len(found[0]) - len(found[0].lstrip(", ")))
    tail = re.split(r"[.;]$", line[found.end() :])[0]
    end = span[0] + found.end() + len(tail.rstrip(' ."”'))
    return QuestionExample(item.document.text, f"{asked} {' '.join(words)}?", ((start, end),))


def _who_is(item: NewsItem, span: Offsets, rng: random.Random) -> QuestionExample | None:
    """A question for who somebody is, which stands between commas after the name."""
    text = item.document.text
    for mark in _marks_in(item, span):
        found = _ROLE.match(text, mark[1], span[1])
        if mark[2] == "PER" and found:
            name = text[mark[0] : mark[1]]
            asked = rng.choice(("quem é {}?", "o que faz {}?", "qual o cargo de {}?", "{} é quem?"))
            return QuestionExample(text, asked.format(name), (found.span(1),))
    return None


def _what_said(item: NewsItem, span: Offsets, rng: random.Random) -> QuestionExample | None:
    """A question for somebody's words."""
    text = item.document.text
    line = text[slice(*span)]
    people = [mark for mark in _marks_in(item, span) if mark[2] in ("PER", "ORG")]
    if not people or not _SAID.search(line):
        return None
    mark = rng.choice(people)
    name = text[mark[0] : mark[1]]
    said = rng.choice(("disse", "diz", "afirmou", "falou", "acha", "declarou"))
    asked = rng.choice(("o que {1} {0}?", "o que {0} {1}?", "que {0} {1}?"))
    quoted = re.search(r"[“\"]([^“”\"]{15,})[”\"]", line)
    spans = ((span[0] + quoted.start(1), span[0] + quoted.end(1)),) if quoted else ()
    return QuestionExample(text, asked.format(name, said), spans, (span,))


def reworded(question: str, lexicon: Lexicon, rng: random.Random) -> str:
    """A question some of whose words in small letters are replaced by words used like them."""
    words = question.split(" ")
    for at, word in enumerate(words):
        plain = word.strip("?,.")
        if at < 2 or not plain.isalpha() or not plain.islower() or rng.random() < 0.7:
            continue
        form = lexicon.form(plain)
        if not form.stop and form.rarity > 0.4 and (near := lexicon.near(plain)):
            words[at] = word.replace(plain, rng.choice(near))
    return " ".join(words)


def mistyped(question: str, rng: random.Random) -> str:
    """A question as somebody in a hurry types it: small letters, no accents, slips, shortenings."""
    text = question
    if rng.random() < 0.25:
        found = [long for long in SHORT if re.search(rf"\b{long}\b", text.lower())]
        if found:
            long = rng.choice(found)
            text = re.sub(rf"\b{long}\b", SHORT[long], text, count=1, flags=re.IGNORECASE)
    if rng.random() < 0.4:
        text = text.lower()
    if rng.random() < 0.3:
        text = text.translate(_ACCENTS)
    if rng.random() < 0.4:
        text = text.rstrip(" ?")
    if rng.random() < 0.12:
        text = mistype(text, rng)
    if rng.random() < 0.1 and len(text.split()) > 4:
        words = text.split()
        words.pop(rng.randrange(1, len(words)))
        text = " ".join(words)
    return text


_ACCENTS: Mapping[int, str] = {
    ord(char): fold(char) if char.islower() else fold(char).upper()
    for char in "áàâãéêíóôõúüçÁÀÂÃÉÊÍÓÔÕÚÜÇ"
}


def mistype(text: str, rng: random.Random) -> str:
    """``text`` with one slip of the fingers: a letter swapped, left out, doubled or missed.

    >>> mistype("resuma", random.Random(3)) != "resuma"
    True
    """
    places = [at for at in range(len(text) - 1) if text[at].isalpha() and text[at + 1].isalpha()]
    if not places:
        return text
    at = rng.choice(places)
    one, two = text[at], text[at + 1]
    slip = rng.choice((two + one, two, one + one + two, _neighbour(one, rng) + two))
    return text[:at] + slip + text[at + 2 :]


def _neighbour(letter: str, rng: random.Random) -> str:
    for row in KEYS:
        if (at := row.find(letter.lower())) >= 0:
            return rng.choice(row[max(0, at - 1) : at] + row[at + 1 : at + 2])
    return letter
