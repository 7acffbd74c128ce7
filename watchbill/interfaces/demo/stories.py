"""What happened at the demo organisation in the past week, and what goes on happening: told here, played in `past`."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Literal


class End(Enum):
    """How an alert of the past went."""

    BY_PERSON = "whoever was paged acknowledged and resolved it"
    BY_SOURCE = "whoever was paged acknowledged it; then the source said that it was over"
    ALONE = "it was over before anybody came"
    ESCALATED = "nobody answered the first page; somebody of a later step did"
    HANDED_ON = "whoever was paged reassigned it to somebody who knew more"
    SNOOZED = "whoever was paged put it off until later"
    OPEN = "it is still open, and nobody has it yet"
    HELD = "it is still open, and somebody has it"


@dataclass(frozen=True)
class Problem:
    """One thing that can go wrong, as its sender says it."""

    integration: str
    key: str
    summary: str
    severity: Literal["critical", "error", "warning", "info"] = "error"
    labels: dict[str, str] = field(default_factory=dict)
    runbook: str = ""


@dataclass(frozen=True)
class Story:
    """`ago` is hours before now; `answered` and `over` are minutes after it began."""

    ago: float
    problem: Problem
    end: End = End.BY_PERSON
    answered: float = 2
    over: float = 30
    repeats: int = 0
    note: str = ""
    to: str = ""


def _prometheus(alert: str, summary: str, severity: str = "error", **labels: str) -> Problem:
    key = "/".join([alert, *labels.values()])
    wiki = f"https://wiki.example.org/alerts/{alert}"
    said = {"alertname": alert, "severity": severity, **labels}
    return Problem("prometheus", key, summary, severity, said, wiki)  # type: ignore[arg-type]


REPLICA = _prometheus(
    "ReplicaBehind", "Replica db3 is 94 s behind its primary", job="postgres", instance="db3.example.org"
)
DISK = _prometheus(
    "DiskFillsUp", "Disk of db1 is full in about 4 hours", "warning", job="postgres", instance="db1.example.org"
)
CONNECTIONS = _prometheus(
    "TooManyConnections",
    "db1 has 480 of 500 connections in use",
    "critical",
    job="postgres",
    instance="db1.example.org",
)
PACKETS = _prometheus("PacketLoss", "12% of packets to Wellington are lost", job="network", instance="wlg-edge-2")
LINK = _prometheus("LinkDown", "The link Rotterdam to Hull is down", "critical", job="network", instance="rtm-edge-1")
CERTIFICATE = _prometheus(
    "CertificateEnds", "The certificate of tickets.example.org ends in 6 days", "warning", job="network"
)
BUILDS = _prometheus(
    "BuildQueue", "38 builds wait; the oldest for 50 minutes", "warning", job="ci", instance="runner-3"
)
RADAR = _prometheus(
    "RadarSilent", "No picture from the radar of berth 4 for 3 minutes", "critical", service="berth-radar", berth="4"
)
TIDES = _prometheus("TideTableOld", "The tide table of Mumbai is from yesterday", service="berth-radar", berth="7")
SLOW = Problem(
    "booking-checks", "search-slow", "Searching for a crossing takes 4.8 s (p95)", "error", {"check": "search"}
)
DOWN = Problem("booking-checks", "site-down", "The booking site answers 502 to 60% of requests", "critical")
MOBILE = Problem("booking-checks", "mobile-login", "Signing in on phones fails for 8% of passengers", "error")
REFUSED = Problem("payments-app", "cards-refused", "31% of cards are refused, usually 4%", "critical")
REFUNDS = Problem("payments-app", "refunds-waiting", "212 refunds wait for longer than a day", "warning")
LEDGER = Problem("payments-app", "ledger-gap", "The ledger and the bank differ by 3 payments", "error")
READER = Problem("gate-sensors", "Gate 3/reader", "Gate 3: reader answers nothing", "error")
JAMMED = Problem("gate-sensors", "Gate 11/barrier", "Gate 11: barrier stays down", "critical")
BATTERY = Problem("gate-sensors", "Gate 7/battery", "Gate 7: battery at 14%", "warning")

PAST = (
    Story(165.8, DISK, answered=4, over=190, note="Moved last year's bookings to cold storage: 40% free again."),
    Story(162.6, READER, End.BY_SOURCE, answered=4, over=22),
    Story(
        157.9, SLOW, over=48, repeats=3, note="The index on departures was gone after yesterday's release. Made again."
    ),
    Story(150.7, BUILDS, End.ALONE, over=35),
    Story(148.6, PACKETS, End.BY_SOURCE, answered=1, over=75, repeats=6),
    Story(140.9, REFUNDS, End.SNOOZED, answered=12, over=600),
    Story(
        134.4,
        JAMMED,
        End.ESCALATED,
        answered=7,
        over=40,
        note="The hinge is bent. The terminal opens it by hand today.",
    ),
    Story(127.3, CERTIFICATE, answered=3, over=95, note="Renewed. It will renew itself from now on."),
    Story(121.2, REPLICA, End.BY_SOURCE, answered=3, over=18),
    Story(115.7, DOWN, answered=1, over=52, repeats=9, note="Rolled back to the release of Monday."),
    Story(115.7, CONNECTIONS, answered=2, over=49, note="Follows from the booking site's retries. Over when it was."),
    Story(107.8, BATTERY, End.BY_PERSON, answered=4, over=240),
    Story(
        100.7, RADAR, answered=1, over=26, note="The picture came back when berth 4 was told to restart its antenna."
    ),
    Story(
        96.6,
        LEDGER,
        End.HANDED_ON,
        answered=6,
        over=130,
        to="dana",
        note="Three payments of one tour group, sent twice.",
    ),
    Story(89.7, PACKETS, End.ALONE, over=9, repeats=2),
    Story(84.4, MOBILE, End.ESCALATED, answered=14, over=70),
    Story(77.3, REPLICA, End.BY_SOURCE, answered=2, over=15),
    Story(71.3, READER, answered=5, over=55, note="Cable replaced."),
    Story(64.3, BUILDS, End.BY_PERSON, answered=4, over=80),
    Story(57.7, REFUSED, answered=1, over=64, repeats=5, note="The bank's side. They say it is over at 14:10."),
    Story(51.8, TIDES, End.BY_SOURCE, answered=8, over=33),
    Story(47.1, SLOW, over=31, repeats=2),
    Story(
        41.2,
        LINK,
        End.ESCALATED,
        answered=8,
        over=112,
        note="A ship's anchor, says the carrier. Traffic goes over Calais.",
    ),
    Story(36.3, JAMMED, End.BY_SOURCE, answered=2, over=12),
    Story(31.3, CONNECTIONS, answered=1, over=27),
    Story(26.6, RADAR, End.ALONE, over=4),
    Story(22.1, REPLICA, End.BY_SOURCE, answered=4, over=21),
    Story(17.2, MOBILE, answered=3, over=44, note="Only the oldest phones. Reported to the team."),
    Story(13, PACKETS, End.ALONE, over=6),
    Story(9, READER, End.BY_SOURCE, answered=3, over=16),
    Story(6, REFUSED, answered=2, over=38, repeats=3),
    Story(3.5, DISK, End.HELD, answered=4, note="Looking for what grew."),
    Story(3, BATTERY, End.SNOOZED, answered=4, over=900),
    Story(1.2, SLOW, End.HELD, answered=4, repeats=4),
    Story(0.3, LEDGER, End.OPEN, repeats=1),
    Story(0.05, TIDES, End.OPEN),
)

LIVE = (PACKETS, READER, BUILDS, MOBILE, REPLICA, JAMMED, CERTIFICATE, RADAR)
"""What the trickle sends while the demo is served, in turn."""
