"""The organisations that are measured, as configuration files. Whoever is paged is reached at the bench's own sink."""

TEAMS, MEMBERS = 100, 10
"""Of the large one: 100 services, each with a team of its own; 1,000 people."""
SCHEDULES = 20
"""Of the small one, for the question who is on call."""


def key(slug: str) -> str:
    return f"{slug}-0123456789abcdef0123456789abcdef"


def small(sink: str) -> str:
    """One team with a rota, one person paged for each alert; an integration of each kind."""
    people = "\n".join(
        f'  p{n}: {{name: Person {n}, role: administrator, contacts: {{hook: "web:{sink}/p{n}"}}}}' for n in range(8)
    )
    slots = ", ".join(f"p{n}" for n in range(8))
    schedules = "\n".join(
        f"  duty-{n}: {{team: radio, layers: [{{name: daily, slots: [{slots}], unit: day, length: 1,"
        f" starts: 2026-01-05T{n % 24:02}:00}}]}}"
        for n in range(SCHEDULES)
    )
    return f"""
organisation: Bench
zone: Europe/Amsterdam
people:
{people}
teams:
  radio: {{name: Radio, members: [{slots}]}}
schedules:
{schedules}
policies:
  duty: {{steps: [{{page: [{{schedule: duty-0}}], wait: 1h}}], fallback: none}}
services:
  transmitter: {{team: radio, policy: duty}}
integrations:
  events: {{source: pagerduty, service: transmitter, key: {key("events")}}}
  prometheus: {{source: alertmanager, service: transmitter, key: {key("prometheus")}}}
"""


def large(sink: str) -> str:
    """Each alert of a service pages the next member of its team in turn, so that a storm reaches everybody."""
    names = [[f"p{team}-{n}" for n in range(MEMBERS)] for team in range(TEAMS)]
    lines = ["organisation: Storm", "zone: Europe/Amsterdam", "people:"]
    lines += [f'  {name}: {{name: {name}, contacts: {{hook: "web:{sink}/{name}"}}}}' for team in names for name in team]
    lines += ["teams:", *(f"  t{n}: {{name: Team {n}, members: [{', '.join(team)}]}}" for n, team in enumerate(names))]
    lines += ["policies:"]
    lines += [
        f"  t{n}: {{steps: [{{page: [{{team: t{n}}}], how: round-robin, wait: 1h}}], fallback: none}}"
        for n in range(TEAMS)
    ]
    lines += ["services:", *(f"  s{n}: {{team: t{n}, policy: t{n}}}" for n in range(TEAMS))]
    lines += ["integrations:"]
    lines += [f"  i{n}: {{source: alertmanager, service: s{n}, key: {key(f'i{n}')}}}" for n in range(TEAMS)]
    return "\n".join(lines) + "\n"
