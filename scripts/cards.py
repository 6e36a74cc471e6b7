"""The tables of the data cards, counted on the real files.

``python -m scripts.cards`` prints those of all sets found in ``TEXTNN_DATASETS``,
``python -m scripts.cards news`` (or ``ner``, ``images``, ``leaks``) one of them.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from scripts.leaks import Pair, ner_leaks, news_leaks
from textnn.config import Settings
from textnn.datasets.ner.corpora import TAGS, corpora
from textnn.datasets.news import SPLITS, news_file, read_articles
from textnn.datasets.pictures.images import read_images, split_names


def news_table(folder: Path) -> str:
    """Markdown: articles, characters, titles, subtitles and tags of every news file."""
    rows = []
    for split in SPLITS:
        path = news_file(folder, split)
        count: Counter[str] = Counter()
        for article in read_articles(path):
            count["articles"] += 1
            count["characters"] += len(article.text)
            count["title"] += bool(article.title)
            count["subtitle"] += bool(article.subtitle)
            count["keywords"] += bool(article.keywords)
        kinds = ("articles", "characters", "title", "subtitle", "keywords")
        rows.append((split, f"`{path.name}`", *(f"{count[kind]:,}" for kind in kinds)))
    head = "split", "file", "articles", "characters", "with title", "with subtitle", "with tags"
    return _table(head, rows)


def ner_table(folder: Path) -> str:
    """Markdown: texts and entities by tag of every corpus; a dash where it does not annotate."""
    rows = []
    for corpus in corpora(folder).values():
        for split in corpus.files:
            texts = list(corpus.read(split))
            count = Counter(entity.label for text in texts for entity in text.entities)
            cells = (f"{count[tag]:,}" if tag in corpus.tags else "–" for tag in TAGS)
            rows.append((f"`{corpus.name}` {split}", f"{len(texts):,}", *cells))
    return _table(("corpus", "texts", *TAGS), rows)


def image_table(folder: Path) -> str:
    """Markdown: pictures, their shape and the number of classes in every image file."""
    rows = []
    for path in sorted((folder / "images").glob("*.npz")):
        for split in split_names(path):
            images = read_images(path, split)
            shape = "×".join(str(n) for n in images[0].shape)
            classes = len(images.classes) or int(images.labels.max()) + 1
            rows.append((f"`{path.stem}` {split}", f"{len(images):,}", shape, str(classes)))
    return _table(("file", "pictures", "shape", "classes"), rows)


def leak_table(folder: Path) -> str:
    """Markdown: how many held-back texts stand in training texts, by ``scripts.leaks``."""
    found: dict[str, list[Pair]] = {
        f"news {name}": pairs for name, pairs in news_leaks(folder).items()
    } | {f"UNER dev, test in `{name}`": pairs for name, pairs in ner_leaks(folder).items()}
    rows = [
        (name, str(len(pairs)), f"{max((pair.score for pair in pairs), default=0):.2f}")
        for name, pairs in found.items()
    ]
    return _table(("check", "pairs", "highest score"), rows)


TABLES: dict[str, Callable[[Path], str]] = {
    "news": news_table,
    "ner": ner_table,
    "images": image_table,
    "leaks": leak_table,
}


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = tuple(head)
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


if __name__ == "__main__":
    for wanted in sys.argv[1:] or TABLES:
        print(f"{TABLES[wanted](Settings.model_validate({}).datasets_folder)}\n")
