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
    "login": ("Entrar", "Log in"),
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
