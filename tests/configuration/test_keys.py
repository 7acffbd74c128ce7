"""Integration keys come in by the file or by a variable; they never go out."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.configuration.conftest import HARBOUR, apply, everything, plan, said
from watchbill.apps.agenda import wake
from watchbill.apps.alerts.integrations import reveal_key, rotate_key
from watchbill.apps.alerts.models import Integration
from watchbill.apps.configuration import services
from watchbill.apps.people.permissions import engine
from watchbill.domain.shape.writing import write
from watchbill.problems import Conflict, Wrong
from watchbill.secrets import digest, unseal

PLAIN = "plain-key-that-stands-in-the-file-0001"
OTHER = "another-key-that-is-long-enough-000002"
WITH_VARIABLE = HARBOUR.replace("service: transmitter}}", "service: transmitter, key: {env: PROMETHEUS_KEY}}}")
WITH_KEY = HARBOUR.replace("service: transmitter}}", f"service: transmitter, key: {PLAIN}}}}}")


def key() -> str:
    return unseal(Integration.objects.get(slug="prometheus").key_sealed, settings.SECRET_KEYS)


def test_a_key_is_made_once_and_kept() -> None:
    found = apply(HARBOUR)
    assert "integration prometheus: a key is made for it" in found.text
    made = key()
    assert len(made) == 32
    assert int(made, 16)
    assert Integration.objects.get().key_digest == digest(made)
    apply(HARBOUR)
    assert key() == made


def test_a_key_comes_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMETHEUS_KEY", PLAIN)
    apply(WITH_VARIABLE)
    assert key() == PLAIN
    assert services.export() == said(WITH_VARIABLE)
    assert PLAIN not in write(services.export())


def test_a_key_comes_from_the_file_that_its_variable_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place = tmp_path / "key"
    place.write_text(PLAIN + "\n", encoding="utf-8")
    monkeypatch.setenv("PROMETHEUS_KEY_FILE", str(place))
    apply(WITH_VARIABLE)
    assert key() == PLAIN


def test_another_value_of_the_variable_is_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMETHEUS_KEY", PLAIN)
    apply(WITH_VARIABLE)
    assert not apply(WITH_VARIABLE).changed
    monkeypatch.setenv("PROMETHEUS_KEY", OTHER)
    assert "integration prometheus: its key changes" in plan(WITH_VARIABLE).text
    assert apply(WITH_VARIABLE).changed
    assert key() == OTHER


def test_a_variable_with_too_short_a_key_is_refused_without_showing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMETHEUS_KEY", "short")
    with pytest.raises(Wrong, match="5 characters, expected 32") as wrong:
        apply(WITH_VARIABLE)
    assert "'short'" not in str(wrong.value)


def test_a_key_that_stands_in_the_file_is_kept_sealed_and_exported_nowhere() -> None:
    apply(WITH_KEY)
    assert key() == PLAIN
    assert services.export() == said(HARBOUR)
    rows = "".join(text for _, text in everything())
    assert PLAIN not in rows
    assert PLAIN not in write(services.export())
    assert not apply(WITH_KEY).changed
    assert PLAIN not in plan(WITH_KEY.replace(PLAIN, OTHER)).text


def test_a_key_is_kept_when_the_file_no_longer_says_it() -> None:
    apply(WITH_KEY)
    apply(HARBOUR)
    assert key() == PLAIN


def test_a_key_from_a_variable_is_not_rotated_on_the_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMETHEUS_KEY", PLAIN)
    apply(WITH_VARIABLE)
    with pytest.raises(Conflict, match="PROMETHEUS_KEY"):
        rotate_key(integration=Integration.objects.get(), by=engine())


def test_a_key_that_was_rotated_on_the_pages_stays_when_the_file_names_none() -> None:
    apply(HARBOUR)
    rotated = rotate_key(integration=Integration.objects.get(), by=engine())
    assert not apply(HARBOUR).changed
    assert reveal_key(integration=Integration.objects.get(), by=engine()) == rotated


def test_two_integrations_cannot_have_the_same_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONE", PLAIN)
    monkeypatch.setenv("TWO", PLAIN)
    with pytest.raises(Wrong, match=r"integrations\.two: The integration 'one' has the same key"):
        apply("integrations: {one: {source: generic, key: {env: ONE}}, two: {source: generic, key: {env: TWO}}}")


def test_a_pruned_integration_gives_its_key_to_the_one_that_takes_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONE", PLAIN)
    apply("integrations: {one: {source: generic, key: {env: ONE}}}")
    apply("integrations: {two: {source: generic, key: {env: ONE}}}", prune=True)
    assert Integration.objects.get(key_digest=digest(PLAIN)).slug == "two"


def test_a_mapping_is_what_the_source_reads() -> None:
    file = """
integrations:
  disks:
    source: generic
    mapping: {summary: title, labels.host: machine.name, action.path: state, action.resolve: "fine, gone"}
"""
    apply(file)
    assert Integration.objects.get().options == {
        "summary": "title",
        "labels": {"host": "machine.name"},
        "action": {"path": "state", "resolve": ["fine", "gone"]},
    }
    assert services.export() == said(file)
    with pytest.raises(Wrong, match=r"integrations\.disks"):
        apply(file.replace("summary: title", "sumary: title"))


@pytest.mark.django_db(transaction=True)
def test_whoever_keeps_the_keys_in_memory_is_told() -> None:
    heard: list[frozenset[str]] = []
    stop = wake.listen(heard.append)
    try:
        apply(HARBOUR)
    finally:
        stop()
    assert any("integrations" in topics for topics in heard)
