"""What a request is answered with: the service, who is asking, and in which language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.types import Scope

from textnn.chat import Chat
from textnn.config import DATA, Settings
from textnn.jobs.jobs import Jobs
from textnn.locale import language_of
from textnn.results.context import RequestContext
from textnn.service import Service
from textnn.web.identity.owner import COOKIE, new_owner, verify
from textnn.web.rate_limit import address_of

AnyRequest = Any
"""A request of Starlette, or Gradio's, which gives its attributes on."""


@dataclass(frozen=True)
class Examples:
    """What can be tried with one press.

    Attributes:
        articles: name -> article.
        prefixes: beginnings of sentences.
        pictures: name -> PNG file.
        lesson: class -> pictures of it, to teach.
        outlines: ``<kind>-<order>-<name>`` -> PNG file of a drawing.
    """

    articles: Mapping[str, str]
    prefixes: tuple[str, ...]
    pictures: Mapping[str, bytes]
    lesson: Mapping[str, tuple[bytes, ...]]
    outlines: Mapping[str, bytes]


def load_examples(folder: Path = DATA / "examples") -> Examples:
    """``<order>-<name>.txt`` articles and ``prefixes.txt``, one beginning a line.

    ``pictures/<order>-<name>.png``, ``lesson/<class>/*.png`` and
    ``outlines/<kind>-<order>-<name>.png`` likewise; they may be absent.
    """
    files = sorted(folder.glob("[0-9]*-*.txt"))
    articles = {file.stem.split("-", 1)[1]: file.read_text(encoding="utf-8") for file in files}
    lines = (folder / "prefixes.txt").read_text(encoding="utf-8").splitlines()
    drawn = sorted(folder.glob("pictures/[0-9]*-*.png"))
    lesson: dict[str, tuple[bytes, ...]] = {}
    for file in sorted(folder.glob("lesson/*/*.png")):
        lesson[file.parent.name] = (*lesson.get(file.parent.name, ()), file.read_bytes())
    return Examples(
        articles,
        tuple(lines),
        {file.stem.split("-", 1)[1]: file.read_bytes() for file in drawn},
        lesson,
        {file.stem: file.read_bytes() for file in sorted(folder.glob("outlines/*-[0-9]*-*.png"))},
    )


@dataclass(frozen=True)
class Screen:
    """The tabs' surroundings.

    Attributes:
        service: the use cases.
        settings: limits and addresses.
        secret: verifies the owner's cookie.
        examples: what can be tried with one press.
        chat: conversations over the service.
        jobs: many articles at once.
    """

    service: Service
    settings: Settings
    secret: str
    examples: Examples
    chat: Chat
    jobs: Jobs

    def owner(self, request: AnyRequest) -> str:
        """Who asks: the login where one is set, else the anonymous id of the browser.

        The middleware gives every request a cookie, so the fresh id at the end is only for a
        request that came around it: it owns nothing and opens nothing.
        """
        login = getattr(request, "username", None)
        if login:
            return f"login:{login}"
        return verify(request.cookies.get(COOKIE, ""), self.secret) or new_owner()

    def visitor(self, request: AnyRequest, scope: Scope) -> str:
        """Whose jobs are counted together: where strangers come in, all from one address."""
        return address_of(scope) if self.settings.public else self.owner(request)

    def context(self, request: AnyRequest, *, keep: bool = True) -> RequestContext:
        """Who asks, in which language, and whether the result is to be kept."""
        return RequestContext(self.owner(request), keep, request_language(request))


def request_language(request: AnyRequest) -> str:
    """``"pt"`` or ``"en"``, as the visitor's browser asks."""
    return language_of(request.headers.get("accept-language"))
