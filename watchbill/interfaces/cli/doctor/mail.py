"""Whether mail goes out. The server is spoken to; no mail is sent."""

import smtplib
import ssl
from collections.abc import Iterator

from watchbill.adapters.channels.channel import PermanentFailure
from watchbill.adapters.channels.mail import Server, read_server
from watchbill.environment import read
from watchbill.interfaces.cli.doctor.finding import Finding, fail, ok, warn

ABOUT = "mail"
TIMEOUT = 10.0


def mail() -> Iterator[Finding]:
    url = read("WATCHBILL_EMAIL_URL")
    if not url:
        says = "No mail is sent: it is kept on the outbox page."
        yield warn(ABOUT, says, "Set WATCHBILL_EMAIL_URL, such as smtp://user:password@mail.example.org?starttls.")
        return
    try:
        server = read_server(url)
    except PermanentFailure as problem:
        yield fail(ABOUT, problem.sentence, "Correct it; the password is written with %40 for @.")
        return
    yield _spoken_to(server)


def _spoken_to(server: Server) -> Finding:
    where = f"{server.host}:{server.port}"
    try:
        with _connection(server) as smtp:
            _greet(smtp, server)
    except smtplib.SMTPAuthenticationError as problem:
        says = f"{where} refuses the name or the password ({problem.smtp_code})."
        return fail(ABOUT, says, "Correct them in WATCHBILL_EMAIL_URL.")
    except (smtplib.SMTPException, OSError) as problem:
        return fail(ABOUT, f"{where} does not do its part: {problem}.", "See WATCHBILL_EMAIL_URL, and the mail server.")
    return ok(ABOUT, f"{where} answers" + (", and takes the name and the password." if server.user else "."))


def _connection(server: Server) -> smtplib.SMTP:
    if server.tls:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=ssl.create_default_context())
    return smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)


def _greet(smtp: smtplib.SMTP, server: Server) -> None:
    smtp.ehlo_or_helo_if_needed()
    if server.starttls:
        smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo()
    if server.user:
        smtp.login(server.user, server.password)
    smtp.noop()
