"""The form behind the shortcut "Save as fact": filled in from the message, and read again when it is sent."""

import json
from typing import Any

from msgspec import Struct

from handlers.caching import Versions
from handlers.platforms.slack import limits
from handlers.platforms.slack.splitting import cut
from handlers.platforms.slack.text import clean, short, typed
from handlers.platforms.slack.wire import Body

CALLBACK, FORMAT = "save_as_fact", 1
_FIELDS = ("fact", "said_by", "when", "link")


class Sent(Struct, frozen=True):
    """What was typed into the form. ``version`` is the story's when the form was opened, None where the form is an older bot's."""

    story: str
    fact: str
    said_by: str
    when: str
    link: str
    version: int | None


def opened(message: str, link: str, stories: Versions, standing: str) -> dict[str, Any]:
    """The form, filled in with the message it was opened on. ``standing`` is the story chosen at first."""
    options = [_option(slug) for slug, _ in stories][: limits.OPTIONS]
    chosen = next((o for o in options if o["value"] == standing), options[0] if options else _option("-"))
    known = {"v": FORMAT, "n": dict(stories)}
    carried = json.dumps(known, separators=(",", ":"))
    if len(carried) > limits.PRIVATE_METADATA:
        carried = json.dumps({"v": FORMAT, "n": {standing: dict(stories).get(standing, 0)}})
    return {
        "type": "modal", "callback_id": CALLBACK, "private_metadata": carried,
        "title": _plain("Save as fact"), "submit": _plain("Propose"), "close": _plain("Cancel"),
        "blocks": [
            _input("story", "Story", {"type": "static_select", "action_id": "story", "options": options or [chosen], "initial_option": chosen}),
            _input("fact", "The fact, in one sentence", _text("fact", clean(typed(message)), multiline=True, most=limits.INPUT_TEXT)),
            _input("said_by", "Who says it", _text("said_by", "", hint="the Syrian Observatory for Human Rights, in a statement"), optional=True),
            _input("when", "When it happened, in the source's words", _text("when", "", hint="late Thursday"), optional=True),
            _input("link", "Where it stands", _text("link", link), optional=True),
        ]}


def sent(view: Body) -> Sent:
    """What was sent, whatever form it comes from; what is not there is empty."""
    values = view.get("state", {}).get("values", {})
    typed_in = {name: _value(values, name) for name in ("story", *_FIELDS)}
    try:
        carried = json.loads(view.get("private_metadata") or "{}")
        version = carried["n"].get(typed_in["story"]) if carried.get("v") == FORMAT else None
    except (ValueError, KeyError, AttributeError, TypeError):
        version = None
    return Sent(version=version if isinstance(version, int) else None, **typed_in)


def problems(form: Sent, stories: Versions) -> dict[str, str]:
    """What has to be mended before it can be kept, by field; the form stays open with all that was typed."""
    wrong = {} if form.fact.strip() else {"fact": "Write the fact in a sentence."}
    return wrong if form.story in dict(stories) else wrong | {"story": "This story is not on file any more. Choose another one."}


def kept(form: Sent, number: int, now_at: int | None) -> dict[str, Any]:
    """The view that says what became of it, with all that was typed."""
    told = [f"Kept as draft {number} of {form.story}. It waits for a curator, who makes a fact of it with propose, and is in no answer yet."]
    if form.version is None:
        told.append("The form was opened by an older version of Factbox; everything typed into it was kept.")
    elif now_at is not None and now_at != form.version:
        told.append(f"The story changed while the form was open (version {form.version} → {now_at}). Nothing of yours was lost: "
                    "the curator sees what you typed beside what is on file now.")
    fields = {"Fact": form.fact, "Said by": form.said_by, "When": form.when, "Where": form.link}
    typed_in = [f"{label}: {value}" for label, value in fields.items() if value]
    blocks = [{"type": "section", "text": _plain(part)} for words in (*told, *typed_in) for part in cut(clean(words), limits.SECTION)]
    return {"type": "modal", "title": _plain("Save as fact"), "close": _plain("Close"), "blocks": blocks}


def _value(values: Body, name: str) -> str:
    field = values.get(name, {}).get(name, {})
    chosen = (field.get("selected_option") or {}).get("value") if isinstance(field, dict) else None
    return clean(str(chosen or (field.get("value") if isinstance(field, dict) else "") or ""))


def _plain(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words, "emoji": False}


def _option(slug: str) -> dict[str, Any]:
    return {"text": _plain(short(slug, limits.OPTION_TEXT)), "value": slug[: limits.OPTION_VALUE]}


def _input(block: str, label: str, element: dict[str, Any], *, optional: bool = False) -> dict[str, Any]:
    return {"type": "input", "block_id": block, "label": _plain(label), "element": element, "optional": optional}


def _text(name: str, value: str, *, multiline: bool = False, hint: str = "", most: int = 500) -> dict[str, Any]:
    element: dict[str, Any] = {"type": "plain_text_input", "action_id": name, "multiline": multiline, "max_length": most}
    if value:
        element["initial_value"] = value[:most]
    return element | ({"placeholder": _plain(short(hint, limits.PLACEHOLDER))} if hint else {})
