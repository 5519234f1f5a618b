"""Slack's error codes in sentences: for the person who asked, and for whoever runs the bot."""

from typing import Any

from slack_sdk.errors import SlackApiError

_FOR_ASKER = {
    "not_in_channel": "I am not in this channel, so I cannot post here. Type /invite and my name, then press the button again.",
    "channel_not_found": "I cannot see this channel. If it is a private one, type /invite and my name, then press the button again.",
    "is_archived": "This channel is archived; nothing can be posted in it.",
    "restricted_action": "This workspace does not let apps post in this channel. Nothing was posted.",
    "ratelimited": "Slack takes no more posts here just now. Nothing was posted; try again in a minute.",
}
_FOR_ADMIN = {
    "invalid_auth": "Slack does not know the token. Copy FACTBOX_SLACK_BOT_TOKEN and FACTBOX_SLACK_APP_TOKEN again from api.slack.com/apps.",
    "not_authed": "No token was sent. Set FACTBOX_SLACK_BOT_TOKEN.",
    "token_revoked": "The token was revoked. Install the app again at api.slack.com/apps and copy the new FACTBOX_SLACK_BOT_TOKEN.",
    "account_inactive": "The app was removed from the workspace, or its bot switched off. Install it again at api.slack.com/apps.",
    "not_allowed_token_type": "The two tokens were mixed up: FACTBOX_SLACK_BOT_TOKEN begins with xoxb-, FACTBOX_SLACK_APP_TOKEN with xapp-.",
    "token_expired": "The token has expired. Switch token rotation off for the app, install it again and copy the new token.",
    "missing_scope": "A scope is missing",
    "org_login_required": "The workspace is being moved by Slack; it will work again afterwards.",
}
REVOKED = frozenset({"invalid_auth", "token_revoked", "account_inactive", "not_authed", "token_expired"})


def code_of(trouble: SlackApiError) -> str:
    """Slack's word for what is wrong."""
    response: Any = trouble.response
    try:
        return str(response.get("error") or "unknown_error")
    except (AttributeError, TypeError, ValueError):
        return "unknown_error"


def for_asker(trouble: SlackApiError) -> str:
    """A sentence for the person who asked."""
    code = code_of(trouble)
    return _FOR_ASKER.get(code, f"Slack did not take it ({code}). Nothing was posted; whoever runs Factbox finds the reason with its doctor command.")


def for_admin(trouble: SlackApiError) -> str:
    """A sentence for whoever runs the bot."""
    code = code_of(trouble)
    if code == "missing_scope":
        needed = trouble.response.get("needed") if hasattr(trouble.response, "get") else ""
        return f"The scope {needed or '?'} is missing. Add it under OAuth & Permissions at api.slack.com/apps and install the app again."
    return _FOR_ADMIN.get(code, f"Slack answered “{code}”.")
