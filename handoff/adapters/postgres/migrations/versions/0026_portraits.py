"""Pictures of the staff, and the key in the public address of each."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("portrait", sa.Text(), nullable=True))
    op.create_table(
        "portraits",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("staff_id", UUID(as_uuid=False), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_portraits_staff_id"),
        sa.PrimaryKeyConstraint("key", name="pk_portraits"),
        sa.UniqueConstraint("staff_id", name="uq_portraits_staff_id"),
    )


def downgrade() -> None:
    op.drop_table("portraits")
    op.drop_column("staff", "portrait")
