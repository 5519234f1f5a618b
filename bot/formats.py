"""The names of the formats a reply can be printed in; ``asking.FORMATS`` makes each. Apart, so that the command line need not load the house."""

from enum import StrEnum


class Format(StrEnum):
    """How a reply is printed."""

    TEXT = "text"
    JSON = "json"
    SLACK = "slack"
    DISCORD = "discord"
