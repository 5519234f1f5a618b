"""The same, filed rightly: its document, its paragraph, its topics and places. What is said does not change."""

from briefings.answers import ChangeForm, ChangeMade, ChangeWaits
from briefings.curating.order import Order
from briefings.curating.revaluing import revalue
from briefings.curating.values import changed_values
from briefings.errors import NotThisChange
from briefings.model import Fact
from briefings.store.writing import Writing
from briefings.vocabulary import ChangeKind


def refile(writing: Writing, order: Order) -> ChangeForm | ChangeMade | ChangeWaits:
    """The same, filed rightly: its document, its paragraph, its topics and places. What is said does not change.

    Raises:
        NotFilledIn: something has to be mended, by field.
        NotThisChange: another kind of change is the right one.
        ChangedMeanwhile: somebody else has changed the fact since it was looked at.
    """
    return revalue(writing, order, ChangeKind.REFILE, rule)


def rule(before: Fact, after: Fact) -> None:
    """A refiling leaves all that is said, and by whom, as it was.

    Raises:
        NotThisChange: it is another.
    """
    changed = [d for d in changed_values(before, after) if d.field != "claims"]
    if changed or [(c.by, c.stance, c.words) for c in before.claims] != [(c.by, c.stance, c.words) for c in after.claims]:
        raise NotThisChange(
            f"That changes what {before.id} says, so it is no refiling. Use /correct if we were wrong, /update if the world has moved; "
            "what you typed is kept.",
            ("correct", "update"),
        )
