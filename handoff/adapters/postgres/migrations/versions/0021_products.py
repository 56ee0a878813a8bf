"""What the shop sells, where no other system has it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "products",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("product", postgresql.JSONB(), nullable=False),
        sa.Column("terms", sa.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("sku"),
    )
    op.create_index("ix_products_terms", "products", ["terms"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_table("products")
