"""Pictures of any size become what a network learnt from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from textnn.tasks.classify.preprocess import PREPARATIONS, digit, garment, photo


def seven(width: int = 40, size: tuple[int, int] = (500, 400)) -> Image.Image:
    """A 7, black on white, right of the middle."""
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    draw.line([(250, 60), (430, 60), (330, 330)], 0, width, joint="curve")
    return image


def rgb(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("RGB"))


def centre(ink: np.ndarray) -> tuple[float, float]:
    rows, columns = np.mgrid[: ink.shape[0], : ink.shape[1]]
    return (rows * ink).sum() / ink.sum(), (columns * ink).sum() / ink.sum()


def box(ink: np.ndarray) -> tuple[int, int]:
    rows, columns = np.nonzero(ink > 20)
    return int(rows.max() - rows.min() + 1), int(columns.max() - columns.min() + 1)


def test_a_photograph_is_cut_to_its_middle_square() -> None:
    pixels = np.zeros((100, 300, 3), np.uint8)
    pixels[:, 100:200] = (10, 200, 30)
    assert (photo(pixels, 32) == (10, 200, 30)).all()
    assert (photo(pixels.transpose(1, 0, 2), 32) == (10, 200, 30)).all()


def test_each_pixel_is_the_mean_of_what_it_covers() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    means = pixels.reshape(32, 2, 32, 2, 3).mean((1, 3))
    assert np.abs(photo(pixels, 32) - means).max() <= 1


@pytest.mark.parametrize("kind", PREPARATIONS)
def test_a_picture_of_the_right_size_goes_in_untouched(kind: str) -> None:
    pixels = np.zeros((28, 28, 3), np.uint8)
    pixels[3:9, 2:20] = np.random.default_rng(0).integers(90, 256, (6, 18, 1), dtype=np.uint8)
    given_ = PREPARATIONS[kind](pixels, 28)
    assert (given_ == (pixels if kind == "photo" else pixels[:, :, 0])).all()
    if kind != "photo":
        assert (PREPARATIONS[kind](255 - pixels, 28) == given_).all()


def test_a_digit_stands_light_on_black_in_a_box_of_twenty_with_its_mass_in_the_middle() -> None:
    ink = digit(rgb(seven()), 28)
    assert ink.shape == (28, 28)
    assert max(box(ink)) in (20, 21)
    assert np.abs(np.array(centre(ink)) - 14).max() < 0.8
    assert ink.max() > 240
    assert ink[0].max() == ink[:, 0].max() == 0


def test_ink_may_be_dark_or_light_or_all_that_is_not_transparent() -> None:
    dark = digit(rgb(seven()), 28).astype(int)
    light = digit(255 - rgb(seven()), 28)
    clear = np.zeros((400, 500, 4), np.uint8)
    clear[:, :, 3] = 255 - np.asarray(seven())
    for other in (light, digit(clear, 28)):
        assert np.abs(dark - other).mean() < 1
    clear[:, :, :3] = 255  # white strokes on nothing
    assert np.abs(dark - digit(clear, 28)).mean() < 1


def test_a_shadow_across_the_paper_and_grain_change_little() -> None:
    sheet = np.asarray(seven().filter(ImageFilter.GaussianBlur(2))).astype(float) / 255
    rows, columns = np.mgrid[:400, :500]
    ground = 120 + columns / 5 - rows / 8
    grain = np.random.default_rng(0).normal(0, 6, sheet.shape)
    paper = (sheet * ground + (1 - sheet) * 30 + grain).clip(0, 255).astype(np.uint8)
    shadowed = digit(np.repeat(paper[:, :, None], 3, 2), 28)
    clean = digit(rgb(seven()), 28).astype(int)
    places = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    moved = [np.roll(shadowed, place, (0, 1)) for place in places]  # rounding may move it
    assert min(np.abs(other - clean).mean() for other in moved) < 6


def test_thin_strokes_do_not_vanish() -> None:
    usual, thin = digit(rgb(seven(26)), 28), digit(rgb(seven(4)), 28)
    assert thin.max() > 200
    assert 0.6 < thin.mean() / usual.mean() < 1.3


def test_blots_are_thinned_and_a_dot_stays_a_dot_that_fills_its_box() -> None:
    usual, fat = digit(rgb(seven(50)), 28), digit(rgb(seven(80)), 28)
    assert fat.mean() / usual.mean() < 1.15
    assert max(box(fat)) in (20, 21)
    dot = Image.new("L", (300, 300), 255)
    ImageDraw.Draw(dot).ellipse((40, 60, 90, 110), 0)
    made = digit(rgb(dot), 28)
    assert min(box(made)) >= 19
    assert (made[8:20, 8:20] > 200).all()


@pytest.mark.parametrize("ground", [0, 128, 255])
def test_an_empty_sheet_is_black(ground: int) -> None:
    pixels = np.full((200, 300, 3), ground, np.uint8)
    assert digit(pixels, 28).max() == 0
    assert garment(pixels, 28).max() == 0


def test_clothes_fill_the_picture_lengthwise_and_are_light_on_black() -> None:
    image = Image.new("RGB", (300, 400), "white")
    ImageDraw.Draw(image).rectangle((120, 60, 180, 299), fill=(60, 20, 20))
    for pixels in (np.asarray(image), 255 - np.asarray(image)):
        shown = garment(pixels, 28)
        assert shown.shape == (28, 28)
        assert box(shown) == (28, 7)
        assert shown[14, 14] > 200
        assert shown[:, :9].max() == shown[:, 20:].max() == 0


@pytest.mark.slow
@given(
    height=st.integers(4, 70), width=st.integers(4, 70), seed=st.integers(0, 99),
    kind=st.sampled_from(sorted(PREPARATIONS)), channels=st.sampled_from([3, 4]),
    most=st.sampled_from([0, 1, 30, 255]),
)  # fmt: skip
def test_any_picture_becomes_one_of_the_networks_size(
    height: int, width: int, seed: int, kind: str, channels: int, most: int
) -> None:
    random = np.random.default_rng(seed)
    pixels = random.integers(0, most + 1, (height, width, channels), dtype=np.uint8)
    made = PREPARATIONS[kind](pixels, 28)
    assert made.shape == ((28, 28, 3) if kind == "photo" else (28, 28))
    assert made.dtype == np.uint8
