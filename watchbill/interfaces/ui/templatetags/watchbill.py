"""The components that templates write: person, time, states, fields, things to copy."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.db.models import Model
from django.forms import BoundField
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from watchbill import clock
from watchbill.adapters.channels import registry
from watchbill.apps.alerts.models import Alert, Integration
from watchbill.apps.people.models import Absence, ContactMethod, Person
from watchbill.domain.shape.words import is_link
from watchbill.interfaces.ui import icons, spoken
from watchbill.interfaces.ui.built import asset_url
from watchbill.interfaces.ui.oncall.span import Span
from watchbill.interfaces.ui.states import state_of

register = template.Library()
PALETTE = 12


@register.simple_tag
def asset(name: str) -> str:
    return asset_url(name)


@register.simple_tag
def icon(name: str) -> SafeString:
    return mark_safe(icons.svg(name))  # noqa: S308  our own constants


@register.filter
def palette(person: Person) -> str:
    return f"person-{person.colour % PALETTE}"


@register.simple_tag
def dot(person: Person, size: str = "") -> SafeString:
    """The person's colour with their initials in it."""
    return format_html(
        '<span class="dot {} {}" aria-hidden="true">{}</span>', size, palette(person), spoken.initials(person.name)
    )


@register.simple_tag
def person(somebody: Person | None, link: bool = True, short: bool = False) -> SafeString:
    """A person, the same everywhere. None is somebody who is no longer known."""
    if somebody is None:
        return format_html('<span class="soft">{}</span>', "somebody")
    name = somebody.get_short_name() if short else somebody.name
    inside = format_html('{}<span class="name">{}</span>', dot(somebody), name)
    if not link:
        return format_html('<span class="person">{}</span>', inside)
    return format_html('<a class="person" href="/people/{}">{}</a>', somebody.slug, inside)


@register.simple_tag
def person_in(people: Mapping[str, Person], slug: str, short: bool = False) -> SafeString | str:
    """The person of this key; the key itself when nobody has it any more."""
    found = people.get(slug)
    return person(found, short=short) if found else slug


def _local(at: datetime) -> tuple[datetime, datetime]:
    return timezone.localtime(at), timezone.localtime(clock.now())


@register.simple_tag
def when(at: datetime | None, ago: bool = True) -> SafeString:
    """`14:05, 12 min ago` on the viewer's clock; the zone on hover."""
    if at is None:
        return format_html('<span class="soft">{}</span>', "never")
    local, today = _local(at)
    tail = format_html('<span class="ago">, {}</span>', spoken.relative(at, clock.now())) if ago else ""
    return format_html(
        '<time datetime="{}" title="{}">{}{}</time>',
        _machine(at),
        spoken.in_full(local),
        spoken.clock(local, today),
        tail,
    )


@register.simple_tag
def ago(at: datetime) -> SafeString:
    """Only `12 min ago`."""
    local, _ = _local(at)
    return format_html(
        '<time datetime="{}" title="{}"><span class="rel">{}</span></time>',
        _machine(at),
        spoken.in_full(local),
        spoken.relative(at, clock.now()),
    )


@register.simple_tag
def running(since: datetime) -> SafeString:
    """A clock that runs since then."""
    return format_html(
        '<time class="clock" datetime="{}" title="{}">{}</time>',
        _machine(since),
        f"since {spoken.in_full(timezone.localtime(since))}",
        spoken.running(clock.now() - since),
    )


@register.simple_tag
def span(start: datetime, end: datetime, within: Span | None = None) -> SafeString:
    """`Mon 2 Mar 09:00 to 17:00`, with the day at both ends when they differ.

    Where `within` is given, what goes on beyond its edges is not said to begin or end there.
    """
    (low, today), (high, _) = _local(start), _local(end)
    cut = within is not None and start <= within.start, within is not None and end >= within.end
    until = f"{high:%H:%M}" if high.date() == low.date() and not cut[0] else f"{spoken.day(high, today)} {high:%H:%M}"
    return format_html(
        '<time datetime="{}" title="{}">{}</time> to <time datetime="{}" title="{}">{}</time>',
        _machine(start),
        spoken.in_full(low),
        "…" if cut[0] else f"{spoken.day(low, today)} {low:%H:%M}",
        _machine(end),
        spoken.in_full(high),
        "…" if cut[1] else until,
    )


@register.simple_tag
def day(at: datetime) -> SafeString:
    local, today = _local(at)
    return format_html('<time datetime="{}">{}</time>', local.date().isoformat(), spoken.day(local, today))


def _machine(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


@register.filter
def lasting(length: timedelta) -> str:
    return spoken.lasting(length)


@register.filter
def seconds(length: int) -> str:
    return spoken.lasting(timedelta(seconds=int(length)))


@register.filter
def together(words: list[Any]) -> str:
    return spoken.together([str(word) for word in words])


@register.filter
def lines(words: list[str]) -> str:
    return "\n".join(words)


@register.filter
def get(mapping: Mapping[Any, Any], key: Any) -> Any:
    return mapping.get(key)


@register.simple_tag
def state(kind: str, value: str, word: str = "") -> SafeString:
    """A state as a shape and a word. `kind` is what it is a state of: alert, page, run, delivery, attempt."""
    look, said = state_of(kind, value)
    return format_html('<span class="state {}">{}</span>', look, word or said)


@register.simple_tag
def urgency(value: str) -> SafeString:
    return format_html('<span class="tag{}">{} urgency</span>', " strong" if value == "high" else "", value)


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, extra: str = "") -> dict[str, Any]:
    widget = bound.field.widget
    if isinstance(widget, CheckboxSelectMultiple | RadioSelect):
        shape = "choices"
    else:
        shape = "tick" if isinstance(widget, CheckboxInput) else "plain"
    says_optional = not bound.field.required and not isinstance(widget, Select)
    return {"field": bound, "shape": shape, "extra": extra, "says_optional": says_optional}


@register.inclusion_tag("components/code.html")
def code(ident: str, text: str, wrap: bool = False) -> dict[str, Any]:
    """Something to copy, with the button that does it."""
    return {"ident": ident, "text": text, "wrap": wrap}


@register.inclusion_tag("components/act.html", takes_context=True)
def act(context: template.Context, url: str, verb: str, look: str = "", **values: Any) -> dict[str, Any]:
    """A button that does what its verb says. `values` go with it."""
    return {"csrf_token": context.get("csrf_token"), "url": url, "verb": verb, "look": look, "values": values}


@register.simple_block_tag
def empty(content: str, title: str) -> SafeString:
    """What an empty page says: that it is empty, the one next step, a small example."""
    return format_html('<div class="empty"><p class="strong">{}</p>{}</div>', title, content)


@register.filter
def doing(alert: Alert, verb: str) -> str:
    """The address that does this to an alert."""
    return f"/alerts/{alert.pk}/{verb}"


@register.filter
def open_for(alert: Alert) -> timedelta:
    """How long it took until it was over."""
    return (alert.resolved_at or clock.now()) - alert.triggered_at


@register.filter
def ident(row: Model, kind: str) -> str:
    return f"{kind}-{row.pk}"


@register.filter
def of_them(why: str) -> str:
    """A reason is written to the person who was paged; others read of them."""
    return why.replace("you are", "they are").replace("names you", "names them").replace("for you", "for them")


@register.filter
def wall(at: datetime) -> str:
    """An instant as a field of date and time takes it, on the viewer's clock."""
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


@register.filter
def millis(at: datetime) -> int:
    """As scripts count time."""
    return int(at.timestamp() * 1000)


@register.filter
def half(length: float) -> float:
    return round(length / 2, 2)


@register.filter
def times(length: float, factor: int) -> float:
    return round(length * factor, 4)


@register.filter
def under(somebody: Person, what: str) -> str:
    """The address of something that is done to a person."""
    return f"/people/{somebody.slug}/{what}"


@register.filter
def contact(method: ContactMethod, what: str) -> str:
    return f"/people/{method.person.slug}/contacts/{method.pk}/{what}"


@register.filter
def shown_place(way: Mapping[str, str]) -> str:
    return registry.shown(way["channel"], way["place"])


@register.filter
def absent(absence: Absence, what: str) -> str:
    return f"/people/{absence.person.slug}/absences/{absence.pk}/{what}"


@register.simple_tag
def outside(url: str, text: str = "") -> SafeString | str:
    """A link that leaves the product. What is no web address is only text: a sender may have written it."""
    if not is_link(url):
        return text or url
    return format_html('<a href="{}" rel="noreferrer">{}</a>', url, text or url)


@register.filter
def integrated(integration: Integration, what: str) -> str:
    return f"/integrations/{integration.slug}/{what}"
