"""Who asks and where, in our own words."""

from typing import Any, cast

import discord

from briefings.model import Person
from handlers.platforms.discord.asking import Where

NOT_SERVED = "Factbox does not serve this server yet. Whoever runs it has to add {guild} to FACTBOX_DISCORD_GUILDS."
MEMBERS_ONLY = "Factbox answers direct messages of members of the newsroom's servers only."


def person_of(user: discord.abc.User) -> Person:
    """Who asks, with their roles in the server. Discord tells no time zone."""
    roles = getattr(user, "roles", ()) if isinstance(user, discord.Member) else ()
    return Person(f"discord:{user.id}", user.display_name, groups=tuple(f"discord:role:{r.id}" for r in roles))


def where_of(interaction: discord.Interaction[Any]) -> Where:
    """Where an interaction happened."""
    return Where(str(interaction.guild_id) if interaction.guild_id else "", str(interaction.channel_id or ""))


def custom_id_of(interaction: discord.Interaction[Any]) -> str:
    """The custom_id of what was pressed; "" where nothing was."""
    return str(cast(dict[str, Any], interaction.data or {}).get("custom_id", ""))


__all__ = ["MEMBERS_ONLY", "NOT_SERVED", "Where", "custom_id_of", "person_of", "where_of"]
