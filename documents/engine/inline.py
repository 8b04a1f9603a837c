"""Inline values of a sheet as HTML: everything is escaped here, once."""

import re
from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from .. import sheet
from .words import numeral, words

_PLACE = re.compile(r"\{(\w+)\}|_{3,}")
_PHONE = re.compile(r"(?<!\d)(?:\+7|8)[ (-]{1,2}\d{3}[) -]{1,2}\d{3}[ -]?\d{2}[ -]?\d{2}(?!\d)")
_BOX = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 12 12'%3E%3Cpath d='M.6.6h10.8v10.8H.6z{cross}' fill='none' stroke='%23000' stroke-width='1.1'/%3E%3C/svg%3E"  # noqa: E501
_EMPTY_BOX = _BOX.replace("{cross}", "").replace(" ", "%20")
_TICKED_BOX = _BOX.replace("{cross}", "M2.6 2.6l6.8 6.8M9.4 2.6L2.6 9.4").replace(" ", "%20")


def render(value: Any, *, language: str, blank: bool = False, lines: int = 1) -> SafeString:
    """HTML of a value; «—» for an empty one, ruled lines on a blank form."""
    html = _render(value, language, blank)
    if html:
        return html
    return ruled(lines) if blank else mark_safe("—")


def _render(value: Any, language: str, blank: bool) -> SafeString:
    if isinstance(value, (list, tuple)):
        value = sheet.Lines(value)
    if painter := _PAINTERS.get(type(value)):
        return painter(value, language, blank)
    text = "" if value is None else str(value).strip()
    return paragraphs(text)


def paragraphs(text: str) -> SafeString:
    """Escaped text; line ends that a person typed stay line ends, a telephone number is never broken."""
    lines = format_html_join(mark_safe("<br>"), "{}", ((line,) for line in text.splitlines() if line.strip()))
    return mark_safe(_PHONE.sub(r'<span class="nowrap">\g<0></span>', lines))


def ruled(lines: int) -> SafeString:
    """Lines to write on."""
    return mark_safe('<span class="ruled"></span>' * max(lines, 1))


def _text(value: sheet.Text, language: str, blank: bool) -> SafeString:
    html = paragraphs(value.text)
    if html and value.strong:
        html = format_html("<strong>{}</strong>", html)
    if html and value.italic:
        html = format_html("<em>{}</em>", html)
    return html


def _several(items: Sequence[Any], language: str, blank: bool) -> list[SafeString]:
    return [html for item in items if (html := _render(item, language, blank))]


def _lines(value: sheet.Lines, language: str, blank: bool) -> SafeString:
    return format_html_join("", '<span class="line">{}</span>', ((html,) for html in _several(value.items, language, blank)))


def _items(value: sheet.Items, language: str, blank: bool) -> SafeString:
    items = _several(value.items, language, blank)
    if not items:
        return mark_safe("")
    tag = mark_safe("ol" if value.numbered else "ul")
    return format_html("<{}>{}</{}>", tag, format_html_join("", "<li>{}</li>", ((html,) for html in items)), tag)


def _pairs(value: sheet.Pairs, language: str, blank: bool) -> SafeString:
    rows = ((pair.label, render(pair.value, language=language, blank=blank)) for pair in value.items)
    return format_html_join("", '<span class="line"><span class="label">{}:</span> {}</span>', rows)


def _blank(value: Any, language: str, blank: bool) -> SafeString:
    """Named places take their values; bare «____» are filled by the values in their order where those have no name."""
    unnamed = iter([value.values[key] for key in value.values if str(key).isdigit()])
    pieces, end = [], 0
    for place in _PLACE.finditer(value.pattern):
        pieces.append(format_html("{}", value.pattern[end : place.start()]))
        filled = value.values.get(place[1]) if place[1] else next(unnamed, "")
        pieces.append(_filled(filled))
        end = place.end()
    pieces.append(format_html("{}", value.pattern[end:]))
    return mark_safe("".join(pieces))


def _filled(value: Any) -> SafeString:
    text = "" if value is None else " ".join(str(value).split())
    return format_html("<em>{}</em>", text) if text else mark_safe('<span class="gap">&nbsp;</span>')


def box(ticked: bool, language: str) -> SafeString:
    """A tick box drawn as a shape, with its state in words for those who listen (C10)."""
    word = words(language)["ticked" if ticked else "unticked"]
    return format_html('<img class="box" src="{}" alt="{}">', mark_safe(_TICKED_BOX if ticked else _EMPTY_BOX), word)


def _ticks(value: sheet.Ticks, language: str, blank: bool) -> SafeString:
    options = ((mark_safe(" on" if ticked else ""), box(bool(ticked), language), text) for text, ticked in value.options)
    html = format_html_join(" ", '<span class="tick{}">{}{}</span>', options)
    return html if value.inline else format_html('<span class="ticks in-{}">{}</span>', max(1, min(value.columns, 4)), html)


def _underline(value: Any, language: str, blank: bool) -> SafeString:
    chosen = set(value.chosen)
    pieces = [format_html('<u class="chosen">{}</u>' if option in chosen else "{}", option) for option in value.options]
    extra = [format_html('<u class="chosen">{}</u>', option) for option in value.chosen if option not in value.options]
    return mark_safe("; ".join([*pieces, *extra]))


def _choice(value: sheet.Choice, language: str, blank: bool) -> SafeString:
    html = format_html_join(" ", "{}", ((_option(option, option == value.chosen and bool(value.chosen)),) for option in value.options))
    return format_html('{} <span class="in-words">{}</span>', html, value.words) if value.words and value.chosen else html


def _option(text: Any, chosen: bool) -> SafeString:
    return format_html('<span class="mark{}">{}</span>', mark_safe(" on" if chosen else ""), text)


def scale(value: Any, of: int, language: str, names: Sequence[str] = (), *, with_words: bool = True) -> SafeString:
    """«1 2 3» with the given one boxed, and in words; nothing boxed where the value is empty; a word instead of a figure stands as it is."""
    if value and not str(value).isdigit():
        return format_html('<span class="mark-word">{}</span>', paragraphs(str(value)))
    mark = int(value) if str(value or "").isdigit() and 1 <= int(value) <= of else 0
    html = format_html_join(" ", "{}", ((_option(number, number == mark),) for number in range(1, of + 1)))
    if not mark or not with_words:
        return html
    word = names[mark - 1] if len(names) >= mark else numeral(mark, language)
    return format_html('{} <span class="in-words">{}</span>', html, word)


_PAINTERS = {
    sheet.Text: _text,
    sheet.Lines: _lines,
    sheet.Items: _items,
    sheet.Pairs: _pairs,
    sheet.Blank: _blank,
    sheet.Blanks: _blank,
    sheet.Ticks: _ticks,
    sheet.Underline: _underline,
    sheet.Underlined: _underline,
    sheet.Choice: _choice,
}
