"""The page as HTML: frozen values and the engine's own (number, date, QR) in the form's template, with nothing missing."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.template.backends.django import DjangoTemplates
from django.utils import timezone, translation

from core.text import official_date

from .. import registry
from ..languages import joined, main, parts
from ..models import IssuedDocument
from ..sheet import revive
from . import fonts
from .qr import qr_picture
from .words import words


class MissingValue(Exception):
    """A template names a value that the form does not give; ``variable`` is its name."""

    def __init__(self, variable: object) -> None:
        super().__init__(f"The form gives no value for “{variable}”.")
        self.variable = str(variable)


class _Strict(str):
    """As string_if_invalid: a variable that is not there stops the paper instead of leaving a hole in it."""

    def __contains__(self, _item: object) -> bool:
        return True

    def __mod__(self, variable: object) -> str:
        raise MissingValue(variable)


@lru_cache(maxsize=1)
def templates() -> DjangoTemplates:
    """The template engine of papers: strict, without the screens' context processors."""
    options = {"string_if_invalid": _Strict("%s"), "builtins": ["documents.templatetags.documents"], "autoescape": True}
    return DjangoTemplates({"NAME": "papers", "DIRS": [], "APP_DIRS": True, "OPTIONS": options})


@dataclass(frozen=True)
class Marks:
    """What the engine prints around a form. All empty on a preview (R-D33)."""

    number: str = ""
    version: int = 1
    issued: str = ""
    issued_short: str = ""
    issued_iso: str = ""
    code: str = ""
    verify_url: str = ""
    bookmark: str = ""


def marks_of(document: IssuedDocument) -> Marks:
    """Number, date and code of an issued document, written in its language or its languages."""
    day = timezone.localtime(document.issued_at).date()
    return Marks(
        number=document.number,
        version=document.version,
        issued=joined([official_date(day, part) for part in parts(document.language)]),
        issued_short=f"{day:%d.%m.%Y}",
        issued_iso=document.issued_at.isoformat(timespec="seconds"),
        code=document.code_in_groups,
        verify_url=document.verify_url,
        bookmark=" · ".join(part for part in (document.sort_name, document.number) if part),
    )


def paper_html(
    *, form: registry.DocumentType, content: dict, language: str, marks: Marks, preview: bool = False, printout: bool = False
) -> str:
    """The whole page. ``content`` is what form.freeze() gave. Raises MissingValue, RenderingFailed for a letter that the font lacks."""
    with translation.override(main(language)):
        html = templates().get_template(form.template).render(_context(form, content, language, marks, preview, printout))
    return fonts.printable(html, language)


def _context(form: registry.DocumentType, content: dict, language: str, marks: Marks, preview: bool, printout: bool) -> dict:
    sheet = revive(content["sheet"]) if "sheet" in content else None
    w = words(language)
    return {
        "project": False,
        **revive(content.get("context", {})),
        "sheet": sheet,
        "blank": bool(sheet and sheet.blank),
        "language": language,
        "lang": main(language),
        "w": w,
        "title": content["title"],
        "running_title": content.get("running_title", ""),
        "issuer": content["issuer"],
        "form_code": form.code,
        "form_line": w["form"].format(code=form.code),
        "page": form.page,
        "marks": marks,
        "version_line": w["version"].format(n=marks.version) if marks.version > 1 else "",
        "verify_at": f"{urlsplit(settings.SITE_URL).netloc}/v",
        "qr": qr_picture(marks.verify_url) if marks.verify_url else "",
        "preview": preview,
        "printout": printout,
    }
