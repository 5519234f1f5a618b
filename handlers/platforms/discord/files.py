"""A file for Discord: attached where it is small enough, else a signed link that expires, else a smaller one and a word why."""

from collections.abc import Callable

from msgspec import Struct

SALT = "factbox-discord-file"
_MEGA = 1024 * 1024


class File(Struct, frozen=True):
    """A file as made: ``key`` is what a download link stands for, so that it can be made again when it is fetched."""

    name: str
    content: bytes
    key: str


class Attachment(Struct, frozen=True):
    """What is sent: ``file`` None where there is only ``words``."""

    file: File | None
    words: str = ""


class Links:
    """Makes and reads signed links to downloads under a public address."""

    def __init__(self, address: str, secret: str, seconds: int) -> None:
        from itsdangerous import URLSafeTimedSerializer  # 20 ms that only a download needs

        self._signer, self._address, self.seconds = URLSafeTimedSerializer(secret, salt=SALT), address.rstrip("/"), seconds

    def link(self, key: str, person: str) -> str:
        """The address of one download for one person."""
        return f"{self._address}/download/{self._signer.dumps([key, person])}"

    def key(self, token: str) -> str | None:
        """What a token stands for; None where it is not ours or has expired."""
        from itsdangerous import BadData

        try:
            key, _person = self._signer.loads(token, max_age=self.seconds)
        except (BadData, ValueError, TypeError):
            return None
        return str(key)


def attachment(file: File, *, limit: int, person: str, links: Links | None = None, smaller: Callable[[], File] | None = None) -> Attachment:
    """What to send of a file where at most ``limit`` bytes may be attached."""
    if len(file.content) <= limit:
        return Attachment(file)
    why = f"{file.name} has {len(file.content) / _MEGA:.1f} MiB, and {limit / _MEGA:.0f} MiB can be attached here."
    if links is not None:
        hours = max(1, links.seconds // 3600)
        return Attachment(None, f"{why} Fetch it within {hours} hours: <{links.link(file.key, person)}>")
    less = smaller() if smaller else None
    if less is not None and len(less.content) <= limit:
        return Attachment(less, f"{why} This is a smaller one; ask for the rest by place or by time.")
    return Attachment(None, f"{why} Narrow it with a place or a time, or ask whoever runs Factbox to set FACTBOX_PUBLIC_ADDRESS for downloads.")
