"""The composition root of conversations, for what has them."""

from __future__ import annotations

from textnn.articles.files import read_file
from textnn.articles.web import fetch
from textnn.chat import Chat, Sources
from textnn.config import Settings
from textnn.service import Service


def compose_chat(service: Service, settings: Settings) -> Chat:
    """Conversations over a service, with articles from files and addresses."""
    sources = Sources(
        read=lambda name, content: read_file(name, content, settings),
        fetch=lambda address: fetch(address, settings),
    )
    return Chat(service, sources)
