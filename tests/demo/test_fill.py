"""Filling a database with the demo: only an empty one, and only once."""

import click
import pytest

from watchbill.apps.alerts.models import Alert
from watchbill.apps.people.models import Organisation, Person
from watchbill.interfaces.cli import demo
from watchbill.runtime.engine.sender import read_configs


def test_a_database_of_somebody_else_is_not_touched(alice: Person) -> None:
    with pytest.raises(click.ClickException, match="holds another organisation"):
        demo.fill()
    assert not Alert.objects.exists()


def test_a_filled_database_is_left_as_it_is(alice: Person) -> None:
    Organisation.objects.update(name=demo.ORGANISATION)
    demo.fill()
    assert list(Person.objects.all()) == [alice]


def test_mail_of_the_demo_goes_nowhere(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHBILL_EMAIL_URL", "smtp://mail.example.org")
    Organisation.objects.update(name=demo.ORGANISATION)
    demo.fill()
    assert read_configs()["mail"].url == ""
