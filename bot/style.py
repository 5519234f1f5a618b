"""How a stream is written to: colour and width for a terminal, plain and whole lines for everything else, UTF-8 for both."""

import os
from collections.abc import Mapping
from typing import TextIO

from msgspec.structs import replace

from handlers.platforms.console import PLAIN, Style, terminal_style


def style_of(stream: TextIO, environ: Mapping[str, str] = os.environ) -> Style:
    """The style for a stream; NO_COLOR (no-color.org) and a dumb terminal switch colour off."""
    if not stream.isatty():
        return PLAIN
    style = terminal_style()
    return replace(style, colour=False) if environ.get("NO_COLOR") or environ.get("TERM") == "dumb" else style
