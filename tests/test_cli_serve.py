"""What ``textnn serve --share`` says where there is no public address."""

from __future__ import annotations

import pytest

from tests.test_cli import cli  # noqa: F401 (a fixture)
from textnn.cli.commands.serve import _announce
from textnn.cli.context import CliContext


@pytest.mark.parametrize(
    ("host", "where"),
    [
        ("127.0.0.1", "on this machine only"),
        ("localhost", "on this machine only"),
        ("::1", "on this machine only"),
        ("0.0.0.0", "for this network only"),
    ],
    ids=["loopback", "name", "six", "all"],
)
def test_who_reaches_the_app_is_said_as_it_is(
    host: str,
    where: str,
    cli: CliContext,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _announce(cli, None, False, host)
    assert where in " ".join(capsys.readouterr().err.split())
