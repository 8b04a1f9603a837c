"""Trial books: of a class in one press, of one pupil; the pupil's own from the path page (PP-BOOK)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from core.errors import DomainError
from documents.services import request_document

from ..models import Participation
from ..queries.confirmations import books_of_class
from ..queries.desk import classes_of
from ..services import confirmations
from .coord_base import require
from .family_desk import _pick as pick

LANGUAGES = ("kk", "ru")


@login_required
@require_GET
def books(request: HttpRequest) -> HttpResponse:
    """Pupils of a class with the number of their trials."""
    require(request.user, "view_class")
    classes = list(classes_of(request.user))
    group = pick(classes, request.GET.get("class"))
    rows = list(books_of_class(group)) if group else []
    context = {
        "classes": classes,
        "group": group,
        "rows": rows,
        "tried": sum(bool(row.tried) for row in rows),
        "language": "kk" if get_language() == "kk" else "ru",
    }
    return render(request, "profprobes/coord/records/books.html", context)


@login_required
@require_POST
def print_books(request: HttpRequest) -> HttpResponse:
    """Order the books of a class in one batch."""
    require(request.user, "view_class")
    group: Any = pick(list(classes_of(request.user)), request.POST.get("class") or "0")
    language = _language(request)
    try:
        ordered = confirmations.print_books(
            pupils=books_of_class(group), language=language, title=f"{_('Trial books')} · {group.name}", by=request.user
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("profprobes:trial_books")
    return redirect(ordered)


@login_required
@require_POST
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the book of one pupil: the pupil's own, or of a pupil in care; anybody else's does not exist (404)."""
    cared = Participation.objects.in_care_of(request.user).filter(pupil=pk).values("pupil")
    pupil: Any = request.user if request.user.pk == pk else User.objects.filter(pk__in=cared).first()
    if pupil is None or not Participation.objects.filter(pupil=pupil).exists():
        raise Http404
    language = _language(request)
    try:
        opened = confirmations.open_book(pupil=pupil)
        document = request_document(type_code=confirmations.BOOK, source=opened, language=language, by=request.user)
    except DomainError as refusal:
        for sentence in getattr(refusal, "problems", None) or [str(refusal)]:
            messages.error(request, str(sentence))
        own = pupil.pk == request.user.pk
        return redirect("profprobes:my_path") if own else redirect("profprobes:pupil_path", pk)
    return redirect(document)


def _language(request: HttpRequest) -> str:
    language = request.POST.get("language", "")
    if language not in LANGUAGES:
        raise Http404
    return language
