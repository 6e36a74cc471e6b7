"""The transforms, one by one and in a row, on one example and on a batch."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from textnn.text.pieces import FILE, Pieces, train_pieces
from textnn.text.transforms import (
    AddToken,
    LabelToIndex,
    PadTransform,
    SentencePieceTokenizer,
    Sequential,
    StrToIntTransform,
    ToTensor,
    Truncate,
    VocabTransform,
)
from textnn.text.vocab import Vocab

LINES = ["O menino foi à praia.", "A cidade amanheceu com chuva.", "O time venceu o jogo."] * 5


@pytest.mark.parametrize(
    ("transform", "given", "expected"),
    [
        (VocabTransform(Vocab("abc")), ["b", "a"], [1, 0]),
        (VocabTransform(Vocab("abc")), [["b"], [], ["c", "a"]], [[1], [], [2, 0]]),
        (Truncate(2), [1, 2, 3], [1, 2]),
        (Truncate(2), [["a", "b", "c"], ["a"]], [["a", "b"], ["a"]]),
        (Truncate(2), [], []),
        (AddToken(0), [1, 2], [0, 1, 2]),
        (AddToken(9, begin=False), [[1], []], [[1, 9], [9]]),
        (AddToken("<bos>"), ["a"], ["<bos>", "a"]),
        (AddToken("<eos>", begin=False), [["a"], []], [["a", "<eos>"], ["<eos>"]]),
        (AddToken(0), [], [0]),
        (LabelToIndex(["sim", "não"]), "não", 1),
        (LabelToIndex(["sim", "não"], sort_names=True), ["não", "sim"], [0, 1]),
        (StrToIntTransform(), ["1", "-2"], [1, -2]),
        (StrToIntTransform(), [["1"], ["2", "3"]], [[1], [2, 3]]),
    ],
)
def test_examples(transform: nn.Module, given: Any, expected: Any) -> None:
    copy = [*given] if isinstance(given, list) else given
    assert transform(given) == expected
    assert given == copy


@pytest.mark.parametrize(
    ("transform", "given"),
    [
        (VocabTransform(Vocab("a")), "a"),
        (VocabTransform(Vocab("a")), [1]),
        (Truncate(2), "abc"),
        (AddToken(1), ["a"]),
        (AddToken("a"), [[1]]),
        (AddToken(1), 5),
        (LabelToIndex(["a"]), 5),
        (StrToIntTransform(), [1]),
        (ToTensor(), ["a"]),
        (ToTensor(), 5),
    ],
)
def test_other_types_are_errors(transform: nn.Module, given: Any) -> None:
    with pytest.raises(TypeError, match="not supported"):
        transform(given)


def equal(left: Tensor, right: Tensor) -> bool:
    return left.dtype == right.dtype and torch.equal(left, right)


def test_tensors_are_padded_to_the_longest_row() -> None:
    assert equal(ToTensor()([1, 2]), torch.tensor([1, 2]))
    assert equal(ToTensor(padding_value=0)([1, 2]), torch.tensor([1, 2]))
    padded = ToTensor(padding_value=7, dtype=torch.int32)([[1, 2, 3], [4], []])
    expected = torch.tensor([[1, 2, 3], [4, 7, 7], [7, 7, 7]], dtype=torch.int32)
    assert equal(padded, expected)


def test_uneven_rows_need_a_padding_value() -> None:
    with pytest.raises(ValueError, match="sequence of length"):
        ToTensor()([[1, 2], [3]])


def test_padding_fills_up_and_never_cuts() -> None:
    pad = PadTransform(max_length=4, pad_value=9)
    assert equal(pad(torch.tensor([1, 2])), torch.tensor([1, 2, 9, 9]))
    assert equal(pad(torch.ones(2, 5)), torch.ones(2, 5))
    assert equal(pad(torch.zeros(2, 3))[:, 3], torch.full((2,), 9.0))


def test_labels_come_from_a_file_too(tmp_path: Path) -> None:
    path = tmp_path / "labels.txt"
    path.write_text("política\n\n esporte \n", encoding="utf-8")
    labels = LabelToIndex(label_path=path)
    assert labels.label_names == ["política", "esporte"]
    assert labels("esporte") == 1
    with pytest.raises(RuntimeError):
        labels("cultura")


def test_labels_need_names_or_a_path_and_not_both(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        LabelToIndex()
    with pytest.raises(AssertionError):
        LabelToIndex(["a"], tmp_path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("pieces")
    train_pieces(LINES, 400, place)
    return place


def test_a_row_of_transforms_from_text_to_a_padded_batch(folder: Path) -> None:
    pieces = Pieces(folder).processor
    words = Vocab([pieces.id_to_piece(i) for i in range(pieces.get_piece_size())])
    steps = Sequential(
        SentencePieceTokenizer(folder / FILE),
        VocabTransform(words),
        Truncate(6),
        AddToken(2),
        AddToken(3, begin=False),
        ToTensor(padding_value=0),
    )
    batch = steps(["O menino foi à praia.", "O"])
    one = steps("O")
    assert batch.shape == (2, 8)
    assert batch[0, 0] == 2
    assert batch[0, 7] == 3
    assert one.shape[0] < 8
    assert equal(batch[1, : len(one)], one)
    assert not batch[1, len(one) :].any()


def test_the_tokenizer_takes_a_string_or_strings(folder: Path) -> None:
    tokenizer = SentencePieceTokenizer(folder / FILE)
    one = tokenizer("A chuva.")
    assert "".join(one).replace("\u2581", " ").strip() == "A chuva."
    assert tokenizer(["A chuva.", ""]) == [one, []]
    with pytest.raises(TypeError):
        tokenizer([["A"]])
