"""Weak labels: names whose kind the words beside them give away, and names put into such places.

The corpora hold little sport, few shares and hardly a gene, so a tagger that learnt from them alone
takes a club for its town. As in Ratner et al. 2017 ("Snorkel"), rules that are mostly right label
text that nobody annotated (``neighbours``), and sentences made for the purpose (``made``) put names
of any kind into places where only one kind can stand: *O Ceilândia recebe o Salgueiro* speaks of
clubs whatever these names are elsewhere. ``as_shouted`` shows
annotated sentences as headlines and posts write them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from babel import Locale

from textnn.datasets.ner.corpora import Entity, TaggedText
from textnn.datasets.ner.expressions import in_other_words
from textnn.text.words import words

_NAME = r"[A-ZÀ-Ý][\w-]+(?: (?:d[aeo]s? )?[A-ZÀ-Ý][\w-]+){0,3}"
_WORK = re.compile(
    r"\b(?:filme|romance|livro|álbum|disco|canção|música|novela|série|peça|documentário|longa"
    r"|curta|single|musical|faixa|conto|poema|espetáculo|quadro|jogo)s? "
    r"(?P<open>[\"“'‘«])(?P<name>[A-ZÀ-Ý][^\"”'’»“‘«\n]{1,60})[\"”'’»]"
)
_PLAYS = (
    r"(?:recebe(?:u|r)?|enfrent(?:a|ou|ar)|venceu?|vencer|derrotou|bateu|gole(?:ia|ou)|encar(?:a|ou)"
    r"|empatou com|perdeu para|perde para|elimin(?:a|ou)|super(?:a|ou))"
)
_OPPONENT = re.compile(rf"\b{_PLAYS} o (?P<name>{_NAME})")
_PLAYER = re.compile(rf"\b[Oo] (?P<name>{_NAME}) {_PLAYS}\b")
_SPORT = re.compile(
    r"\b(?:gols?|rodada|campeonato|partida|jogos?|jogador(?:es)?|turno|Brasileirão|Copa|estádio"
    r"|time|técnico|pênaltis?|torcida|tabela|Série [A-D]|Libertadores|Sul-Americana|Estadual)\b"
)
_SHARE = re.compile(
    rf"\b(?:ações|papéis|balanço|lucro|acionistas?)(?: preferenciais| ordinárias)? d[ao]"
    rf" (?P<name>{_NAME})(?= (?:subi|ca[íi]|avança|recua|fecha|sobe|dispara|despenca|operam))"
)
_ACRONYM = re.compile(r"(?<![\w-])(?P<long>(?:[a-zà-ÿ-]+ ){2,6})\((?P<name>[A-Z]{2,6})s?\)")
_BODY = re.compile(
    r"\b(?:organiza|tribuna|institui|entidade|conselho|comiss|empresa|grupo|polícia)"
)
_SMALL = {"a", "o", "e", "as", "os", "de", "da", "do", "das", "dos", "em", "por", "para", "sobre"}


@cache
def _countries() -> frozenset[str]:
    """They play too, and are places all the same."""
    return frozenset(Locale("pt").territories.values())


def neighbours(text: str) -> list[Entity]:
    """Names of works, clubs, companies and things that the words beside them give away."""
    found = [_entity(match, "WORK") for match in _WORK.finditer(text)]
    if _SPORT.search(text):
        for pattern in (_OPPONENT, _PLAYER):
            found += [
                _entity(match, "ORG")
                for match in pattern.finditer(text)
                if match["name"] not in _countries()
            ]
    found += [_entity(match, "ORG") for match in _SHARE.finditer(text)]
    found += [_entity(m, "THING") for m in _ACRONYM.finditer(text) if _abbreviates(m)]
    found.sort(key=lambda entity: entity.start)
    return [one for n, one in enumerate(found) if n == 0 or found[n - 1].end <= one.start]


def _entity(match: re.Match[str], label: str) -> Entity:
    return Entity(*match.span("name"), label)


def _abbreviates(match: re.Match[str]) -> bool:
    """True for *nanopartículas lipídicas (LNP)*: small words, as many as its letters or one fewer.

    Each begins with one of its letters; a body such as *conselho* would be an organisation.
    """
    if _BODY.search(match["long"]):
        return False
    letters = match["name"].lower()
    long = [word for word in match["long"].split() if word not in _SMALL]
    return any(
        len(long) >= count and {word[0] for word in long[-count:]} <= set(letters)
        for count in {max(2, len(letters) - 1), max(2, len(letters))}
    )


_MATCHES = (
    "{O} {club} {plays} {o} {club} {place}.",
    "{O} {club} {plays} {o} {club} por {score}, {place}, na {day}.",
    "{O} {club} só joga na {day}, contra {o} {club}.",
    "Com gols de {person} e {person}, {o} {club} venceu {o} {club} por {score}.",
    "Na próxima rodada, {o} {club} visita {o} {club}, {place}.",
    "{person} marcou duas vezes na vitória d{o} {club} sobre {o} {club}, {place}.",
    "{club} x {club}: onde assistir ao vivo e prováveis escalações",
    "{club} vence {club} e assume a liderança do campeonato",
    "O técnico d{o} {club}, {person}, reclamou da arbitragem contra {o} {club}.",
    "O zagueiro {person}, ex-{club}, assinou com {o} {club}.",
    "{O} {club} venceu.",
    "Rebaixado, {o} {club} {plays} {o} {club} {place} para cumprir tabela na {day}.",
)
_SHARES = (
    "A {company} {moved} {percent} e o {index} ficou em {percent}.",
    "As ações da {company} {moved} {percent}, cotadas a {money}.",
    "{company} e {company} {moved} {percent} na Bolsa na {day}.",
    "A {company} teve lucro de {money} no trimestre, {percent} acima do esperado.",
    "A {company} anunciou que vai pagar {money} aos acionistas da {company}.",
    "O conselho da {company} aprovou a venda de {percent} da {company}.",
)
_GENES = (
    "{gene}, {gene}, {gene} e {gene} são citados no estudo.",
    "Os genes {gene} e {gene} foram medidos nas amostras.",
    "O estudo liga {gene} e {gene} à doença.",
    "A expressão de {gene} caiu nos camundongos que receberam {gene}.",
    "Pacientes com mutação em {gene} produziram mais {gene}.",
    "A proteína {gene} bloqueia o receptor {gene}.",
)
_WORKS = (
    "O romance {work} virou filme como {work}.",
    "{person} lança {work}, livro sobre {person}.",
    "Autor de {work} e {work}, {person} volta ao teatro com {work}.",
    "Em cartaz, {work} conta a história de {person}.",
    "{person} dirigiu {work}, premiado em {town}.",
    "A série {work} estreia em {town} com {person} no elenco.",
)
_TITLE = (
    ("Gol", "Sol", "Noite", "Casa", "Amor", "Vidas", "Terra", "Mar", "Sombra", "Vento", "Memória",
     "Filhos", "Rua", "Silêncio", "Fogo", "Rio", "Cidade", "Jardim", "Olhos", "Sal", "Sonhos"),
    ("", "", "de inverno", "sem fim", "de ninguém", "do sertão", "em chamas", "e Areia",
     "da minha avó", "Vermelha", "no escuro", "dos Outros", "de Vidro", "que ficou"),
)  # fmt: skip
_SLOT = re.compile(r"\{(\w+)\}")

Pools = Mapping[str, Sequence[str]]


def made(number: int, pools: Pools, rng: random.Random) -> Iterator[TaggedText]:
    """Made-up sentences about matches, shares, genes and works, all names in them marked.

    Args:
        number: of sentences.
        pools: label -> names that people, places and organisations have; all three must have some.
    """
    for _ in range(number):
        template = rng.choice(rng.choice((_MATCHES, _MATCHES, _SHARES, _GENES, _WORKS)))
        text, entities, at = "", list[Entity](), 0
        for slot in _SLOT.finditer(template):
            text, at = text + template[at : slot.start()], slot.end()
            before, name, after, label = _fill(slot[1], pools, rng)
            start = len(text) + len(before)
            if label:
                entities.append(Entity(start, start + len(name), label))
            text += before + name + after
        yield TaggedText(text + template[at:], tuple(entities), "made")


def _fill(slot: str, pools: Pools, rng: random.Random) -> tuple[str, str, str, str]:
    """What stands before a name, the name, what stands after it, and its label (empty: none)."""
    if slot == "club":
        name = _short(pools[rng.choice(("LOC", "LOC", "ORG", "PER"))], rng)
        return "", name + rng.choice(("",) * 8 + (" FC", " F.C.", " EC", "-RS")), "", "ORG"
    if slot == "company":
        return "", _short(pools[rng.choice(("LOC", "ORG", "ORG", "PER"))], rng), "", "ORG"
    if slot == "place":
        before = rng.choice(("no ", "no estádio ", "na Arena ", "no "))
        return before, rng.choice(pools[rng.choice(("LOC", "PER"))]), "", "LOC"
    if slot == "work":
        before, after = rng.choice(('""', "''", "“”", "‘’", "«»"))
        return before, " ".join(map(rng.choice, _TITLE)).strip(), after, "WORK"
    if slot == "index":
        name = rng.choice(("dólar", "euro", "IOF", "IPCA", "IGP-M", "INPC", "CDI", "IPI"))
        return "", name, "", "ABSTRACTION" if name.isupper() else ""
    if slot in _PLAIN:
        return "", rng.choice(_PLAIN[slot]), "", ""
    if slot in _NAMED:
        return "", rng.choice(pools[_NAMED[slot]]), "", _NAMED[slot]
    kind, said, label = _WRITTEN[slot]
    return "", in_other_words(said, kind, rng), "", label


def _short(names: Sequence[str], rng: random.Random) -> str:
    """One of them that is a single word, if five draws find one."""
    drawn = rng.choices(names, k=5)
    return next((name for name in drawn if " " not in name), drawn[0])


_PLAIN = {
    "o": ("o", "o", "o", "o", "a"),
    "O": ("O", "O", "O", "O", "A"),
    "plays": ("recebe", "enfrenta", "venceu", "vence", "goleou", "perdeu para", "encara"),
    "moved": ("subiu", "caiu", "avançou", "recuou", "subiram", "caíram"),
}
_NAMED = {"person": "PER", "town": "LOC"}
_WRITTEN = {
    "gene": ("gene", "", "THING"),
    "percent": ("percent", "3%", "VALUE"),
    "money": ("money", "R$ 3", "VALUE"),
    "score": ("score", "2 a 1", "VALUE"),
    "day": ("weekday", "segunda-feira (10)", "TIME"),
}
"""Slot -> kind of ``expressions.in_other_words``, what it replaces, and its label."""


def as_shouted(item: TaggedText, rng: random.Random) -> list[TaggedText]:
    """Of some texts one more: in capitals, as headlines shout, or after emoji, as posts begin."""
    draw = rng.random()
    if draw < 0.04:
        text = item.text.upper()
        same = len(text) == len(item.text) and len(words(text)) == len(words(item.text))
        return [replace(item, text=text)] if same else []
    return [_with_emoji(item, rng)] if draw < 0.06 else []


def _with_emoji(item: TaggedText, rng: random.Random) -> TaggedText:
    lead = "".join(rng.choices("🔥⚽🚨😱👏📢🎬", k=rng.randint(1, 2))) + rng.choice(
        ("🇧🇷 ", " ", " ")
    )
    moved = [
        replace(one, start=one.start + len(lead), end=one.end + len(lead)) for one in item.entities
    ]
    return replace(item, text=lead + item.text, entities=tuple(moved))
