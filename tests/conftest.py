"""What every test shares."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest

pytest_plugins = ["tests.served", "tests.ui.chromium"]

# A busy machine is no failure: without this, an example over 200 ms is one.
hypothesis.settings.register_profile(
    "textnn", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("textnn")

SCREEN = {Path(__file__).parent / name for name in ("ui", "web", "pages", "html", "tasks")}


SERVES = {"served", "real", "app"}
"""Fixtures that serve the app: tests with one of them are ``slow``."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Gradio leaves event loops for the garbage collector, which complains at any later moment."""
    for item in items:
        if SERVES & {*getattr(item, "fixturenames", ())}:
            item.add_marker(pytest.mark.slow)
        if SCREEN & {*item.path.parents}:
            item.add_marker(
                pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
            )
