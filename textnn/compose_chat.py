"""The composition root of conversations, for what has them."""

from __future__ import annotations

from textnn.articles.files import read_file
from textnn.articles.repair import read_ranks, repair
from textnn.articles.web import fetch
from textnn.chat import Chat, Sources
from textnn.config import Settings
from textnn.service import Service


def compose_chat(service: Service, settings: Settings) -> Chat:
    """Conversations over a service, with articles from files and addresses."""
    sources = Sources(
        read=lambda name, content: read_file(name, content, settings),
        fetch=lambda address: fetch(address, settings),
        repair=lambda text: repair(text, read_ranks(settings)).text,
    )
    return Chat(service, sources)
