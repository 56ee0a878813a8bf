"""Deliveries, and the links by mail that let staff choose a password."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_UUID = sa.UUID(as_uuid=False)
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "account_links",
        sa.Column("id", _UUID, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("staff_id", _UUID, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("used_at", _TIME),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_account_links_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_account_links"),
    )
    op.create_index("ix_account_links_staff_id", "account_links", ["staff_id"])
    op.create_table(
        "deliveries",
        sa.Column("id", _UUID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("conversation_id", _UUID),
        sa.Column("first", sa.BigInteger()),
        sa.Column("last", sa.BigInteger()),
        sa.Column("link_id", _UUID),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("gathering", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("reply", sa.Text()),
        sa.Column("settled_at", _TIME),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_deliveries_conversation_id"
        ),
        sa.ForeignKeyConstraint(["link_id"], ["account_links.id"], name="fk_deliveries_link_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
    )
    op.create_index(
        "uq_deliveries_gathering",
        "deliveries",
        ["conversation_id"],
        unique=True,
        postgresql_where=sa.text("gathering"),
    )
    op.create_index(
        "ix_deliveries_due_at",
        "deliveries",
        ["due_at"],
        postgresql_where=sa.text("state IN ('waiting', 'sending')"),
    )
    op.create_index("ix_deliveries_conversation_id", "deliveries", ["conversation_id"])
    op.create_index("ix_deliveries_created_at", "deliveries", ["created_at", "id"])
    op.create_index(
        "ix_deliveries_failed",
        "deliveries",
        ["created_at"],
        postgresql_where=sa.text("state = 'failed'"),
    )
    op.create_index(
        "ix_deliveries_sent_to",
        "deliveries",
        ["to", "settled_at"],
        postgresql_where=sa.text("state = 'sent'"),
    )


def downgrade() -> None:
    op.drop_table("deliveries")
    op.drop_table("account_links")
