"""What could not be read is kept for whoever sets up the sender: seldom enough to cost nothing."""

import logging
import time

from asgiref.sync import sync_to_async
from django.db import DatabaseError, connection

from watchbill.apps.alerts.refusals import keep_refusal
from watchbill.domain.alerting.event import Refused

logger = logging.getLogger(__name__)
SOONEST = 5.0
"""Seconds between two of one integration that are kept: a sender that is wrong may be wrong a thousand times."""


class Refusals:
    def __init__(self) -> None:
        self._kept_at: dict[int, float] = {}

    async def note(self, integration: int, content_type: str, body: bytes, refused: Refused) -> None:
        now = time.monotonic()
        if now - self._kept_at.get(integration, -SOONEST) < SOONEST:
            return
        self._kept_at[integration] = now
        await sync_to_async(_keep, thread_sensitive=False)(integration, content_type, body, refused)


def _keep(integration: int, content_type: str, body: bytes, refused: Refused) -> None:
    """On a thread of the pool: its connection is not kept. The sender is answered the same when it cannot be done."""
    try:
        keep_refusal(integration_id=integration, content_type=content_type, body=body, refused=refused)
    except DatabaseError as problem:
        logger.error("A refused request could not be kept: %s", problem)
    finally:
        connection.close()
