"""The runs: every result that was kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

LONG = sa.Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")
TIME = sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")


def upgrade() -> None:
    op.create_table(
        "runs",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("owner", sa.String(255), nullable=False),
        sa.Column("task", sa.String(32), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("seconds", sa.Float(53), nullable=False),
        sa.Column("model_name", sa.String(255), nullable=False),
        sa.Column("model_checksum", sa.String(128), nullable=False),
        sa.Column("input", LONG, nullable=False),
        sa.Column("written", LONG, nullable=False),
        sa.Column("parameters", LONG, nullable=False),
        sa.Column("output", LONG, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_runs_owner_number", "runs", ["owner", "number"])
    op.create_index("ix_runs_created_at", "runs", ["created_at"])


def downgrade() -> None:
    op.drop_table("runs")
