"""The character RNN against PPMd, a strong adaptive compressor, on the same text of news.

    python benchmarks/charrnn_vs_ppmd.py [--chars 1500000] [--order 16] [--model charrnn]
    python benchmarks/charrnn_vs_ppmd.py --part repaired --source Infomoney --chars 150000

Both saw the very same training articles. PPMd of order 16 is primed with them: 7-Zip packs the
training text, then the training text followed by the text that is scored; what the second archive
is larger by, in bits, over the characters scored, is PPMd's figure. That text is the beginning of
news dev, of another part, or of what a part has of one publisher or collection. Needs 7z (Debian:
apt-get install p7zip-full), 2 GB of memory and the data sets (``TEXTNN_DATASETS`` or ``--data``).
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from common import markdown, settings_for, timed, write_json

from textnn.checkpoints import load, network
from textnn.config import Settings
from textnn.datasets.news import news_file, read_articles, read_texts
from textnn.errors import UserError
from textnn.evaluation.charrnn import score_texts
from textnn.models.charrnn import CharRNN
from textnn.pretrained import Models
from textnn.tasks.generate.pipeline import load_copiers
from textnn.text.characters import CharVocab
from textnn.training.charrnn import DEV_CHARACTERS, first_characters

ORDER = 16
"""Characters of context, as in the reference figure of the data set."""

PARTS = ("dev", "test", "repaired", "extra")
"""Parts of news that hold articles and that no character RNN learnt from."""

Rows = dict[str, dict[str, Any]]


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse(arguments)
    if shutil.which("7z") is None:
        print("charrnn_vs_ppmd: 7z is missing; Debian: apt-get install p7zip-full", file=sys.stderr)
        return 2
    try:
        settings = settings_for(options.data)
        training = read_texts(settings.datasets_folder, "train")
        some = texts_of(settings.datasets_folder, options.part, options.source)
        if not any(some):
            print(f"charrnn_vs_ppmd: no text of {options.source!r} here", file=sys.stderr)
            return 2
        texts = first_characters(some, options.chars)
        rows = {
            **score_charrnn(settings, options.model, texts),
            "ppmd": score_ppmd(training, texts, options.order),
        }
    except UserError as error:
        print(f"charrnn_vs_ppmd: {error.say('en')}", file=sys.stderr)
        return 2
    characters = sum(map(len, texts))
    octets = sum(len(text.encode()) for text in texts)
    print(
        f"{len(texts)} articles, {characters:,} characters ({octets:,} bytes) of news "
        f"{' '.join([options.part, options.source]).strip()}; "
        f"torch threads: {torch.get_num_threads()}\n"
    )
    print(table(rows, options.order))
    sizes = {"characters": characters, "bytes": octets, "order": options.order}
    sizes |= {"part": options.part, "source": options.source}
    write_json(options.json, {**sizes, **rows})
    return 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--chars", type=int, default=DEV_CHARACTERS, help="characters scored")
    parser.add_argument("--part", default="dev", choices=PARTS, help="part of news; else dev")
    parser.add_argument("--source", default="", help="only what has this `source` or `set`")
    parser.add_argument("--order", type=int, default=ORDER, help="PPMd's longest context")
    parser.add_argument("--model", default="charrnn", help="folder below the models folder")
    parser.add_argument("--data", type=Path, help="folder of data sets; else TEXTNN_DATASETS")
    parser.add_argument("--json", type=Path, help="file for the figures")
    return parser.parse_args(arguments)


def texts_of(folder: Path, part: str, source: str = "") -> list[str]:
    """The article texts of a part in NFC, all or those of one publisher or collection.

    Raises:
        UserError: the part's file is missing or damaged.
    """
    articles = read_articles(news_file(folder, part))
    texts = [one.text for one in articles if source in ("", one.source, one.set)]
    return [unicodedata.normalize("NFC", text) for text in texts]


def score_ppmd(training: Sequence[str], dev: Sequence[str], order: int = ORDER) -> dict[str, Any]:
    """Bits per character of PPMd, primed with the training articles.

    Articles end in a line break. PPMd pays for those too, so they are counted as characters;
    bytes are only what it works on.
    """
    primer, text = ("\n".join([*texts, ""]) for texts in (training, dev))
    both, seconds = timed(lambda: packed_size([primer, text], order))
    bits = 8 * (both - packed_size([primer], order))
    return {"bits_per_char": round(bits / len(text), 4), "seconds": round(seconds, 1)}


def packed_size(parts: Sequence[str], order: int) -> int:
    """Bytes of the 7z archive of the parts, written one after the other to one file."""
    with TemporaryDirectory() as folder:
        plain, archive = Path(folder) / "text", Path(folder) / "text.7z"
        with plain.open("wb") as file:
            file.writelines(part.encode() for part in parts)
        subprocess.run(
            ["7z", "a", "-t7z", f"-m0=PPMd:o={order}:mem=2g", str(archive), str(plain)],
            check=True,
            capture_output=True,
        )
        return archive.stat().st_size


def score_charrnn(settings: Settings, name: str, dev: Sequence[str]) -> Rows:
    """Bits per character of a shipped model, with copying (if it has a copier) and without.

    One pass gives both, so both rows have the same seconds.
    """
    checkpoint = Models(settings.models).get(name, load)
    model, vocabulary = network(checkpoint, CharRNN), CharVocab(checkpoint.config.chars)
    copiers = load_copiers(settings.models / name)
    scores, seconds = timed(lambda: score_texts(model, vocabulary, dev, copiers))
    both = {"unknown": scores.unknown, "seconds": round(seconds, 1)}
    copying = {"charrnn": {"bits_per_char": round(scores.bits_per_char, 4), **both}}
    plain = {"bits_per_char": round(scores.bits_without_copying, 4), **both}
    return {**(copying if copiers else {}), "charrnn_without_copying": plain}


def table(rows: Rows, order: int) -> str:
    names = {
        "ppmd": f"PPMd order {order}, primed",
        "charrnn": "charrnn, copying",
        "charrnn_without_copying": "charrnn, not copying",
    }
    least = rows["ppmd"]["bits_per_char"]
    cells = [
        (names[key], f"{row['bits_per_char']:.4f}", f"{row['bits_per_char'] - least:+.4f}",
         f"{row['seconds']:.0f}")
        for key, row in rows.items()
    ]  # fmt: skip
    return markdown(("", "bits per character", "against PPMd", "seconds"), cells)


if __name__ == "__main__":
    sys.exit(main())
