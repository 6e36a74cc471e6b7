"""The shipped tagger on small inputs that once failed: each stands for a kind."""

from __future__ import annotations

import pytest

import textnn

RIGHT = {
    "O STF mandou a União a pagar R$ 1,3 bilhão às Santas Casas.": {("R$ 1,3 bilhão", "VALUE")},
    "A greve começa na segunda-feira (10) em Recife.": {("segunda-feira (10)", "TIME")},
    "Vai da seg. (10) até a 2ª (17).": {("seg. (10)", "TIME"), ("2ª (17)", "TIME")},
    "O jogo é na qua. (12) e a volta na sex. (14).": {("qua. (12)", "TIME"), ("sex. (14)", "TIME")},
    "O ato será na 3ª (11), em Natal.": {("3ª (11)", "TIME"), ("Natal", "LOC")},
    "A Vale subiu 0,6% e o IOF ficou em 0,38%.": {("Vale", "ORG"), ("0,6%", "VALUE")},
    "O Santa Cruz recebe o Ceilândia no Arruda.": {
        ("Santa Cruz", "ORG"), ("Ceilândia", "ORG"), ("Arruda", "LOC"),
    },
    "O romance 'Sal de ninguém' virou filme como \"Bacurau\".": {
        ("Sal de ninguém", "WORK"), ("Bacurau", "WORK"),
    },
    "IFN-γ, LACK e ARHGAP11B são citados no estudo.": {
        ("IFN-γ", "OTHER"), ("LACK", "OTHER"), ("ARHGAP11B", "OTHER"),
    },
    "MINISTRO NUNES MARQUES PEDE VISTA; STF DEVE PAGAR R$ 1,3 BILHÃO": {
        ("NUNES MARQUES", "PER"), ("STF", "ORG"), ("R$ 1,3 BILHÃO", "VALUE"),
    },
    "LULA E MILEI SE REÚNEM EM BRASÍLIA": {
        ("LULA", "PER"), ("MILEI", "PER"), ("BRASÍLIA", "LOC"),
    },
    "🔥🇧🇷 Anitta canta em Lisboa": {("Anitta", "PER"), ("Lisboa", "LOC")},
    "O Santos F.C. venceu.": {("Santos F.C.", "ORG")},
    "O comércio abre em primeiro de janeiro.": {("primeiro de janeiro", "TIME")},
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_is_marked(text: str) -> None:
    found = {(span.text, span.label) for span in textnn.highlight(text).spans}
    assert RIGHT[text] <= found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A linguagem da paz, dita pela ONU no Rio.", [("ONU", "ORG"), ("Rio", "LOC")]),
        (
            "Zucco disse que não leu o relatório. Ela volta na terça. Zucco e Ramagem negam.",
            [("Zucco", "PER"), ("terça", "TIME"), ("Zucco", "PER"), ("Ramagem", "PER")],
        ),
        (
            "Usa nanopartículas lipídicas (LNP).\n\nIFN-γ, LNP, LACK e ARHGAP11B são citados.",
            [(name, "OTHER") for name in ("LNP", "IFN-γ", "LNP", "LACK", "ARHGAP11B")],
        ),
    ],
)
def test_nothing_else_is_marked(text: str, wanted: list[tuple[str, str]]) -> None:
    assert [(span.text, span.label) for span in textnn.highlight(text).spans] == wanted


@pytest.mark.slow
def test_an_obituary_is_about_the_dead() -> None:
    text = (
        "Juca Prado, que ensinou uma cidade a nadar, morre aos 84 anos\n\nO professor Juca Prado "
        "morreu nesta quarta-feira em Santos, aos 84 anos. Ele deu aulas de natação no clube "
        "Saldanha da Gama por meio século. Juca Prado deixa a mulher, Dora, e três filhos. O "
        "velório será no cemitério do Paquetá."
    )
    first, *others = textnn.highlight(text, keywords=True).keywords
    assert "Juca Prado" in first.text
    assert not any("Prado" in one.text for one in others)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["Compartilharemos os dados. Ex-ministro nega."])
def test_first_words_are_no_names(text: str) -> None:
    assert textnn.highlight(text).spans == ()


@pytest.mark.slow
def test_the_same_kind_of_minutes_has_one_label() -> None:
    spans = textnn.highlight("Rildo recebeu aos 34, Galdezani ampliou aos 41 minutos.").spans
    labels = {span.label for span in spans if span.text[0].isdigit()}
    assert len(labels) == 1
