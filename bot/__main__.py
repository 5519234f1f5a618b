"""``python -m bot``: the command line. Only what is needed to say that something is missing is imported here."""

import sys
from collections.abc import Mapping, Sequence


def main(argv: Sequence[str] | None = None, *, environ: Mapping[str, str] | None = None) -> int:
    """Run one command and return its exit status.

    ``argv`` None means the process's own arguments; ``environ`` None its environment over ``.env`` in the working
    directory. A mapping that is given is taken as it is.
    """
    arguments = sys.argv[1:] if argv is None else list(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")  # curly quotes must not end an answer on a Latin-1 pipe
    try:
        return _run(arguments, environ)
    except ModuleNotFoundError as missing:
        print(f"Factbox is not installed completely ({missing.name} is missing). Run: pip install -e .", file=sys.stderr)
        return 1


def _run(arguments: list[str], environ: Mapping[str, str] | None) -> int:
    if is_plain_question(arguments):  # needs no parser, and loading typer with pydantic would take a fifth of its time
        from bot import commands

        return commands.perform(commands.ask(arguments[1:]), environ)
    from bot.cli import run

    return run(arguments, environ)


def is_plain_question(arguments: Sequence[str]) -> bool:
    """Whether it is ``ask`` with words and nothing that could be an option."""
    return len(arguments) > 1 and arguments[0] == "ask" and not any(word.startswith("-") for word in arguments)


if __name__ == "__main__":
    sys.exit(main())
