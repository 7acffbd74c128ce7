from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from watchbill.domain.alerting.matchers import Matcher, parse_matchers
from watchbill.domain.alerting.routes import Route, Routed, decide
from watchbill.domain.alerting.urgency import Urgency


def route(*match: str, **said: Any) -> Route:
    return Route(match=parse_matchers(match), **said)


def decided(*routes: Route, severity: str = "", service: str = "transmitter", **labels: str) -> Routed:
    return decide(
        labels=labels,
        severity=severity,
        integration="prometheus",
        source="alertmanager",
        service=service,
        routes=routes,
    )


def test_without_routes_the_integration_s_service_holds() -> None:
    routed = decided(severity="warning")
    assert (routed.service, routed.urgency) == ("transmitter", Urgency.LOW)
    assert routed.reasons == (
        "integration prometheus belongs to service transmitter",
        "urgency low because severity is warning",
    )


def test_the_first_route_that_matches_decides() -> None:
    routed = decided(
        route('severity="page"', service="studio", urgency=Urgency.LOW),
        route("team=radio", service="exciter"),
        route(service="anything"),
        team="radio",
    )
    assert routed.service == "exciter"
    assert 'route 2 matched team="radio": service exciter' in routed.reasons


def test_a_route_that_continues_is_refined_by_later_ones() -> None:
    routed = decided(
        route("team=radio", service="exciter", urgency=Urgency.LOW, group_by=("cluster",), continue_=True),
        route("never=so", service="nowhere"),
        route("cluster=north", urgency=Urgency.HIGH, group_wait=timedelta(seconds=30)),
        route(service="not-reached"),
        team="radio",
        cluster="north",
    )
    assert (routed.service, routed.urgency) == ("exciter", Urgency.HIGH)
    assert (routed.group_by, routed.group_wait) == (("cluster",), timedelta(seconds=30))
    assert [reason[:7] for reason in routed.reasons] == ["integra", "route 1", "route 3"]


def test_a_route_without_matchers_matches_everything() -> None:
    assert decided(route(urgency=Urgency.LOW)).urgency is Urgency.LOW
    assert "route 1 matched everything: urgency low" in decided(route(urgency=Urgency.LOW)).reasons


def test_matchers_see_where_the_event_came_from() -> None:
    seen = route(
        "integration=prometheus", "source=alertmanager", "severity=error", "service=transmitter", service="yes"
    )
    assert decided(seen, severity="error").service == "yes"


def test_the_sender_s_own_label_goes_before_ours_of_that_name() -> None:
    labels = {"service": "billing", "severity": "page"}
    routed = decide(
        labels=labels,
        severity="",
        integration="prometheus",
        source="alertmanager",
        service="transmitter",
        routes=[route("service=billing", "severity=page", service="accounts")],
    )
    assert routed.service == "accounts"
    assert "urgency high because severity is page" in routed.reasons


def test_nothing_that_names_a_service_is_said_in_so_many_words() -> None:
    routed = decided(route("a=b", service="x"), service="")
    assert routed.service == ""
    assert "no service: neither the integration nor a route that matched names one" in routed.reasons


ROUTES = st.lists(
    st.builds(
        Route,
        match=st.lists(
            st.builds(Matcher, st.sampled_from("ab"), st.just("="), st.sampled_from(["", "1"])), max_size=2
        ).map(tuple),
        service=st.sampled_from(["", "s", "t"]),
        urgency=st.sampled_from([None, *Urgency]),
        continue_=st.booleans(),
    ),
    max_size=5,
)


@settings(max_examples=40, deadline=None)
@given(ROUTES, st.dictionaries(st.sampled_from("ab"), st.just("1"), max_size=2))
def test_deciding_agrees_with_reading_the_list_by_hand(routes: list[Route], labels: dict[str, str]) -> None:
    service, urgency = "own", Urgency.HIGH
    for each in routes:
        if any(labels.get(matcher.name, "") != matcher.value for matcher in each.match):
            continue
        service, urgency = each.service or service, each.urgency or urgency
        if not each.continue_:
            break
    routed = decide(labels=labels, severity="", integration="i", source="g", service="own", routes=routes)
    assert (routed.service, routed.urgency) == (service, urgency)
