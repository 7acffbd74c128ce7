"""Escalation policies: their steps in words, and who would be paged now."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from watchbill.apps.paging import policies
from watchbill.apps.paging.models import Policy
from watchbill.apps.people.models import Team
from watchbill.apps.people.permissions import Act, may, require
from watchbill.domain.shape.policies import Step
from watchbill.interfaces.ui.forms import how_many
from watchbill.interfaces.ui.listing import portion, said
from watchbill.interfaces.ui.page import PageRequest, actor, done, page
from watchbill.interfaces.ui.paging import spoken
from watchbill.interfaces.ui.paging.forms import PolicyForm, StepForm, step_initial, targets
from watchbill.interfaces.ui.paging.preview import who_is_paged
from watchbill.interfaces.ui.teams import manageable, manages_any
from watchbill.problems import NotFound

MOST_STEPS = 20
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def policy_called(slug: str) -> Policy:
    found = Policy.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound(f"There is no policy {slug!r}.")
    return found


def team_of(policy: Policy) -> Team | None:
    return Team.objects.filter(slug=policies.written(policy).team or "").first()


@page
@require_safe
def policy_list(request: PageRequest) -> HttpResponse:
    text = said(request, "text")
    found = Policy.objects.filter(archived_at=None).order_by("slug").prefetch_related("services")
    if text:
        found = found.filter(Q(slug__icontains=text) | Q(name__icontains=text))
    shown = portion(request, found)
    names = spoken.names_of(shown)
    rows = [(policy, spoken.say(policy, names)) for policy in shown]
    known = {"rows": rows, "found": shown, "text": text, "may_make": manages_any(request)}
    return render(request, "paging/list.html", known)


@page
@require_safe
def policy(request: PageRequest, slug: str) -> HttpResponse:
    of = policy_called(slug)
    team = team_of(of)
    services = of.services.filter(archived_at=None).select_related("team").order_by("slug")
    example = team or next((service.team for service in services), None)
    names = spoken.names_of([of])
    known = {
        "policy": of,
        "team": team,
        "steps": spoken.say(of, names),
        "repeat": policies.written(of).repeat,
        "fallback": spoken.say_fallback(of, names),
        "services": services,
        "example": example,
        "paged": [(urgency, who_is_paged(of, example, urgency)) for urgency in ("high", "low")],
        "may_manage": may(actor(request), Act.MANAGE_TEAM, team),
    }
    return render(request, "paging/policy.html", known)


@page
@get_or_post
def new_policy(request: PageRequest) -> HttpResponse:
    by = actor(request)
    form = PolicyForm(
        request.POST or None, teams=manageable(request), is_new=True, initial={"team": request.GET.get("team")}
    )
    steps = _step_forms(request, ())
    if _complete(request, steps) and form.carry_out(
        lambda given: policies.create_policy(slug=given["slug"], definition=form.policy(_steps(steps), None), by=by)
    ):
        return done(request, f"{form.cleaned_data['name']} is there.", f"/policies/{form.cleaned_data['slug']}")
    return render(request, "paging/form.html", {"form": form, "steps": steps})


@page
@get_or_post
def edit_policy(request: PageRequest, slug: str) -> HttpResponse:
    of, by = policy_called(slug), actor(request)
    require(by, Act.MANAGE_TEAM, team_of(of))
    before = policies.written(of)
    initial = {"name": before.name or of.slug, "team": before.team, "repeat": before.repeat}
    form = PolicyForm(request.POST or None, teams=manageable(request), is_new=False, initial=initial)
    steps = _step_forms(request, before.steps)
    if _complete(request, steps) and form.carry_out(
        lambda _: policies.update_policy(policy=of, definition=form.policy(_steps(steps), before), by=by)
    ):
        return done(request, "Saved. Runs that have begun keep the plan they began with.", f"/policies/{slug}")
    return render(request, "paging/form.html", {"form": form, "steps": steps, "policy": of})


def _complete(request: PageRequest, steps: Sequence[StepForm]) -> bool:
    """Every step is looked at, so that each says what is wrong with it."""
    fits = [step.is_valid() for step in steps]
    return request.method == "POST" and "more" not in request.POST and all(fits)


def _steps(forms: Sequence[StepForm]) -> list[Step]:
    return [form.step() for form in forms if not form.cleaned_data["remove"]]


def _step_forms(request: PageRequest, before: Sequence[Step]) -> list[StepForm]:
    """As posted, one more when asked for; else the present steps, or one to begin with."""
    common: dict[str, Any] = {"targets": targets(), "before": before}
    if request.method != "POST":
        initial = [step_initial(step, place) for place, step in enumerate(before)] or [{}]
        return [StepForm(prefix=f"step-{place}", initial=each, **common) for place, each in enumerate(initial)]
    count = how_many(request, MOST_STEPS)
    posted = [StepForm(request.POST, prefix=f"step-{place}", **common) for place in range(count)]
    return [*posted, StepForm(prefix=f"step-{count}", **common)] if "more" in request.POST else posted
