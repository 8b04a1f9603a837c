"""What the portal told the person."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from .. import services
from ..models import Notice
from .language import safe_address


@login_required
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """The list under the bell, newest first."""
    rows = Notice.objects.visible_to(request.user)
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    return render(request, "accounts/notices.html", {"page": page, "unread": rows.unread().count()})


@login_required
@require_GET
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one notice read and go where it points."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    services.read_notices(user=request.user, notices=Notice.objects.filter(pk=notice.pk))
    return redirect(safe_address(request, notice.url, otherwise="notices"))


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark every notice read."""
    services.read_notices(user=request.user)
    return redirect("notices")
