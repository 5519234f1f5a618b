"""Full text, behind one function: FTS5 on SQLite, tsvector on PostgreSQL. Both hold stems that we made, so both find alike."""

from functools import lru_cache

from sqlalchemy import Connection, bindparam, column, select, table, text

from briefings.store import seen
from briefings.store.prepared import Prepared
from briefings.store.tables import fact

CREATE = {
    "sqlite": tuple(f"CREATE VIRTUAL TABLE {name} USING fts5(tokens, tokenize='unicode61')" for name in ("fact_text", "fact_text_past")),
    "postgresql": tuple(statement for name in ("fact_text", "fact_text_past") for statement in (
        f"CREATE TABLE {name} (rowid BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL)", f"CREATE INDEX {name}_tokens ON {name} USING gin (tokens)")),
}
_ADD = {
    "sqlite": text("INSERT INTO fact_text (rowid, tokens) VALUES (:row, :tokens)"),
    "postgresql": text("INSERT INTO fact_text (rowid, tokens) VALUES (:row, array_to_tsvector(string_to_array(:tokens, ' ')))"),
}
LONGEST = 64  # characters of a word; PostgreSQL refuses to search for one of over 2 kB
_RETIRE = (text("INSERT INTO fact_text_past (rowid, tokens) SELECT rowid, tokens FROM fact_text WHERE rowid = :row"),
           text("DELETE FROM fact_text WHERE rowid = :row"))
_FOUND = {
    "sqlite": ("{name} MATCH :sought", "bm25({name})"),
    "postgresql": ("{name}.tokens @@ CAST(:sought AS tsquery)", "-ts_rank({name}.tokens, CAST(:sought AS tsquery))"),
}
_QUOTED = {"sqlite": ('"{}"', " OR "), "postgresql": ("'{}'", " | ")}


def add(connection: Connection, rows: list[dict[str, object]]) -> None:
    """Put the tokens of new revisions into the index; each row has ``row`` and ``tokens``."""
    if rows:
        connection.execute(_ADD[connection.dialect.name], rows)


def retire(connection: Connection, rows: list[int]) -> None:
    """Move superseded revisions out of the way: a search of the present should not rank what is past."""
    for statement in _RETIRE if rows else ():
        connection.execute(statement, [{"row": row} for row in rows])


def matching(connection: Connection, terms: tuple[str, ...], *, past: bool, parameters: dict[str, object]) -> list[str]:
    """Bodies of revisions that hold any of ``terms``, the best first. ``parameters``: story, now, known, most (and recorded, if past)."""
    quote, joiner = _QUOTED[connection.dialect.name]
    sought = joiner.join(quote.format(_bare(term)) for term in terms)
    bodies: list[str] = []
    for name in ("fact_text", "fact_text_past") if past else ("fact_text",):
        bodies += [body for (body,) in _statement(connection.dialect.name, name, past).run(connection, parameters | {"sought": sought})]
    return bodies


def _bare(term: str) -> str:
    return "".join(c for c in term if c.isalnum())[:LONGEST] or "x"


@lru_cache(maxsize=8)
def _statement(dialect: str, name: str, past: bool) -> Prepared:
    found, rank = (part.format(name=name) for part in _FOUND[dialect])
    index = table(name, column("rowid"))
    return Prepared(
        select(fact.c.body).join(index, index.c.rowid == fact.c.row)
        .where(text(found), fact.c.story == bindparam("story"), fact.c.known <= bindparam("known"), seen.then() if past else seen.now())
        .order_by(text(rank), fact.c.number).limit(bindparam("most")))
