import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import aiohttp
import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.adapters.channels.sending import AT, MESSAGE, message
from watchbill.adapters.channels import mail
from watchbill.adapters.channels.channel import Message, PermanentFailure, PlaceError, Receipt, TemporaryFailure
from watchbill.adapters.channels.mail import CHANNEL, Config, Server, check_place, compose, read_server
from watchbill.domain.alerting.urgency import Urgency

SENDER = "Harbour Radio <watchbill@example.org>"
CONFIG = Config(sender=SENDER)


@dataclass
class Post:
    """A mail server on loopback. `at_rcpt` and `at_data` are its answers where they are not 250."""

    at_rcpt: str = ""
    at_data: str = ""
    password: bytes = b""
    silent: bool = False
    received: list[tuple[Envelope, EmailMessage]] = field(default_factory=list)
    connections: int = 0

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        if not self.at_rcpt:
            envelope.rcpt_tos.append(address)
        return self.at_rcpt or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.silent:
            await asyncio.Event().wait()
        if not self.at_data:
            parsed = message_from_bytes(envelope.content or b"", policy=default)  # type: ignore[arg-type]  # bytes here
            self.received.append((envelope, parsed))
        return self.at_data or "250 queued as 4711"

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, login: Any) -> AuthResult:
        return AuthResult(success=login.password == self.password, handled=False)

    def protocol(self) -> SMTP:
        self.connections += 1
        secure: dict[str, Any] = (
            {"authenticator": self.authenticate, "auth_require_tls": False} if self.password else {}
        )
        return SMTP(self, enable_SMTPUTF8=True, hostname="post.example.org", **secure)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[int]:
        server = await asyncio.get_running_loop().create_server(self.protocol, "127.0.0.1", 0)
        async with server:
            yield server.sockets[0].getsockname()[1]


def send(
    post: Post, place: str = "ana@example.org", said: Message = MESSAGE, login: str = "", query: str = ""
) -> Receipt:
    async def attempt() -> Receipt:
        async with post.listening() as port, aiohttp.ClientSession() as http:
            config = Config(url=f"smtp://{login}127.0.0.1:{port}{query}", sender=SENDER)
            return await CHANNEL.send(config=config, place=check_place(place), message=said, http=http)

    return asyncio.run(attempt())


def failure(post: Post, **how: Any) -> TemporaryFailure | PermanentFailure:
    try:
        receipt = send(post, **how)
    except (TemporaryFailure, PermanentFailure) as failed:
        return failed
    raise AssertionError(f"it was sent: {receipt}")


def content(arrived: EmailMessage, kind: str) -> str:
    body = arrived.get_body([kind])
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_page_arrives_as_text_and_html_with_the_headers_of_an_automatic_mail() -> None:
    post = Post()
    receipt = send(post)
    ((envelope, arrived),) = post.received
    assert (envelope.mail_from, envelope.rcpt_tos) == ("watchbill@example.org", ["ana@example.org"])
    assert (arrived["From"], arrived["To"], arrived["Subject"]) == (SENDER, "ana@example.org", MESSAGE.subject)
    assert arrived["Date"].datetime == AT
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived["List-Id"] == "Watchbill pages <page.watchbill.example.org>"
    assert (arrived["Importance"], arrived["X-Priority"]) == ("high", "1")
    assert content(arrived, "plain") == MESSAGE.text
    assert content(arrived, "html").strip() == MESSAGE.html
    assert receipt.provider_id == arrived["Message-ID"] == "<5f0c6b1f@example.org>"
    assert "queued as 4711" in receipt.detail


def test_every_attempt_at_one_delivery_carries_the_same_id_and_one_alert_is_one_thread() -> None:
    first, again = compose(CONFIG, "ana@example.org", MESSAGE), compose(CONFIG, "ana@example.org", MESSAGE)
    next_page = compose(CONFIG, "ana@example.org", message(idempotency_key="another one/with spaces"))
    assert first["Message-ID"] == again["Message-ID"] != next_page["Message-ID"]
    assert first["References"] == next_page["References"] == "<thread-alert-7@example.org>"
    assert first["In-Reply-To"] == first["References"]


def test_a_notice_that_is_not_urgent_is_not_marked_so() -> None:
    notice = compose(CONFIG, "ana@example.org", message(urgency=Urgency.LOW, kind="notice", html="", thread=""))
    assert notice["Importance"] is None
    assert notice["References"] is None
    assert notice["List-Id"] == "Watchbill notices <notice.watchbill.example.org>"
    assert not notice.is_multipart()


@settings(max_examples=30, deadline=None)
@given(subject=st.text(), text=st.text(), thread=st.text(max_size=30), key=st.text(max_size=30))
def test_nothing_in_a_message_can_add_a_header(subject: str, text: str, thread: str, key: str) -> None:
    hostile = message(
        subject=f"{subject}\r\nBcc: eve@example.org\r\n\r\n{subject}",
        text=text,
        thread=f"{thread}\n x",
        idempotency_key=key,
    )
    read = message_from_bytes(compose(CONFIG, "ana@example.org", hostile).as_bytes(), policy=default)
    assert read["Bcc"] is None
    assert set(read.keys()) == set(compose(CONFIG, "ana@example.org", MESSAGE).keys())


@settings(max_examples=100, deadline=None)
@given(place=st.text(max_size=20) | st.text("ab@.\r\n,<>é ", max_size=16).map("x@".__add__))
def test_a_place_that_passes_can_stand_in_a_header_alone(place: str) -> None:
    try:
        normal = check_place(place)
    except PlaceError:
        return
    assert check_place(normal) == normal
    (address,) = compose(CONFIG, normal, MESSAGE)["To"].addresses
    assert address.addr_spec == normal


@pytest.mark.parametrize(
    ("place", "normal"),
    [
        (" Ana.Ruiz+pager@Example.ORG ", "Ana.Ruiz+pager@example.org"),
        ("ana@müller.example", "ana@xn--mller-kva.example"),
        ("josé@example.org", "josé@example.org"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_a_place_has_one_form(place: str, normal: str) -> None:
    assert check_place(place) == normal


@pytest.mark.parametrize(
    "place",
    [
        "",
        "ana",
        "@example.org",
        "ana@",
        "a b@example.org",
        "ana@example.org\r\nBcc: eve@example.org",
        "ana@example.org,eve@example.org",
        "Ana <ana@example.org>",
        ".ana@example.org",
        "a..b@example.org",
        "ana@-example.org",
        "ana@exam_ple.org",
        "ana@[127.0.0.1]",
        "a" * 65 + "@example.org",
        "ana@" + "a." * 150 + "org",
        '"ana"@example.org',
    ],
)
def test_what_is_no_address_is_refused(place: str) -> None:
    with pytest.raises(PlaceError):
        check_place(place)


def test_other_alphabets_arrive_as_they_were_sent() -> None:
    post = Post()
    send(post, place="josé@example.org", said=message(subject="Передатчик 2 молчит 🚨", text="عطل\n送信機\n"))
    ((envelope, arrived),) = post.received
    assert envelope.rcpt_tos == ["josé@example.org"]
    assert arrived["Subject"] == "Передатчик 2 молчит 🚨"
    assert content(arrived, "plain") == "عطل\n送信機\n"


def test_half_a_surrogate_pair_does_not_stop_a_page() -> None:
    assert compose(CONFIG, "ana@example.org", message(subject="a\ud800b", text="c\udfff"))["Subject"] == "a?b"


@pytest.mark.parametrize(
    ("post", "kind", "says"),
    [
        (Post(at_rcpt="550 5.1.1 no such mailbox"), PermanentFailure, "no such mailbox"),
        (Post(at_rcpt="450 4.2.1 mailbox busy"), TemporaryFailure, "mailbox busy"),
        (Post(at_data="554 5.7.1 spam"), PermanentFailure, "spam"),
        (Post(at_data="452 4.3.1 disk full"), TemporaryFailure, "disk full"),
    ],
)
def test_what_the_server_answers_decides_what_comes_next(post: Post, kind: type[Exception], says: str) -> None:
    failed = failure(post)
    assert type(failed) is kind
    assert says in failed.sentence


def test_a_server_that_cannot_be_reached_is_tried_again() -> None:
    config = Config(url="smtp://127.0.0.1:9", sender=SENDER)
    with pytest.raises(TemporaryFailure, match="cannot be reached"):
        asyncio.run(CHANNEL.send(config=config, place="ana@example.org", message=MESSAGE, http=None))  # type: ignore[arg-type]  # mail takes no HTTP


def test_a_server_that_falls_silent_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "TIMEOUT", 0.1)
    assert isinstance(failure(Post(silent=True)), TemporaryFailure)


def test_it_signs_in_where_the_setting_says_so() -> None:
    post = Post(password=b"p@ss")
    send(post, login="watch:p%40ss@")
    assert len(post.received) == 1
    assert isinstance(failure(Post(password=b"p@ss"), login="watch:wrong@"), PermanentFailure)


def test_starttls_that_was_asked_for_and_is_not_offered_sends_nothing() -> None:
    post = Post()
    failed = failure(post, query="?starttls")
    assert post.received == []
    assert "127.0.0.1" in failed.sentence


def test_without_a_server_mail_is_kept() -> None:
    receipt = asyncio.run(CHANNEL.send(config=CONFIG, place="ana@example.org", message=MESSAGE, http=None))  # type: ignore[arg-type]  # mail takes no HTTP
    assert receipt == Receipt("<5f0c6b1f@example.org>", "kept on the outbox page")


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", Server("mail.example.org", 25)),
        ("smtp://u%40x:p%3Aw@mail.example.org:2525", Server("mail.example.org", 2525, "u@x", "p:w")),
        ("smtps://mail.example.org", Server("mail.example.org", 465, tls=True)),
        ("smtp://mail.example.org?starttls", Server("mail.example.org", 587, starttls=True)),
    ],
)
def test_the_setting_names_the_server(url: str, server: Server) -> None:
    assert read_server(url) == server


@pytest.mark.parametrize("url", ["mail.example.org:25", "http://mail.example.org", "smtp://", "smtp://x:99999"])
def test_a_setting_that_cannot_be_read_says_what_was_expected_and_shows_no_password(url: str) -> None:
    with pytest.raises(PermanentFailure, match="WATCHBILL_EMAIL_URL cannot be read: expected smtp://"):
        read_server(url)


def test_a_sender_that_cannot_be_read_is_said() -> None:
    with pytest.raises(PermanentFailure, match="WATCHBILL_EMAIL_FROM"):
        compose(Config(sender="nobody"), "ana@example.org", MESSAGE)
