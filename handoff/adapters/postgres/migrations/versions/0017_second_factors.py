"""The second step of signing in, and the recovery codes for a lost telephone."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_UUID = sa.UUID(as_uuid=False)
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "second_factors",
        sa.Column("staff_id", _UUID, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("since", _TIME, nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_second_factors_staff_id"),
        sa.PrimaryKeyConstraint("staff_id", name="pk_second_factors"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("staff_id", _UUID, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("used_at", _TIME),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["second_factors.staff_id"],
            name="fk_recovery_codes_staff_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("staff_id", "hash", name="pk_recovery_codes"),
    )


def downgrade() -> None:
    op.drop_table("recovery_codes")
    op.drop_table("second_factors")
