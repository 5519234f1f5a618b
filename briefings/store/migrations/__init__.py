"""Bringing a database to the schema of this version. Alembic is loaded only when there is something to do."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from briefings.errors import DatabaseNewer

NEWEST = "0002"
KNOWN = ("0001", "0002")  # every revision this version has, the oldest first; a test holds it against the folder


def state(connection: Connection) -> str | None:
    """The revision a database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def bring_up(connection: Connection, where: str) -> bool:
    """Make the schema what this version needs; True if anything was done.

    Raises:
        DatabaseNewer: the database is at a revision that this version does not know.
    """
    found = state(connection)
    if found == NEWEST:
        return False
    if found is not None and found not in KNOWN:
        raise DatabaseNewer(where)
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, NEWEST)
    return True
