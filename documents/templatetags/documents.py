"""Tags of papers ({% part %}, {% value %}, {% scale %}, {% qr %}) and of screens ({% documents_of %})."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from ..engine import inline
from ..engine.qr import qr_picture

register = template.Library()


@register.simple_tag(takes_context=True)
def part(context: template.Context, block: Any) -> str:
    """One block of a sheet, by the template of its kind."""
    piece = context.template.engine.get_template(f"documents/sheet/{type(block).__name__.lower()}.html")
    with context.push(block=block):
        return piece.render(context)


@register.simple_tag(takes_context=True)
def value(context: template.Context, content: Any, lines: int = 1) -> SafeString:
    """An inline value of a sheet: text, list, Blank, Ticks …"""
    return inline.render(content, language=context["language"], blank=context["blank"], lines=lines)


@register.simple_tag(takes_context=True)
def scale(context: template.Context, mark: Any, of: int = 3, words: Any = (), with_words: bool = True) -> SafeString:
    """«1 2 3» with the given mark boxed."""
    return inline.scale(mark, of, context["language"], words or (), with_words=with_words)


@register.simple_tag(takes_context=True)
def tick(context: template.Context, ticked: Any) -> SafeString:
    """A tick box drawn as a shape."""
    return inline.box(bool(ticked), context["language"])


@register.simple_tag
def qr(url: str, bare: bool = False) -> SafeString:
    """A QR code of an address with the address beside it as a link (``bare``: without it); nothing for an empty address."""
    if not url:
        return mark_safe("")
    code = format_html('<img class="qr" src="{}" alt="QR: {}">', mark_safe(qr_picture(url)), url)
    if bare:
        return code
    return format_html('<span class="qr-line">{} <a href="{}">{}</a></span>', code, url, url)


@register.filter
def at(items: Any, index: int) -> Any:
    """Item of a list by its place."""
    return items[index]


@register.inclusion_tag("documents/_documents.html", takes_context=True)
def documents_of(context: template.Context, source: Any, codes: str = "") -> dict:
    """The documents of a row with their states and what can be made; ``codes`` narrows the forms: "PP-A,PP-AS"."""
    from ..views.making import documents_context

    request = context["request"]
    shared = {name: context[name] for name in ("csrf_token",) if name in context}
    return {**shared, "request": request, **documents_context(request, source, tuple(filter(None, codes.split(","))))}
