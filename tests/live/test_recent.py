"""The numbers of the news, without a server."""

from hypothesis import given
from hypothesis import strategies as st

from watchbill.runtime.live.recent import Recent

TOPICS = st.lists(st.frozensets(st.sampled_from(["alerts", "rota", "alert-1", "*"]), min_size=1), max_size=30)


@given(before=TOPICS, after=TOPICS)
def test_what_was_missed_is_all_that_came_since_or_said_to_be_unknown(
    before: list[frozenset[str]], after: list[frozenset[str]]
) -> None:
    recent = Recent(kept=10)
    for topics in before:
        recent.add(topics)
    seen = recent.ident(recent.last)
    for topics in after:
        recent.add(topics)
    assert recent.since(seen) == (frozenset().union(*after) if len(after) <= 10 else None)


def test_an_id_of_another_process_or_of_nobody_is_not_known() -> None:
    recent = Recent()
    recent.add(frozenset({"alerts"}))
    for ident in (Recent().ident(0), "", "x", "-", recent.ident(9), recent.ident(-1), f"{recent.ident(0)}²", "1" * 900):
        assert recent.since(ident) is None
