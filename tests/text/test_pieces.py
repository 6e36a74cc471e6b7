"""SentencePiece: same text, same pieces; round trips; spans into the raw string."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnn.text.normalize import normalize
from textnn.text.pieces import BOS, EOS, FILE, PAD, UNK, Pieces, train_pieces

LINES = [
    "O menino foi à praia com a avó e o cão.",
    "A cidade de São Paulo amanheceu com chuva.",
    "O time venceu o jogo por dois a um no domingo.",
    "A avó venceu a chuva e o menino foi ao jogo.",
] * 5


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> Pieces:
    return train_pieces(LINES, 400, tmp_path_factory.mktemp("pieces"))


def test_words_that_return_become_pieces(pieces: Pieces) -> None:
    assert len(pieces) <= 400
    assert len(pieces.encode("com a avó")) < len("com a avó")


def test_special_ids(pieces: Pieces) -> None:
    names = [pieces.processor.id_to_piece(i) for i in (PAD, UNK, BOS, EOS)]
    assert names == ["<pad>", "<unk>", "<s>", "</s>"]


def test_the_same_lines_give_the_same_file(pieces: Pieces, tmp_path: Path) -> None:
    train_pieces(iter(LINES), 400, tmp_path)
    again = Pieces(tmp_path)
    assert again.processor.serialized_model_proto() == pieces.processor.serialized_model_proto()
    assert str(tmp_path).encode() not in (tmp_path / FILE).read_bytes()


TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.lists(st.sampled_from(["São", " ", "\n", "avó", "\u0301", "\u2581", "😀", "\u00a0"])).map(
        "".join
    ),
)


@given(text=TEXTS)
def test_decoding_gives_the_clean_text(pieces: Pieces, text: str) -> None:
    ids = pieces.encode(text)
    assert UNK not in ids
    assert pieces.decode(ids) == normalize(text).text.replace("\u2581", " ")


@given(text=TEXTS)
def test_spans_cover_the_text_in_order(pieces: Pieces, text: str) -> None:
    spans = pieces.spans(text)
    clean = normalize(text)
    assert len(spans) == len(pieces.encode(text))
    assert spans == sorted(spans)
    covered = {place for start, end in spans for place in range(start, end)}
    seen = {
        place
        for start, end in zip(clean.starts.tolist(), clean.ends.tolist(), strict=True)
        for place in range(start, end)
    }
    assert seen <= covered
    assert all(normalize(text[place]).text == "" for place in covered - seen)


def test_spans_point_into_decomposed_text(pieces: Pieces) -> None:
    raw = unicodedata.normalize("NFD", "A avó\u200b em São Paulo")
    spans = pieces.spans(raw)
    words = [raw[start:end] for start, end in spans]
    assert unicodedata.normalize("NFC", "".join(words)) == "A avó em São Paulo"


def test_too_little_text_and_missing_or_broken_files_are_errors(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot learn"):
        train_pieces(["", " \n"], 400, tmp_path)
    with pytest.raises(FileNotFoundError):
        Pieces(tmp_path)
    (tmp_path / FILE).write_bytes(b"no model")
    with pytest.raises(OSError, match="broken"):
        Pieces(tmp_path)
