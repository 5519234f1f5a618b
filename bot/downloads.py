"""Files too large for a chat, for download by a signed link that ends by itself."""

import re
import secrets
import time
from pathlib import Path

from aiohttp import web
from itsdangerous import BadData, URLSafeTimedSerializer

from config.readers import Secret

SECONDS = 24 * 3600  # how long a link holds, and its file is kept
PATH, SALT = "/files", "factbox-file"
_KEY = re.compile(r"[0-9a-f]{32}\Z")


class Downloads:
    """Keeps files in a folder and hands out signed links to them. ``address`` is where people reach this Factbox over https."""

    def __init__(self, folder: Path, address: str, secret: Secret, *, seconds: int = SECONDS) -> None:
        self._folder, self._address, self._seconds = folder, address.rstrip("/"), seconds
        self._signer = URLSafeTimedSerializer(secret.reveal(), salt=SALT)

    def offer(self, content: bytes, name: str) -> str:
        """Keep a file; the link to it."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._forget_old()
        key = secrets.token_hex(16)
        (self._folder / key).write_bytes(content)
        return f"{self._address}{PATH}/{self._signer.dumps([key, name])}"

    def route(self) -> web.RouteDef:
        """The page that serves them."""
        return web.get(PATH + "/{token}", self._serve)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        try:
            key, name = self._signer.loads(request.match_info["token"], max_age=self._seconds)
        except (BadData, ValueError, TypeError):
            return web.Response(status=404, text="This link is not one of ours, or it has ended. Ask for the file again.")
        path = self._folder / str(key)
        if not _KEY.match(str(key)) or not path.is_file():
            return web.Response(status=404, text="This file is not kept any more. Ask for it again.")
        safe = re.sub(r"[^\w.-]", "_", str(name))
        return web.FileResponse(path, headers={"Content-Disposition": f'attachment; filename="{safe}"', "Content-Type": "application/octet-stream",
                                               "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"})

    def _forget_old(self) -> None:
        before = time.time() - self._seconds
        for path in self._folder.iterdir():
            if _KEY.match(path.name) and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
