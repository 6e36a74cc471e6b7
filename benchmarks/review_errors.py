"""What a review finds of errors that a program put into articles, and what it says of them as they
are.

    python benchmarks/review_errors.py --data pairs.dev.jsonl.xz --articles 100

Each kind of error is put into every article that has a place for it, one at a time: a letter of a
name that stands there twice, the day of the month behind a day of the week, the number of the
headline or of a phrase that stands twice, the half of a pair of signs, a space, a word, the words
that an acronym stands for. Sums, percentages, ages and minors stand rarely enough that a sentence
with one is added instead. Found is
what gives a finding of the kind that the article as it is does not give. For the articles as they
are every finding is printed, to be judged by eye.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from textnn.config import Settings
from textnn.datasets.news import read_articles
from textnn.results import Review
from textnn.tasks.review.pipeline import Reviewer, load_reviewer
from textnn.tasks.review.text import sentence
from textnn.text.acronyms import spelt_out
from textnn.text.numbers_and_dates import DAYS

Error = Callable[[str, random.Random], "str | None"]
"""Text -> the text with an error, or ``None`` where it has no place for one."""

_NAME = re.compile(r"(?<![.!?:\n] )\b[A-ZÀ-Ý][a-zà-ÿ]{2,} [A-ZÀ-Ý][a-zà-ÿ]{4,}\b")
_DATED = re.compile(rf"\b(?:{'|'.join(DAYS)}) \((\d{{1,2}})\)")
_COUNT = re.compile(r"(?<![\w.,])\d{2,3}(?= [a-zà-ÿ]{4,})")
_MONEY = re.compile(r"R\$ ?\d+(?:,\d+)?(?: milhões| bilhões| mil)?")
_WORD = re.compile(r"(?<= )[a-zà-ÿ]{3,}(?= )")


def spelling(text: str, draw: random.Random) -> str | None:
    """The second mention of a full name with one letter of its last word exchanged."""
    names = [n for n, count in Counter(_NAME.findall(text)).items() if count > 1]
    if not names:
        return None
    name: str = draw.choice(names)
    at = draw.randrange(len(name) - 4, len(name) - 1)
    wrong = name[:at] + draw.choice([c for c in "abdeilmnorstu" if c != name[at]]) + name[at + 1 :]
    place = text.index(name, text.index(name) + 1)
    return text[:place] + wrong + text[place + len(name) :]


def weekdays(text: str, draw: random.Random) -> str | None:
    """A day of the month one or two further than it is, where another stands as it should."""
    found = [*_DATED.finditer(text)]
    if len({one[0] for one in found}) < 2 and len(found) < 2:
        return None
    one = draw.choice(found)
    day = int(one[1]) + draw.choice((1, 2)) * (-1 if int(one[1]) > 20 else 1)
    return text[: one.start(1)] + str(day) + text[one.end(1) :]


def headline_figure(text: str, draw: random.Random) -> str | None:
    """A headline with an amount that the article does not have."""
    line, _, rest = text.partition("\n")
    found = _MONEY.search(line)
    amounts = _MONEY.findall(rest)
    if not found and not amounts:
        return None
    wrong = f"R$ {draw.randint(310, 890)},{draw.randint(1, 9)} milhões"
    line = line.replace(found[0], wrong) if found else f"{line}, por {wrong}"
    return f"{line}\n{rest}"


def quantity(text: str, draw: random.Random) -> str | None:
    """The first sentence once more at the end, with another number."""
    first = re.search(r"\n([^\n.]{40,300}\.)(?= |\n|$)", text)
    count = _COUNT.search(first[1]) if first else None
    if not (first and count):
        return None
    other = str(int(count[0]) + draw.choice((1, 2, 10)))
    return f"{text}\n{first[1][: count.start()]}{other}{first[1][count.end() :]}"


def _added(*forms: str) -> Error:
    def error(text: str, draw: random.Random) -> str | None:
        a, b, c = draw.randint(12, 40), draw.randint(5, 40), draw.randint(3, 9)
        values = {
            "a": a, "b": b, "sum": a + b + c, "from": 4 * a, "to": 5 * a, "wrong": 25 + c * 2,
            "born": 1900 + a, "died": 1960 + a, "age": 60 - c,
        }  # fmt: skip
        return text + "\n" + draw.choice(forms).format(**values)

    return error


def _dropped(signs: str) -> Error:
    def error(text: str, draw: random.Random) -> str | None:
        places = [found.start() for found in re.finditer(f"[{re.escape(signs)}]", text)]
        if not places:
            return None
        at = draw.choice(places)
        return text[:at] + text[at + 1 :]

    return error


def lost_space(text: str, draw: random.Random) -> str | None:
    """No space behind a sign, or before a number."""
    places = [m.end() - 1 for m in re.finditer(r"[a-z]{3}[.,] (?=[A-ZÀ-Ýa-zà-ÿ][a-z]+ )", text)]
    places += [m.end() - 1 for m in re.finditer(r"\b(?:com|de|em|por|para) (?=\d)", text)]
    return _without(text, draw.choice(places)) if places else None


def _without(text: str, at: int) -> str:
    return text[:at] + text[at + 1 :]


def acronym(text: str, draw: random.Random) -> str | None:
    """An acronym that nobody knows, without the words it stands for: its letters are drawn.

    Those of newspapers (*STF*, *MEC*) are known to their readers, and a review passes over them.
    """
    found = [one for one in spelt_out(text) if one.acronym.isalpha() and one.acronym.isupper()]
    found = [
        one for one in found if 3 <= len(one.acronym) <= 6 and text.count(f"({one.acronym})") == 1
    ]
    if not found:
        return None
    one = draw.choice(found)
    other = "".join(draw.sample("BCDFGHJKLMPQRSTVWXZ", len(one.acronym)))
    text = text[: one.words[0]] + one.acronym + text[one.acronym_at[1] + 1 :]
    return re.sub(rf"\b{one.acronym}\b", other, text)


def minor(text: str, draw: random.Random) -> str:
    """The full name of a boy or girl in a sentence that tells of a crime."""
    name = f"{draw.choice(FIRST_NAMES)} {draw.choice(LAST_NAMES)} {draw.choice(LAST_NAMES)}"
    said = draw.choice(MINORS).format(name=name, age=draw.randint(9, 17))
    return f"{text}\n{said}"


def doubled_word(text: str, draw: random.Random) -> str | None:
    """A word twice."""
    found = [*_WORD.finditer(text)]
    one = draw.choice(found) if found else None
    return text[: one.end()] + " " + text[one.start() :] if one else None


def doubled_space(text: str, draw: random.Random) -> str | None:
    """A space twice."""
    at = draw.choice([m.end() for m in _WORD.finditer(text)] or [0])
    return text[:at] + " " + text[at:]


FIRST_NAMES = ("João", "Pedro", "Davi", "Caio", "Enzo", "Lara", "Júlia", "Marina", "Sofia")
LAST_NAMES = ("Alves", "Moreira", "Teixeira", "Farias", "Nogueira", "Queiroz", "Moura", "Prates")
MINORS = (
    "{name}, de {age} anos, foi morto a tiros na porta de casa, segundo a polícia.",
    "A vítima do estupro é {name}, {age}, que mora no bairro.",
    "O estudante {name} ({age}) foi apreendido com uma arma.",
    "Segundo a delegada, {name}, {age} anos, é suspeito de participar do assalto.",
    "O corpo de {name}, de {age} anos, foi achado com marcas de facadas.",
    "{name}, adolescente de {age} anos, foi baleada durante o tiroteio.",
    "A mãe contou que {name}, de {age} anos, foi espancado por seguranças.",
    "O sequestro de {name}, {age} anos, durou dois dias.",
    "Foi {name}, de {age} anos, quem confessou o homicídio, diz o inquérito.",
    "{name} ({age} anos) sofria abuso sexual do padrasto.",
    "Um primo esfaqueou {name}, de apenas {age} anos.",
    "Preso em flagrante, {name}, que tem {age} anos, responde por tráfico.",
)

ERRORS: dict[str, Error] = {
    "spelling": spelling,
    "weekdays": weekdays,
    "headline_figure": headline_figure,
    "quantity": quantity,
    "sum": _added(
        "Ao todo são {sum} pessoas, sendo {a} homens e {b} mulheres.",
        "O grupo tem {sum} escolas, sendo {a} públicas e {b} particulares.",
    ),
    "percentage": _added(
        "O preço passou de R$ {from} para R$ {to}, alta de {wrong}%.",
        "O número de casos subiu de {from} para {to}, um aumento de {wrong}% no período.",
        "A frota caiu de {to} para {from} ônibus, queda de {wrong}%.",
    ),
    "age": _added(
        "O cantor Olavo Brandt ({born}-{died}) morreu aos {age} anos.",
        "Nascido em {born}, Olavo Brandt morreu em {died}, aos {age} anos.",
    ),
    "acronym": acronym,
    "minor": minor,
    "unclosed": _dropped("“”«»"),
    "brackets": _dropped("()"),
    "lost_space": lost_space,
    "doubled_space": doubled_space,
    "doubled_word": doubled_word,
}
"""Name -> error; brackets count as ``unclosed`` too."""

KINDS = {"brackets": "unclosed"}


def kinds(review: Review) -> Counter[str]:
    """How many findings there are of each kind."""
    return Counter(finding.kind for finding in review.findings)


def measure(reviewer: Reviewer, texts: list[str], seed: int) -> dict[str, tuple[int, int]]:
    """Kind of error -> how many were put in, and how many were found."""
    draw = random.Random(seed)
    put, seen = Counter[str](), Counter[str]()
    for text in texts:
        before = kinds(reviewer(text))
        for name, error in ERRORS.items():
            wrong = error(text, draw)
            if wrong is not None:
                kind = KINDS.get(name, name)
                after = kinds(reviewer(wrong))
                put[name] += 1
                weekday = kind == "weekdays" and after["weekday"] > before["weekday"]
                seen[name] += after[kind] > before[kind] or weekday
    return {name: (put[name], seen[name]) for name in ERRORS}


def main() -> None:
    """Print the table, and every finding of the articles as they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--skip", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    articles = [article for article in read_articles(given.data) if article.title]
    random.Random(given.seed).shuffle(articles)
    chosen = articles[given.skip : given.skip + given.articles]
    texts = [f"{article.title}\n\n{article.text}" for article in chosen]
    reviewer = load_reviewer(Settings())
    alarms = Counter[str]()
    for text in texts:
        review = reviewer(text)
        alarms += kinds(review)
        for finding in review.findings:
            start, end = finding.places[0]
            around = text[max(0, start - 40) : end + 40].replace("\n", " / ")
            print(f"{finding.kind}: {sentence(finding, 'pt')} | {around}")
    figures = measure(reviewer, texts, given.seed)
    if given.json:
        print(json.dumps({"articles": len(texts), "as they are": alarms, "errors": figures}))
        return
    print(f"\n{len(texts)} articles as they are: {alarms.total()} findings, {dict(alarms)}")
    for name, (put, seen) in figures.items():
        print(f"{name:16} {put:4} put in, {seen:4} found, {seen / max(1, put):.0%}")


if __name__ == "__main__":
    main()
