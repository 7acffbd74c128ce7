"""One served product for the real tests, with a real mail server; programs of the outside start beside it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.real.alertmanager import Alertmanager
from tests.real.ana import choose_password, sign_in
from tests.real.browser import Visitor, chromium
from tests.real.mailbox import Mailbox
from tests.real.served import Served
from tests.real.tls import Proxy

HARBOUR = Path(__file__).with_name("harbour.yaml")
PROMETHEUS_KEY = "0123456789abcdef0123456789abcdef"
PAGER_KEY = "fedcba9876543210fedcba9876543210"
Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    box.start()
    yield box
    box.stop()


@pytest.fixture(scope="session")
def served(mailbox: Mailbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("harbour")
    product = Served(folder, "--config", str(HARBOUR), WATCHBILL_EMAIL_URL=mailbox.url)
    yield product
    product.stop()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    product = Served(tmp_path_factory.mktemp("demo"), "--demo")
    yield product
    product.stop()


@pytest.fixture(scope="session")
def alertmanager(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alertmanager]:
    sender = Alertmanager(tmp_path_factory.mktemp("alertmanager"), served.url, PROMETHEUS_KEY)
    yield sender
    sender.stop()


@pytest.fixture(scope="session")
def proxy(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    between = Proxy(tmp_path_factory.mktemp("proxy"), served.url)
    between.start()
    yield between
    between.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def password(served: Served, mailbox: Mailbox, browser: Browser) -> None:
    """Ana has one."""
    choose_password(served, mailbox, browser)


@pytest.fixture(scope="module")
def signed_in(served: Served, browser: Browser, password: None) -> Any:
    """Ana's cookies: a session for each module, which one of its tests may end."""
    visitor = Visitor(browser)
    sign_in(visitor.page, served)
    cookies = visitor.context.storage_state()
    visitor.leave()
    return cookies


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """A new visitor, who must leave without any error on the console."""
    visitors: list[Visitor] = []

    def come(**looks: Any) -> Page:
        visitors.append(Visitor(browser, **looks))
        return visitors[-1].page

    yield come
    for visitor in visitors:
        visitor.leave()
