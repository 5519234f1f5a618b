"""The address that invites the bot with the least rights, each with its reason."""

from urllib.parse import urlencode

from discord import Permissions

AUTHORIZE = "https://discord.com/oauth2/authorize"
RIGHTS = {  # right → why it is needed; nothing else is asked for
    "view_channel": "to see the channels it is to answer in",
    "send_messages": "to answer mentions and replies, and to post what was followed",
    "send_messages_in_threads": "to answer in threads as well",
    "embed_links": "to show an answer as an embed; without it only its first sentence is shown",
    "attach_files": "to hand over the sheet",
    "read_message_history": "to answer as a reply, and to find again what a crash left half recorded",
}


def permissions() -> Permissions:
    """The rights in ``RIGHTS`` and no other."""
    return Permissions(**dict.fromkeys(RIGHTS, True))


def invite(application: str) -> str:
    """The address to open in a browser; ``application`` is the application's id."""
    return f"{AUTHORIZE}?{urlencode({'client_id': application, 'scope': 'bot applications.commands', 'permissions': permissions().value})}"


def application_of(token: str) -> str | None:
    """The application's id, which is the first part of a bot's token; None where it is no such token."""
    import base64
    import binascii

    try:
        head = token.partition(".")[0]
        decoded = base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return decoded if decoded.isdecimal() else None
