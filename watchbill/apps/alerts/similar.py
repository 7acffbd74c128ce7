"""Alerts like this one that came before, and how they ended: what helped last time is the best runbook."""

import re
from datetime import datetime, timedelta

from watchbill.apps.alerts.models import Alert

LATELY = timedelta(days=30)
LOOKED_AT = 500
"""The newest alerts of the same service: the cost is the same however many are kept."""
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"\w+")


def similar(of: Alert, now: datetime) -> list[Alert]:
    """Of the last 30 days, newest first: the same problem of the same integration, or one said in the same words."""
    found = Alert.objects.filter(service=of.service).exclude(pk=of.pk)
    found = found.select_related("acknowledged_by", "resolved_by", "integration").order_by("-id")[:LOOKED_AT]
    words = words_of(of.summary)
    return [each for each in found if each.last_event_at >= now - LATELY and _is_like(each, of, words)]


def _is_like(each: Alert, of: Alert, words: frozenset[str]) -> bool:
    same_problem = each.integration_id == of.integration_id and each.dedup_key == of.dedup_key
    return same_problem or words_of(each.summary) == words


def words_of(summary: str) -> frozenset[str]:
    """Without figures: `disk 91% full on db1` and `disk 97% full on db2` say the same."""
    return frozenset(_WORD.findall(_DIGITS.sub("", summary.lower())))
