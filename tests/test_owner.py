import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textnn.config import Settings
from textnn.errors import UserError
from textnn.web.identity.owner import load_secret, new_owner, sign, verify

SECRET = "0" * 64


def settings(home: Path, secret: str = "") -> Settings:
    return Settings(home=home, secret=secret, _env_file=None)


def test_owners_are_never_alike() -> None:
    assert len({new_owner() for _ in range(1000)}) == 1000


@given(st.text(st.characters(), min_size=1))
def test_what_was_signed_is_verified(owner: str) -> None:
    assert verify(sign(owner, SECRET), SECRET) == owner


@given(st.text(st.characters()))
def test_nothing_else_is_verified(token: str) -> None:
    assert verify(token, SECRET) is None


def test_a_token_is_bound_to_its_owner_and_its_secret() -> None:
    token = sign("ana", SECRET)
    signature = token.removeprefix("ana.")
    assert verify(f"bia.{signature}", SECRET) is None
    assert verify(token, "1" * 64) is None
    assert verify(token[:-1], SECRET) is None
    assert verify(token.upper(), SECRET) is None
    assert verify(sign("", SECRET), SECRET) is None
    assert verify("", SECRET) is None


def test_a_name_of_any_letters_is_safe_in_a_cookie() -> None:
    token = sign('login:Zé "da" Silva; x', SECRET)
    assert not set(token) & set(' ";,')
    assert token.isascii()
    assert verify(token, SECRET) == 'login:Zé "da" Silva; x'


def test_a_token_is_safe_in_a_cookie() -> None:
    token = sign(new_owner(), SECRET)
    assert token.replace(".", "").isalnum()
    assert token.isascii()


def test_the_secret_is_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    secret = load_secret(settings(home))
    assert len(secret) == 64
    assert load_secret(settings(home)) == secret
    assert [file.name for file in home.iterdir()] == ["secret"]
    if os.name == "posix":
        assert stat.S_IMODE((home / "secret").stat().st_mode) == 0o600
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert load_secret(settings(tmp_path / "other")) != secret


def test_a_secret_from_outside_goes_first(tmp_path: Path) -> None:
    assert load_secret(settings(tmp_path, "dito por fora" * 3)) == "dito por fora" * 3
    assert not (tmp_path / "secret").exists()


@pytest.mark.slow
def test_processes_that_start_at_once_agree(tmp_path: Path) -> None:
    start = (
        "from textnn.config import Settings; from textnn.web.identity.owner import load_secret;"
        "print(load_secret(Settings(_env_file=None)))"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", start],
            env=os.environ | {"TEXTNN_HOME": str(tmp_path), "TEXTNN_SECRET": ""},
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    said = {process.communicate(timeout=60)[0] for process in processes}
    assert len(said) == 1


@pytest.mark.parametrize("content", [b"", b"curto", b"\xff" * 64])
def test_a_damaged_secret_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret").write_bytes(content)
    with pytest.raises(UserError) as caught:
        load_secret(settings(tmp_path))
    assert caught.value.code == "secret-damaged"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError) as caught:
        load_secret(settings(tmp_path / "file"))
    assert caught.value.code == "home-unwritable"
