"""Discord: wire → Request → Desk.reply → Reply → render → wire.

    limits.py      every limit of Discord's, with its source
    text.py        words from anywhere, made inert
    fitting.py     blocks too large for a message, in parts
    render.py      Reply → bodies of messages: content, embeds, components; pure
    custom_ids.py  what a button knows: command, story, version, page
    asking.py      the synchronous side: binding, desk, render, delivery
    completing.py  what an option offers while somebody types
    tree.py        the slash commands, made from the catalogue
    views.py       buttons and selects that survive a restart
    client.py      the bot: starting, who is served, what others send through it
    interacting.py slash commands, completion and buttons, answered within three seconds
    listening.py   plain messages, and joining a server
    members.py     who is a member · places.py who asks and where · holding.py one process a token
    sending.py     one paced sender a channel
    delivering.py  the records of what was shown
    pacing.py      how much one person may ask
    manifest.py    the invite with the least rights
    files.py       a file attached, linked or made smaller
    settings.py    what an administrator may choose here
"""
