"""What every test shares."""

from __future__ import annotations

import hypothesis

# A busy machine is no failure: without this, an example over 200 ms is one.
hypothesis.settings.register_profile(
    "textnn", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("textnn")
