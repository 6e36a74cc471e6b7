"""What pasting broke: found where there is no doubt, and nowhere else."""

from __future__ import annotations

import pytest

from textnn.articles.repair import Repair, read_ranks, repair
from textnn.config import Settings

RANKS = read_ranks(Settings())

BROKEN = {
    "Tomou umcafé com346 votos na ação deespionagem.": (
        "Tomou um café com 346 votos na ação de espionagem.",
        [Repair("spaces", 3, "com346", "com 346")],
    ),
    "usuÃ¡rios terÃ£o verificaÃ§Ã£o em SÃ£o Paulo": (
        "usuários terão verificação em São Paulo",
        [Repair("mojibake", 4, "usuÃ¡rios", "usuários")],
    ),
    "O prefeito saiu.Ele não falou.": (
        "O prefeito saiu. Ele não falou.", [Repair("spaces", 1, "saiu.Ele", "saiu. Ele")],
    ),
    "🔥🇧🇷 Anitta canta em Lisboa ❤️\n👉🏽 Abre às 20h, no 😀 Coliseu.\n1️⃣ Leve água. ✨": (
        "Anitta canta em Lisboa\nAbre às 20h, no 😀 Coliseu.\n1️⃣ Leve água.",
        [Repair("emoji", 4, "🔥🇧🇷", "")],
    ),
    "O texto começa.\nLeia também: outra notícia\nPublicidade\nO texto segue.": (
        "O texto começa.\nO texto segue.",
        [Repair("lines", 2, "Leia também: outra notícia", "")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", BROKEN)
def test_what_pasting_broke_is_put_right(text: str) -> None:
    found = repair(text, RANKS)
    assert (found.text, list(found.repairs)) == BROKEN[text]
    assert repair(found.text, RANKS).repairs == ()


@pytest.mark.parametrize(
    "text",
    [
        "SÃO PAULO E A AÇÃO DE ÃNGELA",
        "S.Paulo, www.g1.com.br, ana@jornal.Com.br, 1.500, G20, covid19, sub17, mp3 e 29km.",
        "O Sr. Silva pagou aprox. 500 reais ao dr. Souza, na pág. 3, art. 5º, nº 12.",
        "O sobretrabalho delimitou o paradesporto; entretido, ouviria.",
        "A publicidade na TV caiu. Leia também os clássicos.",
        "Publicidade",  # all there is
        "",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert repair(text, RANKS).repairs == ()
    assert repair(text, RANKS).text == text
