"""The path of a pupil across the grades: the pupil's own page, and the same for who answers for the child at school."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from ..models import Participation, TrialBook
from ..queries.path import path_of
from .phone_base import own_page, phone_login_required


@phone_login_required
@require_GET
def my_path(request: HttpRequest) -> HttpResponse:
    """«Менің жолым»: tried → felt → next, all grades."""
    pupil: Any = request.user
    rows = Participation.objects.filter(pupil=pupil)
    return own_page(request, "profprobes/phone/path.html", _context(rows, pupil.pk))


@login_required
@never_cache
@require_GET
def pupil_path(request: HttpRequest, pk: int) -> HttpResponse:
    """The path of a pupil whom the reader answers for (class teacher, coordinator of the school); anybody else's does not exist (404)."""
    rows = Participation.objects.in_care_of(request.user).filter(pupil=pk)
    first = rows.select_related("pupil").first()
    if first is None:
        raise Http404
    return render(request, "profprobes/phone/path.html", _context(rows, first.pupil_id) | {"pupil": first.pupil})


def _context(rows: Any, pupil: int) -> dict[str, Any]:
    return {
        "grades": path_of(rows),
        "pupil": None,
        "book": TrialBook.objects.filter(pupil=pupil).first(),
        "book_of": pupil,
        "language": "kk" if get_language() == "kk" else "ru",
    }
