"""Questions for the reader: files of questions and answers, and questions made from news articles.

Made questions are cloze questions (Hermann et al. 2015) turned into wh-questions: a name, a number
or a date that the tagger marks is taken out of a headline, a dek or a sentence, and the question
asks for it. What answers is the sentence of the article that holds it and shares most idf-weighted
words with the rest.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from textnn.datasets.lines import fault, read_records, string_field
from textnn.datasets.questions import read_questions
from textnn.text.reader import Document, Lexicon, Tokens, fold, open_question, idf_overlaps

Offsets = tuple[int, int]
Mark = tuple[int, int, str]
"""Start, end, label."""

SHORT = {
    "que": "q", "quem": "qm", "quando": "qdo", "quanto": "qto", "quantos": "qtos",
    "quantas": "qtas", "onde": "aonde", "por que": "pq", "o que": "oq", "qual": "ql",
    "você": "vc", "também": "tb", "não": "n", "está": "tá", "para": "pra", "hoje": "hj",
}  # fmt: skip
"""What people write instead when they type in a hurry."""

_KEYS = ("qwertyuiop", "asdfghjklç", "zxcvbnm")
_IN = {"em", "no", "na", "nos", "nas", "de", "do", "da", "dos", "das", "a", "ao", "à", "até",
       "desde", "para", "pra", "por", "pelo", "pela", "entre", "sobre", "com", "durante"}  # fmt: skip
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
_MONEY = re.compile(r"\$|\breais\b|\bdólar|\beuros?\b", re.IGNORECASE)
_NUMBER = re.compile(r"^[\d.,]+(?: mil| milh\w+| bilh\w+)?(?: de)? ([a-zà-ÿ-]{4,})")
_CLAUSE = re.compile(r"[,;:()“”\"]| - | – ")
_ROLE = re.compile(r", ((?:[a-zà-ÿ]|o |a )[^,.;:()\"“”]{8,80}),")


@dataclass(frozen=True)
class QuestionExample:
    """A question about a text.

    Attributes:
        context: the text.
        question: as somebody asks it.
        answers: short answers; none if the text does not say, or only ``evidence`` is known.
        evidence: sentences any of which answers; empty if they are those of ``answers``.
        group: what must not be on both sides of a split, usually the article's title.
        before: the question before, which this one goes on from; empty if it stands by itself.
        before_answer: the sentence that answered that one.
    """

    context: str
    question: str
    answers: tuple[Offsets, ...] = ()
    evidence: tuple[Offsets, ...] = ()
    group: str = ""
    before: str = ""
    before_answer: Offsets | None = None

    @property
    def answerable(self) -> bool:
        """Whether the text says it."""
        return bool(self.answers or self.evidence)


def read_question_file(path: Path) -> Iterator[QuestionExample]:
    """Questions of JSON lines with ``context question answers``, or articles with ``questions``.

    ``answers`` are offsets ``[start, end]`` in code points; none: the text does not say. The other
    form is that of ``datasets.questions``; which of both it is, the first line says.

    Raises:
        UserError: missing or damaged file, or a line of another form; says the line number.
    """
    first = next(read_records(path), None)
    if first and "questions" in first[1]:
        yield from _own(path)
        return
    for number, record in read_records(path):
        context = string_field(path, number, record, "context")
        question = string_field(path, number, record, "question")
        try:
            answers = tuple(_offsets(pair, len(context)) for pair in record["answers"])
        except (KeyError, TypeError, ValueError) as error:
            pt = "“answers” não tem a forma [[início, fim], ...]."
            raise fault(path, number, pt, "“answers” is not [[start, end], ...].") from error
        group = str(record.get("title") or record.get("id") or number)
        yield QuestionExample(context, question, answers, group=group)


def _offsets(pair: Sequence[int], length: int) -> Offsets:
    start, end = map(int, pair)
    if not 0 <= start < end <= length:
        raise ValueError(f"{pair} is no stretch of a text of {length} characters")
    return start, end


def _own(path: Path) -> Iterator[QuestionExample]:
    for article in read_questions(path):
        for asked in article.questions:
            earlier = [q for q in article.questions if q.question == asked.after and q.answers]
            yield QuestionExample(
                article.text,
                asked.question,
                (asked.span,) if asked.span else (),
                asked.answers,
                article.id,
                asked.after,
                earlier[0].answers[0] if earlier else None,
            )


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
    item: NewsItem, lexicon: Lexicon, chance: random.Random, most: int = 4
) -> list[QuestionExample]:
    """Questions about an article, at most ``most``, those from headline and dek first."""
    found = [
        example
        for line, marks in item.lines
        for mark in marks
        if (example := _from_line(item, line, mark, lexicon, chance))
    ]
    chance.shuffle(found)
    found = found[: max(1, most // 2)]
    lines = list(item.document.spans)
    chance.shuffle(lines)
    ways = (_from_sentence, _from_sentence, _why, _who_is, _what_said)
    for span in lines:
        if len(found) >= most:
            break
        way = chance.choice(ways)
        if example := way(item, span, chance):
            found.append(example)
    return found


def _from_line(
    item: NewsItem, line: str, mark: Mark, lexicon: Lexicon, chance: random.Random
) -> QuestionExample | None:
    """A question from a headline or dek whose mark stands in the article."""
    wanted = fold(line[mark[0] : mark[1]])
    question = ask_for(line, mark, chance)
    if len(wanted) < 3 or not question:
        return None
    rest = open_question(line[: mark[0]] + " " + line[mark[1] :], lexicon)
    shares = idf_overlaps(item.document, rest)
    total = sum(item.document.idf(form.folded) for form in rest.forms) or 1.0
    best: tuple[float, Offsets] | None = None
    for n, (start, end) in enumerate(item.document.spans):
        at = _find(fold(item.document.text[start:end]), wanted)
        if at >= 0 and (best is None or shares[n] > best[0]):
            best = float(shares[n]), (start + at, start + at + len(wanted))
    if best is None or best[0] < 0.3 * total or len(fold(item.document.text)) != len(item.document.text):
        return None
    return QuestionExample(item.document.text, question, (best[1],))


def _find(text: str, wanted: str) -> int:
    """Place of whole words in a text, -1 if they do not stand there."""
    found = re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text)
    return found.start() if found else -1


def ask_for(line: str, mark: Mark, chance: random.Random) -> str:
    """A line as a question for one of its marks; empty if its label cannot be asked for.

    >>> ask_for("Prefeito inaugura ponte em Recife", (27, 33, "LOC"), random.Random(1))
    'onde Prefeito inaugura ponte?'
    """
    before, marked, after = line[: mark[0]].rstrip(), line[mark[0] : mark[1]], line[mark[1] :]
    asked, swallow = _asking(before, marked, mark[2], chance)
    if not asked:
        return ""
    previous = before.rsplit(" ", 1)[-1].lower()
    if swallow and previous in _IN:
        before = before[: len(before) - len(previous)].rstrip()
    rest = after.strip(" .?!")
    head, rest = _bare(before), _bare(rest)
    place = chance.random()
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


def _asking(before: str, marked: str, label: str, chance: random.Random) -> tuple[str, bool]:
    """Question word for a mark, and whether it takes the preposition before it with it."""
    previous = before.rsplit(" ", 1)[-1].lower()
    if label == "PER":
        return chance.choice(("quem", "quem", "qual pessoa", "quem foi que")), False
    if label == "ORG":
        general = ("quem", "qual organização", "que instituição", "qual empresa", "qual órgão")
        return chance.choice(general), False
    if label == "LOC":
        if previous in _WHERE:
            return chance.choice(("onde", "onde", "em que lugar", "em que cidade")), True
        return chance.choice(("qual lugar", "qual cidade", "que país", "que lugar")), False
    if label == "TIME":
        if re.fullmatch(r"(?:\w+ )?(?:18|19|20)\d\d", marked):
            return chance.choice(("em que ano", "quando", "qual ano")), True
        return chance.choice(("quando", "quando", "em que dia", "qual data", "desde quando")), True
    if label == "VALUE":
        return _amount(marked, chance), chance.random() < 0.5
    if label in ("EVENT", "WORK"):
        named = {"EVENT": ("qual evento", "que competição"), "WORK": ("qual obra", "que lei")}
        return chance.choice((*named[label], "o que", "qual o nome do que")), False
    return "", False


def _amount(marked: str, chance: random.Random) -> str:
    if _MONEY.search(marked):
        return chance.choice(("quanto", "qual o valor", "quanto custa", "quantos reais"))
    if "%" in marked or "por cento" in marked:
        return chance.choice(("qual a porcentagem", "quanto", "qual o percentual", "quantos por cento"))
    if counted := _NUMBER.match(marked):
        many = "quantas" if counted[1].rstrip("s").endswith("a") else "quantos"
        return f"{many} {counted[1]}"
    return chance.choice(("quantos", "quantas", "quanto", "qual o número de"))


def _marks_in(item: NewsItem, span: Offsets) -> list[Mark]:
    return [mark for mark in item.marks if span[0] <= mark[0] and mark[1] <= span[1]]


def _from_sentence(
    item: NewsItem, span: Offsets, chance: random.Random
) -> QuestionExample | None:
    """A question from the clause around a mark, some of its words left out."""
    text, marks = item.document.text, _marks_in(item, span)
    marks = [mark for mark in marks if mark[1] - mark[0] > 2]
    if not marks or span[1] - span[0] < 40:
        return None
    mark = chance.choice(marks)
    start, end = _clause(text, span, mark)
    line = text[start:end]
    placed = (mark[0] - start, mark[1] - start, mark[2])
    if len(line.split()) < 5:
        return None
    kept = chance.choice((1.0, 0.85, 0.7, 0.55))
    left = " ".join(w for w in line[: placed[0]].split() if w in _IN or chance.random() < kept)
    right = " ".join(w for w in line[placed[1] :].split() if chance.random() < kept)
    left, right = left + " " * bool(left), " " * bool(right) + right
    marked = line[placed[0] : placed[1]]
    question = ask_for(left + marked + right, (len(left), len(left) + len(marked), mark[2]), chance)
    if len(question.split()) < 4:
        return None
    return QuestionExample(text, question, (mark[:2],))


def _clause(text: str, span: Offsets, mark: Mark) -> Offsets:
    """The clause around a mark, or two of them if it is short."""
    cuts = [span[0], *(found.end() + span[0] for found in _CLAUSE.finditer(text[slice(*span)])), span[1]]
    start = max((cut for cut in cuts if cut <= mark[0]), default=span[0])
    end = min((cut for cut in cuts if cut >= mark[1]), default=span[1])
    while end - start < 45 and (start, end) != span:
        later = [cut for cut in cuts if cut > end]
        earlier = [cut for cut in cuts if cut < start]
        if not later and not earlier:
            break
        end, start = (later[0], start) if later else (end, earlier[-1])
    return start, min(end, span[1])


def _why(item: NewsItem, span: Offsets, chance: random.Random) -> QuestionExample | None:
    """A question for the cause or purpose that a sentence gives."""
    line = item.document.text[slice(*span)]
    found = _CAUSE.search(line)
    if not found or found.start() < 25 or len(line) - found.end() < 15:
        return None
    if found[0].strip() in ("para", "após", "depois de") and chance.random() < 0.7:
        return None
    clause = re.split(r"[,;:]", line[: found.start()])[-1].strip()
    if len(clause.split()) < 4:
        clause = line[: found.start()].strip()
    words = [w for w in clause.split() if chance.random() < 0.9]
    asked = chance.choice(("por que", "por que", "por qual motivo", "qual o motivo de"))
    start = span[0] + found.start() + (len(found[0]) - len(found[0].lstrip(", ")))
    tail = re.split(r"[.;]$", line[found.end() :])[0]
    end = span[0] + found.end() + len(tail.rstrip(" .\"”"))
    return QuestionExample(
        item.document.text, f"{asked} {' '.join(words)}?", ((start, end),)
    )


def _who_is(item: NewsItem, span: Offsets, chance: random.Random) -> QuestionExample | None:
    """A question for who somebody is, which stands between commas after the name."""
    text = item.document.text
    for mark in _marks_in(item, span):
        found = _ROLE.match(text, mark[1], span[1])
        if mark[2] == "PER" and found:
            name = text[mark[0] : mark[1]]
            asked = chance.choice(("quem é {}?", "o que faz {}?", "qual o cargo de {}?", "{} é quem?"))
            return QuestionExample(text, asked.format(name), (found.span(1),))
    return None


def _what_said(item: NewsItem, span: Offsets, chance: random.Random) -> QuestionExample | None:
    """A question for somebody's words."""
    text = item.document.text
    line = text[slice(*span)]
    people = [mark for mark in _marks_in(item, span) if mark[2] in ("PER", "ORG")]
    if not people or not _SAID.search(line):
        return None
    mark = chance.choice(people)
    name = text[mark[0] : mark[1]]
    said = chance.choice(("disse", "diz", "afirmou", "falou", "acha", "declarou"))
    asked = chance.choice(("o que {1} {0}?", "o que {0} {1}?", "que {0} {1}?"))
    quoted = re.search(r"[“\"]([^“”\"]{15,})[”\"]", line)
    spans = (((span[0] + quoted.start(1), span[0] + quoted.end(1)),) if quoted else ())
    return QuestionExample(text, asked.format(name, said), spans, (span,))


def without_answer(document: Document, example: QuestionExample) -> Document:
    """The article without the sentences that answer, nor any that has the short answer's words.

    At least one sentence stays.
    """
    gone = {
        n
        for n, (start, end) in enumerate(document.spans)
        for s, e in (*example.answers, *example.evidence)
        if start < e and s < end
    }
    for s, e in example.answers:
        wanted = fold(document.text[s:e])
        gone |= {
            n
            for n, span in enumerate(document.spans)
            if _find(fold(document.text[slice(*span)]), wanted) >= 0
        }
    kept = [n for n in range(len(document.spans)) if n not in gone] or [0]
    if kept == [0] and 0 in gone:
        return document
    return Document(
        document.text,
        tuple(document.spans[n] for n in kept),
        tuple(document.sentences[n] for n in kept),
    )


def joined(documents: Sequence[Document]) -> Document:
    """Articles one after the other as one; offsets beyond the first are shifted."""
    text, spans, lines = "", list[Offsets](), list[Tokens]()
    for document in documents:
        shift = len(text)
        spans += [(start + shift, end + shift) for start, end in document.spans]
        lines += [
            replace(line, offsets=tuple((s + shift, e + shift) for s, e in line.offsets))
            for line in document.sentences
        ]
        text += document.text + "\n"
    return Document(text, tuple(spans), tuple(lines))


def reworded(question: str, lexicon: Lexicon, chance: random.Random) -> str:
    """A question some of whose words in small letters are replaced by words used like them."""
    words = question.split(" ")
    for at, word in enumerate(words):
        plain = word.strip("?,.")
        if not plain.isalpha() or not plain.islower() or chance.random() < 0.7:
            continue
        form = lexicon.form(plain)
        if not form.stop and form.rarity > 0.4 and (near := lexicon.near(plain)):
            words[at] = word.replace(plain, chance.choice(near))
    return " ".join(words)


def mistyped(question: str, chance: random.Random) -> str:
    """A question as somebody in a hurry types it: small letters, no accents, slips, shortenings."""
    text = question
    if chance.random() < 0.25:
        found = [long for long in SHORT if re.search(rf"\b{long}\b", text.lower())]
        if found:
            long = chance.choice(found)
            text = re.sub(rf"\b{long}\b", SHORT[long], text, count=1, flags=re.IGNORECASE)
    if chance.random() < 0.4:
        text = text.lower()
    if chance.random() < 0.3:
        text = fold(text) if text.islower() else _plain(text)
    if chance.random() < 0.4:
        text = text.rstrip(" ?")
    if chance.random() < 0.12:
        text = _slip(text, chance)
    if chance.random() < 0.1 and len(text.split()) > 4:
        words = text.split()
        words.pop(chance.randrange(1, len(words)))
        text = " ".join(words)
    return text


_ACCENTS: Mapping[int, str] = {
    ord(char): fold(char) if char.islower() else fold(char).upper()
    for char in "áàâãéêíóôõúüçÁÀÂÃÉÊÍÓÔÕÚÜÇ"
}


def _plain(text: str) -> str:
    return text.translate(_ACCENTS)


def _slip(text: str, chance: random.Random) -> str:
    places = [at for at in range(1, len(text) - 1) if text[at].isalpha() and text[at + 1].isalpha()]
    if not places:
        return text
    at = chance.choice(places)
    one, two = text[at], text[at + 1]
    row = next((keys for keys in _KEYS if one.lower() in keys), one)
    near = row[max(0, row.find(one.lower()) - 1)]
    return text[:at] + chance.choice((two + one, two, one + one + two, near + two)) + text[at + 2 :]
