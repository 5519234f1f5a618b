"""The first schema: stories, records, revisions of facts, names, full text, and where answers were shown."""

import sqlalchemy as sa
from alembic import op

from briefings.store.search import CREATE

revision = "0001"
down_revision = None

KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
ROW = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "binding",
        sa.Column("platform", KEY, nullable=False),
        sa.Column("workspace", KEY, nullable=False),
        sa.Column("channel", KEY, nullable=False),
        sa.Column("story", KEY, nullable=False),
        sa.Column("public", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("platform", "workspace", "channel"),
    )
    op.create_table(
        "delivery",
        sa.Column("id", KEY, nullable=False),
        sa.Column("story", KEY, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("platform", KEY, nullable=False),
        sa.Column("workspace", KEY, nullable=False),
        sa.Column("channel", KEY, nullable=False),
        sa.Column("thread", KEY, nullable=False),
        sa.Column("message", KEY, nullable=False),
        sa.Column("person", KEY, nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("typed", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("state", KEY, nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("completed", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("delivery_message", "delivery", ["platform", "channel", "message"], unique=False)
    op.create_index("delivery_pending", "delivery", ["state", "created"], unique=False)
    op.create_table(
        "gram",
        sa.Column("story", KEY, nullable=False),
        sa.Column("gram", KEY, nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("name", ROW, nullable=False),
        sa.PrimaryKeyConstraint("story", "gram", "length", "name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "kept",
        sa.Column("key", KEY, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "seen", sa.Column("key", KEY, nullable=False), sa.Column("at", sa.BigInteger(), nullable=False), sa.PrimaryKeyConstraint("key")
    )
    op.create_index("seen_at", "seen", ["at"], unique=False)
    op.create_table(
        "story",
        sa.Column("slug", KEY, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("recorded", sa.BigInteger(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("newest", KEY, nullable=False),
        sa.Column("pack_digest", KEY, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    op.create_table(
        "delivered_fact",
        sa.Column("fact", KEY, nullable=False),
        sa.Column("delivery", KEY, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery"],
            ["delivery.id"],
        ),
        sa.PrimaryKeyConstraint("fact", "delivery"),
    )
    op.create_table(
        "fact",
        sa.Column("row", ROW, autoincrement=True, nullable=False),
        sa.Column("story", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("recorded", sa.BigInteger(), nullable=False),
        sa.Column("superseded", sa.BigInteger(), nullable=True),
        sa.Column("earliest", KEY, nullable=False),
        sa.Column("latest", KEY, nullable=False),
        sa.Column("known", KEY, nullable=False),
        sa.Column("day", KEY, nullable=False),
        sa.Column("kind", KEY, nullable=False),
        sa.Column("assessment", KEY, nullable=False),
        sa.Column("publishable", sa.Boolean(), nullable=False),
        sa.Column("embargo", sa.BigInteger(), nullable=False),
        sa.Column("from_pack", sa.Boolean(), nullable=False),
        sa.Column("change", KEY, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("author", KEY, nullable=False),
        sa.Column("approver", KEY, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["story"],
            ["story.slug"],
        ),
        sa.PrimaryKeyConstraint("row"),
    )
    op.create_index("fact_history", "fact", ["story", "number", "revision"], unique=True)
    op.create_index(
        "fact_now",
        "fact",
        ["story", "number"],
        unique=True,
        sqlite_where=sa.text("superseded IS NULL"),
        postgresql_where=sa.text("superseded IS NULL"),
    )
    op.create_index(
        "fact_now_assessed",
        "fact",
        ["story", "assessment", sa.literal_column("day DESC"), "number"],
        unique=False,
        sqlite_where=sa.text("superseded IS NULL"),
        postgresql_where=sa.text("superseded IS NULL"),
    )
    op.create_index(
        "fact_now_by_day",
        "fact",
        ["story", "kind", sa.literal_column("day DESC")],
        unique=False,
        sqlite_where=sa.text("superseded IS NULL"),
        postgresql_where=sa.text("superseded IS NULL"),
    )
    op.create_index(
        "fact_now_by_record",
        "fact",
        ["story", sa.literal_column("recorded DESC"), "number"],
        unique=False,
        sqlite_where=sa.text("superseded IS NULL"),
        postgresql_where=sa.text("superseded IS NULL"),
    )
    op.create_index(
        "fact_now_every_day",
        "fact",
        ["story", sa.literal_column("day DESC"), "number"],
        unique=False,
        sqlite_where=sa.text("superseded IS NULL"),
        postgresql_where=sa.text("superseded IS NULL"),
    )
    op.create_table(
        "name",
        sa.Column("id", ROW, autoincrement=True, nullable=False),
        sa.Column("story", KEY, nullable=False),
        sa.Column("folded", KEY, nullable=False),
        sa.Column("skeleton", KEY, nullable=False),
        sa.Column("kind", KEY, nullable=False),
        sa.Column("target", KEY, nullable=False),
        sa.Column("written", KEY, nullable=False),
        sa.Column("preferred", sa.Boolean(), nullable=False),
        sa.Column("avoid", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["story"],
            ["story.slug"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("name_folded", "name", ["story", "folded"], unique=False)
    op.create_index("name_skeleton", "name", ["story", "skeleton"], unique=False)
    op.create_index("name_target", "name", ["story", "kind", "target"], unique=False)
    op.create_table(
        "record",
        sa.Column("story", KEY, nullable=False),
        sa.Column("kind", KEY, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("superseded", sa.BigInteger(), nullable=True),
        sa.Column("recorded", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("owner", KEY, nullable=False),
        sa.Column("parent", KEY, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["story"],
            ["story.slug"],
        ),
        sa.PrimaryKeyConstraint("story", "kind", "id", "version"),
    )
    op.create_index(
        "record_now",
        "record",
        ["story", "kind", "id"],
        unique=False,
        sqlite_where=sa.text("superseded IS NULL"),
        postgresql_where=sa.text("superseded IS NULL"),
    )
    op.create_index("record_owner", "record", ["story", "owner", "kind"], unique=False)
    op.create_index("record_parent", "record", ["story", "parent", "kind"], unique=False)
    op.create_table(
        "link",
        sa.Column("story", KEY, nullable=False),
        sa.Column("target", KEY, nullable=False),
        sa.Column("day", KEY, nullable=False),
        sa.Column("row", ROW, nullable=False),
        sa.Column("recorded", sa.BigInteger(), nullable=False),
        sa.Column("superseded", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["row"],
            ["fact.row"],
        ),
        sa.PrimaryKeyConstraint("story", "target", "day", "row"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "link_now",
        "link",
        ["story", "target", sa.literal_column("day DESC"), "row"],
        unique=False,
        sqlite_where=sa.text("superseded IS NULL"),
        postgresql_where=sa.text("superseded IS NULL"),
    )
    op.create_index("link_of_row", "link", ["row"], unique=False)
    op.create_index("link_then", "link", ["story", "target", sa.literal_column("day DESC"), "recorded", "superseded", "row"], unique=False)
    for statement in CREATE[op.get_bind().dialect.name]:
        op.execute(statement)
