"""Codes by mail that let a visitor change an order."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_UUID = sa.UUID(as_uuid=False)
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "order_codes",
        sa.Column("id", _UUID, nullable=False),
        sa.Column("conversation_id", _UUID, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("used_by", _UUID),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_order_codes_conversation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_order_codes"),
    )
    op.create_index("ix_order_codes_conversation_id", "order_codes", ["conversation_id", "number"])
    op.add_column("deliveries", sa.Column("code_id", _UUID))
    op.create_foreign_key("fk_deliveries_code_id", "deliveries", "order_codes", ["code_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint("fk_deliveries_code_id", "deliveries")
    op.drop_column("deliveries", "code_id")
    op.drop_table("order_codes")
