"""Inside the LSTM: the script against PyTorch, and the shipped network's cells."""

from __future__ import annotations

import httpx
import pytest
import torch
from torch import nn

from tests.served import Served
from textnn.config import DATA
from textnn.errors import UserError
from textnn.laboratory.inside.cells import (
    CellReader,
    answer,
    gradients,
    meanings,
    open_cells,
)
from textnn.laboratory.later import CellQuestion
from textnn.laboratory.programs.lstm import step
from textnn.web.context import load_examples

ARTICLES = tuple(load_examples().articles.values())
TEXT = 'Ela disse: "Vamos em 2027" e saiu.'


@pytest.fixture(scope="module")
def reader() -> CellReader:
    return open_cells(DATA / "models" / "charrnn", ARTICLES)


def test_a_step_is_that_of_pytorch() -> None:
    torch.manual_seed(0)
    cell, x, h, c = nn.LSTMCell(3, 5), torch.randn(3), torch.randn(5), torch.randn(5)
    output, kept = cell(x[None], (h[None], c[None]))
    numbers = step(x, h, c, cell)
    torch.testing.assert_close(numbers["output"], output[0])
    torch.testing.assert_close(numbers["cell"], kept[0])


def test_an_open_gate_carries_the_gradient_and_an_rnn_has_none() -> None:
    shut, opened = gradients(0), gradients(4)
    assert max(shut[kind][-31] for kind in shut) < 1e-4
    assert min(opened["lstm"][-31], opened["gru"][-31]) > 0.1
    assert opened["rnn"] == shut["rnn"]


def test_meanings_are_those_of_the_text() -> None:
    known = meanings(TEXT)
    inside = [char for char, one in zip(TEXT, known["quote"], strict=True) if one]
    assert "".join(inside) == '"Vamos em 2027'
    assert [TEXT[at + 1] for at, one in enumerate(known["capital"]) if one] == ["V"]
    assert "".join(c for c, one in zip(TEXT, known["number"], strict=True) if one) == "2027"


@pytest.mark.slow
def test_gates_of_a_cell_give_what_the_network_shows(reader: CellReader) -> None:
    read = {name: torch.tensor(values) for name, values in reader.read(TEXT, 53).items()}
    assert {len(values) for values in read.values()} == {len(TEXT)}
    torch.testing.assert_close(
        read["show"] * read["cell"].tanh(), read["output"], atol=1e-5, rtol=1e-4
    )


@pytest.mark.slow
def test_a_cell_tells_what_is_inside_quotes(reader: CellReader) -> None:
    probes = {probe["name"]: probe for probe in reader.probes}
    assert probes["quote"]["alone"] > 0.9
    assert all(probe["alone"] > 0.65 and probe["n"] > 50 for probe in probes.values())
    assert probes["number"]["together"] > 0.95


@pytest.mark.slow
def test_cells_held_at_0_change_what_is_read_and_written(reader: CellReader) -> None:
    held = reader.held(TEXT, "quote", 128, 0)
    ids = reader.ids(TEXT)
    with torch.no_grad():
        loss = reader.model(ids[:, :-1], ids[:, 1:]).loss
    assert held["bits"][0] == pytest.approx(loss.item() / 0.6931, rel=1e-3)
    assert held["bits"][1] > held["bits"][0]
    assert len(set(held["texts"])) == 3


@pytest.mark.slow
def test_what_cannot_be_looked_at_is_refused_in_words(served: Served) -> None:
    for part, asked, code in (
        ("gates", CellQuestion(""), "empty-text"),
        ("gates", CellQuestion("a" * 601), "too-long"),
        ("gates", CellQuestion("a", cell=512), "no-such-station"),
        ("held", CellQuestion("a", count=3), "no-such-station"),
        ("held", CellQuestion("a", seed=2**70), "no-such-station"),
        ("gradients", CellQuestion(gate=7), "no-such-station"),
    ):
        with pytest.raises(UserError) as error:
            answer(part, asked, DATA / "models", ARTICLES)
        assert error.value.code == code
    address = f"{served.url}/laboratory/cells/"
    assert len(httpx.post(address + "gradients", json={"gate": 1}).json()["gru"]) == 50
    without = httpx.post(address + "gates", json={"text": "a"}, headers={"accept-language": "pt"})
    assert without.status_code == 400
    assert "charrnn" in without.json()["error"]
