"""PostgreSQL's notifications: what other processes committed reaches the listeners of this one."""

import asyncio
import logging

import psycopg

from watchbill.apps.agenda import wake

logger = logging.getLogger(__name__)
TRY_AGAIN = 2.0


async def follow(url: str) -> None:
    """Listen until cancelled. After a lost connection everybody looks once, for what may have been missed."""
    while True:
        try:
            await _listen(url)
        except psycopg.Error as problem:
            logger.warning("Notifications are lost, listening again in %s s: %s", TRY_AGAIN, problem)
            await asyncio.sleep(TRY_AGAIN)


async def _listen(url: str) -> None:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await connection.execute(f"LISTEN {wake.CHANNEL}")
        wake.publish(frozenset({"*"}))
        async for notification in connection.notifies():
            wake.heard(notification.payload)
