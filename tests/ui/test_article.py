"""An article's tab, as a program presses it."""

from __future__ import annotations

from typing import Any, cast

import pytest
from starlette.routing import Mount

from tests.served import Served
from tests.ui.test_two_visitors import Browser, name_of
from textnn.errors import UserError

GARBLED = "A obra custou R$ 18 milhões.".encode().decode("cp1252")


@pytest.mark.parametrize(
    ("name", "controls"), [("_offer", []), ("_reading.<locals>.read", [False, None, True])]
)
def test_nothing_is_repaired_in_what_is_too_long(
    served: Served, name: str, controls: list[Any]
) -> None:
    (mounted,) = [route.app for route in served.app.routes if isinstance(route, Mount)]
    handlers: dict[int, Any] = cast(Any, mounted).get_blocks().fns
    wanted = f"tabs.article:ArticleTab.{name}"
    number = next(key for key, one in handlers.items() if one.fn and name_of(one.fn) == wanted)
    browser, most = Browser(served), served.screen.settings.max_chars
    assert "repair" in browser.press("short", number, [GARBLED, *controls])
    long = GARBLED * (1 + most // len(GARBLED))
    said = browser.press("long", number, [long, *controls])
    assert "process_completed" in said
    assert "repair" not in said
    if controls:
        assert UserError("too-long", length=len(long), limit=most).pt in said
