"""How much one person may ask: a bucket that fills steadily, so that a burst is fine and a flood is not."""

from collections import OrderedDict
from collections.abc import Callable
from math import ceil

MOST_PEOPLE = 10_000  # remembered at once; whoever is forgotten starts with a full bucket


class Pace:
    """Allows each person ``burst`` questions at once and as many again every ``seconds``. ``clock`` is monotonic seconds."""

    def __init__(self, burst: int, seconds: float, clock: Callable[[], float]) -> None:
        self._burst, self._rate, self._clock = burst, burst / seconds, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, person: str) -> int:
        """Take one; 0 where that was allowed, else the whole seconds until it is."""
        now = self._clock()
        left, at = self._left.pop(person, (float(self._burst), now))
        left = min(self._burst, left + (now - at) * self._rate)
        allowed = left >= 1
        self._left[person] = (left - allowed, now)
        if len(self._left) > MOST_PEOPLE:
            self._left.popitem(last=False)
        return 0 if allowed else max(1, ceil((1 - left) / self._rate))


def polite(seconds: int) -> str:
    """The word for somebody who asks faster than that."""
    return f"That was a lot at once. Please ask again in {seconds} second{'' if seconds == 1 else 's'}; nothing you asked before is lost."
