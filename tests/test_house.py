"""The house keeps its own rules: who may import whom, what every part promises, and what eyes forget."""

import ast
import inspect
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from briefings import answers, errors
from briefings.answers import AnyAnswer, Scope
from handlers import catalogue
from handlers.catalogue import BY_NAME, COMMANDS
from handlers.desk import parameters
from handlers.platforms.console import render
from handlers.present import present

ROOT = Path(__file__).resolve().parents[1]
LAYERS = ("briefings", "config", "handlers", "bot")
MAY_IMPORT = {
    "briefings": {"briefings"},
    "config": {"config"},
    "handlers": {"handlers", "briefings"},
    "bot": {"bot", "config", "handlers", "briefings"},
}
HOMES = {  # a part that only one corner of the house may know
    "slack_bolt": ("handlers/platforms/slack", "bot/slack"),
    "slack_sdk": ("handlers/platforms/slack", "bot/slack"),
    "discord": ("handlers/platforms/discord", "bot/discord"),
    "sqlalchemy": ("briefings/store",),
    "alembic": ("briefings/store/migrations",),
    "psycopg": ("briefings/store",),
    "sqlite3": ("briefings/store",),
    "yaml": ("briefings/packs",),
    "typer": ("bot",),
    "rich": ("bot",),
    "prompt_toolkit": ("bot", "handlers/platforms/console"),
    "structlog": ("bot",),
    "dotenv": ("config",),
    "openpyxl": ("briefings/sheet",),
    "prometheus_client": ("bot",),
    "dbos": ("bot",),
}
SLOW = (
    "alembic",
    "dateparser",
    "edtf",
    "babel",
    "openpyxl",
    "prompt_toolkit",
    "slack_bolt",
    "slack_sdk",
    "discord",
    "matplotlib",
    "hypothesis",
)  # never loaded with a module of the core


def files(*layers: str) -> Iterator[Path]:
    """The Python files of layers, Alembic's own left out."""
    for layer in layers:
        yield from (p for p in sorted((ROOT / layer).rglob("*.py")) if "migrations/versions" not in p.as_posix())


@lru_cache(maxsize=500)
def tree(path: Path) -> ast.Module:
    """The file, parsed."""
    return ast.parse(path.read_text())


def imports(path: Path, *, top: bool = False) -> set[str]:
    """The modules that a file imports, at its top level only if ``top`` (what is for type checkers alone left out)."""
    found: set[str] = set()
    nodes: list[ast.AST] = list(tree(path).body) if top else list(ast.walk(tree(path)))
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def relative(path: Path) -> str:
    """The path as a reader knows it."""
    return path.relative_to(ROOT).as_posix()


def module(path: Path) -> str:
    """The module that a file is."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


# ── who may import whom ─────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_imports_only_what_stands_below_it(layer: str) -> None:
    breaches = [
        (relative(p), m) for p in files(layer) for m in imports(p) if m.partition(".")[0] in LAYERS and m.partition(".")[0] not in MAY_IMPORT[layer]
    ]

    assert breaches == []


@pytest.mark.parametrize("part", sorted(HOMES))
def test_a_part_is_known_only_where_it_lives(part: str) -> None:
    strangers = [relative(p) for p in files(*LAYERS) if part in {m.partition(".")[0] for m in imports(p)} and not relative(p).startswith(HOMES[part])]

    assert strangers == []


ENVIRONMENTS = {p.parent.name for p in ROOT.glob("*/pyvenv.cfg")}  # whatever whoever tries it calls theirs


def test_nothing_stands_beside_the_top_level_that_its_owner_named() -> None:
    visible = {p.name for p in ROOT.iterdir() if not p.name.startswith(".")}

    assert visible - {"build", "dist"} - {p.name for p in ROOT.glob("*.egg-info")} - ENVIRONMENTS == {
        "bot", "handlers", "briefings", "config", "tests", "pyproject.toml", "README.md"}


def test_nobody_imports_the_tests() -> None:
    assert [relative(p) for p in files(*LAYERS) for m in imports(p) if m.partition(".")[0] == "tests"] == []


def test_no_module_imports_itself_in_a_circle() -> None:
    modules = {module(p): p for p in files(*LAYERS)}
    graph = {
        m: {t for i in imports(p, top=True) for t in (i, i.rpartition(".")[0]) if t in modules and t != m and not m.startswith(t + ".")}
        for m, p in modules.items()
    }
    done: set[str] = set()
    circles: list[list[str]] = []

    def walk(at: str, road: list[str]) -> None:
        if at in road:
            circles.append([*road[road.index(at) :], at])
        elif at not in done:
            for step in sorted(graph[at]):
                walk(step, [*road, at])
            done.add(at)

    for start in graph:
        walk(start, [])

    assert circles == []


def test_the_core_opens_no_database_but_in_its_store() -> None:
    openers = [
        relative(p)
        for p in files("briefings", "handlers")
        for node in ast.walk(tree(p))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in ("create_engine", "open_store")
        and not relative(p).startswith("briefings/store")
    ]

    assert openers == []


def test_all_sql_is_in_the_store() -> None:
    statement = re.compile(r"\b(?:SELECT .+ FROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE TABLE)\b")
    strangers = [
        relative(p)
        for p in files(*LAYERS)
        for node in ast.walk(tree(p))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and statement.search(node.value)
        and not relative(p).startswith("briefings/store")
    ]

    assert strangers == []


@pytest.mark.parametrize("part", SLOW)
def test_the_core_loads_nothing_slow_with_itself(part: str) -> None:
    loaders = [
        relative(p)
        for p in files("briefings", "handlers")
        if part in {m.partition(".")[0] for m in imports(p, top=True)}
        and not relative(p).startswith(
            ("handlers/platforms/slack", "handlers/platforms/discord", "briefings/sheet", "briefings/store/migrations/env")
        )
    ]

    assert loaders == []


# ── the core is told the time, its settings and its place ───────────────────────────────────────
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("os", "getenv"),
    ("os", "environ"),
    ("Path", "home"),
    ("Path", "cwd"),
}


@pytest.mark.parametrize("layer", ["briefings", "handlers"])
def test_neither_core_nor_handlers_read_a_clock_the_environment_or_the_home_folder(layer: str) -> None:
    readers = [
        f"{relative(p)}:{node.lineno}"
        for p in files(layer)
        for node in ast.walk(tree(p))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in CLOCKS
    ]

    assert readers == []


def test_the_core_prints_nothing() -> None:
    printers = [
        f"{relative(p)}:{n.lineno}"
        for p in files("briefings", "handlers")
        for n in ast.walk(tree(p))
        if isinstance(n, ast.Call) and getattr(n.func, "id", "") in ("print", "input", "breakpoint")
    ]

    assert printers == []


def test_nothing_is_left_to_be_done_later() -> None:
    left = [
        f"{relative(p)}:{n}"
        for p in files(*LAYERS)
        for n, line in enumerate(p.read_text().split("\n"), 1)
        if re.search(r"\b(?:TODO|FIXME|XXX|HACK)\b", line)
    ]

    assert left == []


def test_nothing_is_called_utils_helpers_manager_or_data() -> None:
    vague = {"utils", "util", "helpers", "helper", "manager", "data", "common", "misc", "process"}

    assert [relative(p) for p in files(*LAYERS) if vague & set(p.stem.split("_"))] == []


# ── docstrings ──────────────────────────────────────────────────────────────────────────────────
def _public(path: Path) -> Iterator[tuple[str, ast.AST]]:
    yield relative(path), tree(path)
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield f"{relative(path)}:{node.lineno} {node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from (
                    (f"{relative(path)}:{n.lineno} {node.name}.{n.name}", n)
                    for n in node.body
                    if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
                    and not n.name.startswith("_")
                    and "override" not in {getattr(d, "id", "") for d in n.decorator_list}
                )


def _is_empty(path: Path) -> bool:
    return not path.read_text().strip()


@pytest.mark.parametrize("layer", LAYERS)
def test_every_public_thing_says_what_it_promises(layer: str) -> None:
    silent = [name for p in files(layer) if not _is_empty(p) and p.name != "env.py" for name, node in _public(p) if not ast.get_docstring(node)]  # type: ignore[arg-type]

    assert silent == []


def test_every_error_that_a_docstring_names_exists() -> None:
    known = {name for name in dir(errors) if inspect.isclass(getattr(errors, name))} | {
        "ValueError",
        "KeyError",
        "OSError",
        "RuntimeError",
        "TypeError",
    }
    known |= {"SlackApiError"}  # the SDK's own, where it is passed on
    own = {node.name for p in files(*LAYERS) for node in ast.walk(tree(p)) if isinstance(node, ast.ClassDef)}
    named = {
        (relative(p), found)
        for p in files(*LAYERS)
        for _, node in _public(p)
        for part in (ast.get_docstring(node) or "").split("Raises:\n")[1:]  # type: ignore[arg-type]
        for found in re.findall(r"^ *([A-Z]\w+):", part, re.MULTILINE)
    }

    assert {n for n in named if n[1] not in known | own} == set()


# ── errors ──────────────────────────────────────────────────────────────────────────────────────
ERRORS = sorted((e for e in vars(errors).values() if inspect.isclass(e) and issubclass(e, errors.FactboxError)), key=lambda e: e.__name__)
EXAMPLES: dict[str, tuple[Any, ...]] = {
    "DateNotUnderstood": ("the 32nd",),
    "UnknownName": ("Xanadu",),
    "SeveralNames": ("Homs", (errors.NameMeaning("place", "a", "Homs (city)"), errors.NameMeaning("place", "b", "Homs (province)"))),
    "UnknownFact": ("F999", "a-story"),
    "UnknownStory": ("none", ("a-story",)),
    "UnknownCommand": ("sta", ("/status",)),
    "PackProblems": ("a-story", (errors.Problem("facts.yaml", 3, "it is wrong"),)),
    "DatabaseNewer": ("facts.db",),
    "DatabaseUnwritable": ("facts.db",),
    "DatabaseUnreachable": ("facts.db",),
    "DatabaseDamaged": ("facts.db",),
    "DiskFull": ("facts.db",),
    "StoreBusy": (),
    "ChangedMeanwhile": ("F1", "an editor", "14:10 UTC", "updates toll", "It is five.", "It is six."),
    "NoSuchProposal": ("P9", "a-story"),
    "NotFilledIn": ({"text": "Write the fact in a sentence."},),
    "NotThisChange": ("That changes no value.",),
}


@pytest.mark.parametrize("error", [e for e in ERRORS if "__init__" in vars(e)], ids=lambda e: e.__name__)  # the others are handed their sentence
def test_every_error_is_a_sentence_for_a_person(error: type[errors.FactboxError]) -> None:
    made = error(*EXAMPLES.get(error.__name__, ("something",)))

    said = str(made)

    assert said[0].isupper() or said[0] in "“"
    assert said.rstrip()[-1] in ".?" or error is errors.PackProblems


def test_every_error_stands_in_the_tree_at_the_top_of_its_file() -> None:
    drawn = errors.__doc__ or ""

    assert [e.__name__ for e in ERRORS if e.__name__ not in drawn] == []


# ── answers ─────────────────────────────────────────────────────────────────────────────────────
SHAPES = get_args(AnyAnswer)
SCOPE = Scope("a-story", "A story", 1, "Asia/Damascus", None)


def test_every_answer_is_in_the_union() -> None:
    shapes = {s for s in vars(answers).values() if inspect.isclass(s) and issubclass(s, answers.Answer) and s is not answers.Answer}

    assert shapes == set(SHAPES)


def example(shape: Any) -> Any:
    """The emptiest answer of a shape."""
    return shape(SCOPE, **{f.name: _empty(f.type) for f in msgspec.structs.fields(shape) if f.required and f.name != "scope"})


def _empty(kind: Any) -> Any:
    from datetime import UTC, date, datetime

    from briefings.model import Actor, Fact, Period, Place, Source, Story
    from briefings.vocabulary import ActorType, ChangeKind, FactKind, PlaceType, SourceType

    simple = {
        str: "",
        int: 0,
        bool: False,
        datetime: datetime(2024, 12, 6, tzinfo=UTC),
        ChangeKind: ChangeKind.ADD,
        Place: Place("p", "Homs", PlaceType.CITY),
        Actor: Actor("a", "the army", ActorType.STATE_FORCES),
        Source: Source("s", "the Agency", SourceType.NEWS_AGENCY),
        Story: Story("a-story", "A story", "UTC", "It is one.", date(2024, 1, 1), date(2024, 12, 31)),
        answers.AttributedFact: answers.AttributedFact(Fact("F1", "f", FactKind.EVENT, "It happened.", Period(), ()), (), None),
    }
    if kind in simple:
        return simple[kind]
    return {} if getattr(kind, "__origin__", None) is dict else None if type(None) in get_args(kind) else ()


@pytest.mark.parametrize("shape", SHAPES, ids=lambda s: s.__name__)
def test_every_answer_has_words_even_when_there_is_nothing_in_it(shape: Any) -> None:
    said = render(present(example(shape)))

    assert said.strip()
    assert "None" not in said


@pytest.mark.parametrize("shape", SHAPES, ids=lambda s: s.__name__)
def test_every_answer_is_data_that_reads_back(shape: Any) -> None:
    made = example(shape)

    assert msgspec.json.decode(msgspec.json.encode(made), type=AnyAnswer) == made


@pytest.mark.parametrize("shape", [*SHAPES, answers.AttributedFact, answers.Attribution], ids=lambda s: s.__name__)
def test_every_answer_is_frozen(shape: Any) -> None:
    assert shape.__struct_config__.frozen


# ── the catalogue ───────────────────────────────────────────────────────────────────────────────
CONTEXT = {"span", "today", "others", "moment", "words", "zone", "most", "by"}  # what a desk knows without being told


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.ask], ids=lambda c: c.name)
def test_a_commands_option_is_a_parameter_of_its_query_and_no_parameter_is_forgotten(command: catalogue.Command) -> None:
    assert command.ask is not None
    told = {command.option.name} if command.option else set()

    assert told - CONTEXT <= set(parameters(command.ask))
    assert set(parameters(command.ask)) - CONTEXT <= told


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.ask], ids=lambda c: c.name)
def test_a_query_takes_the_store_first_and_the_rest_by_name(command: catalogue.Command) -> None:
    assert command.ask is not None
    first, *rest = inspect.signature(command.ask).parameters.values()

    assert first.kind is first.POSITIONAL_OR_KEYWORD
    assert all(p.kind is p.KEYWORD_ONLY for p in rest)


def test_no_two_commands_share_a_name() -> None:
    every = [word for c in COMMANDS for word in (c.name, *c.aliases)]

    assert len(every) == len(set(every)) == len(BY_NAME)


def test_every_command_says_what_it_does_and_how() -> None:
    assert [c.name for c in COMMANDS if not c.help or c.help.endswith(".") or not c.example.startswith(f"/{c.name}")] == []


@pytest.mark.parametrize("query", sorted(p.stem for p in (ROOT / "briefings/queries").glob("*.py") if p.stem != "__init__"))
def test_a_query_file_is_named_for_its_question(query: str) -> None:
    found = import_module(f"briefings.queries.{query}")

    assert query == "narrowing" or callable(getattr(found, query, None)) or not any(c.ask and c.ask.__module__ == found.__name__ for c in COMMANDS)


def test_the_readmes_table_of_commands_is_the_catalogue() -> None:
    readme = ROOT / "README.md"
    if not readme.exists():
        pytest.skip("there is no README yet")
    written = set(re.findall(r"^\| *`/([\w-]+)", readme.read_text(), re.MULTILINE))

    assert {c.name for c in COMMANDS} <= written
