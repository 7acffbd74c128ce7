import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.shape.organisations import an_organisation
from tests.domain.shape.texts import EXAMPLES, HARBOUR, organisation
from watchbill.domain.shape.organisation import Organisation
from watchbill.domain.shape.secrets import Secret
from watchbill.domain.shape.services import Integration
from watchbill.domain.shape.writing import write

LITERAL = "0123456789abcdef0123456789abcdef"


@given(st.integers(0, 2**32))
@settings(max_examples=15, deadline=None)
def test_every_organisation_is_read_back_as_it_was_written(seed: int) -> None:
    made = an_organisation(seed)
    written = write(made)
    assert organisation(written) == made
    assert write(organisation(written)) == written


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_is_read_back_as_it_was_written(example: object) -> None:
    assert isinstance(example, type(EXAMPLES))
    read = organisation(example.read_text())
    assert organisation(write(read)) == read


def test_what_can_be_said_shortly_is() -> None:
    text = (
        "organisation: Radio\n"
        "zone: Europe/Amsterdam\n"
        "\n"
        "people:\n"
        "  ana: {name: Ana, email: ana@example.org}\n"
        "  ben: {}\n"
        "\n"
        "teams:\n"
        "  radio: {members: [ana, ben], holidays: NL, coverage: [{days: mon-fri, from: \"09:00\", to: \"17:00\"}]}\n"
        "\n"
        "schedules:\n"
        "  watch:\n"
        "    team: radio\n"
        "    layers: [{name: weekly, slots: [ana, [ana, ben], nobody!], unit: week, starts: 2026-01-05T09:00}]\n"
        "    shadows: [{person: ben, of: ana, from: 2026-02-02, to: 2026-02-09}]\n"
        "\n"
        "policies:\n"
        "  default:\n"
        "    steps:\n"
        "      - {page: [{schedule: watch}], wait: 5m}\n"
        "      - {volunteers: [\"slack:#radio\"], when: {urgency: high}}\n"
        "    fallback: wait\n"
    )  # fmt: skip
    longer = {
        "2026-02-02": "2026-02-02T00:00",
        "days: mon-fri": "days: [mon, tue, wed, thu, fri]",
        "wait: 5m": "how: all, wait: 300s",
        "holidays: NL": "holidays: {calendar: NL}",
    }
    wordy = text
    for short, long in longer.items():
        wordy = wordy.replace(short, long)
    assert write(organisation(wordy)) == text


def test_what_is_as_it_would_be_unsaid_is_left_out() -> None:
    read = organisation("people: {ana: {role: responder, rules: {high: [], low: []}, away: []}}\nroutes: []")
    assert write(read) == "people:\n  ana: {}\n"


def test_an_organisation_that_says_nothing_is_an_empty_mapping() -> None:
    assert write(Organisation()) == "{}\n"


def test_words_that_others_would_type_are_quoted() -> None:
    text = 'people:\n  "no": {name: "yes", region: "NO"}\n  "1e3": {name: "2026-01-05"}\n'
    assert write(organisation(text)) == text.replace('"1e3"', "1e3")


def test_a_text_of_several_lines_stays_readable() -> None:
    text = "processes:\n  a:\n    definition: |-\n      One line.\n      Another.\n"
    assert write(organisation(text)) == text


def test_a_secret_is_written_as_a_reference_and_never_itself() -> None:
    text = (
        f"integrations:\n  a-b: {{source: generic, key: {LITERAL}}}\n  a_b: {{source: generic, key: {LITERAL[::-1]}}}\n"
    )
    written = write(organisation(text))
    assert LITERAL not in written
    assert LITERAL[::-1] not in written
    assert [one.key for one in organisation(written).integrations.values()] == [
        Secret(env="WATCHBILL_KEY_A_B"),
        Secret(env="WATCHBILL_KEY_A_B_2"),
    ]


def test_a_secret_is_not_shown_where_values_are_printed() -> None:
    assert LITERAL not in repr(Integration(source="generic", key=Secret(value=LITERAL)))


def test_the_order_of_the_file_is_kept_within_a_section() -> None:
    read = organisation("teams: {}\npeople: {zoe: {}, ana: {}}")
    assert write(read) == "people:\n  zoe: {}\n  ana: {}\n"


def test_nothing_of_the_example_is_lost() -> None:
    read = organisation(HARBOUR)
    for field in Organisation.__struct_fields__:
        if field != "settings":
            emptied = msgspec.structs.replace(read, **{field: type(getattr(read, field))()})
            assert write(emptied) != write(read)
