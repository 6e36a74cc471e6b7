"""``textnn serve``: the app in the browser."""

from __future__ import annotations

import secrets
from typing import Annotated

import typer
from gradio.networking import setup_tunnel

from textnn.app import compose
from textnn.cli.desk import AsJson, Desk, desk_of, print_json
from textnn.errors import UserError
from textnn.ui.blocks import make_app
from textnn.ui.blocks import serve as listen

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
    as_json: AsJson = False,
) -> None:
    """Open the app in the browser.

    Ctrl-C ends it. --share asks Gradio's servers for a public address that leads to this machine:
    everybody who knows it can use the app, and what they write travels over those servers. --json
    prints the public address, or null, before the app starts.

    \b
    textnn serve
    textnn serve --host 0.0.0.0 --port 8000
    """
    desk = desk_of(context)
    settings = desk.settings
    host = host or settings.host
    port = settings.port if port is None else port
    if share and port == 0:
        raise UserError(
            "--share precisa de uma porta fixa; escolha uma com --port.",
            "--share needs a fixed port; choose one with --port.",
            code="share-port",
        )
    web = make_app(compose(settings))
    public = _public_address(host, port) if share else None
    if as_json:
        print_json({"public": public})
    elif public:
        _warn(desk, public)
    try:
        listen(web, host, port)
    except OSError as error:
        raise UserError(
            f"Não consigo abrir {host}:{port}; talvez outro programa use esta porta. "
            "Tente --port 0.",
            f"Cannot listen on {host}:{port}; another program may use this port. Try --port 0.",
            code="port-taken",
        ) from error


def _warn(desk: Desk, public: str) -> None:
    print(public, flush=True)
    desk.remark(
        "Quem souber este endereço usa o textnn desta máquina; vale por uma semana no máximo.",
        "Whoever knows this address uses the textnn of this machine; it lasts a week at most.",
    )


def _public_address(host: str, port: int) -> str:
    """An address of Gradio's servers that leads to ``host:port``.

    Raises:
        UserError: there is no way to those servers.
    """
    try:
        return setup_tunnel(host, port, secrets.token_urlsafe(32), None, None)
    except Exception as error:  # Gradio raises nothing more precise
        raise UserError(
            "Não consegui um endereço público. Confira a internet, ou use sem --share.",
            "Could not get a public address. Check the internet, or go without --share.",
            code="no-share",
        ) from error
