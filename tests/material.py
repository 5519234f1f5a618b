"""Where the project's reference material lies, beside the checkout; tests that need it are skipped where it is not."""

from pathlib import Path

MATERIAL = Path(__file__).resolve().parents[2] / "shared"
