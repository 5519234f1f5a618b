"""Curating: roles, proposals, the log, the outbox, and who asked what is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "role",
        sa.Column("story", KEY, nullable=False),
        sa.Column("subject", KEY, nullable=False),
        sa.Column("role", KEY, nullable=False),
        sa.Column("given_by", KEY, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("story", "subject"),
    )
    op.create_table(
        "identity",
        sa.Column("subject", KEY, nullable=False),
        sa.Column("person", KEY, nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )
    op.create_table(
        "proposal",
        sa.Column("story", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", KEY, nullable=False),
        sa.Column("fact", sa.Integer(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("records", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("author", KEY, nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("state", KEY, nullable=False),
        sa.Column("owner", KEY, nullable=False),
        sa.Column("batch", KEY, nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("reminded", sa.Boolean(), nullable=False),
        sa.Column("decided", sa.BigInteger(), nullable=True),
        sa.Column("decider", KEY, nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["story"], ["story.slug"]),
        sa.PrimaryKeyConstraint("story", "number"),
    )
    op.create_table(
        "log",
        sa.Column("story", KEY, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("who", KEY, nullable=False),
        sa.Column("approver", KEY, nullable=False),
        sa.Column("act", KEY, nullable=False),
        sa.Column("fact", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("proposal", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("salt", KEY, nullable=False),
        sa.Column("sealed", KEY, nullable=False),
        sa.Column("content", KEY, nullable=False),
        sa.Column("digest", KEY, nullable=False),
        sa.PrimaryKeyConstraint("story", "number"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", ROW, nullable=False, autoincrement=True),
        sa.Column("story", KEY, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("change", KEY, nullable=False),
        sa.Column("fact", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("author", KEY, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "inquiry",
        sa.Column("story", KEY, nullable=False),
        sa.Column("question", KEY, nullable=False),
        sa.Column("owner", KEY, nullable=False),
        sa.Column("opened", sa.BigInteger(), nullable=False),
        sa.Column("answered", sa.BigInteger(), nullable=True),
        sa.Column("fact", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("story", "question"),
    )
    op.create_table(
        "inquirer",
        sa.Column("story", KEY, nullable=False),
        sa.Column("question", KEY, nullable=False),
        sa.Column("person", KEY, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("told", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("story", "question", "person"),
    )
    op.create_table(
        "looked",
        sa.Column("person", KEY, nullable=False),
        sa.Column("story", KEY, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "story"),
    )
    op.create_index("proposal_batch", "proposal", ["story", "batch"])
    op.create_index("proposal_open", "proposal", ["story", "state", "number"])
    op.create_index("log_fact", "log", ["story", "fact", "number"])
    op.create_index("outbox_waiting", "outbox", ["id"], sqlite_where=sa.text("started IS NULL"), postgresql_where=sa.text("started IS NULL"))
    op.create_index("delivery_person", "delivery", ["person", "created"])
