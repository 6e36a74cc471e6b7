"""Results as files: a highlight as JSON, CSV or CoNLL, a summary as text, Markdown or JSON.

Sampled pictures become a sheet or an archive. Pure functions from a result to a string or to
bytes. Offsets are those of the result: code points into its
``text``.
"""

from __future__ import annotations

import base64
import csv
import io
import itertools
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from functools import partial

from PIL import ExifTags, Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from textnn.results import Highlight, Result, Span, Summary, to_dict
from textnn.results.pictures import Classification, Lesson, Rendering, Samples
from textnn.text.iob import TokenSpan, to_tags
from textnn.text.sentences import sentences
from textnn.text.words import words

CSV_COLUMNS = ("start", "end", "label", "score", "text")
KEYWORD = "KEYWORD"
"""Label of a keyword's lines in CSV, of its class and its place in the legend on the screen; a
keyword is no mark, so it is none of ``LABELS``."""

_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~]|^[-+](?=\s|$)")
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")
"""What Markdown would read as its own: signs anywhere, a bullet, the number of an item."""

_SPACE = re.compile(r"[^\S\r\n]")
_ZOOM, _COLUMNS, _GAP, _FONT_SIZE = 4, 10, 12, 16  # of a sheet of pictures, in pixels

Pair = tuple[int, int]
"""Start and end of a stretch of the text."""


def highlight_to_json(result: Highlight) -> str:
    """The whole result, as ``textnn.results.from_dict`` reads it back; ends in a line feed."""
    return _to_json(result)


def highlight_to_csv(result: Highlight, *, spreadsheet: bool = False) -> str:
    """One line a mark under the header ``CSV_COLUMNS`` (RFC 4180: CRLF, quoted where needed).

    After the marks comes a line for every place of every keyword, labelled ``KEYWORD``.

    Args:
        spreadsheet: for a program that opens files with a double click: a byte order mark first,
            so that it reads the accents, and an apostrophe before what it would run as a formula.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(CSV_COLUMNS)
    for span in (*result.spans, *_places(result)):
        text = _no_formula(span.text) if spreadsheet else span.text
        writer.writerow((span.start, span.end, span.label, f"{span.score:.4f}", text))
    return "\ufeff" * spreadsheet + file.getvalue()


def _places(result: Highlight) -> list[Span]:
    """Every place of every keyword, best keyword first."""
    return [
        Span(start, end, result.text[start:end], KEYWORD, keyword.score)
        for keyword in result.keywords
        for start, end in keyword.spans
    ]


def _no_formula(text: str) -> str:
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def highlight_to_conll(result: Highlight) -> str:
    """One line ``token<TAB>tag`` a token in IOB2, an empty line after each sentence.

    A mark that begins or ends inside a token cuts it, and one that runs over the end of a sentence
    joins the two, so every mark is in the file exactly as it is on the screen.
    """
    lines: list[str] = []
    for start, end in _whole_sentences(result):
        spans = [span for span in result.spans if start <= span.start and span.end <= end]
        tokens = _tokens(result.text, start, end, spans)
        tags = to_tags([_counted(span, tokens) for span in spans], len(tokens))
        lines += [f"{result.text[a:b]}\t{tag}" for (a, b), tag in zip(tokens, tags, strict=True)]
        lines.append("")
    return "".join(f"{line}\n" for line in lines)


def _whole_sentences(result: Highlight) -> list[Pair]:
    """Sentences of the text, joined and stretched where a mark goes over their borders.

    Other spaces become plain ones first: on a no-break space before a stop sentencex panics.
    """
    joined: list[Pair] = []
    marks = [(span.start, span.end) for span in result.spans if span.start < span.end]
    for start, end in sorted([*sentences(_SPACE.sub(" ", result.text)), *marks]):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _tokens(text: str, start: int, end: int, spans: list[Span]) -> list[Pair]:
    """Tokens of ``text[start:end]``, none across the border of a mark."""
    borders = [start, *(border for span in spans for border in (span.start, span.end)), end]
    return [
        (left + a, left + b)
        for left, right in itertools.pairwise(borders)
        for a, b in words(text[left:right])
    ]


def _counted(span: Span, tokens: list[Pair]) -> TokenSpan:
    """The mark counted in tokens."""
    inside = [index for index, (a, b) in enumerate(tokens) if span.start <= a and b <= span.end]
    return (inside[0], inside[-1] + 1, span.label) if inside else (0, 0, span.label)


EXPORTS: Mapping[str, tuple[str, Callable[[Highlight], str]]] = {
    "json": ("application/json", highlight_to_json),
    "csv": ("text/csv", partial(highlight_to_csv, spreadsheet=True)),
    "conll": ("text/plain", highlight_to_conll),
}
"""Format of a download -> its media type and its writer."""


def summary_to_text(result: Summary, note: str = "") -> str:
    """Headline, dek and the sentences, a paragraph each; ends in a line feed.

    Args:
        note: said at the end: which of this a network wrote.
    """
    return "\n\n".join(filter(None, [*_lines(result), note])) + "\n"


def summary_to_markdown(result: Summary, note: str = "") -> str:
    """The same as Markdown; what the article says is never read as markup."""
    headline, dek, *sentences = map(_plain, _lines(result))
    listed = "\n".join(f"- {sentence}" for sentence in sentences)
    parts = (f"# {headline}", dek and f"**{dek}**", listed, note and f"> {_plain(note)}")
    return "\n\n".join(filter(None, parts)) + "\n"


def summary_to_json(result: Summary, note: str = "") -> str:  # noqa: ARG001 - as its neighbours
    """The whole result, as ``textnn.results.from_dict`` reads it back; ends in a line feed."""
    return _to_json(result)


def _plain(line: str) -> str:
    return _NUMBERED.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", line))


def _lines(result: Summary) -> list[str]:
    """Headline, dek and sentences, each on one line."""
    texts = (result.headline.text, result.dek.text, *(s.text for s in result.sentences))
    return [" ".join(text.split()) for text in texts]


def _to_json(result: Result) -> str:
    return json.dumps(to_dict(result), ensure_ascii=False, indent=2) + "\n"


SUMMARY_EXPORTS: Mapping[str, tuple[str, Callable[[Summary, str], str]]] = {
    "txt": ("text/plain", summary_to_text),
    "md": ("text/markdown", summary_to_markdown),
    "json": ("application/json", summary_to_json),
}
"""Format of a download -> its media type and its writer, which takes the note."""


def picture_to_json(result: Classification | Lesson) -> str:
    """The whole result, pictures too, as ``textnn.results.from_dict`` reads it back."""
    return _to_json(result)


SHEETS: Mapping[str, str] = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
"""Ending of a sheet's file -> its format."""


def samples_to_sheet(result: Samples, notice: str, form: str = "PNG") -> bytes:
    """All pictures on one sheet, four times their size; ``notice`` stands under them and inside.

    Args:
        result: the pictures.
        notice: the sentence that says that they were made.
        form: one of the formats of ``SHEETS``.
    """
    tiles = [_opened(one.picture) for one in result.pictures]
    side = max(tile.width for tile in tiles) * _ZOOM
    columns = min(len(tiles), _COLUMNS)
    rows = -(-len(tiles) // columns)
    step = side + _GAP
    width = max(columns * step + _GAP, int(_FONT_SIZE * len(notice) * 0.56) + 2 * _GAP)
    sheet = Image.new("RGB", (width, rows * step + _GAP + 2 * _FONT_SIZE), "white")
    for place, tile in enumerate(tiles):
        row, column = divmod(place, columns)
        sheet.paste(tile.resize((side, side), Image.Resampling.BICUBIC),
                    (_GAP + column * step, _GAP + row * step))  # fmt: skip
    where = (_GAP, rows * step + _GAP)
    font = ImageFont.load_default(_FONT_SIZE)
    ImageDraw.Draw(sheet).text(where, notice, fill="black", font=font)
    if form != "PNG":
        return _with_exif(sheet, notice, form)
    return _png(sheet, notice, asdict(result.options))


def samples_to_pictures(result: Samples, notice: str) -> Iterator[tuple[str, bytes]]:
    """Name and PNG file of every picture, each with ``notice`` inside."""
    for place, one in enumerate(result.pictures):
        facts = {"label": one.label, "verdict": one.verdict}
        name = f"generated-{result.options.set}-{one.label}-{place:03}.png"
        yield name, _png(_opened(one.picture), notice, facts)


def samples_to_zip(result: Samples, notice: str) -> bytes:
    """Every picture as a PNG file of its own, each with ``notice`` inside, and what made them."""
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, picture in samples_to_pictures(result, notice):
                archive.writestr(name, picture)
            data = to_dict(result) | {"notice": notice}
            data["pictures"] = [
                {"label": one.label, "verdict": one.verdict} for one in result.pictures
            ]
            archive.writestr("about.json", json.dumps(data, ensure_ascii=False, indent=2) + "\n")
            archive.writestr("README.txt", notice + "\n")
        return file.getvalue()


def rendering_to_png(result: Rendering, notice: str) -> bytes:
    """The picture that was made of a drawing; ``notice`` is inside."""
    return _png(_opened(result.picture), notice, asdict(result.options))


def _opened(picture: str) -> Image.Image:
    with Image.open(io.BytesIO(base64.b64decode(picture))) as opened:
        return opened.convert("RGB")


def _png(picture: Image.Image, notice: str, facts: Mapping[str, object]) -> bytes:
    """A PNG file that says that it was made, in the fields the format has for that."""
    told = PngInfo()
    told.add_itxt("Description", notice)
    told.add_itxt("Source", "generated by a neural network")
    told.add_itxt("Comment", json.dumps(facts, ensure_ascii=False))
    with io.BytesIO() as file:
        picture.save(file, "PNG", pnginfo=told)
        return file.getvalue()


def _with_exif(picture: Image.Image, notice: str, form: str) -> bytes:
    """A JPEG or WEBP file that says that it was made, in its EXIF data."""
    told = Image.Exif()
    told[ExifTags.Base.ImageDescription] = notice.encode()
    with io.BytesIO() as file:
        picture.save(file, form, quality=95, exif=told)
        return file.getvalue()


SAMPLE_EXPORTS: Mapping[str, tuple[str, str, Callable[[Samples, str], bytes]]] = {
    "sheet": ("png", "image/png", samples_to_sheet),
    "zip": ("zip", "application/zip", samples_to_zip),
}
"""Name of a format -> ending of its files, media type, and what writes it, from the result and the
sentence that says that the pictures were made."""
