"""Story packs: a story as a folder of YAML that an editor can read and mend. What stands here is enough to see that one has not changed."""

import hashlib
from pathlib import Path

BUNDLED = Path(__file__).parent / "stories"
FILES = ("story.yaml", "places.yaml", "actors.yaml", "sources.yaml", "documents.yaml", "facts.yaml", "questions.yaml")
OPTIONAL = frozenset({"questions.yaml"})


def bundled() -> tuple[Path, ...]:
    """The folders of the stories that come with Factbox, by name."""
    return tuple(sorted(p for p in BUNDLED.iterdir() if (p / "story.yaml").is_file()))


def digest(folder: Path) -> str:
    """What tells whether a pack has changed: a hash over its files."""
    seen = hashlib.sha256()
    for name in FILES:
        path = folder / name
        seen.update(name.encode() + b"\0" + (path.read_bytes() if path.is_file() else b"") + b"\0")
    return seen.hexdigest()
