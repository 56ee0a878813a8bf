"""Customers ask for a copy of their own data, or for its deletion."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_id = postgresql.UUID(as_uuid=False)
_time = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "data_requests",
        sa.Column("id", _id, nullable=False),
        sa.Column("customer_id", _id, nullable=False),
        sa.Column("conversation_id", _id, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("asked_at", _time, nullable=False),
        sa.Column("due_at", _time, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("settled_at", _time),
        sa.Column("reason", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_data_requests"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_data_requests_customer_id"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_data_requests_conversation_id"
        ),
    )
    op.create_index("ix_data_requests_customer_id", "data_requests", ["customer_id"])
    op.create_index(
        "uq_data_requests_open",
        "data_requests",
        ["customer_id", "kind"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_data_requests_due",
        "data_requests",
        ["due_at", "id"],
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_data_requests_settled_at", "data_requests", ["settled_at", "id"])


def downgrade() -> None:
    op.drop_table("data_requests")
