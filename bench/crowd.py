"""Fills the database of this environment with a large organisation and its past, and prints a session's key.

Run as a program, in the environment of the product that is measured. No page is sent for any of this: nothing is due.
"""

ALERTS, PEOPLE, SCHEDULES, OPEN = 1_000_000, 10_000, 1_000, 1_000


def main() -> None:
    from watchbill.interfaces.cli.bootstrap import start

    start()
    from django.db import transaction

    with transaction.atomic():
        fill_configuration()
    fill_alerts()
    print(signed_in())


def fill_configuration() -> None:
    """People in teams of ten, each team with a rota, a policy and a service."""
    from watchbill import clock
    from watchbill.apps.catalog.models import Service
    from watchbill.apps.oncall.models import Schedule, ScheduleVersion
    from watchbill.apps.paging.models import Policy
    from watchbill.apps.people.models import ContactMethod, Membership, Person, Team
    from watchbill.database import rows

    now = clock.now()
    people = [
        Person(slug=f"q{n}", name=f"Person {n} Surname", email=f"q{n}@example.org", created_at=now)
        for n in range(PEOPLE)
    ]
    rows.number(people)
    rows.insert(people)
    rows.insert(
        ContactMethod(person=person, name="mail", channel="mail", place=person.email, verified_at=now)
        for person in people
    )
    teams = [Team(slug=f"team-{n}", name=f"Team {n}", zone="Europe/Amsterdam") for n in range(SCHEDULES)]
    rows.number(teams)
    rows.insert(teams)
    each = PEOPLE // SCHEDULES
    rows.insert(
        Membership(team=team, person=person, position=place)
        for number, team in enumerate(teams)
        for place, person in enumerate(people[number * each : (number + 1) * each])
    )
    schedules = [Schedule(slug=f"duty-of-{n}", name=f"Duty of {n}", team=team) for n, team in enumerate(teams)]
    rows.number(schedules)
    rows.insert(schedules)
    rows.insert(
        ScheduleVersion(schedule=schedule, number=1, layers=[_layer(number, each)], made_at=now)
        for number, schedule in enumerate(schedules)
    )
    policies = [Policy(slug=f"policy-{n}", name=f"Policy {n}", definition=_policy(n)) for n in range(SCHEDULES)]
    rows.number(policies)
    rows.insert(policies)
    rows.insert(
        Service(slug=f"service-{n}", name=f"Service {n}", team=team, policy=policies[n]) for n, team in enumerate(teams)
    )


def _layer(number: int, each: int) -> dict[str, object]:
    slots = [{"people": [f"q{n}"], "blocks": False} for n in range(number * each, (number + 1) * each)]
    return {"name": "weekly", "slots": slots, "unit": "week", "length": 1, "starts": "2026-01-05T09:00:00"}


def _policy(number: int) -> dict[str, object]:
    return {"team": f"team-{number}", "steps": [{"page": [{"schedule": f"duty-of-{number}"}], "wait": "PT300S"}]}


def fill_alerts() -> None:
    """Every 30 seconds one, the newest of them open; as one statement, since a million rows are many."""
    from django.db import connection

    from watchbill import clock
    from watchbill.apps.alerts.models import Integration
    from watchbill.apps.catalog.models import Service

    first = Service.objects.order_by("pk").values_list("pk", flat=True)[1]
    now, integration = clock.now(), Integration.objects.order_by("pk").values_list("pk", flat=True)[0]
    with connection.cursor() as cursor:
        cursor.execute(_ALERTS, [ALERTS, integration, ALERTS - OPEN, first, SCHEDULES, now.isoformat(), ALERTS])


_ALERTS = """INSERT INTO alerts_alert (integration_id, dedup_key, status, summary, severity, source, labels, details,
    links, runbook_url, service_id, urgency, triggered_at, last_event_at, event_count, epoch)
    WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < %s)
    SELECT %s, 'crowd-' || n, CASE WHEN n < %s THEN 'resolved' ELSE 'triggered' END,
    'Disk ' || (n %% 97) || ' of host ' || (n %% 5003) || ' is nearly full', 'error', 'host-' || (n %% 5003),
    '{}', '{}', '[]', '', %s + n %% %s, 'high', at, at, 1, 0
    FROM (SELECT n, datetime(%s, '-' || (30 * (%s - n)) || ' seconds') AS at FROM numbers)"""
"""For SQLite, whose pages are measured."""


def signed_in() -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from watchbill.apps.people.models import Person

    person = Person.objects.get(slug="p0")
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    main()
