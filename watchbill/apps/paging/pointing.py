"""Which policies name something by its key: to be said before it goes out of use."""

from django.db.models import TextField
from django.db.models.functions import Cast

from watchbill.apps.paging.models import Policy
from watchbill.apps.paging.policies import written


def policies_paging_schedule(slug: str) -> list[Policy]:
    """Those in use that have a step for whoever is on call for it."""
    spoken = Policy.objects.filter(archived_at=None).annotate(text=Cast("definition", TextField()))
    found = spoken.filter(text__contains=f'"{slug}"').order_by("slug")
    return [policy for policy in found if _pages(policy, slug)]


def _pages(policy: Policy, slug: str) -> bool:
    return any(target.schedule == slug for step in written(policy).steps for target in step.page)
