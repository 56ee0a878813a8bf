"""Snapshots keep the promised range, no longer only that there was one."""

from collections.abc import Sequence

from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Forgets earlier ranges: the router promises another one to customers who still wait."""
    op.execute("UPDATE conversations SET state = state - 'promised'")


def downgrade() -> None:
    op.execute("""
        UPDATE conversations
        SET state = state || jsonb_build_object('promised', jsonb_typeof(state -> 'promised') = 'object')
        WHERE state ? 'promised'
    """)
