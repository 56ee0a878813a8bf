"""Erasure of customers: what is erased, what is still to be, and what has been quiet for long."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_APPEND_ONLY = """
CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.at < now() - interval '6 days' THEN
    RETURN OLD;
  END IF;
  {exception}
  RAISE EXCEPTION 'the audit is append-only';
END $$
"""
# Words that somebody searched for may name a customer who is erased.
_BUT_FOR_WORDS = """
  IF TG_OP = 'UPDATE' AND OLD.kind = 'search' AND NEW.subject = 'erased'
    AND ROW(NEW.id, NEW.at, NEW.staff_id, NEW.kind, NEW.holder)
      IS NOT DISTINCT FROM ROW(OLD.id, OLD.at, OLD.staff_id, OLD.kind, OLD.holder)
  THEN
    RETURN NEW;
  END IF;
"""


def upgrade() -> None:
    op.add_column("customers", sa.Column("erased_at", sa.DateTime(timezone=True)))
    op.add_column(
        "customers",
        sa.Column("erasure_open", sa.Boolean(), server_default="false", nullable=False),
    )
    op.create_index(
        "ix_customers_erasure_open",
        "customers",
        ["erased_at"],
        postgresql_where=sa.text("erasure_open"),
    )
    op.add_column(
        "conversations",
        sa.Column("erased", sa.Boolean(), server_default="false", nullable=False),
    )
    op.create_index(
        "ix_conversations_quiet",
        "conversations",
        ["changed_at", "id"],
        postgresql_where=sa.text("NOT erased AND owner IN ('bot', 'closed')"),
    )
    op.alter_column("audit", "staff_id", nullable=True)
    op.execute(_APPEND_ONLY.format(exception=_BUT_FOR_WORDS))


def downgrade() -> None:
    op.execute(_APPEND_ONLY.format(exception=""))
    op.execute("ALTER TABLE audit DISABLE TRIGGER audit_rows_stay")
    op.execute("DELETE FROM audit WHERE staff_id IS NULL")
    op.execute("ALTER TABLE audit ENABLE TRIGGER audit_rows_stay")
    op.alter_column("audit", "staff_id", nullable=False)
    op.drop_index("ix_conversations_quiet", table_name="conversations")
    op.drop_column("conversations", "erased")
    op.drop_index("ix_customers_erasure_open", table_name="customers")
    op.drop_column("customers", "erasure_open")
    op.drop_column("customers", "erased_at")
