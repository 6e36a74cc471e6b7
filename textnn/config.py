"""Settings: one frozen object, read once at start-up from ``TEXTNN_*`` variables and ``.env``."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import (
    Field,
    SecretStr,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.sources import EnvSettingsSource

from textnn.errors import UserError
from textnn.locale import Sentence

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE if (PACKAGE / "data").is_dir() else PACKAGE.parent
"""Where ``data`` and ``migrations`` are: in a wheel inside the package, in a checkout beside it."""
DATA = ROOT / "data"
"""Shipped models, examples and the manifest of public data sets."""

READERS = ("reader", "second-reader")
"""Folders below the models of the readers that vote on questions about an article."""


PUBLIC: dict[str, Any] = {
    "retention_days": 30,
    "webcam": False,
    "fetch": False,
    "job_documents": 50,
    "job_size": "20mb",
    "job_minutes": 10,
}
"""What public mode changes, unless the setting says otherwise."""
_SIZE = r"(?i)^\d+ ?[kmg]?b$"
_RATE = re.compile(r"(?i)\s*\d+\s*(?:/|\bper\b)\s*(?:\d+\s*)?(?:second|minute|hour|day)s?\s*")
"""What ``limits`` reads, which takes long to import."""
SECRET_CHARS = 32
"""Fewer could be guessed."""


def _home() -> Path:
    return Path.home() / ".textnn"


class Settings(BaseSettings):
    """Everything that can be set from outside; the table in the README is checked against it."""

    model_config = SettingsConfigDict(
        env_prefix="TEXTNN_",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        frozen=True,
        hide_input_in_errors=True,  # it may be a password
        extra="ignore",  # .env may hold what is not ours; a mistyped name of ours is an error below
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the library's signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The usual sources, once no variable of theirs is a mistyped setting.

        Raises:
            UserError: ``unknown-setting``: names the variable and the nearest right one.
        """
        for source in (env_settings, dotenv_settings):
            if isinstance(source, EnvSettingsSource):
                _refuse_unknown(source.env_vars, cls.model_fields)
        return init_settings, env_settings, dotenv_settings, file_secret_settings

    host: str = Field("127.0.0.1", description="Address the app listens on.")
    port: int = Field(7860, ge=0, le=65535, description="Its port; 0 takes a free one.")
    root_path: str = Field(
        "",
        pattern=r"^(/[A-Za-z0-9._~-]+)*$",
        description="Sub-path behind a proxy, such as `/textnn` for `https://example.org/textnn/`.",
    )
    home: Path = Field(default_factory=_home, description="Folder of the database and the caches.")
    database_url: SecretStr = Field(
        SecretStr(""), description="SQLAlchemy URL of the store; empty: SQLite in `TEXTNN_HOME`."
    )
    datasets: Path | None = Field(
        None, description="Folder of data sets; empty: the cache that `textnn fetch` fills."
    )
    models: Path = Field(DATA / "models", description="Folder of the trained models.")
    retention_days: int = Field(
        0, ge=0, description="Results and messages older than this many days are deleted; 0: kept."
    )
    store_space: str = Field(
        "0b",
        pattern=_SIZE,
        description="How large the store may be, such as `10gb`: above it the oldest results and "
        "conversations go, never what has a name, label or star; where nothing can go, results are "
        "not kept, which is said. `0b`: no limit.",
    )
    secret: SecretStr = Field(
        SecretStr(""),
        description="Signs the anonymous browser id, 32 characters or more; empty: made once in "
        "`TEXTNN_HOME`.",
    )
    max_chars: int = Field(200_000, ge=1, description="Longest text accepted, in characters.")
    max_upload: str = Field("5mb", pattern=_SIZE, description="Largest upload accepted.")
    upload_space: str = Field(
        "1gb",
        pattern=_SIZE,
        description="Uploads that may lie on the disk at once; in public mode one address may send "
        "a quarter of it in an hour.",
    )
    upload_minutes: int = Field(60, ge=1, description="How long an upload is kept, in minutes.")
    job_documents: int = Field(
        1000,
        ge=1,
        description="Documents that several files or a zip may have together in the app; 50 in "
        "public mode. `textnn batch` knows no such limit.",
    )
    job_size: str = Field(
        "50mb", pattern=_SIZE, description="Their bytes together; `20mb` in public mode."
    )
    job_minutes: int = Field(
        0,
        ge=0,
        description="Minutes that they may take; what is done by then stays. 0: no limit; 10 in "
        "public mode.",
    )
    fetch: bool = Field(True, description="Whether articles may be opened from web addresses.")
    mcp: bool = Field(True, description="Whether assistants may use the endpoints as MCP tools.")
    public: bool = Field(
        False,
        description="For strangers: limits for each address, 30 days of retention, no webcam and "
        "no opening of web addresses unless their settings say so.",
    )
    users: SecretStr = Field(
        SecretStr(""),
        description="`name:password,name:password`: only they, and the accounts of "
        "`textnn users`, come in; empty and no account: all.",
    )
    rate: str = Field(
        "120/minute;1500/hour",
        description="What one address may ask for in public mode; pages and exports: four times.",
    )
    waiting: int = Field(
        8, ge=1, description="Jobs of one address that may wait or run at once in public mode."
    )
    trusted_proxies: str = Field(
        "", description="Addresses of reverse proxies whose `X-Forwarded-For` is believed."
    )
    webcam: bool = Field(True, description="Whether pictures may come from the webcam.")
    deadline: float = Field(
        300, ge=0, description="Seconds that the work of one request may take; 0: no limit."
    )
    grace: float = Field(
        10, ge=1, description="Seconds that running work has left when the app is told to end."
    )
    log: Literal["errors", "plain", "json"] = Field(
        "errors",
        description="What is logged: errors only, or each request too, as plain lines or "
        "JSON; never a text of a visitor.",
    )
    metrics: SecretStr = Field(
        SecretStr(""),
        description="Token with which `/metrics` may be read in Prometheus' format; empty: nobody.",
    )
    threads: int = Field(0, ge=0, description="Threads for torch; 0 leaves the choice to torch.")
    precision: Literal["auto", "float32", "bfloat16"] = Field(
        "auto", description="Number format of trainings; auto takes the faster one."
    )

    @model_validator(mode="before")
    @classmethod
    def _in_public(cls, given: dict[str, Any]) -> dict[str, Any]:
        try:
            public = TypeAdapter(bool).validate_python(given.get("public", False))
        except ValidationError:
            return given  # the field itself says what is wrong
        return {**PUBLIC, **given} if public else given

    @field_validator("rate")
    @classmethod
    def _known_rate(cls, rate: str) -> str:
        if not all(_RATE.fullmatch(part) for part in rate.split(";")):
            raise _wrong("rate", "form_of_rate", example="“120/minute;1500/hour”")
        return rate

    @field_validator("secret")
    @classmethod
    def _long_secret(cls, secret: SecretStr) -> SecretStr:
        if 0 < len(secret.get_secret_value()) < SECRET_CHARS:
            raise _wrong("secret", "secret_too_short", least=SECRET_CHARS)
        return secret

    @field_validator("users")
    @classmethod
    def _whole_users(cls, users: SecretStr) -> SecretStr:
        names = [name for name, _ in _pairs(users)]
        if len({*names}) < len(names):
            raise _wrong("users", "name_twice")
        return users

    @property
    def accounts(self) -> dict[str, str]:
        """Name -> password of those who may come in; empty: everybody."""
        return dict(_pairs(self.users))

    @property
    def url(self) -> str:
        """SQLAlchemy URL of the store."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.home / 'textnn.db'}"

    @property
    def upload_bytes(self) -> int:
        """``max_upload`` in bytes.

        >>> Settings(max_upload="5mb").upload_bytes
        5242880
        """
        return _bytes_of(self.max_upload)

    @property
    def upload_space_bytes(self) -> int:
        """``upload_space`` in bytes."""
        return _bytes_of(self.upload_space)

    @property
    def store_bytes(self) -> int:
        """``store_space`` in bytes; 0: no limit."""
        return _bytes_of(self.store_space)

    @property
    def job_bytes(self) -> int:
        """``job_size`` in bytes."""
        return _bytes_of(self.job_size)

    @property
    def upload_limit(self) -> str:
        """``max_upload`` as a person reads it.

        >>> Settings(max_upload="5mb").upload_limit
        '5 MB'
        """
        size = self.upload_bytes
        return f"{size >> 20} MB" if size >= 1 << 20 else f"{size >> 10} kB"

    @property
    def datasets_folder(self) -> Path:
        """Where data sets are looked for."""
        return self.datasets or self.home / "datasets"


def read_settings() -> Settings:
    """The settings of this machine: ``Settings()`` with its errors said in one sentence.

    Raises:
        UserError: a variable holds what it cannot, or is no setting.
    """
    try:
        return Settings.model_validate({})  # nothing given: the environment says
    except (OSError, ValidationError) as error:
        places = [item["loc"] for item in error.errors()] if isinstance(error, ValueError) else [()]
        if () in places:
            raise UserError("bad-setting", "file") from error
        wrong = ", ".join(f"TEXTNN_{str(place[0]).upper()}" for place in places)
        raise UserError("bad-setting", "several", wrong=wrong) from error


def _bytes_of(size: str) -> int:
    size = size.lower().removesuffix("b")
    power = "kmg".find(size[-1]) + 1
    return int(size.rstrip("kmg")) << 10 * power


def _refuse_unknown(variables: Mapping[str, str | None], fields: Mapping[str, Any]) -> None:
    """Names in ``variables`` are lower case, as pydantic-settings reads them."""
    for variable in variables:
        name = variable.lower().removeprefix("textnn_")
        if variable.lower() == name or name in fields or name.startswith("test_"):
            continue
        near = difflib.get_close_matches(name, fields, 1, 0.5)
        meant = f"TEXTNN_{near[0].upper()}" if near else ""
        raise UserError(
            "unknown-setting", "near" if near else "", name=f"TEXTNN_{name.upper()}", meant=meant
        )


def _pairs(users: SecretStr) -> list[tuple[str, str]]:
    """Names and passwords; an error says what is wrong without saying a password."""
    given = users.get_secret_value()
    pairs = [pair.strip().partition(":") for pair in given.split(",")] if given.strip() else []
    for name, _, password in pairs:
        if not name.strip() or not password:
            raise _wrong("users", "form_of_users")
        if ";" in password and ":" in password:
            raise _wrong("users", "comma_between_users")
    return [(name.strip(), password) for name, _, password in pairs]


def _wrong(field: str, why: str, **values: object) -> UserError:
    """What is wrong in a setting, which is not repeated: it may be a password."""
    reason = Sentence(f"setting_{why}", **values)
    return UserError("bad-setting", name=f"TEXTNN_{field.upper()}", reason=reason)
