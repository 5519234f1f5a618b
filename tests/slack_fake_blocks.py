"""What Slack refuses in a message, a form or a Home tab. Numbers are written out here again, on purpose: a wrong one in the bot must fail."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

Block = dict[str, Any]
_PING = re.compile(r"<(?:!|@|#|https?:|mailto:)[^>]*>")
_TOTAL = 13_200


class Refused(Exception):
    """Slack's error code."""


def check_message(body: Block, *, most_text: int = 40_000) -> None:
    """Refuse what chat.postMessage, a response_url or the reply to a command refuses."""
    text, blocks = body.get("text") or "", body.get("blocks") or []
    if not isinstance(text, str) or not isinstance(blocks, list):
        raise Refused("invalid_arguments")
    if not text and not blocks:
        raise Refused("no_text")
    if len(text) > most_text:
        raise Refused("msg_too_long")
    check_blocks(blocks, most=50)
    if sum(b["type"] == "table" for b in blocks) > 1:
        raise Refused("only_one_table_allowed")
    if len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) > _TOTAL:
        raise Refused("msg_blocks_too_long")


def check_view(view: Block) -> None:
    """Refuse what views.open and views.publish refuse."""
    if view.get("type") == "modal":
        _plain(view.get("title"), 24)
        for name in ("submit", "close"):
            if name in view:
                _plain(view[name], 24)
        if any(b["type"] == "input" for b in view["blocks"]) and "submit" not in view:
            raise Refused("missing_submit")
    elif view.get("type") != "home":
        raise Refused("invalid_view_type")
    if len(view.get("private_metadata", "")) > 3000 or len(view.get("callback_id", "")) > 255:
        raise Refused("view_too_large")
    check_blocks(view["blocks"], most=100)
    if len(json.dumps(view)) > 250_000:
        raise Refused("view_too_large")


def check_blocks(blocks: list[Block], *, most: int) -> None:
    """Refuse what no surface takes."""
    if len(blocks) > most:
        raise Refused("invalid_blocks: too many blocks")
    named = [b["block_id"] for b in blocks if "block_id" in b]
    if len(named) != len(set(named)):
        raise Refused("invalid_blocks: block_id twice")
    for block in blocks:
        check = _CHECKS.get(block.get("type", ""))
        if check is None:
            raise Refused(f"invalid_blocks: type {block.get('type')}")
        check(block)
    actions = [e["action_id"] for b in blocks for e in b.get("elements", []) if isinstance(e, dict) and "action_id" in e]
    if len(actions) != len(set(actions)):
        raise Refused("invalid_blocks: action_id twice")


def _plain(text: Any, most: int) -> None:
    if not isinstance(text, dict) or text.get("type") != "plain_text" or not 1 <= len(text.get("text", "")) <= most:
        raise Refused(f"invalid_blocks: plain_text of {most} expected, not {str(text)[:200]}")


def _text(text: Any, most: int) -> None:
    if not isinstance(text, dict) or text.get("type") not in ("plain_text", "mrkdwn") or not 1 <= len(text.get("text", "")) <= most:
        raise Refused(f"invalid_blocks: text of {most} expected, not {str(text)[:200]}")


def _section(block: Block) -> None:
    if "text" in block:
        _text(block["text"], 3000)
    if len(block.get("fields", [])) > 10 or not (block.get("text") or block.get("fields")):
        raise Refused("invalid_blocks: section")
    for field in block.get("fields", []):
        _text(field, 2000)


def _context(block: Block) -> None:
    if not 1 <= len(block["elements"]) <= 10:
        raise Refused("invalid_blocks: context")
    for element in block["elements"]:
        _text(element, 2000)


def _actions(block: Block) -> None:
    if not 1 <= len(block["elements"]) <= 25:
        raise Refused("invalid_blocks: actions")
    for element in block["elements"]:
        if element.get("type") != "button":
            raise Refused("invalid_blocks: an element this fake does not know")
        _plain(element["text"], 75)
        if len(element.get("value", "")) > 2000 or not 1 <= len(element.get("action_id", "")) <= 255:
            raise Refused("invalid_blocks: button")


def _rich(block: Block) -> None:
    if not block.get("elements"):
        raise Refused("invalid_blocks: empty rich_text")
    for element in block["elements"]:
        if element["type"] == "rich_text_list":
            if element.get("style") not in ("bullet", "ordered") or not element["elements"]:
                raise Refused("invalid_blocks: rich_text_list")
            for item in element["elements"]:
                _rich_section(item)
        else:
            _rich_section(element)


def _rich_section(section: Block) -> None:
    if section.get("type") not in ("rich_text_section", "rich_text_quote", "rich_text_preformatted") or not section["elements"]:
        raise Refused("invalid_blocks: rich_text_section")
    for element in section["elements"]:
        if element["type"] not in ("text", "link", "user", "broadcast", "channel", "usergroup", "emoji"):
            raise Refused("invalid_blocks: rich text element")
        if element["type"] == "text" and not element["text"]:
            raise Refused("invalid_blocks: empty text element")
        if not set(element.get("style", {})) <= {"bold", "italic", "strike", "code"}:
            raise Refused("invalid_blocks: style")


def _table(block: Block) -> None:
    rows = block["rows"]
    if not 1 <= len(rows) <= 100 or not all(1 <= len(row) <= 20 for row in rows) or len({len(row) for row in rows}) != 1:
        raise Refused("invalid_blocks: table rows and columns")
    cells = [cell for row in rows for cell in row]
    if any(cell["type"] not in ("raw_text", "rich_text") for cell in cells) or any(not cell["text"] for cell in cells if cell["type"] == "raw_text"):
        raise Refused("invalid_blocks: table cell")
    if sum(len(cell.get("text", "")) for cell in cells) > 10_000:
        raise Refused("invalid_blocks: table characters")


def _input(block: Block) -> None:
    _plain(block["label"], 2000)
    element = block["element"]
    if element["type"] == "plain_text_input":
        if len(element.get("initial_value", "")) > min(3000, element.get("max_length", 3000)):
            raise Refused("invalid_blocks: initial_value")
        if "placeholder" in element:
            _plain(element["placeholder"], 150)
    elif element["type"] == "static_select":
        if not 1 <= len(element["options"]) <= 100 or element.get("initial_option") not in (None, *element["options"]):
            raise Refused("invalid_blocks: options")
        for option in element["options"]:
            _text(option["text"], 75)
            if len(option["value"]) > 150:
                raise Refused("invalid_blocks: option value")
    else:
        raise Refused("invalid_blocks: input element")


def _header(block: Block) -> None:
    _plain(block["text"], 150)


_CHECKS: dict[str, Callable[[Block], object]] = {
    "section": _section, "context": _context, "actions": _actions, "rich_text": _rich, "table": _table, "input": _input, "header": _header,
    "divider": bool}


# ── what a reader sees ──────────────────────────────────────────────────────────────────────────
def words_in(blocks: list[Block]) -> str:
    """Every word that blocks show, a line each, as characters."""
    return "\n".join(_words(blocks))


def _words(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _words(item)
    elif isinstance(node, dict):
        if node.get("type") == "rich_text_section":
            yield "".join(e.get("text", "") for e in node["elements"])
            return
        if isinstance(node.get("text"), str) and node.get("type") in ("plain_text", "mrkdwn", "raw_text", "text"):
            yield node["text"]
            return
        for key in ("text", "fields", "elements", "rows", "label", "element"):
            if key in node:
                yield from _words(node[key])


def pings(body: Block) -> list[str]:
    """Everything in a message that would ping somebody, link somewhere or name a channel."""
    found = list(_PING.findall(body.get("text") or ""))
    for node in _every(body.get("blocks") or []):
        if node.get("type") == "mrkdwn":
            found += _PING.findall(node.get("text", ""))
        if node.get("type") in ("user", "broadcast", "usergroup", "channel", "link"):
            found.append(json.dumps(node))
    if body.get("link_names") not in (None, False, "false", 0) or body.get("parse") not in (None, "none"):
        found.append("names would be looked up")
    return found


def _every(node: Any) -> Iterator[Block]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _every(value)
    elif isinstance(node, list):
        for item in node:
            yield from _every(item)
