"""The same said more clearly. What changes a value is refused, and the right change is offered."""

from briefings.answers import ChangeForm, ChangeMade, ChangeWaits
from briefings.curating.order import Order
from briefings.curating.revaluing import revalue
from briefings.curating.values import changed_values, may_be_said
from briefings.errors import NotThisChange, shorten
from briefings.model import Fact
from briefings.store.writing import Writing
from briefings.vocabulary import ChangeKind


def clarify(writing: Writing, order: Order) -> ChangeForm | ChangeMade | ChangeWaits:
    """The same said more clearly. What changes a value is refused, and the right change is offered.

    Raises:
        NotFilledIn: something has to be mended, by field.
        NotThisChange: another kind of change is the right one.
        ChangedMeanwhile: somebody else has changed the fact since it was looked at.
    """
    return revalue(writing, order, ChangeKind.CLARIFY, rule)


def rule(before: Fact, after: Fact) -> None:
    """A clarification changes no value.

    Raises:
        NotThisChange: it is another.
    """
    if changed := changed_values(before, after):
        what = "; ".join(f"{d.field}: {shorten(d.before)} → {shorten(d.after)}" for d in changed if may_be_said(before))
        raise NotThisChange(
            f"That changes a value{f' ({what})' if what else ''}, so it is no clarification. Use /correct if we were wrong, /update if "
            "the world has moved; what you typed is kept.",
            ("correct", "update"),
        )
