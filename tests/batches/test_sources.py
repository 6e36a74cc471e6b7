"""Mailboxes, feeds and sitemaps as sources of ``textnn batch``."""

from __future__ import annotations

import gzip
import json
import mailbox
from contextlib import closing
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.articles.makers import pdf
from tests.batches.conftest import rows
from tests.ui.fakes import fake_texts
from textnn.articles.markup import text_of_markup
from textnn.batches.documents import Documents
from textnn.batches.work import Job, Processor
from textnn.cli import run
from textnn.cli.context import CliContext
from textnn.config import Settings
from textnn.errors import UserError
from textnn.results.article import Article

SAID = "A prefeita Ana Souza chegou a Santos em 3 de maio."
RSS = """<?xml version="1.0" encoding="iso-8859-1"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Jornal</title>
<item><title>Chuva &amp;amp; vento</title><link>https://jornal.example/1</link>
<pubDate>Mon, 06 May 2024 16:45:00 +0000</pubDate><description>Curto.</description>
<content:encoded><![CDATA[<p>Ana Souza foi a <b>Santos</b>.</p><script>x()</script>
<p>Depois choveu.</p>]]></content:encoded></item>
<item><title>Só o título</title><link>https://jornal.example/2</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Jornal</title>
<entry><title>Viagem</title><id>tag:1</id><content type="text">Rui Prado foi a Santos; 1 &lt; 2.
</content></entry></feed>"""
SITEMAP = """<?xml version="1.0"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc> https://jornal.example/1 </loc><lastmod>2024-05-03</lastmod></url>
<url><loc>https://jornal.example/2</loc></url><url><loc>https://jornal.example/1</loc></url>
</urlset>"""


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """A mailbox: plain, HTML alone, a release attached, an unknown charset, nothing at all."""
    path = tmp_path / "notas.mbox"
    plain, page, release, odd = EmailMessage(), EmailMessage(), EmailMessage(), EmailMessage()
    plain["Subject"], plain["From"] = "Viagem à praia", "Ana <ana@jornal.example>"
    plain.set_content(SAID)
    page["Subject"] = "Página"
    page.set_content("<style>p {}</style><p>Rui Prado<br>foi a Santos.</p>", subtype="html")
    release["Subject"] = "Nota"
    release.set_content("Segue a nota.")
    release.add_attachment(
        pdf([[SAID]]), maintype="application", subtype="pdf", filename="nota.pdf"
    )
    release.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    odd.set_content(SAID)
    odd.replace_header("Content-Type", 'text/plain; charset="klingon"')
    with closing(mailbox.mbox(path)) as file:
        for message in (plain, page, release, odd, EmailMessage()):
            file.add(message)
    return path


def test_a_mailbox(box: Path, cli: CliContext) -> None:
    before = box.read_bytes()
    assert run(["batch", str(box), "t.db"], cli) == 3
    assert box.read_bytes() == before
    assert rows("t.db", "SELECT source, title, kind, text FROM articles ORDER BY rowid") == [
        ("notas.mbox#1", "Viagem à praia", "row", SAID + "\n"),
        ("notas.mbox#2", "Página", "row", "Rui Prado\n\nfoi a Santos."),
        ("notas.mbox#3", "Nota", "row", "Segue a nota.\n"),
        ("notas.mbox#3/1/nota.pdf", "Nota", "pdf", SAID),
        ("notas.mbox#4", "", "row", SAID + "\n"),
    ]
    assert rows("t.db", "SELECT source, code FROM errors") == [("notas.mbox#5", "empty-text")]
    (fields,) = rows("t.db", "SELECT fields FROM articles")[0]
    assert json.loads(fields) == {"from": "Ana <ana@jornal.example>"}


def test_a_message_too_large_is_an_error_of_its_own(box: Path, cli: CliContext) -> None:
    small = replace(cli, settings=cli.settings.model_copy(update={"max_upload": "500b"}))
    assert run(["batch", str(box), "t.db"], small) == 3
    assert rows("t.db", "SELECT source, code FROM errors") == [
        ("notas.mbox#3", "batch-long-line"),
        ("notas.mbox#5", "empty-text"),
    ]


@pytest.mark.parametrize("pack", [False, True])
def test_a_feed(pack: bool, cli: CliContext) -> None:
    content = RSS.encode("latin-1")
    path = Path("feed.xml.gz" if pack else "feed.xml")
    path.write_bytes(gzip.compress(content) if pack else content)
    assert run(["batch", str(path), "t.db"], cli) == 3
    ((title, text, fields),) = rows("t.db", "SELECT title, text, fields FROM articles")
    assert (title, text) == ("Chuva & vento", "Ana Souza foi a Santos.\n\nDepois choveu.")
    assert json.loads(fields)["link"] == "https://jornal.example/1"
    assert rows("t.db", "SELECT source, code FROM errors") == [(f"{path}#2", "empty-text")]


def test_feeds_and_other_xml_in_a_folder(cli: CliContext) -> None:
    Path("pasta").mkdir()
    Path("pasta/a.atom").write_text(ATOM, encoding="utf-8")
    Path("pasta/b.xml").write_text(SITEMAP, encoding="utf-8")
    Path("pasta/c.xml").write_text("<nota>Ana Souza foi a Santos.</nota>", encoding="utf-8")
    Path("pasta/d.rss").write_text("<rss><<<", encoding="utf-8")
    Path("pasta/e.xml.gz").write_bytes(gzip.compress(RSS.encode())[:-20])
    assert run(["batch", "pasta", "t.db"], cli) == 3
    assert rows("t.db", "SELECT source, text FROM articles ORDER BY rowid") == [
        ("a.atom#1", "Rui Prado foi a Santos; 1 < 2."),
        ("c.xml", "<nota>Ana Souza foi a Santos.</nota>"),
    ]
    assert rows("t.db", "SELECT source, code FROM errors ORDER BY source") == [
        ("b.xml", "batch-sitemap"),
        ("d.rss", "broken-file"),
        ("e.xml.gz", "broken-file"),
    ]


def test_entities_of_a_feed_are_neither_followed_nor_unfolded(
    tmp_path: Path, cli: CliContext
) -> None:
    (tmp_path / "segredo.txt").write_text("segredo", encoding="utf-8")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<!ENTITY l0 "ha"><!ENTITY s SYSTEM "{tmp_path}/segredo.txt">{laughs}'
    for name, body in (
        (
            "feed.xml",
            "<rss><channel><item><description>Oi &s; &l11;</description></item></channel>",
        ),
        ("mapa.xml", "<urlset><url><loc>https://&s;&l11;</loc></url></urlset>"),
    ):
        Path(name).write_text(f"<!DOCTYPE x [{head}]>{body}", encoding="utf-8")
        run(["batch", name, f"{name}.db"], cli)
        found = rows(f"{name}.db", "SELECT text FROM articles")
        found += rows(f"{name}.db", "SELECT source FROM errors")
        assert found
        assert "segredo" not in str(found)
        assert len(str(found)) < 1000


def test_a_sitemap_opens_its_pages_by_itself(tmp_path: Path) -> None:
    asked: list[str] = []

    def opened(address: str, _: Settings) -> Article:
        asked.append(address)
        if address.endswith("2"):
            raise UserError("not-found")
        return Article(SAID, "Título", f"{address}/final", "html")

    path = tmp_path / "mapa.xml"
    path.write_text(SITEMAP, encoding="utf-8")
    settings = Settings(home=tmp_path)
    (unopened,) = Documents(path, settings)
    assert (unopened.error and unopened.error.code) == "batch-sitemap"
    documents = Documents(path, settings, opens=True)
    assert documents.count() == 2
    found = Processor(Job(("highlight",), settings), fake_texts(), opened).rows([*documents])
    assert asked == ["https://jornal.example/1", "https://jornal.example/2"]
    assert [row.source for row in found] == asked
    assert found[0].article
    assert (found[0].article["title"], found[0].article["text"]) == ("Título", SAID)
    assert found[0].digest
    assert (found[1].error or ("",))[0] == "not-found"
    assert found[1].digest == ""  # asked again by --resume
    path.write_text(SITEMAP.replace("2024-05-03", "2024-05-04"), encoding="utf-8")
    assert next(iter(documents)).digest != found[0].digest


@pytest.fixture
def forbidden(cli: CliContext) -> CliContext:
    places = (
        "http://127.0.0.1/x",
        "http://[::1]/x",
        "http://169.254.169.254/x",
        "file:///etc/hosts",
    )
    urls = "".join(f"<url><loc>{place}</loc></url>" for place in places)
    Path("mapa.xml").write_text(f"<urlset>{urls}</urlset>", encoding="utf-8")
    return cli


def test_a_sitemap_leads_to_no_private_place(forbidden: CliContext) -> None:
    assert run(["batch", "mapa.xml", "t.db"], forbidden) == 3
    assert [code for (code,) in rows("t.db", "SELECT code FROM errors")] == [
        *["forbidden-address"] * 3,
        "other-scheme",
    ]


def test_a_sitemap_is_refused_where_addresses_are_not_opened(forbidden: CliContext) -> None:
    off = replace(forbidden, settings=forbidden.settings.model_copy(update={"fetch": False}))
    assert run(["batch", "mapa.xml", "t.db"], off) == 3
    assert rows("t.db", "SELECT source, code FROM errors") == [("mapa.xml", "fetch-off")]


def test_an_index_of_sitemaps_is_said_to_be_one(cli: CliContext) -> None:
    Path("mapa.xml").write_text("<sitemapindex><sitemap/></sitemapindex>", encoding="utf-8")
    assert run(["batch", "mapa.xml", "t.db"], cli) == 3
    ((message,),) = rows("t.db", "SELECT message FROM errors")
    assert "index of sitemaps" in message


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        ("só texto & mais", "só texto & mais"),
        ("a\0b<p>c", "a b\n\nc"),
        ("<ul><li>um<li>dois</ul>três", "um\n\ndois\n\ntrês"),
        ("<!-- não --><p>sim</p><style>p{}</style>", "sim"),
        ("antes" + "<div>" * 3000 + "fundo", "antes"),
    ],
)
def test_markup_becomes_paragraphs(markup: str, text: str) -> None:
    assert text_of_markup(markup) == text
