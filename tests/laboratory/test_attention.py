"""Attention: the script against the shipped summarizer, and what the summarizer shows of itself."""

from __future__ import annotations

import pytest
import torch

from textnn.config import DATA
from textnn.errors import UserError
from textnn.laboratory.inside.attention import LookingWriter, open_writer
from textnn.laboratory.programs.attention import Attention
from textnn.models.summarizer import EncoderOutput

ARTICLE = (
    "A prefeitura de Porto Belo vai reabrir no sábado o mercado municipal. A obra custou "
    "R$ 3,2 milhões e durou dez meses, disse a prefeita Ana Souza."
)


@pytest.fixture(scope="module")
def writer() -> LookingWriter:
    return open_writer(DATA / "models" / "summarizer")


def test_the_script_attends_as_the_summarizer_does(writer: LookingWriter) -> None:
    model = writer.model
    torch.manual_seed(0)
    states = torch.randn(2, 5, 2 * model.config.encoder_size)
    hidden = torch.randn(2, model.config.decoder_size)
    script = Attention(states.shape[2], hidden.shape[1], model.config.attention_size)
    for ours, theirs in (
        (script.of_states, model.keys), (script.of_state, model.query),
        (script.energy, model.energy),
    ):  # fmt: skip
        ours.load_state_dict(theirs.state_dict())
    mask = torch.ones(2, 5, dtype=torch.bool)
    source = EncoderOutput(mask.long(), mask, states, model.keys(states), hidden)
    weights, context = script(states, hidden)
    there = model.attend(hidden[:, None], source, torch.zeros(2, 5))
    torch.testing.assert_close(weights, there[:, 0])
    torch.testing.assert_close(context, torch.bmm(there, states)[:, 0])


def test_each_step_is_that_of_the_summarizer(writer: LookingWriter) -> None:
    said = writer.write(ARTICLE, "headline", ())
    assert "".join(said["article"]) == ARTICLE
    ids = torch.tensor([writer.pieces.encode(ARTICLE)])
    source = writer.model.encode(ids, torch.ones_like(ids, dtype=torch.bool))
    last, state = writer.model.config.control("headline"), writer.model.start(source)
    for step in said["steps"]:
        scores, attention, state = writer.model.step(torch.tensor([last]), source, state)
        last = step["id"]
        assert step["chance"] == pytest.approx(scores[0, last].exp().item(), abs=1e-5)
        assert step["attention"] == pytest.approx(attention[0].tolist(), abs=1e-4)
        assert step["likeliest"][0]["id"] == last
    assert said["ended"]


def test_it_goes_on_from_what_was_chosen(writer: LookingWriter) -> None:
    likeliest = writer.write(ARTICLE, "headline", ())["steps"][0]["likeliest"]
    chosen = writer.write(ARTICLE, "headline", (likeliest[1]["id"],))["steps"]
    assert chosen[0]["text"] == likeliest[1]["text"]
    assert chosen[1]["likeliest"][0]["id"] == chosen[1]["id"]


@pytest.mark.parametrize(
    ("text", "kind", "chosen", "code"),
    [
        (" ", "headline", (), "empty-text"),
        ("\u200b", "headline", (), "empty-text"),
        (ARTICLE, "poem", (), "no-such-station"),
        (ARTICLE, "dek", (-1,), "no-such-station"),
        (ARTICLE, "dek", (10**6,), "no-such-station"),
    ],
)
def test_what_cannot_be_written_is_refused(
    writer: LookingWriter, text: str, kind: str, chosen: tuple[int, ...], code: str
) -> None:
    with pytest.raises(UserError) as error:
        writer.write(text, kind, chosen)
    assert error.value.code == code
