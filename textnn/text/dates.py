"""The Portuguese names of months and days of the week."""

from __future__ import annotations

from babel.dates import get_day_names, get_month_names

MONTHS = tuple(name for _, name in sorted(get_month_names("wide", locale="pt_BR").items()))
"""*janeiro* to *dezembro*."""

DAYS = tuple(name for _, name in sorted(get_day_names("wide", locale="pt_BR").items()))
"""*segunda-feira* to *domingo*, as ``date.weekday`` counts them."""
