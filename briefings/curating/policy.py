"""What a newsroom has decided about its changes. Handed in; the core reads no settings."""

from datetime import timedelta

from msgspec import Struct

from briefings.vocabulary import ChangeKind, Role

AT_ONCE = frozenset({ChangeKind.KILL, ChangeKind.HOLD})  # what keeps wrong matter from being read does not wait


class Policy(Struct, frozen=True):
    """Which kinds of change wait for a second person, who that may be, and within what time they should decide.

    ``own_approval`` lets people accept what they proposed themselves.
    """

    second_person: frozenset[ChangeKind] = frozenset(ChangeKind) - AT_ONCE
    reviewer: Role = Role.EDITOR
    own_approval: bool = False
    expires: timedelta = timedelta(hours=24)


DEFAULT = Policy()
PROPOSES = dict.fromkeys(ChangeKind, Role.CURATOR)  # who may put a change up
PUTS_DOWN = dict.fromkeys(ChangeKind, Role.EDITOR) | {ChangeKind.HOLD: Role.CURATOR}  # who may put one into effect alone
