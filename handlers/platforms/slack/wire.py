"""What comes over Slack's wire, as one shape for all of it."""

from typing import Any

from msgspec import Struct

from handlers.platforms.slack.text import typed

Body = dict[str, Any]


class Incoming(Struct, frozen=True, kw_only=True):
    """Something a person did. ``id`` is the same however often Slack delivers it; "" where Slack gives none.

    ``channel`` is "" on the Home tab; ``thread`` the message a thread hangs from, "" outside of one; ``message`` the one
    it came from; ``shared`` whether Slack says that people of other organisations read the channel; ``files`` what was sent along.
    """

    id: str
    team: str
    enterprise: str = ""
    user: str
    channel: str = ""
    thread: str = ""
    message: str = ""
    text: str = ""
    command: str = ""
    response_url: str = ""
    trigger: str = ""
    shared: bool = False
    files: tuple[Body, ...] = ()

    @property
    def is_direct(self) -> bool:
        """Whether nobody but this person reads the channel."""
        return self.channel.startswith("D")


def from_command(body: Body) -> Incoming:
    """A slash command."""
    return Incoming(
        id=_word(body, "trigger_id"), team=_word(body, "team_id"), enterprise=_word(body, "enterprise_id"), user=_word(body, "user_id"),
        channel=_word(body, "channel_id"), text=typed(_word(body, "text")), command=_word(body, "command"), response_url=_word(body, "response_url"),
        trigger=_word(body, "trigger_id"))


def from_event(body: Body) -> Incoming:
    """A message, a mention, a Home tab that was opened, somebody who joined."""
    event = _part(body, "event")
    channel = event.get("channel", "")
    return Incoming(
        id=_word(body, "event_id"), team=_word(body, "team_id"), enterprise=_word(body, "enterprise_id"), user=_word(event, "user"),
        channel=channel if isinstance(channel, str) else "", thread=_word(event, "thread_ts"), message=_word(event, "ts"), text=_word(event, "text"),
        shared=body.get("is_ext_shared_channel") is True, files=_files(event))


def from_press(body: Body) -> Incoming:
    """A button, a message shortcut or a form that was sent."""
    container, message = _part(body, "container"), _part(body, "message")
    return Incoming(
        id=_word(body, "trigger_id"), team=_word(_part(body, "team"), "id") or _word(_part(body, "user"), "team_id"),
        enterprise=_word(_part(body, "enterprise"), "id"), user=_word(_part(body, "user"), "id"),
        channel=_word(_part(body, "channel"), "id") or _word(container, "channel_id"),
        thread=_word(container, "thread_ts") or _word(message, "thread_ts"),
        message=_word(container, "message_ts") or _word(message, "ts"), response_url=_word(body, "response_url"), trigger=_word(body, "trigger_id"))


def _files(event: Body) -> tuple[Body, ...]:
    told = event.get("files")
    return tuple(f for f in told if isinstance(f, dict)) if isinstance(told, list) else ()


def _word(body: Body, name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""


def _part(body: Body, name: str) -> Body:
    value = body.get(name)
    return value if isinstance(value, dict) else {}
