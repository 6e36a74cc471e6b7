"""The renderer on drawings of every kind, with small made-up networks."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.models.makers import small_pix2pix
from textnn import checkpoints
from textnn.config import Settings
from textnn.datasets.pictures.outlines import SIZE, Mask, grow
from textnn.errors import UserError
from textnn.pretrained import Models
from textnn.results import from_dict, to_dict
from textnn.results.pictures import FACADE_PALETTE, RENDER_KINDS, RenderOptions
from textnn.tasks.picture_files import open_picture
from textnn.tasks.render.pipeline import (
    ENLARGED,
    Render,
    classes_of,
    lines_of,
    load_renderer,
    palette,
)

SHIRT = [(36, 10), (64, 10), (95, 40), (80, 48), (75, 38), (75, 92), (25, 92), (25, 38), (20, 48),
         (5, 40)]  # fmt: skip


def shirt(
    side: int = 280, width: float = 3.0, ink: Any = 0, ground: Any = 255, mode: str = "L", *,
    filled: bool = False, wide: int = 0,
) -> Image.Image:  # fmt: skip
    """A shirt's outline in a square, or in the middle of a wider sheet; width in hundredths."""
    image = Image.new(mode, (side + 2 * wide, side), ground)
    pen = ImageDraw.Draw(image)
    corners = [(wide + x * side / 100, y * side / 100) for x, y in SHIRT]
    if filled:
        pen.polygon(corners, fill=ink)
    thick = max(1, round(width * side / 100))
    pen.line([*corners, *corners[:2]], fill=ink, width=thick, joint="curve")
    return image


def file_of(image: Image.Image, form: str = "PNG") -> bytes:
    file = io.BytesIO()
    image.save(file, form)
    return file.getvalue()


def lines(image: Image.Image, form: str = "PNG") -> Mask:
    return lines_of(open_picture(file_of(image, form)))


def picture(base: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(base)))


@pytest.fixture(scope="module")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Render:
    folder = tmp_path_factory.mktemp("models")
    checkpoints.save(folder / "pix2pix-fashion", "pix2pix", small_pix2pix(), {})
    facades = small_pix2pix(inputs=len(FACADE_PALETTE), outputs=3, size=128)
    checkpoints.save(folder / "pix2pix-facades", "pix2pix", facades, {})
    return load_renderer(Settings(models=folder, _env_file=None), Models(folder))


@pytest.mark.parametrize(
    "drawn",
    [
        pytest.param(shirt(width=1), id="thin"),
        pytest.param(shirt(width=9), id="thick"),
        pytest.param(shirt(ink=255, ground=0), id="light-on-dark"),
        pytest.param(shirt(ink=120, ground=210), id="grey"),
        pytest.param(shirt(1500, 0.3), id="large"),
        pytest.param(shirt(90, 3), id="small"),
        pytest.param(shirt(ink=(240, 220, 0), ground=(255, 255, 255), mode="RGB"), id="yellow"),
        pytest.param(shirt(ink=(90, 0, 0, 255), ground=(0, 0, 0, 0), mode="RGBA"), id="on-nothing"),
        pytest.param(
            shirt(ink=(255, 255, 255, 255), ground=(0, 0, 0, 0), mode="RGBA"), id="white-on-nothing"
        ),
        pytest.param(shirt(filled=True), id="filled"),
        pytest.param(shirt(filled=True, ink=255, ground=0), id="filled-light"),
    ],
)
def test_however_it_is_drawn_the_outline_is_the_same(drawn: Image.Image) -> None:
    wanted, found = lines(shirt()), lines(drawn)
    assert found.shape == (SIZE, SIZE)
    assert not (found & ~grow(wanted[None], 1)[0]).any()
    assert (wanted & ~grow(found[None], 1)[0]).sum() <= 2


def test_a_photographed_sheet_in_a_shadow() -> None:
    sheet = np.asarray(shirt(400, 2, ink=70, ground=230)).astype(float)
    light = np.linspace(1, 0.55, 400)
    noise = np.random.default_rng(0).normal(0, 3, sheet.shape)
    photo = Image.fromarray((sheet * light + noise).clip(0, 255).astype(np.uint8))
    wanted, found = lines(shirt(400, 2)), lines(photo, "JPEG")
    assert not (found & ~grow(wanted[None], 1)[0]).any()
    assert not (wanted & ~grow(found[None], 1)[0]).any()


def test_a_drawing_stays_where_it_is_drawn() -> None:
    sheet = Image.new("L", (560, 560), 255)
    sheet.paste(shirt(), (260, 20))
    rows, columns = np.nonzero(lines(sheet))
    assert rows.max() < 15
    assert columns.min() >= 13


def test_a_wide_sheet_is_fitted_into_the_square() -> None:
    found = lines(shirt(wide=140))
    rows, columns = np.nonzero(found)
    assert (rows.min(), rows.max()) == pytest.approx((8, 20), abs=1)
    assert (columns.min(), columns.max()) == pytest.approx((7, 20), abs=1)


def test_a_speck_is_nothing() -> None:
    sheet = shirt(280)
    ImageDraw.Draw(sheet).ellipse([18, 240, 21, 243], fill=0)
    assert np.array_equal(lines(sheet), lines(shirt(280)))


@pytest.mark.parametrize("ground", [255, 0, 130])
@pytest.mark.parametrize("kind", RENDER_KINDS)
def test_an_empty_sheet_is_said_in_one_sentence(renderer: Render, ground: int, kind: str) -> None:
    sheet = file_of(Image.new("L", (280, 280), ground))
    if kind == "facades":
        sheet = file_of(Image.new("RGB", (280, 280), FACADE_PALETTE[0][0]))
    with pytest.raises(UserError) as error:
        renderer(sheet, RenderOptions(kind))
    assert error.value.code == "empty-outline"


def test_bytes_that_are_no_picture_are_refused(renderer: Render) -> None:
    with pytest.raises(UserError) as error:
        renderer(b"<svg xmlns='http://www.w3.org/2000/svg'/>", RenderOptions())
    assert error.value.code == "not-a-picture"
    with pytest.raises(UserError) as error:
        renderer(file_of(shirt())[:300], RenderOptions())
    assert error.value.code == "broken-picture"


def test_clothes(renderer: Render) -> None:
    drawn = file_of(shirt(width=4))
    found = renderer(drawn, RenderOptions("fashion"))
    assert found.model.name == "pix2pix-fashion"
    assert found.seconds > 0
    made = picture(found.picture)
    assert (made.mode, made.size) == ("L", (ENLARGED * SIZE,) * 2)
    assert np.asarray(made).std() > 1
    assert picture(found.outline).size == (280, 280)
    assert from_dict(to_dict(found)) == found
    again = renderer(drawn, RenderOptions("fashion"))
    assert again.picture == found.picture
    other = renderer(file_of(shirt(width=4).rotate(90)), RenderOptions("fashion"))
    assert other.picture != found.picture


def map_of(side: int) -> Image.Image:
    image = Image.new("RGB", (side, side), FACADE_PALETTE[0][0])
    pen = ImageDraw.Draw(image)
    unit = side / 128
    for colour, box in ((1, (20, 20, 100, 127)), (2, (30, 30, 50, 60)), (3, (60, 90, 80, 127))):
        corners = [round(value * unit) for value in box]
        right, bottom = (round((value + 1) * unit) - 1 for value in box[2:])
        pen.rectangle([*corners[:2], right, bottom], fill=FACADE_PALETTE[colour][0])
    return image


def test_a_facade(renderer: Render) -> None:
    found = renderer(file_of(map_of(512)), RenderOptions("facades"))
    assert found.model.name == "pix2pix-facades"
    made, outline = picture(found.picture), picture(found.outline)
    assert (made.mode, made.size) == ("RGB", (128, 128))
    assert np.array_equal(np.asarray(outline), np.asarray(map_of(128)))
    again = renderer(file_of(outline), RenderOptions("facades"))
    assert again.picture == found.picture  # what is kept makes the same again


@pytest.mark.parametrize("side", [64, 128, 300, 900])
def test_a_map_of_any_size_is_the_same_map(side: int) -> None:
    classes = classes_of(np.asarray(map_of(side)))
    wanted = classes_of(np.asarray(map_of(128)))
    assert (classes != wanted).mean() < 0.02
    assert set(np.unique(classes)) == {0, 1, 2, 3}


def test_colours_near_the_palette_will_do() -> None:
    jpeg = open_picture(file_of(map_of(512), "JPEG"))
    assert (classes_of(jpeg) != classes_of(np.asarray(map_of(128)))).mean() < 0.03


def test_around_a_map_is_background() -> None:
    wall = np.zeros((60, 120, 3), np.uint8) + palette()[1]
    classes = classes_of(wall)
    assert (classes[33:95] == 1).all()
    assert (classes[:31] == 0).all()
    assert (classes[97:] == 0).all()
    clear = np.concatenate([wall, np.zeros((60, 120, 1), np.uint8)], 2)
    clear[10:50, :, 3] = 255
    assert 0.3 < (classes_of(clear) == 1).mean() < 0.36


def test_a_missing_model_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError) as error:
        Render(Models(tmp_path))(file_of(shirt()), RenderOptions())
    assert error.value.code == "model-unusable"


def test_the_palette_tells_colours_and_names_apart() -> None:
    assert len({colour for colour, _, _ in FACADE_PALETTE}) == 12
    assert (
        len({pt for _, pt, _ in FACADE_PALETTE}) == len({en for _, _, en in FACADE_PALETTE}) == 12
    )
    apart = np.abs(palette()[:, None].astype(int) - palette()[None]).sum(2) + 999 * np.eye(12)
    assert apart.min() > 60
