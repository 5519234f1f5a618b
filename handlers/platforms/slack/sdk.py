"""The parts of Slack's SDK that running a Slack app needs. Whoever runs one takes them from here: no other folder names the SDK."""

from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

__all__ = [
    "AsyncApp",
    "AsyncBoltRequest",
    "AsyncRateLimitErrorRetryHandler",
    "AsyncRetryHandler",
    "AsyncSlackResponse",
    "AsyncWebClient",
    "BoltResponse",
    "SlackApiError",
    "SocketModeClient",
    "SocketModeRequest",
    "build_headers",
    "send_async_response",
    "to_aiohttp_response",
    "to_bolt_request",
]
