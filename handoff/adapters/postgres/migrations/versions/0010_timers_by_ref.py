"""A conversation may have several timers of one kind."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_KEY = ["conversation_id", "kind", "ref"]


def upgrade() -> None:
    op.drop_constraint("pk_timers", "timers")
    op.create_primary_key("pk_timers", "timers", _KEY)


def downgrade() -> None:
    """The earliest timer of each kind stays."""
    op.execute(
        """
        DELETE FROM timers USING timers AS earlier
        WHERE timers.conversation_id = earlier.conversation_id AND timers.kind = earlier.kind
          AND (timers.due_at, timers.ref) > (earlier.due_at, earlier.ref)
        """
    )
    op.drop_constraint("pk_timers", "timers")
    op.create_primary_key("pk_timers", "timers", _KEY[:2])
