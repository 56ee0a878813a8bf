"""What happens to the staff's accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "security_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.UUID(as_uuid=False)),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("network", sa.Text()),
        sa.Column("detail", sa.Text()),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_security_log_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_security_log"),
    )
    op.create_index("ix_security_log_staff_id", "security_log", ["staff_id", "id"])
    op.create_index("ix_security_log_at", "security_log", ["at"])
    op.execute(
        """
        CREATE FUNCTION security_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' AND OLD.at < now() - interval '29 days' THEN
            RETURN OLD;
          END IF;
          RAISE EXCEPTION 'the security log is append-only';
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER security_log_rows_stay BEFORE UPDATE OR DELETE ON security_log"
        " FOR EACH ROW EXECUTE FUNCTION security_log_is_append_only()"
    )
    op.execute(
        "CREATE TRIGGER security_log_stays BEFORE TRUNCATE ON security_log"
        " FOR EACH STATEMENT EXECUTE FUNCTION security_log_is_append_only()"
    )


def downgrade() -> None:
    op.drop_table("security_log")
    op.execute("DROP FUNCTION security_log_is_append_only()")
