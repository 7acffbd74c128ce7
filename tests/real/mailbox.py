"""A real SMTP server that keeps what it is given."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Condition
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.real.outside import free_port


class Mailbox:
    """Every mail that came, in its order. `url` is what WATCHBILL_EMAIL_URL is to be."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self._news = Condition()
        self._server = Controller(self, hostname="127.0.0.1", port=free_port())
        self.url = f"smtp://127.0.0.1:{self._server.port}"

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        self._server.stop()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd calls it so
        mail = message_from_bytes(envelope.content, policy=default)
        with self._news:
            self.mails.append(mail)
            self._news.notify_all()
        return "250 Taken"

    def to(self, person: str, about: str) -> list[EmailMessage]:
        """Mails to a person (the part before the @) with these words in their subject."""
        return [mail for mail in self.mails if mail["To"].startswith(f"{person}@") and about in mail["Subject"]]

    def wait(self, person: str, about: str, within: float = 20.0) -> EmailMessage:
        with self._news:
            if self._news.wait_for(lambda: self.to(person, about), timeout=within):
                return self.to(person, about)[0]
        pytest.fail(
            f"No mail to {person} about {about!r} within {within:g} s. Came: {[m['Subject'] for m in self.mails]}"
        )


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return "\n".join(body.get_content().splitlines())
