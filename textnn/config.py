"""Settings: one frozen object, read once at start-up from ``TEXTNN_*`` variables and ``.env``."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE if (PACKAGE / "data").is_dir() else PACKAGE.parent
"""Where ``data`` and ``migrations`` are: in a wheel inside the package, in a checkout beside it."""
DATA = ROOT / "data"
"""Shipped models, examples and the manifest of public data sets."""


def _home() -> Path:
    return Path.home() / ".textnn"


class Settings(BaseSettings):
    """Everything that can be set from outside; the table in the README is checked against it."""

    model_config = SettingsConfigDict(
        env_prefix="TEXTNN_",
        env_file=".env",
        env_file_encoding="utf-8",
        frozen=True,
        extra="ignore",
    )

    host: str = Field("127.0.0.1", description="Address the app listens on.")
    port: int = Field(7860, ge=0, le=65535, description="Its port; 0 takes a free one.")
    home: Path = Field(default_factory=_home, description="Folder of the database and the caches.")
    database_url: str = Field(
        "", description="SQLAlchemy URL of the store; empty: SQLite in `TEXTNN_HOME`."
    )
    datasets: Path | None = Field(
        None, description="Folder of data sets; empty: the cache that `textnn fetch` fills."
    )
    models: Path = Field(DATA / "models", description="Folder of the trained models.")
    retention_days: int = Field(
        0, ge=0, description="Results older than this many days are deleted; 0 keeps them."
    )
    secret: str = Field(
        "", description="Signs the anonymous browser id; empty: made once in `TEXTNN_HOME`."
    )
    max_chars: int = Field(200_000, ge=1, description="Longest text accepted, in characters.")
    max_upload: str = Field(
        "5mb", pattern=r"(?i)^\d+ ?[kmg]?b$", description="Largest upload accepted."
    )
    fetch: bool = Field(True, description="Whether articles may be opened from web addresses.")
    mcp: bool = Field(True, description="Whether assistants may use the endpoints as MCP tools.")
    threads: int = Field(0, ge=0, description="Threads for torch; 0 leaves the choice to torch.")

    @property
    def url(self) -> str:
        """SQLAlchemy URL of the store."""
        return self.database_url or f"sqlite:///{self.home / 'textnn.db'}"

    @property
    def upload_bytes(self) -> int:
        """``max_upload`` in bytes.

        >>> Settings(max_upload="5mb").upload_bytes
        5242880
        """
        size = self.max_upload.lower().removesuffix("b")
        power = "kmg".find(size[-1]) + 1
        return int(size.rstrip("kmg")) << 10 * power

    @property
    def datasets_folder(self) -> Path:
        """Where data sets are looked for."""
        return self.datasets or self.home / "datasets"
