"""Sessions of the staff have a name of their own, a last sign of their person, and an end with a
reason. Those that were open are closed: everybody logs in again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM staff_sessions")
    op.drop_column("staff_sessions", "expires_at")
    op.add_column("staff_sessions", sa.Column("id", postgresql.UUID(as_uuid=False), nullable=False))
    for name in ("opened_at", "seen_at"):
        op.add_column("staff_sessions", sa.Column(name, sa.DateTime(timezone=True), nullable=False))
    op.add_column("staff_sessions", sa.Column("browser", sa.Text(), nullable=False))
    op.add_column("staff_sessions", sa.Column("ended", sa.Text()))
    op.create_unique_constraint("uq_staff_sessions_id", "staff_sessions", ["id"])
    op.create_index("ix_staff_sessions_staff_id", "staff_sessions", ["staff_id"])


def downgrade() -> None:
    op.execute("DELETE FROM staff_sessions")
    op.drop_index("ix_staff_sessions_staff_id", table_name="staff_sessions")
    op.drop_constraint("uq_staff_sessions_id", "staff_sessions")
    for name in ("ended", "browser", "seen_at", "opened_at", "id"):
        op.drop_column("staff_sessions", name)
    op.add_column(
        "staff_sessions", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False)
    )
