"""Every limit of Discord's that we keep, with its source: discord.py checks almost none of them (a 74,300-character embed passed).

Sources: [message] https://discord.com/developers/docs/resources/message · [embed] …/resources/message#embed-object-embed-limits
[interaction] …/interactions/receiving-and-responding · [command] …/interactions/application-commands
[component] …/components/reference · [upload] …/reference#uploading-files · [code] …/topics/opcodes-and-status-codes
[ran] tried against the real library or service, see platforms.md.
Discord counts some of these in UTF-16 units and some in code points; ``size`` is the larger of both, so both hold.
"""

CONTENT = 2000  # characters of a message's text [message]
NONCE = 25  # characters of a message's nonce [message]
EMBEDS = 10  # in a message [message]
EMBED_TOTAL = 6000  # characters over all embeds of a message; Discord refuses the whole message beyond it [embed]
TITLE = 256  # [embed]
DESCRIPTION = 4096  # [embed]
FIELDS = 25  # [embed]
FIELD_NAME, FIELD_VALUE = 256, 1024  # [embed]
FOOTER = 2048  # [embed]
AUTHOR = 256  # [embed]

ROWS = 5  # of buttons and selects under a message [component]
BUTTONS_IN_ROW = 5  # [component]
BUTTON_LABEL = 80  # [component]
CUSTOM_ID = 100  # [component]
SELECT_OPTIONS = 25  # [component]
SELECT_LABEL, SELECT_VALUE, SELECT_PLACEHOLDER = 100, 100, 150  # [component]
MODAL_TITLE, MODAL_COMPONENTS = 45, 5  # [component]

CHOICES = 25  # offered while somebody types [command]
CHOICE_NAME, CHOICE_VALUE = 100, 100  # [command]
COMMANDS = 100  # global slash commands of an application [command]
COMMAND_NAME, COMMAND_DESCRIPTION = 32, 100  # [command]
COMMAND_OPTIONS = 25  # [command]
COMMAND_TOTAL = 8000  # characters of names, descriptions and values of one command [command]
CREATES_A_DAY = 200  # of commands, per guild [command]; why the tree is synced only when it has changed

FIRST_RESPONSE_SECONDS = 3  # to answer an interaction; after that its token is void [interaction]
FOLLOW_UP_SECONDS = 15 * 60  # to answer again or to edit; an ephemeral message cannot be edited after it [interaction]
DEFER_AFTER_SECONDS = 1.5  # ours: when "thinking…" is shown, with room for a slow road to Discord

FILE_BYTES = 10 * 1024 * 1024  # an attachment where the interaction or guild tells no other limit [upload]
REQUEST_BYTES = 25 * 1024 * 1024  # of one request with all its files [upload]

EDITS_OF_OLD, EDITS_OF_OLD_SECONDS = 3, 6.0  # of messages older than an hour, in one channel, before error 30046 [ran]
OLD_AFTER_SECONDS = 60 * 60  # [code] 30046
SHARDS_FROM_GUILDS = 2500  # from here on sharding is mandatory; AutoShardedClient sees to it

# Errors [code]
UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_INTERACTION = 10003, 10008, 10062
TOO_MANY_EDITS_OF_OLD = 30046
ALREADY_ANSWERED = 40060
MISSING_ACCESS, MISSING_PERMISSION = 50001, 50013
CANNOT_MESSAGE_THIS_PERSON, NO_MUTUAL_GUILD = 50007, 50278
UNREACHABLE = frozenset({MISSING_ACCESS, MISSING_PERMISSION, CANNOT_MESSAGE_THIS_PERSON, NO_MUTUAL_GUILD})
GONE = frozenset({UNKNOWN_CHANNEL, UNKNOWN_MESSAGE})
TOO_LARGE = 40005


def size(text: str) -> int:
    """How long a text is for Discord: UTF-16 units, which are never fewer than code points."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clipped(text: str, most: int) -> str:
    """The text, cut to ``most`` with an ellipsis where it is longer. For labels and titles only, never for a fact."""
    if size(text) <= most:
        return text
    room, taken = most - 1, 0
    for index, char in enumerate(text):
        taken += size(char)
        if taken > room:
            return text[:index].rstrip("\\ ") + "…"
    return text
