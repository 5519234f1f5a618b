"""Fetching a file that somebody shared: from Slack's own hosts only, with the bot's token, and never more of it than is read."""

from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientResponse, ClientTimeout
from msgspec import Struct
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from briefings.sheet.guards import MOST_BYTES
from handlers.platforms.slack.text import short
from handlers.platforms.slack.troubles import code_of
from handlers.uploading import too_large

HOST = "slack.com"  # and whatever is under it: files are at files.slack.com
SECONDS = 120  # a fetch may take
NAME = 120  # characters of a file's name that are shown
_PIECE = 1 << 16
_GONE = frozenset({"file_not_found", "file_deleted"})


class Shared(Struct, frozen=True):
    """A file as Slack tells of it.

    ``size`` is 0 where it does not say, ``address`` "" where it has to be asked for; ``why`` is a reason it cannot be had, "" for none.
    """

    id: str
    name: str
    size: int = 0
    address: str = ""
    why: str = ""


class NotFetched(Exception):
    """A file could not be had; the text is a sentence for whoever sent it."""


def shared(told: object) -> Shared | None:
    """A file out of a message's payload; None for one that is none."""
    if not isinstance(told, dict) or not isinstance(told.get("id"), str):
        return None
    name = short(_word(told, "name") or _word(told, "title"), NAME) or "The file"
    size, mode = told.get("size"), _word(told, "mode")
    why = ""
    if told.get("is_external") is True or mode == "external":
        why = f"{name} is kept outside of Slack, where I may not look; upload the file itself."
    elif mode in ("tombstone", "hidden_by_limit"):
        why = f"{name} is not there any more; upload it again."
    return Shared(told["id"], name, size if isinstance(size, int) else 0, _word(told, "url_private_download") or _word(told, "url_private"), why)


class Fetching:
    """Fetches files. ``most_bytes`` is what is read of one at most; one that turns out larger is dropped on the way."""

    def __init__(self, client: AsyncWebClient, *, most_bytes: int = MOST_BYTES) -> None:
        self._client, self._most = client, most_bytes

    async def fetch(self, file: Shared) -> tuple[str, bytes]:
        """Its name and its bytes.

        Raises:
            NotFetched: it cannot be had, or is too large; the sentence says why.
        """
        known = file if file.address else await self._look_up(file)
        if known.why:
            raise NotFetched(known.why)
        self._check_size(known, known.size)
        if not self._is_slacks(known.address):
            raise NotFetched(f"{known.name} does not come from Slack, so I have not fetched it; upload the file itself.")
        try:
            return known.name, await self._get(known)
        except (ClientError, TimeoutError) as trouble:
            raise NotFetched(f"{known.name} did not arrive from Slack ({type(trouble).__name__}). Send it again in a moment.") from trouble

    async def _look_up(self, file: Shared) -> Shared:
        """The file as Slack tells of it when it is asked: of a channel shared with others an event has the id alone."""
        try:
            told = (await self._client.files_info(file=file.id)).get("file")
        except SlackApiError as trouble:
            if code_of(trouble) in _GONE:
                raise NotFetched(f"{file.name} is not there any more; upload it again.") from trouble
            raise NotFetched(_no_scope(file.name)) from trouble
        return shared(told) or file

    def _check_size(self, file: Shared, size: int) -> None:
        if size > self._most:
            raise NotFetched(too_large(file.name, size, self._most))

    def _is_slacks(self, address: str) -> bool:
        """Whether an address is Slack's: over https and under its name, or where the web API itself is."""
        asked, api = urlsplit(address), urlsplit(self._client.base_url)
        host = asked.hostname or ""
        own = asked.scheme == "https" and (host == HOST or host.endswith(f".{HOST}")) and asked.port in (None, 443)
        return (own or (asked.scheme, asked.netloc) == (api.scheme, api.netloc)) and asked.username is None

    async def _get(self, file: Shared) -> bytes:
        session = self._client.session
        assert session is not None  # noqa: S101  # every client of ours has one
        headers = {"Authorization": f"Bearer {self._client.token}"}
        # a redirect is not followed: it leads to the page for signing in, and may lead the token anywhere
        async with session.get(file.address, headers=headers, allow_redirects=False, timeout=ClientTimeout(SECONDS)) as answer:
            if answer.status in (404, 410):
                raise NotFetched(f"{file.name} is not there any more; upload it again.")
            if answer.status != 200 or answer.content_type == "text/html":  # what the page for signing in is
                raise NotFetched(_no_scope(file.name))
            self._check_size(file, answer.content_length or 0)
            return await self._body(file, answer)

    async def _body(self, file: Shared, answer: ClientResponse) -> bytes:
        content = bytearray()
        async for piece in answer.content.iter_chunked(_PIECE):
            content += piece
            self._check_size(file, len(content))
        return bytes(content)


def _no_scope(name: str) -> str:
    return f"Slack does not let me read {name}. Whoever runs Factbox has to give me the scope files:read; doctor says how."


def _word(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    return value if isinstance(value, str) else ""
