"""Tokens of customers can be revoked, and of two visits at once both find one conversation."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "customers", sa.Column("revocations", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("customers", sa.Column("revoked_at", sa.DateTime(timezone=True)))
    op.add_column("customers", sa.Column("next_conversation", postgresql.UUID(as_uuid=False)))
    op.create_index(
        "ix_customers_revoked_at",
        "customers",
        ["revoked_at"],
        postgresql_where=sa.text("revoked_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_customers_revoked_at", table_name="customers")
    for name in ("next_conversation", "revoked_at", "revocations"):
        op.drop_column("customers", name)
