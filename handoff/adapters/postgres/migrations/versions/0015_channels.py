"""The channel on which a conversation began."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "conversations", sa.Column("channel", sa.Text(), nullable=False, server_default="widget")
    )


def downgrade() -> None:
    op.drop_column("conversations", "channel")
