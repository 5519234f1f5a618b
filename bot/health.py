"""How each part of a running Factbox is, in a sentence: for /healthz, /readyz and /metrics, for the log, and for whoever looks.

A part that is not served is not named. ``/healthz`` says that the process lives, ``/readyz`` whether every part can answer.
"""

import json
import time
from collections.abc import Callable
from typing import Any

from aiohttp import web
from msgspec import Struct
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

STARTING = "is starting"
BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)  # seconds; Slack and Discord wait three


class State(Struct, frozen=True):
    """How a part is: whether it works, a sentence, and since when (seconds since 1970)."""

    works: bool
    says: str
    since: float


class Health:
    """The parts (slack, discord, store …) and what is counted of them. Each process has one; tests may have many."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._parts: dict[str, State] = {}
        self.registry = own = CollectorRegistry()
        self._up = Gauge("factbox_part_up", "Whether a part of Factbox works", ["part"], registry=own)
        self.answers = Counter("factbox_answers", "Requests answered, by part, kind and how it went", ["part", "kind", "outcome"], registry=own)
        self.seconds = Histogram("factbox_answer_seconds", "Seconds until a request was answered", ["part", "kind"], buckets=BUCKETS, registry=own)
        self.quiet = Gauge("factbox_quiet_seconds", "Seconds since the last frame of a connection", ["part", "connection"], registry=own)

    def expect(self, part: str) -> None:
        """A part is to be served; until it says more, it is starting."""
        self.note(part, works=False, says=f"{part} {STARTING}")

    def note(self, part: str, *, works: bool, says: str) -> bool:
        """Note how a part is; whether that is news."""
        before = self._parts.get(part)
        news = before is None or (before.works, before.says) != (works, says)
        if news:
            self._parts[part] = State(works, says, self._clock())
        self._up.labels(part).set(1 if works else 0)
        return news

    def counted(self, part: str, kind: str, outcome: str, seconds: float) -> None:
        """Count a request that was answered."""
        self.answers.labels(part, kind, outcome).inc()
        self.seconds.labels(part, kind).observe(seconds)

    @property
    def parts(self) -> dict[str, State]:
        """Every part that is served, by name."""
        return dict(self._parts)

    @property
    def is_ready(self) -> bool:
        """Whether every part can answer."""
        return bool(self._parts) and all(state.works for state in self._parts.values())

    def told(self) -> dict[str, Any]:
        """The state of everything, as data."""
        parts = {name: {"works": s.works, "says": s.says, "since": round(s.since, 3)} for name, s in self._parts.items()}
        return {"ready": self.is_ready, "parts": parts}


def routes(health: Health) -> list[web.RouteDef]:
    """The pages that a supervisor reads."""
    async def alive(_: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def ready(_: web.Request) -> web.Response:
        return web.json_response(health.told(), status=200 if health.is_ready else 503, dumps=lambda told: json.dumps(told, ensure_ascii=False))

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=generate_latest(health.registry), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    return [web.get("/healthz", alive), web.get("/readyz", ready), web.get("/metrics", metrics)]
