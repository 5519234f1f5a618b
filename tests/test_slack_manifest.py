"""The manifest: Slack's own schema takes it, the catalogue fills it, and names that Slack keeps to itself are refused with the reason."""

import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from handlers.catalogue import COMMANDS
from handlers.platforms.slack.limits import RESERVED
from handlers.platforms.slack.manifest import SCOPES, commands, manifest
from handlers.platforms.slack.names import NameRefused, Names, check
from tests.conftest import Run
from tests.slack_fake import Fake

SCHEMA = Path(__file__).with_name("slack_manifest.schema.2.0.0.json")


@pytest.mark.parametrize("names", [Names(), Names("/desk", flat=False), Names("/newsroom-facts")])
@pytest.mark.parametrize("socket", [True, False])
def test_slacks_own_schema_takes_it(names: Names, socket: bool) -> None:
    made = manifest(names, socket=socket, public_url="https://factbox.example")

    jsonschema.validate(made, json.loads(SCHEMA.read_text()))
    Fake().install(made)


def test_every_ask_command_has_a_name_of_its_own() -> None:
    made = {c["command"].removeprefix("/") for c in commands(Names())}

    assert {"sitrep" if c.name == "status" else c.name for c in COMMANDS if c.group == "ask"} <= made


def test_without_flat_names_there_is_the_root_alone() -> None:
    assert [c["command"] for c in commands(Names("/desk", flat=False))] == ["/desk"]


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_a_name_that_slack_keeps_to_itself_is_refused_with_the_reason(name: str) -> None:
    with pytest.raises(NameRefused, match=f"/{name} of its own"):
        check(f"/{name}")


@pytest.mark.parametrize("name", ["brief", "/", "/Brief", "/a b", "/" + "x" * 32, "/briéf"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(NameRefused):
        check(name)


def test_the_command_line_prints_it(run: Run) -> None:
    ran = run("manifest", "slack")

    assert ran.status == 0
    jsonschema.validate(json.loads(ran.out), json.loads(SCHEMA.read_text()))


def test_the_command_line_says_why_a_name_is_refused(run: Run) -> None:
    ran = run("manifest", "slack", FACTBOX_SLACK_COMMAND="/status")

    assert (ran.status, ran.out) == (1, "")
    assert "of its own" in ran.err


def test_over_http_a_public_address_is_needed(run: Run) -> None:
    assert "FACTBOX_PUBLIC_ADDRESS" in run("manifest", "slack", FACTBOX_SLACK_MODE="http").err


def test_every_scope_has_its_reason() -> None:
    assert all(len(why) > 10 for why in SCOPES.values())


def test_the_command_line_prints_an_answer_as_slack_gets_it(run: Run) -> None:
    bodies = json.loads(run("ask", "--format", "slack", "/status Homs").out)

    assert [sorted(b) for b in bodies] == [["blocks", "text"]] * len(bodies)
    assert "Homs" in bodies[0]["text"]


@pytest.mark.parametrize(("typed", "shown"), [
    ("/status Homs", "/sitrep Homs"), ("/timeline Hama", "/timeline Hama"), ("/since Tuesday", "/brief since Tuesday"),
    ("/claims Homs", "/disputed Homs"), ("who?", "/brief who?")])
def test_commands_are_shown_as_they_are_typed_in_slack(typed: str, shown: str) -> None:
    assert Names().shown(typed) == shown


@pytest.mark.parametrize(("command", "text", "read"), [
    ("/brief", "status Homs", "status Homs"), ("/sitrep", "Homs", "/status Homs"), ("/brief", "", ""), ("/timeline", "", "/timeline"),
    ("/unknown-name", "Homs", "Homs")])
def test_what_is_typed_in_slack_is_read_as_the_catalogue_has_it(command: str, text: str, read: str) -> None:
    assert Names().read(command, text) == read
