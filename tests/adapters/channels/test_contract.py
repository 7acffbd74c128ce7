"""What holds for every channel, those that are still to be written included."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.adapters.channels.sending import MESSAGE
from watchbill.adapters.channels.channel import Channel, Message, PlaceError
from watchbill.adapters.channels.registry import all_channels
from watchbill.adapters.channels.settings import config_from, settings_of, table_of

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "channels.md"
GARBAGE = ["", " ", "\n", "\x00", "a b\r\nc: d", "://", "@", "é" * 3000, "\ud800", "javascript:alert(1)", "x" * 100_000]

each_channel = pytest.mark.parametrize("channel", all_channels().values(), ids=lambda channel: channel.kind)


@each_channel
def test_a_channel_declares_what_its_pages_need(channel: Channel) -> None:
    assert channel.kind.isidentifier()
    assert channel.kind == channel.kind.lower()
    assert channel.title
    assert channel.description.endswith(".")
    assert 0 < channel.timeout <= 60


@each_channel
@pytest.mark.parametrize("place", GARBAGE, ids=lambda place: repr(place[:12]))
def test_garbage_is_no_place(channel: Channel, place: str) -> None:
    with pytest.raises(PlaceError, match=r"."):
        channel.check_place(place)


@each_channel
@settings(max_examples=100, deadline=None)
@given(place=st.text(max_size=40))
def test_a_place_that_passes_is_in_its_final_form(channel: Channel, place: str) -> None:
    try:
        normal = channel.check_place(place)
    except PlaceError:
        return
    assert channel.check_place(normal) == normal
    assert normal.isprintable()


@each_channel
def test_every_setting_names_its_variable_and_says_what_it_is_for(channel: Channel) -> None:
    for setting in settings_of(channel.config).values():
        assert setting.variable.startswith("WATCHBILL_")
        assert setting.description


@each_channel
def test_settings_come_from_the_environment_and_what_is_empty_is_not_said(channel: Channel) -> None:
    said = settings_of(channel.config)
    given = config_from(channel.config, {setting.variable: f"value of {name}" for name, setting in said.items()})
    assert all(getattr(given, name) == f"value of {name}" for name in said)
    assert config_from(channel.config, {setting.variable: "" for setting in said.values()}) == channel.config()


@each_channel
def test_a_channel_has_its_line_in_the_reference(channel: Channel) -> None:
    assert f"| `{channel.kind}:…` | {channel.title} | {channel.description} |" in REFERENCE.read_text()


@each_channel
def test_the_settings_in_the_reference_are_those_of_the_code(channel: Channel) -> None:
    assert table_of(channel.config) in REFERENCE.read_text()


@each_channel
def test_a_channel_has_tests_of_its_own(channel: Channel) -> None:
    assert Path(__file__).with_name(f"test_{channel.kind}.py").exists()


def test_a_message_survives_being_stored() -> None:
    stored = msgspec.to_builtins(MESSAGE)
    assert msgspec.convert(msgspec.json.decode(msgspec.json.encode(stored)), Message) == MESSAGE
