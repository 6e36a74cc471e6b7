"""An article that somebody opened."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Article:
    """What a file or a web page says.

    Attributes:
        text: the article itself, its paragraphs parted by empty lines, its title the first of them
            where it shows one; of a plain text file, the file to the letter.
        title: what it calls itself; empty where it does not say.
        source: name of the file, or the address where it was found after all redirects.
        kind: ``"text"``, ``"html"``, ``"pdf"`` or ``"docx"``.
    """

    text: str
    title: str
    source: str
    kind: str
