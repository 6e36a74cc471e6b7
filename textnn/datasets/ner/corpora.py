"""Texts with marked names: JSON lines, CoNLL IOB2 and HAREM documents, under one set of tags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from textnn.datasets.jsonl import (
    fault,
    plain_suffix,
    read_json,
    read_lines,
    read_records,
    string_field,
)
from textnn.errors import UserError
from textnn.text.words import fold

TAGS: tuple[str, ...] = (
    "PER", "LOC", "ORG", "EVENT", "WORK", "TIME", "VALUE", "THING", "ABSTRACTION", "OTHER",
)  # fmt: skip
"""HAREM's ten categories, the finest distinction any corpus makes; see ``display_label``."""

_NAMES: dict[str, str] = {
    "PER": "PER PERS PERSON PESSOA",
    "LOC": "LOC LOCAL LOCATION GPE LUGAR PLACE",
    "ORG": "ORG ORGANIZACAO ORGANISATION ORGANIZATION",
    "EVENT": "EVENT EVT ACONTECIMENTO EVENTO",
    "WORK": "WORK OBRA WORK_OF_ART LEGISLACAO JURISPRUDENCIA",
    "TIME": "TIME TEMPO DATE DATA HORA",
    "VALUE": "VALUE VALOR MONEY QUANTITY PERCENT CARDINAL",
    "THING": "THING COISA",
    "ABSTRACTION": "ABSTRACTION ABSTRACCAO ABSTRACAO",
    "OTHER": "OTHER OTH OUTRO MISC MISCELLANEOUS",
}
_TAG_OF: dict[str, str] = {name: tag for tag, names in _NAMES.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class Entity:
    """A marked stretch ``text[start:end]`` (code points) with a tag out of ``TAGS``."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class TaggedText:
    """A sentence or document; its entities stand in text order and never overlap.

    Attributes:
        source: name of the corpus, or of the file.
        id: what tells it from the others of its source: HAREM's document id, else the line number.
    """

    text: str
    entities: tuple[Entity, ...]
    source: str
    id: str = ""


def canonical_tag(name: str) -> str | None:
    """The tag out of ``TAGS`` that a corpus means by ``name``; None: no entity, or an unknown one.

    Case, accents and the prefixes B- and I- do not matter: ``B-Organização`` is ``ORG``. A bare
    ``O`` is IOB2's "outside", so None.
    """
    return _TAG_OF.get(fold(name).upper().removeprefix("B-").removeprefix("I-"))


def display_label(tag: str) -> str:
    """The label people see for a tag: things and abstractions are shown as OTHER."""
    return "OTHER" if tag in ("THING", "ABSTRACTION") else tag


def read_tagged(path: Path, source: str = "") -> Iterator[TaggedText]:
    """The texts of ``.jsonl``, ``.conll`` (both also .gz, .xz) or a HAREM ``.json``, in file order.

    Args:
        path: JSON lines have ``text`` and ``entities`` ``[[start, end, label], ...]``; CoNLL has a
            token first and an IOB2 tag last in every line, blank lines between sentences.
        source: kept in every text; empty: the name of the file.

    Raises:
        UserError: unreadable file, another suffix, an unknown label, or entities that overlap or
            leave the text; says the line number (for HAREM the document).
    """
    reader = {".jsonl": _read_jsonl, ".conll": _read_conll, ".json": _read_harem}.get(
        plain_suffix(path)
    )
    if reader is None:
        raise fault(path, 0, "not_tagged")
    return reader(path, source or path.name)


@dataclass(frozen=True, slots=True)
class Corpus:
    """A named corpus on disk.

    Attributes:
        name: such as ``uner_bosque``.
        tags: the tags it annotates. A stretch without one of *these* is known to be none of them;
            about any other tag the corpus says nothing.
        files: path of each part: ``train``, and where there are ``dev`` and ``test``.
        held_out: if not 0, ``train`` and ``dev`` are one file, and every so many-th text is dev.
    """

    name: str
    tags: tuple[str, ...]
    files: dict[str, Path]
    held_out: int = 0

    def read(self, split: str = "train") -> Iterator[TaggedText]:
        """The texts of a part.

        Raises:
            UserError: no such part, or as ``read_tagged``.
        """
        if split not in self.files:
            parts = ", ".join(self.files)
            raise UserError("no-split", "corpus", name=self.name, split=split, names=parts)
        texts = read_tagged(self.files[split], self.name)
        if not self.held_out:
            return texts
        wanted = split == "dev"
        return (
            text
            for number, text in enumerate(texts, start=1)
            if (number % self.held_out == 0) == wanted
        )


def corpora(folder: Path) -> dict[str, Corpus]:
    """The known corpora by name, with their places under ``folder/ner`` (which may be empty)."""
    ner = folder / "ner"
    three, five = TAGS[:3], ("PER", "LOC", "ORG", "TIME", "VALUE")

    def parts(pattern: str, *splits: str) -> dict[str, Path]:
        return {split: ner / pattern.format(split) for split in splits}

    found = (
        Corpus("uner_bosque", three, parts("uner_bosque.{}.jsonl.gz", "train", "dev", "test")),
        Corpus("paramopama", (*three, "TIME"), parts("paramopama.jsonl.gz", "train")),
        Corpus("second_harem", (*three, "TIME"), parts("second_harem.jsonl.gz", "train")),
        Corpus(
            "second_harem_ten", TAGS, parts("second_harem_ten.jsonl.gz", "train", "dev"), held_out=6
        ),
        Corpus(
            "lener_br",
            (*three, "TIME", "WORK"),
            parts("lener_br.{}.conll.gz", "train", "dev", "test"),
        ),
        Corpus("first_harem", TAGS, parts("FirstHAREM-total-{}.json", "train", "dev")),
        Corpus(
            "first_harem_selective", five, parts("FirstHAREM-selective-{}.json", "train", "dev")
        ),
    )
    return {corpus.name: corpus for corpus in found}


def _read_jsonl(path: Path, source: str) -> Iterator[TaggedText]:
    for line, record in read_records(path):
        text = string_field(path, line, record, "text")
        yield _tagged(path, line, text, record.get("entities"), source, str(line))


def _read_harem(path: Path, source: str) -> Iterator[TaggedText]:
    documents = read_json(path)
    if not isinstance(documents, list):
        raise fault(path, 0, "expected_list_documents")
    for number, document in enumerate(documents, start=1):
        try:
            triples = [
                (e["start_offset"], e["end_offset"], e["label"]) for e in document["entities"]
            ]
            text, name = str(document["doc_text"]), str(document["doc_id"])
        except (KeyError, TypeError) as error:
            raise fault(path, 0, "not_harem", number=number) from error
        yield _tagged(path, number, text, triples, source, name)


def _read_conll(path: Path, source: str) -> Iterator[TaggedText]:
    rows: list[tuple[int, str, str]] = []
    for line, content in read_lines(path):
        fields = content.split("\t") if "\t" in content else content.split()
        if rows and not content.strip():
            yield _sentence(path, rows, source)
            rows = []
        if len(fields) >= 2 and fields[0] != "-DOCSTART-" and not _is_comment(fields):
            rows.append((line, fields[0].strip(), fields[-1].strip()))
        elif len(fields) == 1 and fields[0].strip():
            raise fault(path, line, "expected_token_tag")
    if rows:
        yield _sentence(path, rows, source)


def _is_comment(fields: list[str]) -> bool:
    """Whether a line such as ``# sent_id = 7`` is no token: it does not end in an IOB2 tag."""
    return fields[0].startswith("#") and fields[-1] != "O" and fields[-1][:2] not in ("B-", "I-")


def _sentence(path: Path, rows: list[tuple[int, str, str]], source: str) -> TaggedText:
    """Tokens joined by single spaces; ``I-X`` after anything but X begins an entity (conlleval)."""
    triples: list[tuple[int, int, str]] = []
    start, before = 0, "O"
    for line, token, tag in rows:
        if tag != "O" and tag[:2] not in ("B-", "I-"):
            raise fault(path, line, "tag_not_iob2", tag=tag)
        end = start + len(token)
        if tag.startswith("I-") and before[2:] == tag[2:]:
            triples[-1] = (triples[-1][0], end, tag[2:])
        elif tag != "O":
            triples.append((start, end, tag[2:]))
        start, before = end + 1, tag
    text, first = " ".join(token for _, token, _ in rows), rows[0][0]
    return _tagged(path, first, text, triples, source, str(first))


def _tagged(path: Path, line: int, text: str, triples: Any, source: str, name: str) -> TaggedText:
    if not isinstance(triples, Iterable) or isinstance(triples, str):
        raise fault(path, line, "no_entities")
    entities = sorted(
        (_entity(path, line, triple, len(text)) for triple in triples), key=lambda e: e.start
    )
    for left, right in pairwise(entities):
        if right.start < left.end:
            raise fault(path, line, "marks_overlap", first=left.start, second=right.start)
    return TaggedText(text, tuple(entities), source, name)


def _entity(path: Path, line: int, triple: Any, length: int) -> Entity:
    match triple:
        case [int(start), int(end), str(name)] if 0 <= start < end <= length:
            tag = canonical_tag(name)
        case _:
            raise fault(path, line, "no_entity", triple=repr(triple), length=length)
    if tag is None:
        raise fault(path, line, "label_not_known", name=name)
    return Entity(start, end, tag)
