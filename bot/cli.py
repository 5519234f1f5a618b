"""The command line: what can be typed. What each command does is in ``commands``; a new one is one function here and one there."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot import commands
from bot.commands import Environ, Work
from bot.formats import Format

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
                  context_settings={"help_option_names": ["-h", "--help"]})
story = typer.Typer(help="Stories: check, load and list them.", no_args_is_help=True)
app.add_typer(story, name="story")
manifest = typer.Typer(help="What a platform needs to be told of the bot.", no_args_is_help=True)
app.add_typer(manifest, name="manifest")

Form = Annotated[Format, typer.Option("--format", help="How the reply is printed.")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a story pack.", exists=True, file_okay=False)]
SheetFile = Annotated[Path, typer.Argument(metavar="FILE", help="A workbook (.xlsx) or a text table (.csv).", exists=True, dir_okay=False)]


def run(argv: Sequence[str], environ: Environ | None) -> int:
    """Read the command line and do what it says; the exit status."""
    app.rich_markup_mode = "rich" if sys.stdout.isatty() and sys.stderr.isatty() else None  # else rich is not even loaded
    try:
        typer.main.get_command(app).main(args=list(argv), prog_name=_called(), obj=environ)
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 0
    return 0


def _called() -> str:
    name = Path(sys.argv[0]).name
    return name if name.startswith("factbox") else "python -m bot"


def _do(context: typer.Context, work: Work) -> None:
    raise typer.Exit(commands.perform(work, context.obj))


@app.callback(invoke_without_command=True)
def start(context: typer.Context, version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False) -> None:
    """A newsroom's memory: curated facts with who says it, how it reached us and as of when.

    Without a command: the console on a terminal; otherwise a question a line on standard input, and a reply to each.
    """
    if version:
        _do(context, commands.version)
    if context.invoked_subcommand is None:
        _do(context, commands.serve)


@app.command()
def ask(
    context: typer.Context,
    question: Annotated[list[str] | None, typer.Argument(help="A question in plain words, or a command like “/status Homs”.")] = None,
    story: Annotated[str | None, typer.Option(help="The story to ask, by its slug.")] = None,
    as_of: Annotated[str | None, typer.Option(help="As it was known on a day: “5 Dec 2024”, “Thursday”.")] = None,
    form: Form = Format.TEXT,
    batch: Annotated[bool, typer.Option("--batch", help="Read a question a line; print a JSON line {\"query\", \"text\"} each.")] = False,
) -> None:
    """One question, one reply; with --batch, a question a line on standard input."""
    if batch and question:
        raise typer.BadParameter("--batch reads its questions from standard input; leave this one out.", param_hint="QUESTION")
    if not batch and not question:
        raise typer.BadParameter("say what to ask, for example: ask \"/status Homs\". Or give --batch.", param_hint="QUESTION")
    if batch:
        _do(context, commands.batch(story=story, as_of=as_of, form=form))
    _do(context, commands.ask(question or (), story=story, as_of=as_of, form=form))


@app.command()
def export(
    context: typer.Context,
    about: Annotated[list[str] | None, typer.Argument(help="A place or an actor; nothing for the whole story.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write.", dir_okay=False)] = None,
    story: Annotated[str | None, typer.Option(help="The story, by its slug.")] = None,
    as_of: Annotated[str | None, typer.Option(help="As it was known on a day: “5 Dec 2024”, “Thursday”.")] = None,
) -> None:
    """Write the briefing spreadsheet."""
    _do(context, commands.export(" ".join(about or ()), output, story=story, as_of=as_of))


@app.command("check-sheet")
def check_sheet(
    context: typer.Context,
    file: SheetFile,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the sheet with marks here.", dir_okay=False)] = None,
    story: Annotated[str | None, typer.Option(help="The story, by its slug.")] = None,
) -> None:
    """Tell what has become of each fact of an old spreadsheet."""
    _do(context, commands.check_sheet(file, output, story=story))


@app.command("import")
def bring_in(
    context: typer.Context,
    file: SheetFile,
    yes: Annotated[bool, typer.Option("--yes", help="Keep what is shown as proposals for review.")] = False,
    story: Annotated[str | None, typer.Option(help="The story, by its slug.")] = None,
) -> None:
    """Show what an edited spreadsheet, or anybody's table, would change; with --yes, propose it."""
    _do(context, commands.bring_in(file, story=story, yes=yes))


@story.command("check")
def check_story(context: typer.Context, folder: Folder) -> None:
    """Check a story pack; print every mistake as file:line: words."""
    _do(context, commands.check_story(folder))


@story.command("load")
def load_story(context: typer.Context, folder: Folder) -> None:
    """Load a story pack, new or changed; what the desk has edited since stays."""
    _do(context, commands.load_story(folder))


@story.command("list")
def list_stories(context: typer.Context) -> None:
    """The stories on file."""
    _do(context, commands.list_stories)


@manifest.command("slack")
def manifest_slack(context: typer.Context) -> None:
    """The manifest that the Slack app is made from: paste it at api.slack.com/apps."""
    _do(context, commands.manifest_slack)


@manifest.command("discord")
def manifest_discord(context: typer.Context) -> None:
    """The address that invites the Discord bot with the least rights."""
    _do(context, commands.manifest_discord)


@app.command()
def doctor(context: typer.Context, form: Form = Format.TEXT) -> None:
    """Say what is in order, what is missing and how to get it."""
    _do(context, commands.doctor(form))


@app.command()
def migrate(context: typer.Context) -> None:
    """Bring the database to this version's schema; every other command does so too."""
    _do(context, commands.migrate)


@app.command()
def schema(context: typer.Context) -> None:
    """The JSON schema of what “ask --format json” prints."""
    _do(context, commands.schema)
