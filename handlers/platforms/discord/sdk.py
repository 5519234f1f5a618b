"""Discord's library, for whoever runs a client: no other folder names it."""

import discord

__all__ = ["discord"]
