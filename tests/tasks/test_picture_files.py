"""Picture files: what is read, how, and that everything else gets one clear sentence."""

from __future__ import annotations

import base64
import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from textnn.errors import UserError
from textnn.tasks.picture_files import (
    FORMATS,
    MAX_SIDE,
    check_not_blank,
    on_white,
    open_picture,
    thumbnail,
    to_png,
    to_png_base64,
)

WIDTH, HEIGHT = 24, 16


def scene() -> Image.Image:
    """Red to the left, blue to the right, white above."""
    pixels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    pixels[:, : WIDTH // 2] = (200, 30, 30)
    pixels[:, WIDTH // 2 :] = (30, 30, 200)
    pixels[:4] = 255
    return Image.fromarray(pixels)


def written(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds a single byte of data."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_is_read_with_its_colours_in_their_places(kind: str) -> None:
    pixels = open_picture(written(scene(), kind))
    assert pixels.dtype == np.uint8
    assert pixels.shape == (HEIGHT, WIDTH, 3)
    assert np.abs(pixels[10, 3].astype(int) - (200, 30, 30)).max() < 40
    assert np.abs(pixels[10, 20].astype(int) - (30, 30, 200)).max() < 40
    assert pixels[0].min() > 200


def test_a_picture_without_loss_comes_back_to_the_byte() -> None:
    assert (open_picture(written(scene())) == np.asarray(scene())).all()


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK"])
def test_other_colour_modes_become_rgb(mode: str) -> None:
    pixels = open_picture(written(scene().convert(mode), "TIFF" if mode == "CMYK" else "PNG"))
    assert pixels.shape == (HEIGHT, WIDTH, 3)
    assert pixels[0].min() > 200
    if mode in ("P", "CMYK"):
        assert np.abs(pixels[10, 20].astype(int) - (30, 30, 200)).max() < 40


def test_a_cmyk_jpeg_keeps_its_colours() -> None:
    pixels = open_picture(written(scene().convert("CMYK"), "JPEG", quality=95))
    assert np.abs(pixels[10, 20].astype(int) - (30, 30, 200)).max() < 40


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_are_scaled_not_cut(kind: str) -> None:
    ramp = np.linspace(0, 65535, WIDTH, dtype=np.uint16)
    pixels = open_picture(written(Image.fromarray(np.tile(ramp, (HEIGHT, 1))), kind))
    assert (pixels[0, :, 0] == np.linspace(0, 65535, WIDTH) * 255 // 65535).mean() > 0.4
    assert pixels[0, 0, 0] == 0
    assert pixels[0, -1, 0] == 255
    assert np.abs(np.diff(pixels[0, :, 0].astype(int))).max() < 14


def test_floating_point_is_stretched_from_its_darkest_to_its_lightest() -> None:
    values = np.tile(np.linspace(-1, 3, WIDTH, dtype=np.float32), (HEIGHT, 1))
    values[3, 3] = np.nan
    pixels = open_picture(written(Image.fromarray(values), "TIFF"))
    assert pixels[0, 0, 0] == 0
    assert pixels[0, -1, 0] == 255


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_the_ground_shows_through_is_kept_and_white_on_request(mode: str) -> None:
    image = scene().convert(mode)
    alpha = np.full((HEIGHT, WIDTH), 255, np.uint8)
    alpha[8:] = 0
    image.putalpha(Image.fromarray(alpha))
    pixels = open_picture(written(image))
    assert pixels.shape == (HEIGHT, WIDTH, 4)
    assert (pixels[:, :, 3] == alpha).all()
    flat = on_white(pixels)
    assert flat.shape == (HEIGHT, WIDTH, 3)
    assert (flat[8:] == 255).all()
    assert (flat[:8] == pixels[:8, :, :3]).all()


def test_a_transparent_palette_colour_is_transparent() -> None:
    image = Image.new("P", (WIDTH, HEIGHT), 0)
    image.putpalette([10, 20, 30, 200, 200, 200])
    pixels = open_picture(written(image, "GIF", transparency=0))
    assert (on_white(pixels) == 255).all()


def test_alpha_that_hides_nothing_is_left_out() -> None:
    assert open_picture(written(scene().convert("RGBA"))).shape[2] == 3


def test_half_transparent_black_is_grey_on_white() -> None:
    assert on_white(np.array([[[0, 0, 0, 128]]], np.uint8)).tolist() == [[[127] * 3]]


def test_grey_pixels_become_colour_on_white() -> None:
    assert on_white(np.full((2, 3), 7, np.uint8)).tolist() == [[[7] * 3] * 3] * 2


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_stand_upright_however_the_camera_was_held(orientation: int) -> None:
    kept = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # what a camera stored: the inverse turn
    image = scene()
    if orientation > 1:
        image = image.transpose(Image.Transpose(kept[orientation]))
        if orientation == 3:
            image = scene().transpose(Image.Transpose.ROTATE_180)
    exif = Image.Exif()
    exif[0x0112] = orientation
    pixels = open_picture(written(image, "PNG", exif=exif))
    assert (pixels == np.asarray(scene())).all()


def test_broken_exif_spoils_no_picture() -> None:
    data = written(scene(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    assert open_picture(data).shape == (HEIGHT, WIDTH, 3)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF"])
def test_of_an_animation_the_first_picture_is_taken(kind: str) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue", "lime")]
    data = written(frames[0], kind, save_all=True, append_images=frames[1:])
    pixels = open_picture(data)
    assert pixels.shape == (20, 20, 3)
    assert pixels[10, 10, 0] > 200
    assert pixels[10, 10, 2] < 60


@pytest.mark.slow
def test_large_pictures_are_reduced_and_keep_their_shape() -> None:
    for kind in ("JPEG", "PNG"):
        pixels = open_picture(written(scene().resize((3000, 2000)), kind))
        assert pixels.shape == (683, 1024, 3)
    assert open_picture(written(scene().resize((300, 200))), side=30).shape == (20, 30, 3)


REFUSED = {
    "empty": (b"", "empty-picture"),
    "text": (b"Era uma vez uma imagem.", "not-a-picture"),
    "svg": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "not-a-picture"),
    "pdf": (b"%PDF-1.7\n", "not-a-picture"),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0", "not-a-picture"),
    "ico": (written(scene(), "ICO"), "not-a-picture"),
    "eps": (written(scene(), "EPS"), "not-a-picture"),
    "1x1": (written(Image.new("RGB", (1, 1))), "picture-too-small"),
    "strip": (written(Image.new("RGB", (900, 5))), "picture-too-narrow"),
    "wide": (png_header(20_000, 1000), "picture-too-large"),
    "bomb": (png_header(12_000, 12_000), "picture-too-large"),
    "big bomb": (png_header(60_000, 60_000), "picture-too-large"),
    "no pixels": (png_header(100, 100), "broken-picture"),
    "signature": (b"\x89PNG\r\n\x1a\n", "broken-picture"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_gets_one_clear_sentence(name: str) -> None:
    data, code = REFUSED[name]
    with pytest.raises(UserError) as refused:
        open_picture(data)
    assert refused.value.code == code
    for sentence in (refused.value.pt, refused.value.en):
        assert sentence.endswith(".")
        assert "None" not in sentence
    if name in ("svg", "pdf", "heic"):
        assert name.upper() in refused.value.pt


def test_a_wide_picture_is_refused_by_its_header_alone() -> None:
    real = written(Image.new("1", (MAX_SIDE + 1, 2000)), "PNG")
    with pytest.raises(UserError, match="16000 pixels a side"):
        open_picture(real)


WHOLE = {kind: written(scene().resize((48, 32)), kind) for kind in FORMATS}


@given(kind=st.sampled_from(FORMATS), part=st.floats(0, 0.95))
def test_a_file_cut_short_is_a_picture_or_refused(kind: str, part: float) -> None:
    _picture_or_sentence(WHOLE[kind][: int(part * len(WHOLE[kind]))])


@given(kind=st.sampled_from(FORMATS), at=st.integers(0, 400), noise=st.binary(min_size=1))
def test_a_file_with_noise_in_it_is_a_picture_or_refused(kind: str, at: int, noise: bytes) -> None:
    whole = WHOLE[kind]
    _picture_or_sentence(whole[:at] + noise + whole[at + len(noise) :])


@given(
    start=st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"BM", b"II*\0",
                           b"RIFF\x40\0\0\0WEBPVP8 "]),
    noise=st.binary(max_size=300),
)  # fmt: skip
def test_noise_is_refused(start: bytes, noise: bytes) -> None:
    _picture_or_sentence(start + noise)


def _picture_or_sentence(data: bytes) -> None:
    refused = ""
    try:
        pixels = open_picture(data)
    except UserError as error:
        refused = error.code
    else:
        assert pixels.dtype == np.uint8
        assert pixels.ndim == 3
        assert pixels.shape[2] in (3, 4)
    assert refused in ("", *{code for _, code in REFUSED.values()})


def test_a_half_jpeg_says_that_it_is_damaged() -> None:
    with pytest.raises(UserError) as refused:
        open_picture(WHOLE["JPEG"][: len(WHOLE["JPEG"]) * 2 // 3])
    assert refused.value.code == "broken-picture"


def test_thumbnails_are_never_larger_than_asked_nor_enlarged() -> None:
    pixels = np.asarray(scene())
    assert thumbnail(pixels) is pixels
    assert thumbnail(pixels, 12).shape == (8, 12, 3)
    assert thumbnail(pixels[:, :, 0], 12).shape == (8, 12)


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 3), (5, 7, 4)])
def test_png_files_hold_the_pixels_to_the_byte(shape: tuple[int, ...]) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    with Image.open(io.BytesIO(to_png(pixels)), formats=["PNG"]) as image:
        assert (np.asarray(image) == pixels).all()
    assert base64.b64decode(to_png_base64(pixels)) == to_png(pixels)


def test_white_ink_on_glass_is_something() -> None:
    ink = Image.new("RGBA", (40, 40), (255, 255, 255, 0))
    with pytest.raises(UserError):
        check_not_blank(np.asarray(ink))
    ink.paste((255, 255, 255, 255), (10, 10, 14, 30))
    check_not_blank(np.asarray(ink))
