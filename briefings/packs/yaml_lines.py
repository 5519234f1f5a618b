"""YAML that remembers its lines, so that a mistake can be shown where an editor has to mend it."""

from pathlib import Path
from typing import Any

import yaml

from briefings.errors import Problem

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 12  # levels of nesting; a pack needs six
LONGEST_KEY = 100
MOST_BYTES = 20_000_000  # a file of a pack; ten thousand facts are about five million


class Entry(dict[str, Any]):
    """A mapping of the file; ``line`` is where it begins, ``lines`` where each of its keys stands."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}

    def at(self, key: str) -> int:
        """The line of a key, or of the entry where the key is missing."""
        return self.lines.get(key, self.line)


def read_yaml(path: Path, problems: list[Problem]) -> Any:
    """The file's content, mappings as ``Entry``; None (and a problem noted) where it cannot be read at all."""
    try:
        if path.stat().st_size > MOST_BYTES:
            problems.append(Problem(path.name, 1, f"the file is larger than {MOST_BYTES // 1_000_000} MB"))
            return None
        # a text, not bytes: the loader would take UTF-16 for granted where a byte-order mark says so
        node = yaml.compose(path.read_bytes().decode("utf-8-sig"), Loader=_LOADER)
    except UnicodeDecodeError:
        problems.append(Problem(path.name, 1, "the file is not UTF-8 text"))
        return None
    except OSError as trouble:
        problems.append(Problem(path.name, 1, f"the file cannot be read ({trouble.strerror})"))
        return None
    except RecursionError:
        problems.append(Problem(path.name, 1, "the file is nested too deeply"))
        return None
    except yaml.YAMLError as trouble:
        mark = getattr(trouble, "problem_mark", None)
        words = str(getattr(trouble, "problem", None) or "something here").rstrip(".")
        problems.append(Problem(path.name, mark.line + 1 if mark else 1, f"this is not YAML: {words}"))
        return None
    return _Values(path.name, problems).value(node, 0) if node is not None else None


class _Values:
    """The values of one file's nodes. An anchor that is used again is refused: a few lines of them can stand for billions of entries."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self._file, self._problems = file, problems
        self._seen: set[int] = set()

    def value(self, node: Any, depth: int) -> Any:
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        line = node.start_mark.line + 1
        if id(node) in self._seen:
            self._problems.append(Problem(self._file, line, "an anchor (&) is used again with *; write the entry out"))
            return None
        self._seen.add(id(node))
        if depth > DEEPEST:
            self._problems.append(Problem(self._file, line, "the file is nested too deeply"))
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, depth)
        return [self.value(item, depth + 1) for item in node.value]

    def _mapping(self, node: Any, depth: int) -> Entry:
        entry = Entry(node.start_mark.line + 1)
        for key_node, value_node in node.value:
            key, line = str(key_node.value)[:LONGEST_KEY], key_node.start_mark.line + 1
            if key in entry:
                self._problems.append(Problem(self._file, line, f"“{key}” stands twice in one entry; the first is at line {entry.lines[key]}"))
            entry.lines[key] = line
            entry[key] = self.value(value_node, depth + 1)
        return entry


def _scalar(node: Any) -> str | int | float | bool | None:
    tag = node.tag.rpartition(":")[2]
    if tag == "null":
        return None
    if tag == "bool":
        return str(node.value).lower() in ("true", "yes", "on")
    if tag in ("int", "float"):
        return _number(node.value)
    return str(node.value)  # dates too: a day must stay as it is written until it is read as EDTF


def _number(raw: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(raw)
        except ValueError:
            continue
    return raw  # 12:30 and the like, which YAML 1.1 counts in sixties
