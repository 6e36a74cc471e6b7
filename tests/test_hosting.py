"""The files that host textnn name what is there, and nothing secret."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.documents import ROOT
from textnn.config import Settings

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
COPIED = [source for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.M)
          for source in line.split()[:-1]]  # fmt: skip


def test_every_copied_path_is_there_and_not_ignored() -> None:
    assert {"app.py", "textnn", "migrations", "data", "requirements.txt", "constraints.txt"} == set(
        COPIED
    )
    for source in COPIED:
        assert (ROOT / source).exists()
        assert f"!{source}" in IGNORED
    assert IGNORED[1] == "*"


def test_every_package_folder_is_in_the_image() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["optional-dependencies"]["postgres"]
    assert all(f'"{one}"' in DOCKERFILE for one in wanted)
    (torch,) = [one for one in project["project"]["dependencies"] if one.startswith("torch==")]
    assert f'"{torch}"' in DOCKERFILE


def test_the_image_runs_as_nobody_special_and_looks_after_itself() -> None:
    user, volume, health = (DOCKERFILE.index(word) for word in ("\nUSER ", "\nVOLUME ", "/healthz"))
    assert user < volume
    assert health
    assert "HEALTHCHECK" in DOCKERFILE
    assert "FROM python:3.11-slim" in DOCKERFILE


def test_the_image_is_built_and_asked_where_something_builds_images() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    assert {"run": "make image"} in workflow["jobs"]["image"]["steps"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = makefile.partition("\nimage:")[2].partition("\n\n")[0]
    build, run, asked = (recipe.index(word) for word in (") build ", ") run ", "/healthz"))
    assert build < run < asked
    assert "exit $$well" in recipe
    before, after = recipe[build:run], recipe[asked:]
    assert ") rm --force textnn-image" in before, "one that an interrupted run left"
    assert "--rm" not in recipe, "the log of a crash is still to be read"
    assert after.index(") logs ") < after.index(") rm --force textnn-image")


def test_without_a_builder_continuous_integration_is_as_it_was(tmp_path: Path) -> None:
    """``make`` is a stand-in that says what it was asked; ``docker`` has no daemon, or has one."""
    for name, words in (("make", 'echo "$@"'), ("chromium", ""), ("curl", ""), ("podman", "false")):
        said = tmp_path / name
        said.write_text(f"#!/bin/sh\n{words}\n", encoding="utf-8")
        said.chmod(0o755)
    for daemon, made in (("false", "test\n"), ("true", "test\nimage BUILDER=docker\n")):
        (tmp_path / "docker").write_text(f"#!/bin/sh\n{daemon}\n", encoding="utf-8")
        (tmp_path / "docker").chmod(0o755)
        path = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
        done = subprocess.run(
            [ROOT / ".ci/run"], env=path, capture_output=True, text=True, check=True, timeout=60
        )
        assert (done.stdout, done.stderr) == (made, "")


def test_compose_waits_for_a_healthy_database_and_holds_no_secret() -> None:
    app, db = COMPOSE["services"]["app"], COMPOSE["services"]["db"]
    assert app["depends_on"] == {"db": {"condition": "service_healthy"}}
    assert db["image"] == "postgres:16"
    assert "pg_isready" in db["healthcheck"]["test"][1]
    for service in (app, db):
        for name, value in service["environment"].items():
            if "PASSWORD" in name or "SECRET" in name or "URL" in name:
                assert ":?" in value, f"{name} must come from outside"
    named = {volume.split(":")[0] for service in (app, db) for volume in service["volumes"]}
    assert named == COMPOSE["volumes"].keys()


def test_compose_sets_only_settings_that_exist() -> None:
    names = {f"TEXTNN_{name.upper()}" for name in Settings.model_fields}
    assert COMPOSE["services"]["app"]["environment"].keys() <= names


def test_compose_passes_on_what_public_mode_and_the_limits_are_set_with() -> None:
    given = COMPOSE["services"]["app"]["environment"]
    wanted = {"users", "trusted_proxies", "retention_days", "rate", "waiting", "fetch", "webcam"}
    for name in (*wanted, "mcp", "max_chars", "max_upload"):
        variable = f"TEXTNN_{name.upper()}"
        default = given[variable].removeprefix(f"${{{variable}:-").removesuffix("}")
        public = getattr(Settings(public=True), name)
        if name != "users":
            assert default == str(public).lower()


def test_the_head_of_the_readme_is_what_a_space_reads() -> None:
    _, head, rest = README.split("---\n", 2)
    space = yaml.safe_load(head)
    assert space["sdk"] == "gradio"
    assert (ROOT / space["app_file"]).is_file()
    assert space["license"] == "mit"
    assert len(space["short_description"]) <= 60
    assert rest.lstrip().startswith("# textnn")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (gradio,) = [one for one in project["project"]["dependencies"] if one.startswith("gradio>=")]
    lowest = re.findall(r"\d+", gradio)[:2]
    assert space["sdk_version"].split(".")[:2] == lowest
    assert project["project"]["requires-python"].lstrip(">=") == str(space["python_version"])


@pytest.mark.parametrize("name", ["Dockerfile", "compose.yaml"])
def test_no_setting_is_misspelt(name: str) -> None:
    known = {f"TEXTNN_{field.upper()}" for field in Settings.model_fields}
    text = (ROOT / name).read_text(encoding="utf-8")
    assert set(re.findall(r"TEXTNN_\w+", text)) <= known
