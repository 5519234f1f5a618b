"""Answers as data: what ``--format json`` and ``--batch`` print, and the schema of it (``handlers/answer.schema.json``)."""

from collections.abc import Sequence
from inspect import cleandoc
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from briefings.answers import AnyAnswer
from briefings.model import Fact, Source
from briefings.sheet.answers import SheetAnswer

SCHEMA = 1  # raised when a reader of the old shape would misread the new one
# fields for the desk's own eyes (model.py says so of each), and what stands in their place
_INTERNAL: dict[type[Struct], dict[str, Any]] = {Fact: {"note": ""}, Source: {"reliability": None}}

_BREAKS = {ord(c): f"\\u{ord(c):04x}" for c in "\x85\u2028\u2029"}  # JSON allows them bare, but readers by line would break there


class Record(Struct, frozen=True):
    """One reply. ``query`` is the question as it was read.

    ``answer`` is null where there is only a sentence for the asker (a name not on file, a date not understood, help); then ``sentence`` holds it.
    """

    schema: int
    query: str
    answer: AnyAnswer | SheetAnswer | None
    sentence: str | None = None


class Line(Struct, frozen=True, omit_defaults=True):
    """One reply of ``--batch``: the question exactly as read and the reply as text; ``answer`` only with ``--format json``."""

    query: str
    text: str
    answer: AnyAnswer | SheetAnswer | UnsetType | None = UNSET


def as_json(record: Record | Line) -> str:
    """One line of JSON, letters of every script kept as they are."""
    return msgspec.json.encode(record).decode().translate(_BREAKS)


def shown(thing: Any) -> Any:
    """An answer without what is for the desk's own eyes."""
    if isinstance(thing, Struct):
        kept = {name: shown(getattr(thing, name)) for name in thing.__struct_fields__}
        return replace(thing, **kept | _INTERNAL.get(type(thing), {}))
    if isinstance(thing, tuple):
        return tuple(shown(item) for item in thing)
    return thing


def schema() -> dict[str, Any]:
    """The JSON schema of ``Record``."""
    made = msgspec.json.schema(Record)
    for kind, fields in _INTERNAL.items():
        for name in fields:
            made["$defs"][kind.__name__]["properties"].pop(name)
    for definition in made["$defs"].values():
        if "description" in definition:
            definition["description"] = cleandoc(definition["description"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A reply of Factbox", **_without_unused(made)}


def _without_unused(made: dict[str, Any]) -> dict[str, Any]:
    """The schema without definitions that nothing refers to any more."""
    used, todo = set(), ["Record"]
    while todo:
        used.add(name := todo.pop())
        todo += [n for n in _referred(made["$defs"][name]) if n not in used]
    return {**made, "$defs": {name: made["$defs"][name] for name in sorted(used)}}


def _referred(part: Any) -> Sequence[str]:
    if isinstance(part, dict):
        own = [part["$ref"].rpartition("/")[2]] if "$ref" in part else []
        return own + [name for inner in part.values() for name in _referred(inner)]
    return [name for inner in part for name in _referred(inner)] if isinstance(part, list) else []
