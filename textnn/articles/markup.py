"""A piece of HTML, as feeds and mails carry it -> its words, a paragraph for each block."""

from __future__ import annotations

import re

from lxml import etree, html

_BLOCKS = (
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
    "pre", "section", "table", "td", "th", "tr", "ul",
)  # fmt: skip
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def text_of_markup(markup: str) -> str:
    r"""The words of a piece of a page; scripts, styles and comments are none.

    >>> text_of_markup("<p>Choveu em <b>Santos</b>.</p>\n<p>A ponte caiu.</p>")
    'Choveu em Santos.\n\nA ponte caiu.'
    """
    content = _CONTROLS.sub(" ", markup).encode("utf-8", "replace")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(content, parser=parser)
    except etree.ParserError:  # nothing in it
        return ""
    etree.strip_elements(tree, "script", "style", "title", with_tail=False)
    for element in tree.iter(*_BLOCKS):
        element.text = f"\n{element.text or ''}"
        element.tail = f"\n{element.tail or ''}"
    lines = (" ".join(line.split()) for line in str(tree.text_content()).split("\n"))
    return "\n\n".join(filter(None, lines))
