"""What Slack refuses, in one place. Every number has its source; [ran] was tried against a workspace or reported with the error it gives.

Sources: B = docs.slack.dev/reference/block-kit, M = docs.slack.dev/reference/methods, I = docs.slack.dev/interactivity,
R = docs.slack.dev/apis/web-api/rate-limits, P = tried against the real library on a local fake.
"""

# ── a message ───────────────────────────────────────────────────────────────────────────────────
BLOCKS = 50  # blocks in a message (B)
BLOCKS_HOME = 100  # blocks in a modal or a Home tab (B)
BLOCKS_CHARACTERS = 13_200  # of all blocks of a message together; beyond it msg_blocks_too_long (P)
TEXT = 4_000  # chat.update refuses more in ``text``, and what was posted may have to be corrected (M chat.update)
BLOCK_ID = 255  # (B)

# ── blocks ──────────────────────────────────────────────────────────────────────────────────────
HEADER = 150  # characters of a header (B header)
SECTION = 3_000  # of a section's text (B section)
FIELDS, FIELD = 10, 2_000  # of a section, each (B section)
CONTEXT = 10  # elements of a context block (B context)
CONTEXT_TEXT = 2_000  # of one of them: a text object's default is 3,000, older clients cut at 2,000 (B context, P)
ACTIONS = 25  # elements of an actions block (B actions)
BUTTON_TEXT = 75  # (B button)
BUTTON_VALUE = 2_000  # (B button)
ACTION_ID = 255  # (B button)
OPTIONS, OPTION_TEXT, OPTION_VALUE = 100, 75, 150  # of a select: how many, label, value (B option)
TABLE_ROWS, TABLE_COLUMNS, TABLE_CHARACTERS, TABLES = 100, 20, 10_000, 1  # rows with the head, columns, all cells, tables a message (B table)

# ── forms ───────────────────────────────────────────────────────────────────────────────────────
TITLE = 24  # of a modal (B view)
SUBMIT = 24  # the label of its button (B view)
PRIVATE_METADATA = 3_000  # (B view)
INPUT_LABEL, INPUT_HINT = 2_000, 2_000  # (B input)
PLACEHOLDER = 150  # (B plain-text input)
INPUT_TEXT = 3_000  # what a plain-text input may begin with or hold (B plain-text input)

# ── moments ─────────────────────────────────────────────────────────────────────────────────────
ACK_SECONDS = 3.0  # until a command, a click or an event has to be answered (I)
TRIGGER_SECONDS = 3.0  # a trigger_id opens one form, once, within this (I)
RESPONSE_URL_USES, RESPONSE_URL_SECONDS = 5, 1_800  # of one response_url (I)
SIGNATURE_SECONDS = 300  # an older request is a replay (docs.slack.dev/authentication/verifying-requests)
REPEAT_SECONDS = 3_600  # Slack repeats an event after about 1, 5 and 60 minutes (docs.slack.dev/apis/events-api)

# ── commands ────────────────────────────────────────────────────────────────────────────────────
COMMANDS, COMMAND = 50, 32  # in a manifest, and characters with the slash (manifest schema 2.0.0)
COMMAND_DESCRIPTION, USAGE_HINT = 2_000, 1_000  # (manifest schema 2.0.0)
POSTS_PER_SECOND = 1  # chat.postMessage, per channel (R)
FILE_BYTES = 1_000_000_000  # 1 GB a file (slack.com/help/articles/201330736); what we send ourselves is set lower
RESERVED = frozenset(  # Slack has these itself; one of them in a manifest and the whole list of commands is refused (P; openclaw#29032)
    "status me away dnd shrug remind msg feed who collapse expand leave join open search topic mute pro shortcuts "
    "archive active call dm invite kick remove rename apps".split())
