"""Members of the staff have a name in each language: those in Persian letters are Persian ones."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_FIRST, _LAST = "\u0620", "\u06ff"  # letters of the Arabic block


def upgrade() -> None:
    op.add_column("staff", sa.Column("name_fa", sa.Text(), nullable=True))
    connection = op.get_bind()
    for staff_id, name in connection.execute(sa.text("SELECT id, name FROM staff")).all():
        if any(_FIRST <= letter <= _LAST for letter in name):
            connection.execute(
                sa.text("UPDATE staff SET name_fa = name WHERE id = :id"), {"id": staff_id}
            )


def downgrade() -> None:
    op.drop_column("staff", "name_fa")
