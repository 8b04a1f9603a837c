"""Pictures of the portal as its users see it: main screens in Kazakh and Russian at 390 and 1280 px, every kind of document page by page."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from accounts.models import OneTimeLink, User
from documents.models import DocumentBatch, IssuedDocument
from documents.registry import types
from network.models import Site
from profprobes.models import ParentConsent, ParentSummary, Participation, Trial

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


@dataclass(frozen=True)
class Screen:
    """One page to photograph: file name, who looks (an e-mail, "" for nobody), address; ``prepare`` acts on the page before the picture."""

    name: str
    who: str
    address: str
    prepare: Callable[[Any], None] | None = None


class Command(BaseCommand):
    """screens [--only WORD] [--url URL]: walk the demo and save PNG files under var/screens/."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", default="", help="only pictures whose name contains this word")
        parser.add_argument("--url", default=settings.SITE_URL, help="where the portal runs (make demo)")
        parser.add_argument("--language", choices=["kk", "ru", "en"], action="append", help="default: kk and ru")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = settings.VAR_DIR / "screens"
        folder.mkdir(parents=True, exist_ok=True)
        screens = [screen for screen in main_screens() if options["only"] in screen.name]
        with chromium() as browser:
            count = sum(
                self._photograph(browser, options["url"], folder, screens, language) for language in options["language"] or ["kk", "ru"]
            )
        pages = 0 if options["only"] and not options["only"].upper().startswith("PP") else document_pages(folder, options["only"].upper())
        self.stdout.write(f"{count} pictures of screens, {pages} pages of documents in {folder}")

    def _photograph(self, browser: Any, url: str, folder: Path, screens: list[Screen], language: str) -> int:
        for size_name, size in (("390", PHONE), ("1280", DESK)):
            for who in dict.fromkeys(screen.who for screen in screens):
                context = browser.new_context(
                    base_url=url, viewport=size, is_mobile=size is PHONE, has_touch=size is PHONE, timezone_id=settings.TIME_ZONE
                )
                context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": url}])
                page = context.new_page()
                if who:
                    _sign_in(page, who, language)
                for screen in (s for s in screens if s.who == who):
                    answer = page.goto(screen.address, wait_until="networkidle")
                    if answer and answer.status >= 400:
                        self.stderr.write(f"{screen.name}: {answer.status} at {screen.address}")
                    if screen.prepare:
                        screen.prepare(page)
                    page.screenshot(path=folder / f"{screen.name}-{language}-{size_name}.png", full_page=True)
                context.close()
        return len(screens) * 2


@contextmanager
def chromium() -> Iterator[Any]:
    """The system's browser through Playwright. Raises CommandError with what to do when either is missing."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise CommandError("Pictures need the development packages: run bin/setup --browser.") from error
    path = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        raise CommandError("There is no Chromium on this machine: run bin/setup --browser.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        # Playwright runs an event loop in this thread; the pages' addresses were read before it started.
        yield browser
        browser.close()


def _sign_in(page: Any, who: str, language: str) -> None:
    from profprobes.demo.people import PASSWORD

    page.goto(reverse("account_login"))
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_load_state("networkidle")
    if reverse("account_login") in page.url:
        raise CommandError(f"{who} cannot sign in: is the demo region of this portal the one of make demo?")
    page.locator(f"form[action*=setlang] button[value={language}]:visible").first.click()
    page.wait_for_load_state("networkidle")


def main_screens() -> list[Screen]:
    """The pages of one trial from booking to the parents' page, each with the person who works on it."""
    school, teacher, mentor, partner, pupil = (f"{name}@kopir.test" for name in ("school", "teacher", "mentor", "partner", "pupil"))
    held = Trial.objects.filter(status__in=["held", "closed"], school__code="MK12").earliest("created_at")
    planned = Trial.objects.filter(status="planned", school__code="MK12").latest("created_at")
    running = Trial.objects.filter(status="running").latest("created_at")
    mine = Participation.objects.filter(pupil=User.objects.get(email=pupil)).earliest("pk")
    site = Site.objects.filter(organisation__code="KPK").earliest("pk")
    batch = DocumentBatch.objects.latest("pk")
    document = IssuedDocument.objects.filter(type_code="PP-G", production="ready").earliest("pk")
    open_visit = running.visit
    someone = running.participations.filter(status="attended").first() or running.participations.filter(status="admitted").first()

    def at(name: str, *args: Any) -> str:
        return reverse(f"profprobes:{name}", args=args)

    screens = [
        Screen("01-sign-in", "", reverse("account_login")),
        Screen("02-home-coordinator", school, reverse("home")),
        Screen("03-sites", school, at("site_list")),
        Screen("04-site", school, at("site", site.pk)),
        Screen("05-new-trial", school, at("trial_new")),
        Screen("06-trials", school, at("trial_list")),
        Screen("07-trial-preparation", school, at("trial", planned.pk)),
        *(Screen(f"08-trial-{tab}", school, at(f"trial_{tab}", planned.pk)) for tab in ("group", "card", "safety", "families")),
        *(
            Screen(f"09-trial-held-{tab}", school, at(f"trial_{tab}", held.pk))
            for tab in ("assessment", "families", "documents", "history", "closing")
        ),
        Screen("10-journal", school, at("journal")),
        Screen("11-home-teacher", teacher, reverse("home")),
        Screen("12-my-class", teacher, at("my_class")),
        Screen("13-home-partner", partner, reverse("home")),
        Screen("14-my-sites", partner, at("my_sites")),
        Screen("15-home-mentor", mentor, reverse("home")),
        Screen("16-visits", mentor, at("visits")),
        Screen("17-visit", mentor, at("visit", open_visit.pk)),
        Screen("18-observation-card", mentor, at("visit_card", open_visit.pk, someone.pk)),
        Screen("19-home-pupil", pupil, reverse("home")),
        Screen("20-my-trials", pupil, at("my_trials")),
        Screen("21-my-trial", pupil, at("my_trial", mine.pk)),
        Screen("22-before", pupil, at("my_before", mine.pk)),
        Screen("23-after", pupil, at("my_after", mine.pk)),
        Screen("24-portfolio", pupil, reverse("portfolio:mine")),
        Screen("25-documents", school, reverse("documents:list")),
        Screen("26-document", school, reverse("documents:document", args=[document.pk])),
        Screen("27-batch", school, reverse("documents:batch", args=[batch.pk])),
        Screen("28-verification", "", reverse("documents:verify", args=[document.verify_code])),
        Screen("29-home-operator", "operator@kopir.test", reverse("home")),
        Screen("30-medical", "medical@kopir.test", at("medical")),
        Screen("31-styleguide", school, reverse("styleguide")),
        *_family_screens(),
    ]
    return screens


def _family_screens() -> list[Screen]:
    from accounts.links import link_url

    found = []
    asked = ParentConsent.objects.filter(
        status__in=["sent", "opened"], link__status__in=["issued", "opened"], link__expires_at__gt=timezone.now()
    ).first()
    answered = ParentConsent.objects.filter(status="given", link__isnull=False).first()
    page = ParentSummary.objects.filter(status__in=["signed", "delivered"]).first()
    if asked and asked.link:
        found.append(Screen("32-consent-door", "", link_url(asked.link)))
        found.append(Screen("33-consent", "", link_url(asked.link), _opens_the_door(asked.participation.pupil)))
    if answered and answered.link:
        found.append(Screen("34-consent-answered", "", link_url(answered.link), _opens_the_door(answered.participation.pupil)))
    if page:
        link = OneTimeLink.objects.filter(purpose="summary", object_id=page.pk, status__in=["issued", "opened", "used"]).first()
        if link:
            found.append(Screen("35-parents-page", "", link_url(link), _opens_the_door(page.participation.pupil)))
    return found


def _opens_the_door(child: User) -> Callable[[Any], None]:
    """Answer the question for the child's birth date, as the family does."""
    born = child.birth_date

    def act(page: Any) -> None:
        day = page.locator("input[name$=day], input[name=birth_date_0]")
        if day.count():
            for selector, value in (("day", born.day), ("month", born.month), ("year", born.year)):
                page.locator(f"[name$={selector}]").first.fill(str(value))
        elif page.locator("input[name=birth_date]").count():
            page.fill("input[name=birth_date]", f"{born:%d.%m.%Y}")
        else:
            return
        page.locator("main button[type=submit]").last.click()
        page.wait_for_load_state("networkidle")

    return act


def document_pages(folder: Path, only: str = "") -> int:
    """Turn one document of every type and language into PNG pages; returns how many pages."""
    if shutil.which("pdftoppm") is None:
        raise CommandError("Pictures of documents need pdftoppm (package poppler-utils).")
    count = 0
    for form in types():
        if only and form.code != only:
            continue
        for language in form.languages:
            document = IssuedDocument.objects.filter(type_code=form.code, language=language, production="ready").first()
            if document is None:
                continue
            stem = re.sub(r"[^A-Za-z0-9-]", "", form.code)
            with tempfile.NamedTemporaryFile(suffix=".pdf") as copy, document.file.open("rb") as stored:
                copy.write(stored.read())
                copy.flush()
                subprocess.run(["pdftoppm", "-png", "-r", "80", copy.name, str(folder / f"{stem}-{language}")], check=True)
            count += document.pages
    return count
