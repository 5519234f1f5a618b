"""Who may do what. Rights are checked here, in the core, for every question and change, whatever a platform thinks."""

from briefings.errors import NotAllowed
from briefings.model import Person
from briefings.vocabulary import Role

EVERY_STORY = "*"
_RANK = {role: rank for rank, role in enumerate(Role)}


def role_of(by: Person, story: str) -> Role:
    """The highest role a person has in a story; a reader where nobody gave them one."""
    held = (by.roles.get(story, Role.READER), by.roles.get(EVERY_STORY, Role.READER))
    return max(held, key=_RANK.__getitem__)


def may(by: Person, story: str, role: Role) -> bool:
    """Whether a person has at least this role in a story."""
    return _RANK[role_of(by, story)] >= _RANK[role]


def reaches(role: Role, needed: Role) -> bool:
    """Whether a role may do what another one may."""
    return _RANK[role] >= _RANK[needed]


def require(by: Person, story: str, role: Role, what: str) -> None:
    """Let a person with at least this role pass. ``what`` they want to do is told as it would stand before "takes": "To correct a fact".

    Raises:
        NotAllowed: they have a lesser role in this story.
    """
    if not may(by, story, role):
        an = "an" if role in (Role.EDITOR, Role.ADMIN) else "a"
        raise NotAllowed(
            f"{what} in {story} takes {an} {role}; you are a {role_of(by, story)} there. Nothing was changed. "
            f"An administrator can give you the role with /roles."
        )


def highest(roles: dict[str, Role], story: str, role: Role) -> dict[str, Role]:
    """The roles with one more, which counts only where it is higher than what was held."""
    held = roles.get(story, Role.READER)
    return roles | {story: max((held, role), key=_RANK.__getitem__)}
