"""Buttons and selects that survive a restart: all they know stands in their custom_id, and is read and checked again when pressed."""

import re
from collections.abc import Sequence
from typing import Any, Protocol, cast

import discord
from discord.ui import Button, DynamicItem, Item, Select, View

from handlers.platforms.discord import custom_ids, limits
from handlers.platforms.discord.custom_ids import PATTERN, Pressed
from handlers.platforms.discord.render import SELECT, Body

_BUTTON = re.compile(PATTERN.pattern.replace("[paw]", "[pa]"), re.DOTALL)
_SELECT = re.compile(PATTERN.pattern.replace("[paw]", "w"), re.DOTALL)


class Presses(Protocol):
    """Who answers a pressed button."""

    async def press(self, interaction: discord.Interaction[Any], pressed: Pressed) -> None:
        """Answer it, whatever happens."""


class AnswerButton(DynamicItem[Button[View]], template=_BUTTON):
    """Another page of an answer, or another question."""

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], item: Item[Any], _match: re.Match[str], /) -> "AnswerButton":
        """The button as it was sent, by whichever process."""
        return cls(cast("Button[View]", item))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Ask what the button stands for."""
        pressed = custom_ids.read(self.custom_id)
        if pressed is not None:
            await cast(Presses, interaction.client).press(interaction, pressed)


class MeaningSelect(DynamicItem[Select[View]], template=_SELECT):
    """Which of several things of one name is meant."""

    @classmethod
    async def from_custom_id(cls, _interaction: discord.Interaction[Any], item: Item[Any], _match: re.Match[str], /) -> "MeaningSelect":
        """The select as it was sent, by whichever process."""
        return cls(cast("Select[View]", item))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Ask the question with the meaning that was chosen."""
        pressed = custom_ids.read(self.custom_id)
        if pressed is not None and self.item.values:
            chosen = Pressed(pressed.what, self.item.values[0], pressed.story, pressed.version, asked=pressed.asked)
            await cast(Presses, interaction.client).press(interaction, chosen)


def view_of(components: Sequence[dict[str, Any]]) -> View | None:
    """Rows as rendered, as a view of the library's; None where there are none."""
    if not components:
        return None
    view = View(timeout=None)
    for row, made in enumerate(components[: limits.ROWS]):
        for part in made["components"]:
            view.add_item(_select(part, row) if part["type"] == SELECT else _button(part, row))
    return view


def _button(part: dict[str, Any], row: int) -> AnswerButton:
    return AnswerButton(Button(label=part["label"], style=discord.ButtonStyle(part["style"]), custom_id=part["custom_id"], row=row))


def _select(part: dict[str, Any], row: int) -> MeaningSelect:
    options = [discord.SelectOption(label=o["label"], value=o["value"]) for o in part["options"]]
    return MeaningSelect(Select(custom_id=part["custom_id"], placeholder=part["placeholder"], options=options, row=row))


def embeds_of(embeds: Sequence[dict[str, Any]]) -> list[discord.Embed]:
    """Embeds as rendered, as the library's."""
    return [discord.Embed.from_dict(cast(Any, embed)) for embed in embeds]


def parts_of(body: Body) -> dict[str, Any]:
    """A body as the library's arguments; None takes away what an edited message had."""
    return {"content": body.content or None, "embeds": embeds_of(body.embeds), "view": view_of(body.components)}
