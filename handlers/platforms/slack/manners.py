"""What an administrator chose for Slack, without a single secret."""

from msgspec import Struct

from handlers.platforms.slack.names import Names


class Manners(Struct, frozen=True):
    """``workspaces`` are team ids, empty for the token's own alone; ``guests`` lets guests and people of shared channels ask.

    ``public`` posts answers at once; ``story`` is the one that stands first where one has to be chosen.
    """

    names: Names = Names()
    workspaces: frozenset[str] = frozenset()
    guests: bool = False
    public: bool = False
    story: str = ""


class Bot(Struct, frozen=True):
    """Who the bot is in its workspace, as auth.test tells it."""

    team: str
    user: str
    name: str = "Factbox"
    enterprise: str = ""
    url: str = ""
