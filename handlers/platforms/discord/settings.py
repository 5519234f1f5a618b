"""What an administrator may choose for Discord. Read elsewhere; handed in here."""

from msgspec import Struct


class DiscordSettings(Struct, frozen=True):
    """``guilds`` are the servers that are served, by id; ``private`` makes every answer in them seen by its asker alone.

    ``story`` is the one asked where nothing else chooses.
    ``questions`` in ``seconds`` is what one person may ask; ``threads`` how many asks are worked on at once.
    """

    story: str
    guilds: frozenset[int] = frozenset()
    private: bool = False
    questions: int = 15
    seconds: float = 60.0
    threads: int = 4
