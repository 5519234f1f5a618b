"""One process a token: a second one would answer everything twice and get error 40060 for it, so it is refused with a clear word.

A lock file in the data folder where facts are kept in SQLite; where they are in PostgreSQL, an advisory lock there, as the
processes may run on different machines. Both end with the process, however it ends.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from briefings.errors import FactboxError


class TokenTaken(FactboxError):
    """Another process serves Discord with this token."""

    def __init__(self, who: str) -> None:
        super().__init__(f"Another Factbox already serves Discord with this token ({who}). Stop that one first, or give this one a token of its own.")


def token_key(token: str) -> int:
    """63 bits that stand for a token and do not give it away."""
    return int.from_bytes(sha256(b"factbox-discord:" + token.encode()).digest()[:8], "big") >> 1


@contextmanager
def held_by_file(folder: Path, token: str) -> Iterator[None]:
    """Hold a token by a locked file in ``folder``.

    Raises:
        TokenTaken: another process holds it.
    """
    path = folder / f"discord-{token_key(token):016x}.lock"
    with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8") as file:
        if not _locked(file.fileno()):
            raise TokenTaken(f"process {file.read().strip() or 'unknown'} on this machine")
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield  # closing the file lets go of the lock


if sys.platform == "win32":
    import msvcrt

    def _locked(descriptor: int) -> bool:
        os.lseek(descriptor, 100, os.SEEK_SET)  # beyond what is written there, so that others can read who holds it
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True
else:
    import fcntl

    def _locked(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
