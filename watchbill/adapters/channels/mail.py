"""Mail over SMTP. Without a server the message stays on the outbox page, which shows every delivery anyway."""

import asyncio
import contextlib
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import parseaddr
from hashlib import sha256
from typing import Annotated
from urllib.parse import parse_qs, unquote, urlsplit

import aiohttp
import aiosmtplib
import msgspec

from watchbill.adapters.channels.channel import (
    Channel,
    Message,
    PermanentFailure,
    PlaceError,
    Receipt,
    TemporaryFailure,
)
from watchbill.adapters.channels.settings import setting
from watchbill.domain.alerting.urgency import Urgency

TIMEOUT = 15.0
SUBJECT_LIMIT = 500
ADDRESS_LIMIT = 254

_LOCAL = re.compile(r"""[^\s@<>()\[\],;:\\"\x00-\x1f\x7f-\x9f]{1,64}""")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?")
_SAFE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Config(msgspec.Struct, frozen=True):
    url: Annotated[
        str,
        setting(
            "WATCHBILL_EMAIL_URL",
            "the mail server: `smtp://user:password@host:port`, `smtps://…`, or `smtp://…?starttls`; "
            "mail is kept on the outbox page when not given",
            secret=True,
        ),
    ] = ""
    sender: Annotated[str, setting("WATCHBILL_EMAIL_FROM", "who mail is from: an address, or `Name <address>`")] = (
        "Watchbill <watchbill@localhost>"
    )


class Server(msgspec.Struct, frozen=True):
    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False
    starttls: bool = False


def check_place(place: str) -> str:
    """The domain in lower case and ASCII; what stands before the @ as it is."""
    place = place.strip()
    local, at, domain = place.rpartition("@")
    domain = _ascii_domain(domain)
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    if not at or dots or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise PlaceError(f"{place[:100]!r} is not a mail address; expected one such as ana@example.org.")
    if len(local) + 1 + len(domain) > ADDRESS_LIMIT:
        raise PlaceError(f"The mail address is longer than {ADDRESS_LIMIT} characters.")
    return f"{local}@{domain}"


def _ascii_domain(domain: str) -> str:
    try:
        return domain.encode("idna").decode().lower()
    except UnicodeError:
        return ""


def read_server(url: str) -> Server:
    """Raises `PermanentFailure`: nobody gets mail until the setting is right."""
    parts = urlsplit(url)
    tls = parts.scheme == "smtps"
    starttls = "starttls" in parse_qs(parts.query, keep_blank_values=True)
    try:
        port = parts.port or (465 if tls else 587 if starttls else 25)
    except ValueError:
        port = 0
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or not port:
        raise PermanentFailure("WATCHBILL_EMAIL_URL cannot be read: expected smtp://user:password@host:port.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(parts.hostname, port, user, password, tls, starttls)


def compose(config: Config, place: str, message: Message) -> EmailMessage:
    """Raises `PermanentFailure` when the sender's or the receiver's address cannot stand in a header."""
    sender, domain = _sender(config.sender)
    mail = EmailMessage(policy=SMTP_POLICY)
    mail["From"] = sender
    mail["To"] = _address("", place)
    mail["Subject"] = _one_line(message.subject)[:SUBJECT_LIMIT]
    mail["Date"] = message.sent_at
    mail["Message-ID"] = _id(message.idempotency_key, domain)
    if message.thread:
        mail["In-Reply-To"] = mail["References"] = _id(f"thread-{message.thread}", domain)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["List-Id"] = f"Watchbill {message.kind}s <{message.kind}.watchbill.{domain}>"
    if message.urgency == Urgency.HIGH:
        mail["Importance"] = "high"
        mail["X-Priority"] = "1"
    mail.set_content(_sendable(message.text))
    if message.html:
        mail.add_alternative(_sendable(message.html), subtype="html")
    return mail


def _sender(text: str) -> tuple[Address, str]:
    name, address = parseaddr(text)
    try:
        place = check_place(address)
    except PlaceError:
        raise PermanentFailure("WATCHBILL_EMAIL_FROM cannot be read: expected Name <address@example.org>.") from None
    return _address(_one_line(name), place), place.rpartition("@")[2]


def _address(name: str, place: str) -> Address:
    local, _, domain = place.rpartition("@")
    try:
        return Address(name, local, domain)
    except (ValueError, IndexError):
        raise PermanentFailure(f"{place!r} is not a mail address.") from None


def _id(key: str, domain: str) -> str:
    """From the key, so that every attempt at one delivery carries the same."""
    if not _SAFE_ID.fullmatch(key):
        key = sha256(key.encode(errors="replace")).hexdigest()[:40]
    return f"<{key}@{domain}>"


def _one_line(text: str) -> str:
    """Without anything that could begin another header."""
    return " ".join("".join(each if each.isprintable() else " " for each in _sendable(text)).split())


def _sendable(text: str) -> str:
    return text.encode(errors="replace").decode()


async def send(*, config: Config, place: str, message: Message, http: aiohttp.ClientSession) -> Receipt:  # noqa: ARG001
    mail = compose(config, place, message)
    if not config.url:
        return Receipt(provider_id=mail["Message-ID"], detail="kept on the outbox page")
    server = read_server(config.url)
    try:
        async with asyncio.timeout(TIMEOUT):
            answer = await _hand_over(server, mail, place)
    except aiosmtplib.SMTPException as error:
        raise _failure(server, error) from error
    except TimeoutError:
        raise TemporaryFailure(f"{server.host} did not take the mail within {TIMEOUT:.0f} seconds.") from None
    except (OSError, UnicodeError) as error:
        raise TemporaryFailure(f"{server.host} cannot be reached: {error}.") from error
    return Receipt(provider_id=mail["Message-ID"], detail=f"{server.host} answered {_one_line(answer)}")


async def _hand_over(server: Server, mail: EmailMessage, place: str) -> str:
    sender = mail["From"].addresses[0]
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user or None,
        password=server.password or None,
        use_tls=server.tls,
        start_tls=server.starttls,
        local_hostname=sender.domain,
        timeout=TIMEOUT,
    )
    try:
        await client.connect()
        _refusals, answer = await client.send_message(mail, sender=sender.addr_spec, recipients=[place])
        with contextlib.suppress(aiosmtplib.SMTPException):  # the mail is theirs by now, whatever they say to QUIT
            await client.quit()
    finally:
        client.close()
    return answer


def _failure(server: Server, error: aiosmtplib.SMTPException) -> TemporaryFailure | PermanentFailure:
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        error = error.recipients[0]
    if isinstance(error, aiosmtplib.SMTPResponseException):
        sentence = f"{server.host} answered {error.code} {_one_line(error.message)}."
        return PermanentFailure(sentence) if 500 <= error.code < 600 else TemporaryFailure(sentence)
    if isinstance(error, aiosmtplib.SMTPNotSupported):
        return PermanentFailure(f"{server.host} cannot take this mail: {_one_line(error.message)}.")
    return TemporaryFailure(f"{server.host} cannot be reached: {_one_line(error.message)}.")


CHANNEL = Channel(
    kind="mail",
    title="E-mail",
    description="A mail through your own mail server, threaded by alert, with links that act.",
    config=Config,
    check_place=check_place,
    send=send,
    timeout=20.0,
)
