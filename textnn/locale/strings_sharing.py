"""Sentences about sharing a result, and of the page that shows one."""

from __future__ import annotations

from collections.abc import Mapping

STRINGS: Mapping[str, tuple[str, str]] = {
    # The box under a result
    "share": ("Compartilhar", "Share"),
    "share_shows": (
        "O endereço mostra este resultado como está agora: o que você deu, o que a rede fez, o "
        "modelo e os ajustes. Quem tiver o endereço lê este resultado e nada mais.",
        "The address shows this result as it is now: what you gave, what the network made, the "
        "model and the settings. Whoever has the address reads this result and nothing else.",
    ),
    "share_for": ("Vale por", "Valid for"),
    "share_0": ("sem prazo", "no end"),
    "share_1": ("1 dia", "1 day"),
    "share_7": ("7 dias", "7 days"),
    "share_30": ("30 dias", "30 days"),
    "share_make": ("Criar endereço", "Make the address"),
    "share_address": ("Endereço", "Address"),
    "share_copy": ("Copiar", "Copy"),
    "share_send": ("Enviar…", "Send…"),
    "share_open": ("Abrir", "Open"),
    "share_revoke": ("Revogar", "Revoke"),
    "share_revoke_sure": ("Revogar mesmo?", "Really revoke?"),
    "share_revoked": (
        "Revogado: o endereço não mostra mais nada.",
        "Revoked: the address shows nothing any more.",
    ),
    "share_until": ("Vale até", "Valid until"),
    "share_endless": (
        "Vale até você revogar ou apagar o resultado.",
        "Valid until you revoke it or delete the result.",
    ),
    "share_more": (
        "Há {count} endereços deste resultado; Revogar desliga todos.",
        "There are {count} addresses of this result; Revoke ends them all.",
    ),
    "share_local": (
        "O textnn está aberto só nesta máquina: em outra, o endereço não abre.",
        "textnn is open on this machine only: the address does not open on another.",
    ),
    # The page
    "shared_kicker": ("Resultado compartilhado, só para leitura", "A shared result, to read only"),
    "shared_title": ("{kind}: {title}", "{kind}: {title}"),
    "shared_preview": (
        "Feito por redes neurais no textnn. Quem tem o endereço lê este resultado e nada mais.",
        "Made by neural networks in textnn. Whoever has the address reads this result and nothing "
        "else.",
    ),
    "shared_how": ("Como foi feito", "How it was made"),
    "shared_model": ("Modelo", "Model"),
    "shared_checksum": ("Pesos (sha256)", "Weights (sha256)"),
    "shared_rank": ("Título, do melhor (1) em diante", "Headline, from the best (1) on"),
    "shared_when": ("Feito em", "Made on"),
    "shared_seconds": ("Levou", "Took"),
    "shared_stored": (
        "Esta página mostra o que foi guardado naquele momento; nada é calculado de novo.",
        "This page shows what was kept at that moment; nothing is computed again.",
    ),
    "shared_try": ("Experimente você", "Try it yourself"),
    "shared_walk_class": ("Classe no fim do passeio", "Class at the end of the walk"),
    "shared_home": ("Ir para o textnn", "Go to textnn"),
    "shared_gone_title": ("Não há nada aqui", "There is nothing here"),
    # An answer
    "answer": ("Resposta", "Answer"),
    "one_answer": ("Resposta", "Answer"),
    "task_answer": ("Respostas", "Answers"),
    "answer_question": ("Pergunta", "Question"),
    "answer_article": ("O artigo, com a resposta marcada", "The article, with the answer marked"),
    "answer_back": ("Voltar à resposta", "Back to the answer"),
    "answer_found": (
        "O artigo diz assim (confiança {percent}):",
        "The article says so (confidence {percent}):",
    ),
    "answer_near": (
        "O artigo não diz. O que chega mais perto:",
        "The article does not say. What comes nearest:",
    ),
    "answer_none": ("O artigo não diz.", "The article does not say."),
    "yes": ("sim", "yes"),
    "no": ("não", "no"),
}
