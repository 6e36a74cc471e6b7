"""Outlines: thinning, what becomes of strokes and areas, and outlines drawn of pictures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from textnn.datasets.pictures.outlines import (
    SIZE,
    TIMES,
    Mask,
    draw_outlines,
    drawing_lines,
    grow,
    placed,
    reduce_lines,
    shrink,
    thin,
)

masks = arrays(bool, (1, 16, 16))


def ring(side: int, radius: float, thick: float) -> Mask:
    rows, columns = np.mgrid[:side, :side] - (side - 1) / 2
    distance = np.hypot(rows, columns)
    ringed: Mask = np.abs(distance - radius) <= thick / 2
    return ringed


def pieces(mask: Mask) -> int:
    """Parts that hang together, corners counting."""
    left, count = mask.copy(), 0
    while left.any():
        part = np.zeros_like(left)
        part[tuple(np.argwhere(left)[0])] = True
        while True:
            wider = grow(part[None], 1)[0] & left
            if wider.sum() == part.sum():
                break
            part = wider
        left &= ~part
        count += 1
    return count


def garment(count: int = 4) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Grey rectangles with a white band across."""
    pictures = np.zeros((count, SIZE, SIZE), np.uint8)
    pictures[:, 3:25, 6:22] = 90
    pictures[:, 12:16, 6:22] = 250
    return pictures


@pytest.mark.slow
@given(masks)
def test_thinning_takes_away_only_and_ends(mask: Mask) -> None:
    found = thin(mask)
    assert not (found & ~mask).any()
    assert np.array_equal(thin(found), found)


@pytest.mark.parametrize("thick", [1.5, 4, 9])
def test_a_ring_stays_one_ring_one_pixel_thick(thick: float) -> None:
    found = thin(ring(64, 20, thick)[None])[0]
    assert pieces(found) == 1
    assert not (found[1:, 1:] & found[:-1, 1:] & found[1:, :-1] & found[:-1, :-1]).any()
    assert pieces(~grow(found[None], 1)[0]) == 2  # closed: an inside and an outside
    rows, columns = np.nonzero(found)
    assert np.abs(np.hypot(rows - 31.5, columns - 31.5) - 20).max() < 2


def test_grow_and_shrink_by_hand() -> None:
    dot = np.zeros((1, 7, 7), bool)
    dot[0, 3, 3] = True
    square = np.zeros((1, 7, 7), bool)
    square[0, 1:6, 1:6] = True
    assert np.array_equal(grow(dot, 2), square)
    assert np.array_equal(shrink(square, 2), dot)
    assert not shrink(np.ones((1, 3, 3), bool), 2).any()


def test_the_thinnest_line_is_there_at_a_quarter_of_the_size() -> None:
    line = np.zeros((1, 32, 32), bool)
    line[0, 13] = True
    found = reduce_lines(line, 4)
    assert found.shape == (1, 8, 8)
    assert found[0, 3].all()
    assert found.sum() == 8


@pytest.mark.parametrize("thick", [1.5, 5, 10, 13])
def test_a_stroke_of_any_width_becomes_the_same_line(thick: float) -> None:
    side = TIMES * SIZE
    found = drawing_lines(ring(side, 40, thick))
    thinnest = drawing_lines(ring(side, 40, 1.5))
    assert found.shape == (SIZE, SIZE)
    assert not (found & ~grow(thinnest[None], 1)[0]).any()
    assert not (thinnest & ~grow(found[None], 1)[0]).any()
    assert pieces(found) == 1
    assert not found[10:18, 10:18].any()


def test_of_an_area_the_border_stays() -> None:
    rows, columns = np.mgrid[: TIMES * SIZE, : TIMES * SIZE]
    disc = np.hypot(rows - 55.5, columns - 55.5) < 40
    found = drawing_lines(disc)
    assert not found[10:18, 10:18].any()
    border = drawing_lines(ring(TIMES * SIZE, 38, 2))
    assert not (found & ~grow(border[None], 1)[0]).any()
    assert pieces(found) == 1


def test_nothing_drawn_is_nothing() -> None:
    assert not drawing_lines(np.zeros((TIMES * SIZE, TIMES * SIZE), bool)).any()


def test_an_exact_outline_has_the_contour_and_the_steep_lines() -> None:
    (found,) = draw_outlines(garment(1), np.random.default_rng(0), like_hand=False)
    assert found[4:24, 5:8].any(1).all()  # left side
    assert found[4:24, 20:23].any(1).all()
    assert found[2:5, 8:20].any(0).all()  # above
    assert found[11:14, 10:18].any(0).all()  # the band's upper edge
    assert not found[6:10, 9:19].any()  # plain cloth
    assert not found[:, :5].any()  # ground


def test_a_plain_garment_has_its_contour_alone() -> None:
    plain = np.where(garment(1) > 0, 120, 0).astype(np.uint8)
    (found,) = draw_outlines(plain, np.random.default_rng(0), like_hand=False)
    assert pieces(found) == 1
    assert not found[6:22, 9:19].any()


def test_outlines_like_by_hand_differ_but_a_seed_repeats_them() -> None:
    pictures = garment(32)
    one, again = (
        draw_outlines(pictures, np.random.default_rng(5), like_hand=True) for _ in range(2)
    )
    assert np.array_equal(one, again)
    exact = draw_outlines(pictures, np.random.default_rng(5), like_hand=False)
    assert len({picture.tobytes() for picture in one}) > 20
    near = grow(exact, 3)
    assert (one & near).sum() / one.sum() > 0.95
    band = one[:, 11:14, 10:18].any(1).mean(1)
    assert (band < 0.2).any()  # some have no lines inside
    assert (band > 0.9).any()


@given(st.integers(0, 50))
def test_placed_pictures_lose_nothing(seed: int) -> None:
    pictures = garment(8)
    found = placed(pictures, np.random.default_rng(seed))
    assert found.dtype == np.uint8
    assert found.shape == pictures.shape
    assert found.max() <= 250
    mass = found.sum((1, 2)) / pictures[0].sum()
    assert (mass > 0.25).all()
    assert (mass < 1.1).all()
    whole = np.isclose(mass, 1, atol=1e-6)
    assert all(
        np.array_equal(one, pictures[0]) for one in found[whole]
    )  # symmetric: no mirror seen
