"""A lesson in preparation: the classes somebody names and the pictures given for each.

It lives in the memory of the server while the page is open, so it is bounded.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PIL import Image

from textnn.errors import UserError
from textnn.results.pictures import MAX_PICTURES, MIN_CLASSES, Lesson
from textnn.ui.components.picture_source import Picture

MAX_BYTES = 16 * 2**20
"""Most bytes of all pictures together."""

_THUMB = 72  # pixels a side
_MAX_PIXELS = 50_000_000  # what is not even reduced
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")


@dataclass
class Shelf:
    """A class: its pictures, and each as a small PNG in base64 to be shown."""

    pictures: list[bytes] = field(default_factory=list)
    thumbs: list[str] = field(default_factory=list)


@dataclass
class LessonDraft:
    """A lesson in preparation.

    Attributes:
        shelves: the classes, ``MIN_CLASSES`` to ``MAX_CLASSES``.
        lesson: what was learnt last; ``None`` before.
    """

    shelves: list[Shelf] = field(default_factory=lambda: [Shelf() for _ in range(MIN_CLASSES)])
    lesson: Lesson | None = None

    def add(self, row: int, pictures: Sequence[Picture]) -> None:
        """Put pictures on a shelf, all of those that come before a bad one.

        Raises:
            UserError: one is no picture, or there is no room.
        """
        shelf = self.shelves[row]
        for picture in pictures:
            if len(shelf.pictures) >= MAX_PICTURES:
                raise UserError("too-many-pictures", limit=MAX_PICTURES)
            if self.size + len(picture.data) > MAX_BYTES:
                most = MAX_BYTES // 2**20
                raise UserError("too-many-bytes", most=most)
            thumb = thumbnail(picture)
            shelf.pictures.append(picture.data)
            shelf.thumbs.append(thumb)

    def drop(self, row: int, index: int) -> None:
        """Take one picture off its shelf; nothing happens if it is not there."""
        if 0 <= row < len(self.shelves) and 0 <= index < len(self.shelves[row].pictures):
            del self.shelves[row].pictures[index]
            del self.shelves[row].thumbs[index]

    @property
    def size(self) -> int:
        """Bytes of all pictures."""
        return sum(len(data) for shelf in self.shelves for data in shelf.pictures)

    def named(self, names: Sequence[str | None]) -> dict[str, list[bytes]]:
        """Pictures by class, as the service takes them; classes without name and picture are left.

        Raises:
            UserError: fewer than two classes, a class with pictures and no name, or two of one
                name.
        """
        found: dict[str, list[bytes]] = {}
        for row, shelf in enumerate(self.shelves):
            name = " ".join((names[row] or "").split())
            if not name and not shelf.pictures:
                continue
            if not name:
                raise UserError("no-name", number=row + 1)
            if name in found:
                raise UserError("same-name", name=name)
            found[name] = list(shelf.pictures)
        if len(found) < MIN_CLASSES:
            raise UserError("class-count", "draft")
        return found


def drafted(pictures: Mapping[str, Sequence[bytes]], lesson: Lesson | None) -> LessonDraft:
    """A draft of pictures by class, as a project or an example has them."""
    shelves = [
        Shelf(list(files), [thumbnail(Picture(data, name)) for data in files])
        for name, files in pictures.items()
    ]
    return LessonDraft(shelves, lesson)


def thumbnail(picture: Picture) -> str:
    """The picture in small, a PNG file in base64.

    Raises:
        UserError: it cannot be read.
    """
    try:
        with Image.open(io.BytesIO(picture.data), formats=_FORMATS) as image:
            if image.width * image.height > _MAX_PIXELS:
                raise ValueError(image.size)
            image.draft("RGB", (2 * _THUMB, 2 * _THUMB))
            small = image.convert("RGBA")
        small.thumbnail((_THUMB, _THUMB))
        ground = Image.new("RGBA", small.size, "white")
        ground.alpha_composite(small)
        with io.BytesIO() as file:
            ground.convert("RGB").save(file, "PNG")
            return base64.b64encode(file.getvalue()).decode("ascii")
    except Exception as error:  # there is no list of what a broken file can raise
        name = picture.name or "?"
        raise UserError("not-a-picture", "named", name=name) from error
