"""What Slack's SDK and our listeners log goes into Factbox's own log: without tokens, and without what anybody typed."""

import logging
import re
import traceback

from bot.log import Log

NAMES = ("factbox.slack", "slack_bolt", "slack_sdk")
_TOKEN = re.compile(r"xox[a-z]+-[\w-]+|xapp-[\w-]+|https://hooks\.slack\.com/\S+|wss://\S+")
_OURS = "factbox."


class IntoLog(logging.Handler):
    """Passes records on. Those of the SDK below a warning hold whole payloads, so they never leave it."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.INFO)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record: ours as it is, the SDK's as the place it comes from, since its words may quote a payload."""
        about: dict[str, object] = {"logger": record.name}
        if record.exc_info and record.exc_info[1] is not None:
            trouble = record.exc_info[1]
            about["kind"] = f"{type(trouble).__module__}.{type(trouble).__qualname__}"
            about["at"] = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(trouble.__traceback__)][-6:]
        words = without_tokens(record.getMessage()) if record.name.startswith(_OURS) else f"{record.module}.{record.funcName} line {record.lineno}"
        level = "error" if record.levelno >= logging.ERROR else "warning" if record.levelno >= logging.WARNING else "info"
        getattr(self._log, level)(words, **about)


def without_tokens(words: str) -> str:
    """The words with every token and secret address blotted out."""
    return _TOKEN.sub("•••", words)


def attach(log: Log) -> IntoLog:
    """Send what is logged about Slack into ``log`` from now on."""
    handler = IntoLog(log)
    for name in NAMES:
        logger = logging.getLogger(name)
        logger.setLevel(logging.INFO if name.startswith(_OURS) else logging.WARNING)
        logger.propagate = False
        logger.addHandler(handler)
    return handler


def detach(handler: IntoLog) -> None:
    """Stop it."""
    for name in NAMES:
        logger = logging.getLogger(name)
        logger.removeHandler(handler)
        logger.propagate = True
