"""What several test files share: a data folder with the bundled stories, and the command line run in this process."""

import io
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.__main__ import main


class Ran(NamedTuple):
    """How a command ended: exit status, standard output, standard error."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the bundled stories loaded, made once; nobody writes into it."""
    folder = tmp_path_factory.mktemp("filled")
    assert main(["migrate"], environ={"FACTBOX_DATA_DIR": str(folder)}) == 0
    assert main(["story", "list"], environ={"FACTBOX_DATA_DIR": str(folder)}) == 0
    return folder


@pytest.fixture
def own(filled: Path, tmp_path: Path) -> Path:
    """A data folder with the bundled stories that a test may spoil."""
    return Path(shutil.copytree(filled, tmp_path / "own"))


@pytest.fixture
def run(filled: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line as ``run("ask", "Homs", stdin=b"…", FACTBOX_STORY="…")``; the data folder is ``filled`` unless one is given."""

    def ran(*words: str, stdin: bytes = b"", environ: Mapping[str, str] | None = None, **settings: str) -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsys.readouterr()
        status = main(list(words), environ={"FACTBOX_DATA_DIR": str(filled), **settings} if environ is None else environ)
        return Ran(status, *capsys.readouterr())

    return ran
