"""What the settings say of each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from textnn.config import PUBLIC, Settings, read_settings
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


@pytest.mark.parametrize(
    ("mistyped", "meant"),
    [("TEXTNN_PROT", "TEXTNN_PORT"), ("TEXTNN_RETENTION", "TEXTNN_RETENTION_DAYS")],
)
def test_a_mistyped_variable_is_an_error_that_names_the_nearest(
    monkeypatch: pytest.MonkeyPatch, mistyped: str, meant: str
) -> None:
    monkeypatch.setenv(mistyped, "80")
    with pytest.raises(UserError, match=f"{mistyped}.*{meant}") as caught:
        Settings()
    assert caught.value.code == "unknown-setting"
    assert meant in caught.value.pt


def test_a_mistyped_line_of_the_file_is_one_too(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("OTHER_PROT=1\nTEXTNN_PROT=80\n", encoding="utf-8")
    with pytest.raises(UserError, match="TEXTNN_PORT"):
        Settings(_env_file=file)


def test_what_is_like_no_setting_leads_to_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTNN_XYZZY", "1")
    with pytest.raises(UserError, match="README"):
        Settings()


def test_variables_of_the_tests_and_of_others_are_none_of_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEXTNN_TEST_DATABASE_URL", "sqlite://")
    monkeypatch.setenv("MY_TEXTNN_PROT", "1")
    assert Settings().port == 7860


def test_a_value_that_cannot_be_is_said_with_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEXTNN_PUBLIC", "maybe")
    monkeypatch.setenv("TEXTNN_PORT", "many")
    with pytest.raises(UserError, match="TEXTNN_PORT, TEXTNN_PUBLIC"):
        read_settings()


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
