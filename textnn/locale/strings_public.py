"""Sentences of an app that strangers can reach."""

from __future__ import annotations

from collections.abc import Mapping

STRINGS: Mapping[str, tuple[str, str]] = {
    "too_often": (
        "Muitos pedidos seguidos deste endereço. O que você fez continua aqui; tente de novo em "
        "{seconds} s.",
        "Too many requests in a row from this address. What you made is still here; try again in "
        "{seconds} s.",
    ),
    "too_many": (
        "Você já tem vários pedidos em andamento. Espere um deles terminar e tente de novo.",
        "Several of your requests are already under way. Wait for one to end and try again.",
    ),
    "tagline_public": (
        "Redes neurais leem, marcam, resumem e escrevem notícias em português, e reconhecem e "
        "criam imagens. Tudo é feito neste servidor e não sai dele.",
        "Neural networks read, mark, summarise and write news in Portuguese, and recognise and "
        "make pictures. All of it is done on this server and does not leave it.",
    ),
    "stays_public": (
        "O que você envia fica neste servidor, no seu histórico e nas suas conversas, por {days} "
        "dias. Você pode apagar antes, ou pedir para não guardar; só em Conversar tudo é guardado.",
        "What you send stays on this server, in your history and your conversations, for {days} "
        "days. You can delete it before, or ask not to keep it; only in Chat everything is kept.",
    ),
    "stays_public_endless": (
        "O que você envia fica neste servidor, no seu histórico e nas suas conversas, até você "
        "apagar. Você pode pedir para não guardar; só em Conversar tudo é guardado.",
        "What you send stays on this server, in your history and your conversations, until you "
        "delete it. You can ask not to keep it; only in Chat everything is kept.",
    ),
    "login": ("Entrar", "Log in"),
    "logout": ("Sair", "Log out"),
    "login_username": ("Nome", "Name"),
    "login_password": ("Senha", "Password"),
    "login_wrong": (
        "Nome ou senha não conferem. Confira e tente de novo.",
        "Name or password are wrong. Check them and try again.",
    ),
    "login_locked": (
        "Muitas tentativas erradas deste endereço. Tente de novo em {seconds} s.",
        "Too many wrong tries from this address. Try again in {seconds} s.",
    ),
    "login_needed": ("Entre primeiro, em /login.", "Log in first, at /login."),
}
