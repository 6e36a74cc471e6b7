"""``textnn chat``: a conversation in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import PurePath
from typing import Annotated

import typer

from textnn.chat import Upload, as_dict, plain
from textnn.cli.context import AsJson, CliContext, cli_context, print_json
from textnn.cli.own_service import open_service
from textnn.compose_chat import compose_chat
from textnn.errors import UserError
from textnn.results.context import RequestContext
from textnn.results.conversation import Confirm, Message, Offer, Term
from textnn.tasks.terminal import visible
from textnn.web.identity.owner import terminal_owner

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def chat(
    context: typer.Context,
    message: Annotated[
        str, typer.Argument(help="What you say, or - for standard input; without, a dialogue.")
    ] = "",
    article: Annotated[
        str, typer.Option(metavar="FILE", help="An article or a picture to talk about.")
    ] = "",
    conversation: Annotated[
        str, typer.Option(metavar="ID", help="Go on in this conversation.")
    ] = "",
    delete_all: Annotated[
        bool, typer.Option("--delete-all", help="Delete all conversations; results stay.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Ask for anything in your own words, in Portuguese or English.

    With a message it answers once and tells on standard error how to go on; without one it reads
    a line at a time until the input ends, or a line says "exit" (sair, fim); Ctrl-C stops a reply.
    The conversation is kept.

    \b
    textnn chat "separa as aspas" --article artigo.txt
    textnn chat "em duas frases" --conversation 4f1c0a... --json
    textnn chat
    """
    cli = cli_context(context)
    if delete_all and (message or article or conversation):
        raise UserError("many-actions", "chat")
    if delete_all:
        _Talk(cli, None).delete_all(as_json=as_json)
        return
    uploads = [Upload(PurePath(article).name, cli.read(article))] if article else []
    text = cli.read("-").decode("utf-8", "replace") if message == "-" else message
    talk = _Talk(cli, conversation or None)
    answered = True
    if message or (uploads and as_json):
        answered = talk.say(text, uploads, as_json=as_json)
    elif as_json:
        raise UserError("empty-message", "json")
    else:
        talk.go_on(uploads)
    talk.tell_where()
    if not answered:
        raise typer.Exit(2)


_END = {"sair", "fim", "exit", "quit"}
"""Lines that end the dialogue."""


class _Talk:
    """One conversation at one terminal."""

    def __init__(self, cli: CliContext, conversation_id: str | None) -> None:
        settings = cli.settings
        self._desk = cli
        self._chat = compose_chat(open_service(cli), settings)
        self._context = RequestContext(terminal_owner(settings.home), language=cli.language)
        self._id = conversation_id

    def say(self, text: str, uploads: list[Upload], *, as_json: bool = False) -> bool:
        """One message and its reply: whether it got one.

        Ctrl-C stops the reply, which keeps what it has.
        """
        language = self._desk.language
        with closing(self._chat.reply(self._context, self._id, text, uploads)) as growing:
            for reply in growing:
                self._id = None if reply.status == "gone" else reply.conversation_id
        if as_json:
            print_json(as_dict(reply, language))
        else:
            print(visible(_readable(reply, language)))
        return reply.status != "failed"

    def go_on(self, uploads: list[Upload]) -> None:
        """Line after line, until the input ends."""
        if uploads:
            self.say("", uploads)
        else:
            self._desk.remark("cli_chat_begins")
        for line in self._lines():
            if line.strip().lower().rstrip(".!") in _END:
                return
            try:
                if line.strip():
                    self.say(line, [])
            except UserError as error:
                self._desk.complain(error)
            except KeyboardInterrupt:
                self._desk.remark("cli_chat_stopped")

    def delete_all(self, *, as_json: bool) -> None:
        """Every conversation of this terminal."""
        gone = self._chat.delete_all(self._context.owner)
        if as_json:
            print_json({"deleted": gone})
        else:
            self._desk.remark("cli_conversations_deleted", gone=gone)

    def tell_where(self) -> None:
        """How to come back."""
        if self._id:
            self._desk.remark("cli_conversation", id=self._id)

    def _lines(self) -> Iterator[str]:
        source = self._desk.stdin or sys.stdin.buffer
        while True:
            if source.isatty():
                print("> ", end="", file=sys.stderr, flush=True)
            line = source.readline()
            if not line:
                return
            yield line.decode("utf-8", "replace").rstrip("\r\n")


def _readable(reply: Message, language: str) -> str:
    """The reply in words, and what may be said next."""
    said = [plain(reply, language)]
    for part in reply.parts:
        match part:
            case Offer(buttons):
                said.append(" · ".join(f"“{button.message}”" for button in buttons))
            case Confirm(yes=yes, no=no):
                said.append(f"“{yes.message}” · “{no.message}”")
            case Term(see=see) if see:
                said.append(" · ".join(f"“{button.message}”" for button in see))
    return "\n\n".join(said) + "\n"
