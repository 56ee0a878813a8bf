"""Marks."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "marks",
        sa.Column("conversation_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("delivered", sa.BigInteger(), nullable=False),
        sa.Column("read", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_marks_conversation_id")
        ),
        sa.PrimaryKeyConstraint("conversation_id", "side", name=op.f("pk_marks")),
    )


def downgrade() -> None:
    op.drop_table("marks")
