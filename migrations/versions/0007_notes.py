"""What owners note on their results and conversations: a name, a label, a star; why not liked.

Notes of results have a table of their own: a row of ``runs`` is long, and a list would read all of
it to reach a column behind the texts.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column(
            "run_id", sa.String(32), sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("label", sa.String(40), nullable=False),
        sa.Column("favorite", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(255), nullable=False),
    )
    # Not in batch mode: that makes the table anew, and the triggers of its index would be lost.
    for table in ("runs", "messages"):
        op.add_column(table, sa.Column("reason", sa.String(16), nullable=False, server_default=""))
    op.add_column(
        "conversations", sa.Column("label", sa.String(40), nullable=False, server_default="")
    )
    op.add_column(
        "conversations",
        sa.Column("favorite", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_column("conversations", "favorite")
    op.drop_column("conversations", "label")
    for table in ("messages", "runs"):
        op.drop_column(table, "reason")
    op.drop_table("notes")
