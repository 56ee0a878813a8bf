"""Invitations to the staff: who made them, in which language, and what has become of them."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Links made so far: invitations came from operators at the command line."""
    for column, before in (("by", "operator"), ("language", "en")):
        added = sa.Column(column, sa.Text(), nullable=False, server_default=before)
        op.add_column("account_links", added)
    op.add_column("account_links", sa.Column("ended", sa.Text()))
    op.execute("UPDATE account_links SET by = 'anybody' WHERE purpose = 'password_reset'")
    op.execute("UPDATE account_links SET ended = 'used' WHERE used_at IS NOT NULL")
    op.execute(
        "UPDATE account_links SET language = deliveries.language"
        " FROM deliveries WHERE deliveries.link_id = account_links.id"
    )
    for column in ("by", "language"):
        op.alter_column("account_links", column, server_default=None)


def downgrade() -> None:
    for column in ("ended", "language", "by"):
        op.drop_column("account_links", column)
