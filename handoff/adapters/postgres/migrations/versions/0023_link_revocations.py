"""Links mailed to customers end by a count of their own: devices that come back end none."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "customers",
        sa.Column("link_revocations", sa.Integer(), server_default="0", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("customers", "link_revocations")
