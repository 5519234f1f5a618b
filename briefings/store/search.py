"""Full text, behind one function: FTS5 on SQLite, tsvector on PostgreSQL. Both hold stems that we made, so both find alike."""

from functools import lru_cache

from sqlalchemy import Connection, Select, bindparam, column, literal_column, select, table, text

from briefings.store import seen
from briefings.store.tables import fact

CREATE = {
    "sqlite": ("CREATE VIRTUAL TABLE fact_text USING fts5(tokens, content='', tokenize='unicode61')",),
    "postgresql": (
        "CREATE TABLE fact_text (rowid BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL)",
        "CREATE INDEX fact_text_tokens ON fact_text USING gin (tokens)",
    ),
}
DROP = "DROP TABLE fact_text"
_ADD = {
    "sqlite": text("INSERT INTO fact_text (rowid, tokens) VALUES (:row, :tokens)"),
    "postgresql": text("INSERT INTO fact_text (rowid, tokens) VALUES (:row, array_to_tsvector(string_to_array(:tokens, ' ')))"),
}
_FOUND = {
    "sqlite": ("fact_text MATCH :sought", "bm25(fact_text)"),
    "postgresql": ("fact_text.tokens @@ CAST(:sought AS tsquery)", "-ts_rank(fact_text.tokens, CAST(:sought AS tsquery))"),
}
_index = table("fact_text", column("rowid"))
_QUOTED = {"sqlite": ('"{}"', " OR "), "postgresql": ("'{}'", " | ")}


def add(connection: Connection, rows: list[dict[str, object]]) -> None:
    """Put the tokens of new revisions into the index; each row has ``row`` and ``tokens``."""
    if rows:
        connection.execute(_ADD[connection.dialect.name], rows)


def matching(connection: Connection, terms: tuple[str, ...], *, past: bool, parameters: dict[str, object]) -> list[str]:
    """Bodies of revisions that hold any of ``terms``, the best first. ``parameters``: story, now, known, most (and recorded, if past)."""
    quote, joiner = _QUOTED[connection.dialect.name]
    sought = joiner.join(quote.format(_bare(term)) for term in terms)
    rows = connection.execute(_statement(connection.dialect.name, past), parameters | {"sought": sought})
    return [row.body for row in rows]


def _bare(term: str) -> str:
    return "".join(c for c in term if c.isalnum()) or "x"


@lru_cache(maxsize=4)
def _statement(dialect: str, past: bool) -> Select[tuple[str]]:
    found, rank = _FOUND[dialect]
    return (select(fact.c.body).join(_index, _index.c.rowid == fact.c.row)
            .where(text(found), fact.c.story == bindparam("story"), fact.c.known <= bindparam("known"), seen.then() if past else seen.now())
            .order_by(literal_column(rank), fact.c.number).limit(bindparam("most")))
