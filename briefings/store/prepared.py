"""Statements written once in SQLAlchemy Core and run on the driver itself.

Core is what makes one definition of a statement serve SQLite and PostgreSQL, but it takes 35 to 60 µs to run one that the driver runs in 6,
and a short answer asks a dozen. So a statement that every ask runs is compiled once for each dialect, and from then on only its values are filled in.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any

from sqlalchemy import BindParameter, Connection, Dialect, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import visitors

Given = Mapping[str, Any]
_STEP = 512  # values of a list; beyond it room is made in steps of as many, for SQLite takes 32,766 parameters


class Prepared:
    """A SELECT, compiled when it is first run. Rows come as the driver has them: on SQLite a yes or no is 1 or 0."""

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        columns = [str(column.key) for column in statement.selected_columns]
        row: Any = namedtuple("Row", columns, rename=True)  # type: ignore[misc]  # known only here; a count has no name of its own
        self._named: Callable[[tuple[Any, ...]], Any] = row._make
        self._lists = tuple(sorted({b.key for b in visitors.iterate(statement) if isinstance(b, BindParameter) and b.expanding}))
        self._shapes: dict[tuple[object, ...], _Shape] = {}

    def rows(self, connection: Connection, given: Given) -> list[Any]:
        """Every row, its columns by name, in the connection's transaction; one is begun if none is, as SQLAlchemy would."""
        return list(map(self._named, self.run(connection, given)))

    def run(self, connection: Connection, given: Given) -> list[tuple[Any, ...]]:
        """Every row as a bare tuple, for where there are many; else as ``rows``."""
        if not connection.in_transaction():
            connection.begin()
        statement, values = self._filled(connection.dialect, given)
        return on_driver(connection, statement, values)

    def _filled(self, dialect: Dialect, given: Given) -> tuple[str, Any]:
        shape = (dialect.name, *(room_for(len(given[key])) for key in self._lists))
        known = self._shapes.get(shape)
        if known is None:
            known = self._shapes[shape] = _Shape(self._statement, dialect, self._widened(given))
        return known.statement, known.values(self._widened(given) if self._lists else given)

    def _widened(self, given: Given) -> dict[str, Any]:
        """The values with every list filled up to its room by its last value again, which changes no answer of an IN."""
        wide = dict(given)
        for key in self._lists:
            several = tuple(given[key])
            wide[key] = several + several[-1:] * (room_for(len(several)) - len(several))
        return wide


class _Shape:
    """A statement as text for one dialect and so many values in each of its lists."""

    def __init__(self, statement: Select[Any], dialect: Dialect, given: Given) -> None:
        compiled = statement.compile(dialect=dialect).construct_expanded_state(dict(given))
        self.statement = compiled.statement
        self._lists = tuple(compiled.parameter_expansion.items())
        listed = {name for _, names in self._lists for name in names}
        self._fixed = {name: value for name, value in compiled.parameters.items() if name not in given and name not in listed}
        order = compiled.positiontup
        self._picked: Callable[[Given], Any] = dict if order is None else _in_order(tuple(order))

    def values(self, given: Given) -> Any:
        """The values as the driver takes them: a tuple in order, or by name."""
        flat = {**given, **self._fixed}
        for key, names in self._lists:
            flat.update(zip(names, flat[key], strict=True))
        return self._picked(flat)


def _in_order(names: tuple[str, ...]) -> Callable[[Given], tuple[Any, ...]]:
    """These values as a tuple; ``itemgetter`` makes one of two names and more."""
    return itemgetter(*names) if len(names) > 1 else lambda given: tuple(given[name] for name in names)


def room_for(many: int) -> int:
    """How many values a list of so many is made to hold: few shapes of a statement, so that the drivers' own caches of statements keep them."""
    if many <= 1:
        return many
    return 1 << (many - 1).bit_length() if many <= _STEP else -(-many // _STEP) * _STEP


def on_driver(connection: Connection, statement: str, values: Any) -> list[tuple[Any, ...]]:
    """Run a statement past SQLAlchemy, on the connection and in the transaction that it holds; what goes wrong is raised as SQLAlchemy would."""
    driver: Any = connection.connection.dbapi_connection
    try:
        rows: list[tuple[Any, ...]] = driver.execute(statement, values).fetchall()
    except connection.dialect.loaded_dbapi.Error as trouble:
        raise DBAPIError.instance(statement, values, trouble, connection.dialect.loaded_dbapi.Error, dialect=connection.dialect) from trouble
    return rows
