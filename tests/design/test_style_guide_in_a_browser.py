"""The style guide in a real browser: accessible, nothing wider than the screen, usable by keyboard and without script."""

import pytest

from tests.browser import DESK, PHONE

FRAMES = ["/styleguide/", "/styleguide/?frame=focus", "/styleguide/?frame=consent", "/styleguide/?frame=public"]
LOOKS = [(DESK, "kk", False), (DESK, "ru", True), (PHONE, "ru", False), (PHONE, "kk", True)]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("viewport", "language", "dark"), LOOKS, ids=["desk-kk-light", "desk-ru-dark", "phone-ru-light", "phone-kk-dark"])
def test_every_component_is_accessible_and_fits_the_screen(page_factory, accessible, viewport, language, dark):
    page = page_factory(viewport, language=language, dark=dark)
    for address in FRAMES:
        page.goto(address)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], address


def test_nothing_is_cut_at_two_hundred_per_cent(page_factory):
    page = page_factory({"width": 640, "height": 400})
    page.goto("/styleguide/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_a_thumb_reaches_every_control_of_a_phone_task(page_factory):
    page = page_factory(PHONE)
    page.goto("/styleguide/?frame=focus")
    heights = page.locator(".segment, .focus-foot .button, .focus-back").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert heights and min(heights) >= 48


def test_the_first_tab_stop_skips_to_the_content(page_factory):
    page = page_factory(DESK)
    page.goto("/styleguide/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_destructive_action_asks_in_a_dialog_and_escape_changes_nothing(page_factory):
    page = page_factory(DESK, language="en")
    page.goto("/styleguide/")
    page.locator("details[data-confirm] > summary").click()
    assert page.locator("dialog[open]").get_by_label("Reason").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("dialog").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_menu_closes_on_escape_and_gives_the_focus_back(page_factory):
    page = page_factory(DESK, language="en")
    page.goto("/styleguide/")
    summary = page.locator("#buttons details[data-menu] > summary").first
    summary.click()
    assert page.get_by_role("button", name="Copy the link").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="Copy the link").is_visible()
    assert summary.evaluate("one => one === document.activeElement")


def test_menus_confirmations_and_languages_work_without_script(page_factory):
    page = page_factory(PHONE, language="en", javascript=False)
    page.goto("/styleguide/?sort=-date")
    menu = page.locator("#buttons details[data-menu] > summary").first
    menu.click()
    assert page.get_by_role("link", name="Print").is_visible()
    menu.click()
    page.locator("details[data-confirm] > summary").click()
    assert page.get_by_label("Reason").is_visible()
    page.get_by_role("button", name="РУС").click()
    assert page.url.endswith("/styleguide/?sort=-date")
    assert page.get_by_role("heading", name="Образцы оформления").is_visible()


def test_ticked_rows_raise_the_bar_that_counts_them(page_factory):
    page = page_factory(DESK, language="en")
    page.goto("/styleguide/")
    bar = page.locator("[data-bulk-bar]")
    assert not bar.is_visible()
    page.get_by_label("Choose all").check()
    assert bar.locator("[data-bulk-count]").inner_text() == "5"


def test_the_appearance_changes_at_once_and_stays(page_factory):
    page = page_factory(DESK, language="en")
    page.goto("/styleguide/")
    with page.expect_response("**/theme/"):
        page.locator("[data-theme-form] button[value=dark]").click()
    assert page.locator("html.theme-dark").count() == 1
    page.reload()
    assert page.locator("html.theme-dark").count() == 1


def test_leaving_with_unsaved_input_is_asked_about(page_factory):
    page = page_factory(DESK, language="en")
    page.goto("/styleguide/")
    page.locator("#id_topic").fill("Carpenter")
    questions = []
    page.once("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
    page.goto("/styleguide/?frame=focus")
    assert questions == ["beforeunload"]
