"""``textnn serve``: the app in the browser."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

from textnn.cli.context import AsJson, CliContext, cli_context, print_json
from textnn.cli.manual import uncollected
from textnn.config import Settings
from textnn.locale import Sentence
from textnn.web.early import EarlyDoor, listen
from textnn.web.running import announced

_TUNNEL = ("web.tunnel", "ui.gradio_patches")
_OWN = ("127.0.0.1", "localhost", "::1")
"""Hosts that only this machine reaches."""

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on; TEXTNN_HOST if left out.")] = "",
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port, 0 takes a free one; TEXTNN_PORT if left out."),
    ] = None,
    share: Annotated[
        bool, typer.Option("--share", help="Also open a public address, for a week at most.")
    ] = False,
    public: Annotated[
        bool, typer.Option("--public", help="Rules for strangers, as TEXTNN_PUBLIC.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Open the app in the browser.

    Ctrl-C ends it. --share asks Gradio's servers for a public address that leads to this machine:
    everybody who knows it can use the app under the rules of --public, and what they write travels
    over those servers. Where they cannot be reached the app stays open on this machine. With
    --json the public address, or null, is printed once it is known.

    \b
    textnn serve
    textnn serve --host 0.0.0.0 --port 8000
    """
    cli = cli_context(context)
    settings = cli.settings
    host = host or settings.host
    port = settings.port if port is None else port
    if (share or public) and not settings.public:
        given = settings.model_dump(exclude_unset=True)
        settings = Settings(**{**given, "public": True})
    proxies = settings.trusted_proxies
    if share:  # the tunnel's end on this machine hands the visitors' addresses on
        proxies = ",".join(filter(None, (proxies, "127.0.0.1")))

    def listens(port: int) -> None:
        tunnel, patches = (import_module(f"textnn.{name}") for name in _TUNNEL)
        _announce(cli, tunnel.open_tunnel(host, port, patches.public_address), as_json, host)

    with listen(host, port) as listening, EarlyDoor(listening) as door:
        with uncollected():  # only now is Gradio read: somebody is at the door already
            composed, page = import_module("textnn.app").composed, import_module("textnn.ui.page")
        with composed(settings) as screen, announced(settings, screen.secret, listening):
            page.serve(
                page.make_app(screen),
                listening,
                proxies,
                settings.grace,
                listens if share else None,
                screen.service.warm,
                door,
            )


def _announce(cli: CliContext, public: str | None, as_json: bool, host: str) -> None:
    if as_json:
        print_json({"public": public})
    elif public:
        print(public, flush=True)
        cli.remark("cli_public_address")
    else:
        where = "cli_this_machine" if host in _OWN else "cli_this_network"
        cli.remark("cli_no_public_address", where=Sentence(where))
