"""A real Chromium for tests, in the two sizes and the languages of the portal."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_FAILURES = Path(__file__).resolve().parents[1] / "var" / "test-failures"
_LOCALES = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}


def chromium_path() -> str | None:
    """The system's Chromium: KOPIR_CHROMIUM or the first on PATH; None lets Playwright take its own."""
    return os.environ.get("KOPIR_CHROMIUM") or next((found for name in _NAMES if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """One Chromium for the whole session; each test opens its own context in it."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, in which Django would refuse the ORM that tests use beside the browser.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        if not chromium_path() and not Path(playwright.chromium.executable_path).exists():
            pytest.fail("There is no Chromium for the browser tests: bin/setup says how to get one.")
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=_ARGUMENTS)
        yield chromium
        chromium.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@pytest.fixture
def page_factory(request: pytest.FixtureRequest, browser, live_server, settings) -> Iterator[Callable]:
    """A function that opens a page in a context of its own: page_factory(PHONE, language="ru", user=mentor).

    `user` is signed in already. Relative addresses work (page.goto("/")). What the console or the content security policy
    complains of is collected in `page.complaints` and fails the test at its end. `page.context.set_offline(True)` takes the network away.
    """
    contexts: list = []
    settings.SITE_URL = live_server.url

    def open_page(viewport: dict = DESK, *, language: str = "kk", user=None, javascript: bool = True, dark: bool = False):
        context = browser.new_context(
            base_url=live_server.url,
            viewport=viewport,
            locale=_LOCALES[language],
            timezone_id="Asia/Almaty",
            has_touch=viewport is PHONE,
            is_mobile=viewport is PHONE,
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            accept_downloads=True,
        )
        contexts.append(context)
        context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}])
        if user is not None:
            sign_in(context, user)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(f"error: {error} {(error.stack or '')[:400]}"))
        page.on("console", lambda message: _note(page, message))
        return page

    yield open_page
    pages = [page for context in contexts for page in context.pages]
    complaints = [line for page in pages for line in getattr(page, "complaints", [])]
    failed = getattr(request.node, "failed", False)
    if failed:
        _keep_pictures(request.node, pages)
    for context in contexts:
        context.close()
    if complaints and not failed:
        pytest.fail("The browser complained:\n" + "\n".join(complaints))


def sign_in(context, user) -> None:
    """Give a browser context the session of a signed-in user, without the sign-in screen."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    url = settings.SITE_URL
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value, "url": url}])


@pytest.fixture
def phone(page_factory: Callable):
    """A page at 390 × 844 in Kazakh, nobody signed in."""
    return page_factory(PHONE)


@pytest.fixture
def desk(page_factory: Callable):
    """A page at 1280 × 800 in Kazakh, nobody signed in."""
    return page_factory(DESK)


@pytest.fixture
def accessible() -> Callable:
    """A function that fails when axe finds a WCAG 2.2 A or AA violation on the page, naming rule and element."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()
    levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

    def check(page, *, context: str | None = None) -> None:
        results = axe.run(page, context=context, options={"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": levels}})
        if results.violations_count:
            pytest.fail(f"{page.url} at {page.viewport_size['width']} px:\n{results.generate_report()}")

    return check


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """Let fixtures know whether the test failed."""
    report = yield
    if report.when == "call":
        item.failed = report.failed
    return report


def _note(page, message) -> None:
    """Refused pages (403, 404 …) and a network that a test took away are no complaint; a broken script, asset or policy is."""
    if message.type != "error":
        return
    url = (message.location or {}).get("url", "")
    harmless = "Failed to load resource" in message.text and "status of 5" not in message.text and "/static/" not in url
    if not harmless and "ERR_INTERNET_DISCONNECTED" not in message.text:
        page.complaints.append(f"{message.text} ({url})")


def _keep_pictures(node: pytest.Item, pages: list) -> None:
    _FAILURES.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^\w.-]+", "_", node.nodeid)[-120:]
    for number, page in enumerate(pages):
        try:
            page.screenshot(path=_FAILURES / f"{name}-{number}.png", full_page=True)
        except Exception as error:  # noqa: BLE001 - a picture that cannot be taken must not hide the failure itself
            print(f"No picture of {page.url}: {error}")
