"""The register of documents that a person sees, and its CSV."""

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from .. import worker
from ..forms import RegisterFilter
from ..models import IssuedDocument
from ..queries import LANGUAGE_NAMES, register_of

PAGE = 25
SORTS = {
    "number": ("number", "version"),
    "-number": ("-number", "-version"),
    "date": ("requested_at", "pk"),
    "-date": ("-requested_at", "-pk"),
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@login_required
@require_GET
def documents(request: HttpRequest) -> HttpResponse:
    """The list with search, filters, order and pages, all in the address."""
    filters = RegisterFilter(request.GET or None, codes=_codes(request.user))
    rows = register_of(request.user, **(filters.chosen() if filters.is_bound else {}))
    rows = rows.order_by(*SORTS.get(request.GET.get("sort", ""), SORTS["-date"]))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    waiting = any(document.is_waiting for document in page.object_list)
    context = {"filter_form": filters, "page_obj": page, "is_filtered": any(request.GET.get(name) for name in filters.fields)}
    return render(request, "documents/list.html", {**context, "worker_down": waiting and worker.is_down()})


def _codes(user: Any) -> set[str]:
    return set(IssuedDocument.objects.visible_to(user).order_by().values_list("type_code", flat=True).distinct())


@login_required
@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The filtered list as CSV that spreadsheets open with Kazakh letters intact."""
    filters = RegisterFilter(request.GET or None)
    rows = register_of(request.user, **(filters.chosen() if filters.is_bound else {})).iterator(chunk_size=500)
    answer = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="documents-{timezone.localdate():%Y-%m-%d}.csv"'
    return answer


class _Echo:
    def write(self, line: str) -> str:
        return line


def _lines(rows: Iterator[IssuedDocument]) -> Iterator[str]:
    writer = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff" + str(
        writer.writerow(
            [
                _("Number"),
                _("Version"),
                _("Form"),
                _("Title"),
                pgettext("document", "About"),
                _("Language"),
                _("State"),
                _("Date of issue"),
                _("Issuing organisation"),
            ]
        )
    )
    for row in rows:
        day = f"{timezone.localtime(row.issued_at):%d.%m.%Y}" if row.issued_at else ""
        cells = [
            row.number,
            row.version,
            row.type_code,
            row.title,
            row.sort_name,
            LANGUAGE_NAMES[row.language],
            row.look["label"],
            day,
            str(row.issuer),
        ]
        yield writer.writerow([harmless(cell) for cell in cells])


def harmless(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
