"""How times and lengths of time are said on every page. assets/ts/time.ts keeps them alive in the same words."""

from datetime import datetime, timedelta

MINUTE, HOUR, DAY = 60, 3600, 86400
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def lasting(length: timedelta) -> str:
    """The two largest units: `40 s`, `12 min`, `2 h 5 min`, `3 d 4 h`, `14 d`."""
    seconds = int(length.total_seconds())
    if seconds < MINUTE:
        return f"{seconds} s"
    if seconds < HOUR:
        return f"{seconds // MINUTE} min"
    size, name, small, smaller = (HOUR, "h", MINUTE, "min") if seconds < DAY else (DAY, "d", HOUR, "h")
    rest = seconds % size // small
    whole = f"{seconds // size} {name}"
    return f"{whole} {rest} {smaller}" if rest and seconds < 10 * size else whole


def relative(at: datetime, now: datetime) -> str:
    seconds = round((now - at).total_seconds())
    if abs(seconds) < 5:
        return "now"
    return f"{lasting(timedelta(seconds=seconds))} ago" if seconds > 0 else f"in {lasting(timedelta(seconds=-seconds))}"


def running(length: timedelta) -> str:
    """A clock that runs: `02:41:07`."""
    seconds = max(0, int(length.total_seconds()))
    return f"{seconds // HOUR:02}:{seconds % HOUR // MINUTE:02}:{seconds % MINUTE:02}"


def day(local: datetime, today: datetime) -> str:
    """`Mon 2 Mar`, with the year when it is not this one. Both in the same zone."""
    text = f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}"
    return text if local.year == today.year else f"{text} {local.year}"


def clock(local: datetime, today: datetime) -> str:
    """`14:05` today, `Mon 2 Mar 14:05` on another day."""
    time = f"{local:%H:%M}"
    return time if local.date() == today.date() else f"{day(local, today)} {time}"


def in_full(local: datetime) -> str:
    """With the zone, for whoever hovers: `Monday 2 March 2026, 14:05:33 CET (UTC+1)`."""
    offset = local.utcoffset() or timedelta(0)
    minutes = int(offset.total_seconds()) // 60
    hours = f"{'+' if minutes >= 0 else '-'}{abs(minutes) // 60}" + (f":{abs(minutes) % 60:02}" if minutes % 60 else "")
    name = local.tzname() or ""
    zone = f"UTC{hours}" if minutes else "UTC"
    named = f"{name} ({zone})" if name and name[0] not in "+-" and name != zone else zone
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M:%S} {named}"


def together(words: list[str]) -> str:
    """`Ana`, `Ana and Ben`, `Ana, Ben and Chi`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def initials(name: str) -> str:
    """Of the first and the last word; two letters of a single one."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + words[-1][0] if len(words) > 1 else words[0][:2]).upper()
