"""`watchbill serve --demo`: an organisation with a week behind it, and live events."""

import asyncio
import gc
import os
from importlib.resources import files

import click

from watchbill.runtime.process import Process

NAME, ORGANISATION = "organisation.yaml", "Meridian Ferries"


def fill() -> None:
    """The demo organisation and its past week, made once, in one transaction; a filled database is left as it is."""
    from django.db import transaction

    _keep_mail_here()
    if _is_filled():
        return
    from watchbill import clock
    from watchbill.interfaces.demo.past import LENGTH, play

    click.echo("Filling the demo organisation …", err=True)
    gc.enable()
    now = clock.now()
    with clock.stopped(now - LENGTH), transaction.atomic():
        _make_organisation()
        play(now)


async def trickle(process: Process) -> None:
    from watchbill.apps.alerts.models import Integration
    from watchbill.interfaces.demo.trickle import run

    integrations = await asyncio.to_thread(lambda: {each.slug: each for each in Integration.objects.all()})
    await run(process.writer, integrations)


def _keep_mail_here() -> None:
    """Whatever the environment says: the demo's mail stays on the outbox page."""
    for name in ("WATCHBILL_EMAIL_URL", "WATCHBILL_EMAIL_URL_FILE"):
        os.environ.pop(name, None)


def _is_filled() -> bool:
    from watchbill.apps.people.models import Organisation, Person

    if not Person.objects.exists():
        return False
    names = Organisation.objects.values_list("name", flat=True)
    if ORGANISATION in names:
        return True
    raise click.ClickException(
        "This database holds another organisation, and in the demo everybody may look around as anybody. "
        "Give the demo a WATCHBILL_DATA of its own."
    )


def _make_organisation() -> None:
    from watchbill.apps.configuration.services import FILE as THE_FILE
    from watchbill.apps.configuration.services import apply_files

    apply_files(files=[(NAME, file())], by=THE_FILE)


def file() -> bytes:
    """The demo organisation as its configuration file."""
    return files("watchbill.interfaces.demo").joinpath(NAME).read_bytes()
