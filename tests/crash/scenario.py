"""What one seed stands for: who runs, who is killed where and when, and what the senders and the sink are like."""

from dataclasses import dataclass
from random import Random

from watchbill.runtime.points import POINTS

ENGINE_POINTS = tuple(point for point in POINTS if not point.startswith("ingest."))
SERVE, ENGINE, OTHER = "serve", "engine", "other"
LAYOUTS = ((SERVE,), (SERVE, ENGINE), (SERVE, ENGINE, OTHER))
"""Which processes there are. Where there is an `engine`, `serve` runs none. More than one needs PostgreSQL."""
ANYWHERE = ""
PLACES = (*POINTS, ANYWHERE)


@dataclass(frozen=True)
class Ending:
    """How one life of a process ends: at the n-th passing of a point, or anywhere, after a while.

    `stopped`: it is not killed there but stopped for longer than its lease, and goes on. Meanwhile the others do all.
    """

    victim: str
    point: str
    count: int = 1
    after: float = 0.0
    stopped: bool = False

    def crash_at(self) -> str:
        return f"{'stop:' if self.stopped else ''}{self.point}:{self.count}" if self.point else ""

    def __str__(self) -> str:
        how = "stopped" if self.stopped else "killed"
        where = f"at {self.point}, passing {self.count}" if self.point else f"after {self.after:.2f} s"
        return f"{self.victim} {how} {where}"


@dataclass(frozen=True)
class Scenario:
    seed: int
    layout: tuple[str, ...]
    endings: tuple[Ending, ...]
    conversations: int
    batches: float
    at_once: int
    pause: float
    stumbling: float
    slowest: float

    def __str__(self) -> str:
        endings = "; then ".join(map(str, self.endings))
        return f"seed {self.seed}: {' + '.join(self.layout)}; {endings}; {self.conversations} conversations"


def scenario(seed: int, *, embedded: bool) -> Scenario:
    """Neighbouring seeds go through all the points in turn; the rest is as it falls."""
    rng = Random(seed)
    point = PLACES[seed % len(PLACES)]
    layout = LAYOUTS[0] if embedded else rng.choice(LAYOUTS)
    endings = [_ending(rng, layout, point)]
    while rng.random() < 0.3 and len(endings) < 3:
        endings.append(_ending(rng, layout, rng.choice(PLACES)))
    return Scenario(
        seed=seed,
        layout=layout,
        endings=tuple(endings),
        conversations=rng.choice((6, 12, 25)),
        batches=rng.choice((0.0, 0.2, 0.5)),
        at_once=rng.choice((1, 4, 16)),
        pause=rng.choice((0.0, 0.0, 0.01)),
        stumbling=rng.choice((0.0, 0.0, 0.1)),
        slowest=rng.choice((0.0, 0.02, 0.2)),
    )


def _ending(rng: Random, layout: tuple[str, ...], point: str) -> Ending:
    engines = layout[1:] or layout
    victim = SERVE if point.startswith("ingest.") else rng.choice(engines if point else layout)
    return Ending(
        victim=victim,
        point=point,
        count=1 if point.startswith("jobs.") else rng.choice((1, 1, 2, 3, 5)),
        after=rng.uniform(0.0, 1.0),
        stopped=bool(point) and victim != SERVE and rng.random() < 0.4,
    )
