"""Sending what was claimed: outside any transaction, many at a time."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import aiohttp
import msgspec
from django.conf import settings

from watchbill import clock, environment
from watchbill.adapters.channels.channel import Channel, Message, PermanentFailure, PlaceGone, Receipt, TemporaryFailure
from watchbill.adapters.channels.registry import all_channels
from watchbill.adapters.channels.settings import config_from, settings_of
from watchbill.apps.agenda.models import AttemptResult
from watchbill.runtime.engine.deliveries import Claimed, Outcome
from watchbill.runtime.points import point

logger = logging.getLogger(__name__)


def read_configs() -> dict[str, Any]:
    """Every channel's settings, from the environment."""
    return {kind: config_from(channel.config, _said(channel)) for kind, channel in all_channels().items()}


def _said(channel: Channel) -> Mapping[str, str]:
    variables = [setting.variable for setting in settings_of(channel.config).values()]
    said = {variable: environment.read(variable) for variable in variables}
    return said | {"WATCHBILL_SECRET_KEY": ",".join(settings.SECRET_KEYS)}  # made by the installation when not given


class Sender:
    def __init__(self, configs: Mapping[str, Any]) -> None:
        self._configs = configs
        self._http: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        connector = aiohttp.TCPConnector(limit=200, ttl_dns_cache=30)
        self._http = aiohttp.ClientSession(
            connector=connector, headers={"User-Agent": "Watchbill"}, cookie_jar=aiohttp.DummyCookieJar()
        )

    async def stop(self) -> None:
        if self._http is not None:
            await self._http.close()

    async def send(self, delivery: Claimed) -> Outcome:
        """Make one attempt. Never raises: whatever goes wrong is the outcome."""
        channel = all_channels().get(delivery.channel)
        if channel is None:
            return Outcome(delivery, AttemptResult.PERMANENT, f"There is no channel {delivery.channel!r} yet.")
        point("deliveries.sending")
        try:
            receipt = await self._attempt(channel, delivery, clock.now())
        except TemporaryFailure as failure:
            return Outcome(delivery, AttemptResult.TEMPORARY, failure.sentence, retry_after=failure.retry_after)
        except PermanentFailure as failure:
            gone = isinstance(failure, PlaceGone)
            return Outcome(delivery, AttemptResult.PERMANENT, failure.sentence, gone=gone)
        except TimeoutError:
            return Outcome(delivery, AttemptResult.TEMPORARY, f"No answer within {channel.timeout:.0f} seconds.")
        except Exception as problem:
            logger.exception(
                "Delivery %s over %s failed in a way that its channel does not know", delivery.pk, delivery.channel
            )
            return Outcome(delivery, AttemptResult.TEMPORARY, f"{type(problem).__name__}: {problem}")
        point("deliveries.sent")
        return Outcome(delivery, AttemptResult.SENT, receipt.detail, receipt.provider_id)

    async def _attempt(self, channel: Channel, delivery: Claimed, now: datetime) -> Receipt:
        message = msgspec.convert(delivery.message | {"sent_at": now}, Message)
        async with asyncio.timeout(channel.timeout):
            config = self._configs[channel.kind]
            return await channel.send(config=config, place=delivery.place, message=message, http=self._session())

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            raise RuntimeError("The sender has not been started.")
        return self._http
