"""Components: declared, shown on the style guide, strict about what they are given, free of anything inline."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError

from core.components import FOLDER, declared

COMPONENTS = sorted(path.stem for path in FOLDER.glob("*.html"))
FRAMES = ("", "?frame=focus", "?frame=consent", "?frame=public")
INLINE = re.compile(r"<[^>]*\sstyle=|<style\b|<script(?![^>]*\bsrc=)|<[^>]*\son[a-z]+=|javascript:", re.IGNORECASE)
ICON_NAMES = {line for line in (settings.BASE_DIR / "static/icons.txt").read_text().split("\n") if line and not line.startswith("#")}
ICONS_USED = re.compile(r'\{% icon "([a-z0-9-]+)"|\bicon(?:_end)?="([a-z0-9-]+)"|"icon": "([a-z0-9-]+)"')


def render(text: str, **values: object) -> str:
    return Template(text).render(Context(values))


@pytest.mark.parametrize("name", COMPONENTS)
def test_each_component_opens_with_a_sentence_and_its_variables(name):
    first_line = (FOLDER / f"{name}.html").read_text().splitlines()[1]
    assert first_line.endswith((".", "?")) or ":" in first_line
    assert declared(name), f"{name} declares no variable"


@pytest.mark.django_db
def test_each_component_is_shown_on_the_style_guide(client):
    shown = {template.name for frame in FRAMES for template in client.get(f"/styleguide/{frame}").templates}
    assert [name for name in COMPONENTS if f"components/{name}.html" not in shown] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "heading"), [("kk", "Көрініс үлгілері"), ("ru", "Образцы оформления"), ("en", "Style guide")])
def test_the_style_guide_speaks_the_language(client, language, heading):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get("/styleguide/").content.decode()
    assert f'<html lang="{language}"' in page and f"<h1>{heading}</h1>" in page


@pytest.mark.django_db
@pytest.mark.parametrize("frame", FRAMES)
def test_nothing_on_the_style_guide_is_inline(client, frame):
    assert INLINE.findall(client.get(f"/styleguide/{frame}").content.decode()) == []


@pytest.mark.django_db
def test_the_style_guide_is_closed_to_strangers_outside_the_demonstration(client, settings):
    settings.DEMO = False
    assert client.get("/styleguide/").status_code == 403


def test_a_misspelled_variable_is_refused_when_the_template_is_compiled():
    with pytest.raises(TemplateSyntaxError, match="knows no \\['tonne'\\]"):
        Template('{% ui "badge" label="x" tonne="leaf" %}')


def test_a_missing_required_variable_is_refused():
    with pytest.raises(TemplateSyntaxError, match="needs \\['label'\\]"):
        Template('{% ui "badge" tone="leaf" %}')


def test_an_unknown_component_is_refused():
    with pytest.raises(TemplateSyntaxError, match="no component 'bagde'"):
        Template('{% ui "bagde" label="x" %}')


def test_what_a_person_typed_is_escaped_in_a_component():
    assert "<b>" not in render('{% ui "badge" label=name %}', name="<b>Әлия</b>")


def test_a_body_sees_the_page_around_it_and_the_component_does_not():
    page = render('{% wrap "card" title="t" %}{{ secret }}{% endwrap %}{% ui "badge" label="x" %}', secret="42", tone="clay")
    assert "42" in page and "tone-neutral" in page


def test_underscored_keys_become_attributes():
    assert 'hx-post="/x/?a=1&amp;b=2"' in render('{% ui "button" label="x" hx_post=url %}', url="/x/?a=1&b=2")


def test_a_disabled_link_is_a_button_that_says_why():
    page = render('{% ui "button" label="x" href="/x/" disabled=True why="Because." %}')
    assert "<a " not in page and "disabled" in page and "Because." in page


def test_a_meter_says_in_words_what_its_bar_shows():
    parts = [{"value": 22, "tone": "leaf", "label": "given"}, {"value": 3, "tone": "sun", "label": "waiting"}]
    page = render('{% ui "meter" label="Consents" parts=parts total=25 %}', parts=parts)
    assert 'aria-label="Consents: 22 given, 3 waiting; 25"' in page
    assert 'x="88.0%"' in page and 'width="12.0%"' in page


def test_a_meter_of_nothing_does_not_divide_by_zero():
    parts = [{"value": 0, "tone": "leaf", "label": "given"}]
    assert "<rect" not in render('{% ui "meter" label="Consents" parts=parts total=0 %}', parts=parts)


def test_a_finished_job_asks_no_more():
    running = render('{% ui "progress" label="x" value=1 total=2 url="/job/" %}')
    done = render('{% ui "progress" label="x" value=2 total=2 url="/job/" done=True %}')
    assert 'hx-get="/job/"' in running and "hx-get" not in done


def test_every_icon_that_a_template_names_is_in_the_list():
    folders = [settings.BASE_DIR / "templates", *settings.BASE_DIR.glob("*/templates")]
    used = {
        (found, path.name)
        for folder in folders
        for path in folder.rglob("*.html")
        for match in ICONS_USED.findall(path.read_text())
        for found in match
        if found
    }
    assert sorted(item for item in used if item[0] not in ICON_NAMES) == []


def test_every_icon_of_the_menu_is_in_the_list():
    from core.navigation import registered

    assert [item.code for item in registered() if item.icon not in ICON_NAMES] == []


def test_every_entry_of_the_menu_leads_somewhere():
    from django.urls import reverse

    from core.navigation import registered

    assert all(reverse(item.url_name, kwargs=item.kwargs) for item in registered())


def test_the_documentation_names_every_component():
    page = Path(settings.BASE_DIR / "docs/design.md").read_text()
    assert [name for name in COMPONENTS if f"`{name}`" not in page] == []
