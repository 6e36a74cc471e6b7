"""The character RNN against PPMd, a strong adaptive compressor, on the same dev text.

    python benchmarks/charrnn_vs_ppmd.py [--chars 1500000] [--order 16] [--model charrnn]

Both saw the very same training articles. PPMd of order 16 is primed with them: 7-Zip packs the
training text, then the training text followed by the dev text; what the second archive is larger
by, in bits, over the dev characters, is PPMd's figure. Needs 7z (Debian: apt-get install
p7zip-full), 2 GB of memory and the data sets (``TEXTNN_DATASETS`` or ``--data``).
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from common import markdown, settings_for, timed, write_json

from textnn.checkpoints import load, network
from textnn.config import Settings
from textnn.datasets.news import read_texts
from textnn.errors import UserError
from textnn.evaluation.charrnn import score_texts
from textnn.models.charrnn import CharRNN
from textnn.pretrained import Models
from textnn.tasks.generate.pipeline import load_copiers
from textnn.text.characters import CharVocab
from textnn.training.charrnn import DEV_CHARACTERS, first_characters

ORDER = 16
"""Characters of context, as in the reference figure of the data set."""

Rows = dict[str, dict[str, Any]]


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse(arguments)
    if shutil.which("7z") is None:
        print("charrnn_vs_ppmd: 7z is missing; Debian: apt-get install p7zip-full", file=sys.stderr)
        return 2
    try:
        settings = settings_for(options.data)
        training = read_texts(settings.datasets_folder, "train")
        dev = first_characters(read_texts(settings.datasets_folder, "dev"), options.chars)
        rows = {
            **score_charrnn(settings, options.model, dev),
            "ppmd": score_ppmd(training, dev, options.order),
        }
    except UserError as error:
        print(f"charrnn_vs_ppmd: {error.say('en')}", file=sys.stderr)
        return 2
    characters = sum(map(len, dev))
    octets = sum(len(text.encode()) for text in dev)
    print(
        f"{len(dev)} articles, {characters:,} characters ({octets:,} bytes) of news dev; "
        f"torch threads: {torch.get_num_threads()}\n"
    )
    print(table(rows, options.order))
    sizes = {"characters": characters, "bytes": octets, "order": options.order}
    write_json(options.json, {**sizes, **rows})
    return 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--chars", type=int, default=DEV_CHARACTERS, help="dev characters scored")
    parser.add_argument("--order", type=int, default=ORDER, help="PPMd's longest context")
    parser.add_argument("--model", default="charrnn", help="folder below the models folder")
    parser.add_argument("--data", type=Path, help="folder of data sets; else TEXTNN_DATASETS")
    parser.add_argument("--json", type=Path, help="file for the figures")
    return parser.parse_args(arguments)


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
