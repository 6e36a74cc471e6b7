"""What the settings say of each other."""

from __future__ import annotations

import pytest

from textnn.config import PUBLIC, Settings
from textnn.errors import UserError


def test_at_home_everything_is_open_and_kept() -> None:
    settings = Settings()
    assert not settings.public
    assert settings.webcam
    assert settings.fetch
    assert settings.retention_days == 0
    assert settings.accounts == {}


def test_public_mode_is_careful(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTNN_PUBLIC", "true")
    settings = Settings()
    assert {name: getattr(settings, name) for name in PUBLIC} == PUBLIC
    assert settings.retention_days == 30


def test_what_is_said_outright_counts_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTNN_PUBLIC", "1")
    monkeypatch.setenv("TEXTNN_RETENTION_DAYS", "7")
    monkeypatch.setenv("TEXTNN_WEBCAM", "yes")
    settings = Settings()
    assert settings.retention_days == 7
    assert settings.webcam
    assert not settings.fetch


def test_users_and_their_passwords() -> None:
    settings = Settings(users="ana:s3:gredo, rui sé:outra")
    assert settings.accounts == {"ana": "s3:gredo", "rui sé": "outra"}
    assert "gredo" not in repr(settings)


@pytest.mark.parametrize(
    "users",
    ["ana", "ana=segredo", "ana:", ":segredo", "ana:segredo,", "ana:segredo;rui:outra",
     "ana:segredo,rui", "ana:segredo,ana:outra", ","],
)  # fmt: skip
def test_users_that_would_open_the_door_or_mean_others_are_refused(users: str) -> None:
    with pytest.raises(UserError, match="TEXTNN_USERS") as caught:
        Settings(users=users)
    assert "segredo" not in str(caught.value)
    assert "segredo" not in caught.value.pt


def test_a_secret_that_could_be_guessed_is_refused() -> None:
    with pytest.raises(UserError, match=r"TEXTNN_SECRET.*32") as caught:
        Settings(secret="curto")
    assert "curto" not in str(caught.value)


def test_no_secret_is_a_secret_made_once() -> None:
    assert Settings(secret="").secret.get_secret_value() == ""


def test_settings_that_are_printed_tell_no_secret() -> None:
    url = "postgresql+psycopg://textnn:segredo@db/textnn"
    settings = Settings(secret="segredo" * 8, database_url=url, users="ana:segredo")
    assert "segredo" not in f"{settings!r} {settings} {settings.model_dump()}"
    assert settings.url == url


def test_a_rate_that_says_nothing_is_refused_at_once() -> None:
    with pytest.raises(UserError, match=r"TEXTNN_RATE.*120/minute"):
        Settings(rate="a lot")
