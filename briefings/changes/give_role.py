"""Who may do what in a story: an administrator gives and takes roles, and the log says so."""

import re

from briefings import rights
from briefings.answers import Done
from briefings.curating.order import Order
from briefings.errors import NotUnderstood, shorten
from briefings.finding.scoping import scope_of
from briefings.store.logbook import Act
from briefings.store.roles import Given
from briefings.store.writing import Writing
from briefings.vocabulary import Role

_SLACK = re.compile(r"(?:<@)?@?([UW][A-Z0-9]{5,})(?:\|[^>]*)?>?")  # a direct message carries @U023BECGF, a slash command what was typed
_DISCORD, _DISCORD_ROLE = re.compile(r"<@!?(\d+)>"), re.compile(r"<@&(\d+)>")
_PLAIN = re.compile(r"console|(?:slack|discord):[\w:-]+")


def give_role(writing: Writing, order: Order, *, whom: str, role: str) -> Done:
    """Give a person or a group a role in the story; the role "none" takes theirs away.

    Raises:
        NotAllowed: the asker is no administrator of the story.
        NotUnderstood: it is no person, no group or no role.
    """
    rights.require(order.by, writing.slug, Role.ADMIN, "To give a role")
    subject, wanted = subject_of(whom, order.by.id), role.strip().lower()
    if wanted == "none":
        had = writing.take_role(subject)
        return _logged(writing, order, f"{subject} is a reader again." if had else f"{subject} had no role here.", f"took the role of {subject}")
    if wanted not in tuple(Role):
        raise NotUnderstood(f"“{shorten(role)}” is no role; there are {', '.join(Role)}, and none to take one away.")
    writing.give_role(Given(writing.slug, subject, Role(wanted), order.by.id))
    return _logged(writing, order, f"{subject} is {'an' if wanted[0] in 'ae' else 'a'} {wanted} of {writing.slug} now.", f"made {subject} {wanted}")


def subject_of(whom: str, by: str) -> str:
    """The id that a mention stands for, as roles are kept under.

    Raises:
        NotUnderstood: it is no mention and no id.
    """
    typed, team = whom.strip(), ":".join(by.split(":")[:2])
    if by.startswith("slack:") and (found := _SLACK.fullmatch(typed)):
        return f"{team}:{found[1]}"
    if found := _DISCORD_ROLE.fullmatch(typed):
        return f"discord:role:{found[1]}"
    if found := _DISCORD.fullmatch(typed):
        return f"discord:{found[1]}"
    if _PLAIN.fullmatch(typed):
        return typed
    raise NotUnderstood(f"“{shorten(whom)}” is nobody I know: write their id, such as slack:T024BE7LD:U023BECGF.")


def _logged(writing: Writing, order: Order, sentence: str, act: str) -> Done:
    writing.log.append([Act(who=order.by.id, act=act, origin=order.origin)], writing.recorded)
    return Done(scope_of(writing.reading), sentence)
