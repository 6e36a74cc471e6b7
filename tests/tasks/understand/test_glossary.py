"""The glossary: found by any name, mistyped too, and whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from textnn.errors import UserError
from textnn.tasks.understand.glossary import Glossary, GlossaryEntry, load_glossary, name_key
from textnn.text.sentences import sentences

GLOSSARY = load_glossary()


def entry(name: str, *aliases: str, see: tuple[str, ...] = ()) -> GlossaryEntry:
    return GlossaryEntry(name.lower(), (name, name), aliases, ("a", "b"), ("c", "d"), see)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("LSTM", "lstm"),
        ("lstms", "lstm"),
        ("memória longa de curto prazo", "lstm"),
        ("Redes Neurais", "rede-neural"),
        ("retro-propagação", "backpropagation"),
        ("RETROPROPAGACAO", "backpropagation"),
        ("overfiting", "sobreajuste"),
        ("convolusao", "convolucao"),
        ("gradiente decendente", "gradiente-descendente"),
        ("learning rate", "taxa-de-aprendizado"),
        ("bits por caractere", "perplexidade"),
        ("ECE", "calibracao"),
        ("detetive", "discriminador"),
    ],
)
def test_found_by_any_name(name: str, found: str) -> None:
    result = GLOSSARY.lookup(name)
    assert result is not None
    assert result.id == found


@pytest.mark.parametrize("name", ["bitcoin", "fotossíntese", "", "??", "GAM", "o"])
def test_what_is_not_there_is_not_found(name: str) -> None:
    assert GLOSSARY.lookup(name) is None


def test_the_first_and_longest_name_in_a_message() -> None:
    text = "Qual a diferença entre redes recorrentes e uma rede neural?"
    mention = GLOSSARY.find(text)
    assert mention is not None
    assert (text[mention.start : mention.end], mention.entry.id) == ("redes recorrentes", "rnn")
    assert GLOSSARY.find("vai chover amanhã?") is None


def test_names_meet_in_one_key() -> None:
    assert name_key("Funções de Ativação") == name_key("funcao de ativacao")
    assert name_key("Viés") == name_key("vies")


def test_no_name_twice_and_no_way_into_nothing() -> None:
    with pytest.raises(ValueError, match="another"):
        Glossary([entry("LSTM"), entry("GRU", "lstm")])
    with pytest.raises(ValueError, match="nowhere"):
        Glossary([entry("LSTM", see=("gru",))])
    with pytest.raises(ValueError, match="same id"):
        Glossary([entry("LSTM"), entry("lstm")])


@pytest.mark.parametrize("content", ["{", '{"id": "a"}\n', "[]\n"])
def test_a_damaged_file_is_said(tmp_path: Path, content: str) -> None:
    path = tmp_path / "glossary.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        load_glossary(path)
    assert caught.value.code == "glossary-unusable"
    with pytest.raises(UserError):
        load_glossary(tmp_path / "none.jsonl")


def test_it_covers_the_lecture() -> None:
    agenda = """perceptron, neurônio, peso, viés, função de ativação, backpropagation,
        gradiente descendente, taxa de aprendizado, dados de treino, dados de teste, supervisionado,
        não supervisionado, classificação, regressão, clustering, CNN, convolução, kernel, pooling,
        padding, stride, LeNet, AlexNet, ZF Net, VGG, GoogLeNet, ResNet, MNIST, CIFAR-10, ImageNet,
        dropout, RNN, LSTM, GRU, encoder-decoder, atenção, GAN, gerador, discriminador, pix2pix,
        transfer learning, CRF, incorporação contextual, perplexidade, memorização, temperatura,
        ROUGE, ECE, deep learning, Keras"""
    missing = [name for name in agenda.split(",") if GLOSSARY.lookup(name.strip()) is None]
    assert not missing


@pytest.mark.parametrize("one", GLOSSARY.entries, ids=lambda one: one.id)
def test_an_entry_is_short_and_whole(one: GlossaryEntry) -> None:
    assert one.see
    for text in one.text:
        assert 1 <= len(sentences(text)) <= 5
        assert 80 <= len(text) <= 520
    for text in (*one.text, *one.example):
        assert text == " ".join(text.split())
        assert text.endswith(".")
