"""From the entries of a file to the frozen things of the model, noting every mistake with its line."""

from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import FieldInfo, fields

from briefings import names, periods
from briefings.errors import Problem
from briefings.model import Actor, Alias, Claim, Control, Figure, Period, Place, Quote, Relation, Source, Story
from briefings.packs.yaml_lines import Entry
from briefings.vocabulary import Precision

S = TypeVar("S", bound=Struct)
_PARTS: dict[str, type[Struct]] = {"claims": Claim, "figures": Figure, "quote": Quote, "control": Control, "aliases": Alias}
_SEVERAL = frozenset({"claims", "figures", "control", "aliases"})
_BESIDE: dict[type[Struct], frozenset[str]] = {  # keys of an entry that are no field of the thing itself
    Place: frozenset({"shares"}),
    Actor: frozenset({"shares", "relations"}),
    Source: frozenset({"shares"}),
    Relation: frozenset({"actor"}),
    Story: frozenset({"window", "window_from", "window_to"}),
}
_DERIVED: dict[type[Struct], frozenset[str]] = {
    Story: frozenset({"window_from", "window_to"}),
    Alias: frozenset({"script"}),
    Relation: frozenset({"actor"}),
}
_TYPE_WORDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a mapping",
    "date": "a date",
}


class Builder:
    """Builds the things of one file; ``problems`` grows with every mistake found."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file, self.problems = file, problems

    def complain(self, line: int, words: str) -> None:
        """Note a mistake."""
        self.problems.append(Problem(self.file, line, words))

    def build(self, kind: type[S], entry: Any, line: int, called: str = "") -> S | None:
        """One thing from its entry; None where it has mistakes, all of them noted."""
        if not isinstance(entry, Entry):
            self.complain(line, f"expected a mapping with {', '.join(f.name for f in fields(kind)[:3])} …")
            return None
        label = called or _label(entry)
        known = {f.name: f for f in fields(kind) if f.name not in _DERIVED.get(kind, ())}
        self._unknown_keys(entry, set(known) | _BESIDE.get(kind, frozenset()), label)
        values, sound = self._derived(kind, entry), True
        for name, info in known.items():
            if entry.get(name) is None:
                if info.required:
                    self.complain(entry.line, f"{label}has no {name}; {_WHY.get(name, 'it needs one')}")
                    sound = False
                continue
            value = self._field(info, entry[name], entry.at(name), label)
            sound = sound and value is not None
            values[name] = value
        return kind(**values) if sound else None

    def _derived(self, kind: type[Struct], entry: Entry) -> dict[str, Any]:
        if kind is Alias:
            return {"script": names.script_of(str(entry.get("text", "")))}
        return {k: entry[k] for k in _DERIVED.get(kind, ()) if k in entry}

    def _unknown_keys(self, entry: Entry, known: set[str], label: str) -> None:
        for key in entry:
            if key not in known:
                near = get_close_matches(key, known, 1)
                hint = f"; did you mean {near[0]}?" if near else f"; known are {', '.join(sorted(known))}"
                self.complain(entry.at(key), f"{label}has an unknown field “{key}”{hint}")

    def _field(self, info: FieldInfo, value: Any, line: int, label: str) -> Any:
        if info.name == "when":
            return self._when(value, line, label)
        if info.name in _PARTS:
            return self._parts(info.name, value, line, label)
        if info.type is str and isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and "tuple" in str(info.type).lower():
            value = [value]  # one where a list may stand
        if isinstance(value, str) and not value.strip() and info.required:
            self.complain(line, f"{label}has an empty {info.name}")
            return None
        try:
            return msgspec.convert(value, info.type)
        except msgspec.ValidationError as wrong:
            self.complain(line, f"{label}{info.name}: {_in_words(str(wrong), info.type, value)}")
            return None

    def _parts(self, name: str, value: Any, line: int, label: str) -> Any:
        kind = _PARTS[name]
        if name not in _SEVERAL:
            return self.build(kind, value, line, f"{label}{name} ")
        if name == "aliases":
            value = [_alias_entry(item, line) for item in (value if isinstance(value, list) else [value])]
        if not isinstance(value, list):
            value = [value]
        built = [self.build(kind, item, getattr(item, "line", line), f"{label}{name[:-1] if name.endswith('s') else name} ") for item in value]
        return tuple(built) if all(b is not None for b in built) else None

    def _when(self, value: Any, line: int, label: str) -> Period | None:
        entry = value if isinstance(value, Entry) else Entry(line)
        edtf = str(entry.get("edtf") or "") if isinstance(value, Entry) else str(value)
        if isinstance(value, Entry):
            self._unknown_keys(entry, {"edtf", "words", "precision"}, f"{label}when ")
        try:
            precision = Precision(entry["precision"]) if entry.get("precision") else None
        except ValueError:
            self.complain(entry.at("precision"), f"{label}when: “{entry['precision']}” is no precision; use one of {', '.join(Precision)}")
            return None
        try:
            return periods.period_from_edtf(edtf, words=str(entry.get("words") or ""), precision=precision)
        except ValueError as wrong:
            self.complain(line, f"{label}when: {wrong}")
            return None


_WHY = {
    "claims": "a fact without attribution is not kept: say who says it, with document and by",
    "when": "say when it happened, or precision: standing for a standing description",
    "text": "the proposition itself is missing",
}


def story_from(entry: Any, build: Builder) -> Story | None:
    """The story from ``story.yaml``, its window read."""
    if not isinstance(entry, Entry):
        build.complain(1, "expected one mapping with slug, title, zone, summary and window")
        return None
    window = _window(entry, build)
    entry |= {"window_from": window[0], "window_to": window[1]}
    for derived in ("window_from", "window_to"):
        entry.lines[derived] = entry.at("window")
    topics = entry.get("topics")
    if isinstance(topics, Entry):
        for topic, words in topics.items():
            topics[topic] = [str(w) for w in (words if isinstance(words, list) else [words])]
    return build.build(Story, entry, 1)


def _window(entry: Entry, build: Builder) -> tuple[date, date]:
    widest = (date.min, date.max)
    if not entry.get("window"):
        return widest
    try:
        period = periods.period_from_edtf(str(entry["window"]))
    except ValueError as wrong:
        build.complain(entry.at("window"), f"window: {wrong}")
        return widest
    return period.earliest or date.min, period.latest or date.max


def _alias_entry(item: Any, line: int) -> Any:
    if isinstance(item, Entry):
        return item
    entry = Entry(line)
    entry["text"] = str(item)
    return entry


def _label(entry: Entry) -> str:
    name = entry.get("key") or entry.get("id") or entry.get("slug")
    return f"{name} " if name else ""


def _in_words(message: str, kind: Any, value: Any) -> str:
    """The library's complaint as an editor would want it."""
    allowed = _vocabulary(kind)
    if allowed and not isinstance(value, list | dict):
        near = get_close_matches(str(value), allowed, 1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        return f"“{value}” is not in the vocabulary{hint}; use one of {', '.join(allowed)}"
    said = message.split(" - at ")[0]
    for theirs, ours in _TYPE_WORDS.items():
        said = said.replace(f"`{theirs}`", ours).replace(f"`{theirs} | null`", ours)
    return said[0].lower() + said[1:]


def _vocabulary(kind: Any) -> list[str]:
    options = [kind, *getattr(kind, "__args__", ())]
    return [str(v) for option in options if isinstance(option, type) and issubclass(option, StrEnum) for v in option]
