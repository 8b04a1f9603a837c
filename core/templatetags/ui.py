"""Template tags and filters of the design system, loaded everywhere. Cheat-sheet: docs/design.md; live: /styleguide/."""

import datetime as dt
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify

from core import dates
from core.components import compile_component, render_component
from core.words import counted_noun, initials_of, tenge

register = template.Library()

TONES = ("sky", "sun", "leaf", "clay", "dusk", "neutral")
TONE_ICONS = {"sky": "circle-dot", "sun": "clock", "leaf": "check", "clay": "octagon-alert", "dusk": "user", "neutral": "circle-dashed"}


@register.tag
def ui(parser: Any, token: Any) -> Any:
    """``{% ui "badge" label=… tone="leaf" %}``: a component without a body."""
    return compile_component(parser, token)


@register.tag
def wrap(parser: Any, token: Any) -> Any:
    """``{% wrap "card" title=… %}…{% endwrap %}``: a component around other markup."""
    return compile_component(parser, token, end="endwrap")


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A lucide icon of static/icons.txt; with a label it is an image for screen readers, without one it is decoration."""
    classes = f"icon {css}".strip()
    use = format_html('<use href="{}#{}"></use>', static("vendor/icons.svg"), name)
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}" viewBox="0 0 24 24">{}</svg>', classes, label, use)
    return format_html('<svg class="{}" aria-hidden="true" focusable="false" viewBox="0 0 24 24">{}</svg>', classes, use)


@register.filter
def tone_icon(tone: str) -> str:
    """The icon that stands beside a tone when the caller names none: colour never speaks alone."""
    return TONE_ICONS.get(tone, TONE_ICONS["neutral"])


@register.simple_tag(takes_context=True)
def status(context: template.Context, obj: Any, field: str = "status") -> str:
    """The badge of an object's state: its display name, tone and icon from ``STATUS_LOOK = {value: (tone, icon)}`` of the model."""
    tone, name = getattr(obj, "STATUS_LOOK", {}).get(getattr(obj, field), ("neutral", ""))
    return render_component("badge", {"label": getattr(obj, f"get_{field}_display")(), "tone": tone, "icon": name}, context)


@register.simple_tag(takes_context=True)
def field(context: template.Context, bound: BoundField, **options: Any) -> str:
    """A form field with label, hint, required mark and error. Options: label, hint, width (short, medium, full), counter."""
    return render_field(bound, context, **options)


def render_field(bound: BoundField, context: template.Context, **options: Any) -> str:
    """Render components/field.html for a bound field; a hidden field is its bare input."""
    if bound.is_hidden:
        return str(bound)
    hint = options.pop("hint", "") or bound.help_text
    limited = isinstance(bound.field.widget, forms.Textarea) and getattr(bound.field, "max_length", None)
    options.setdefault("counter", bool(limited))
    values = {"field": bound, "label": options.pop("label", "") or bound.label, "hint": hint, **options}
    return render_component("field", values | {"kind": field_kind(bound), "control": field_control(bound, str(hint))}, context)


def field_kind(bound: BoundField) -> str:
    """The widget's own ``kind`` or its input type: the styles and the template branch on it."""
    widget = bound.field.widget
    return getattr(widget, "kind", "") or getattr(widget, "input_type", "") or slugify(type(widget).__name__)


def field_control(bound: BoundField, hint: str) -> SafeString:
    """The input itself, described by its hint and its error."""
    parts = [f"{bound.auto_id}_{part}" for part, on in (("helptext", hint), ("error", bound.errors)) if on]
    return bound.as_widget(attrs={"aria-describedby": " ".join(parts)} if parts and not bound.use_fieldset else {})


@register.simple_tag(takes_context=True)
def sort_header(context: template.Context, key: str, label: str, default: Any = False, css: str = "") -> str:
    """A header cell that sorts its list: ``?sort=key`` then ``?sort=-key``, every other parameter kept.

    ``default=True`` marks the ascending order of an unsorted list, ``default="-"`` the descending one.
    """
    query = context["request"].GET.copy()
    present = query.get("sort") or (f"{default if default == '-' else ''}{key}" if default else "")
    query.pop("page", None)
    query["sort"] = f"-{key}" if present == key else key
    direction = {key: "ascending", f"-{key}": "descending"}.get(present, "")
    return render_component("sort_header", {"label": label, "href": f"?{query.urlencode()}", "direction": direction, "css": css}, context)


@register.simple_tag(takes_context=True)
def kept(context: template.Context, *names: str) -> SafeString:
    """Hidden inputs for parameters of the present address that a GET form would lose: order and columns of a list."""
    query = context["request"].GET
    pairs = ((name, value) for name in names for value in query.getlist(name))
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.simple_tag
def times(start: Any, end: Any = None) -> str:
    """«10:00–12:00»."""
    return dates.times(start, end)


@register.simple_tag
def counted(number: int, noun: str) -> str:
    """«25 оқушы», «25 учеников»: a number with its noun in the right form; the nouns are those of core.words."""
    return counted_noun(number, noun)


@register.filter
def official(value: dt.date | None) -> str:
    """«2026 жылғы 24 қараша»."""
    return dates.official(value) if value else ""


@register.filter
def day(value: dt.date | None) -> str:
    """«24 қараша, сейсенбі»."""
    return dates.day(value) if value else ""


@register.filter
def day_month(value: dt.date | None) -> str:
    """«24 қараша»."""
    return dates.day_month(value) if value else ""


@register.filter
def near(value: dt.date | None) -> str:
    """«бүгін», «ертең», «кеше» or the day."""
    return dates.near(value) if value else ""


@register.filter
def clock(value: dt.datetime | dt.time | None) -> str:
    """«10:00»."""
    return dates.clock(value) if value else ""


@register.filter
def weekday_short(value: dt.date | None) -> str:
    """«дс», «пн», "Mon"."""
    return dates.WEEKDAYS_SHORT[dates.language()][dates.local_date(value).weekday()] if value else ""


@register.filter
def iso(value: dt.date | dt.datetime | None) -> str:
    """The machine form for <time datetime>."""
    return value.isoformat() if value else ""


@register.filter(name="tenge")
def tenge_filter(value: Any) -> str:
    """«1 200 000 ₸»."""
    return tenge(value)


@register.filter
def initials(name: str) -> str:
    """Two letters for an avatar: «Ахметова Сәуле Ерланқызы» → «АС»."""
    return initials_of(name)


@register.filter
def percent_of(value: Any, total: Any) -> str:
    """Share in per cent with one decimal and a point, for SVG widths: 22 of 25 → "88.0"; nothing of nothing is "0.0"."""
    try:
        return f"{min(100.0, max(0.0, 100 * float(value) / float(total))):.1f}"
    except (TypeError, ValueError, ZeroDivisionError):
        return "0.0"
