"""Django's PostgreSQL backend, whose sessions let go of what they hold when their process falls silent."""

from django.conf import settings
from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def init_connection_state(self) -> None:
        """A process that is stopped within a transaction holds rows: after a lease the server ends that session, and
        the others go on with them."""
        super().init_connection_state()
        with self.cursor() as cursor:
            cursor.execute(LET_GO, [milliseconds()])


LET_GO = "SELECT set_config('idle_in_transaction_session_timeout', %s, false)"


def milliseconds() -> str:
    return str(int(settings.LEASE.total_seconds() * 1000))
