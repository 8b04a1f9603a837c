"""The online part of a visit: what is fixed, the access test (BR-17)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from core.dates import official
from core.errors import DomainError

from ..forms.coord_online import OnlineForm
from ..rules import why_not
from ..services import online as service
from ..services.lessons import OPEN
from .coord_base import refuse_in, require, run
from .coord_frame import Page


def online_card(page: Page) -> dict[str, Any]:
    """What the tab «Safety» tells about the online part."""
    part = service.online_of(page.visit)
    open_now = bool(page.visit) and page.visit.status in OPEN
    return {
        "online_part": part,
        "online_facts": _facts(part) if part else [],
        "may_online": open_now and not why_not(page.request.user, "keep_online", page.trial),
        "may_test": open_now and bool(part) and not why_not(page.request.user, "test_access", page.trial),
    }


def _facts(part: Any) -> list[tuple[Any, Any]]:
    return [
        (gettext_lazy("Format"), part.get_mode_display()),
        (gettext_lazy("Where the pupils are"), part.get_pupils_at_display()),
        (gettext_lazy("Platform"), part.platform),
        (gettext_lazy("Link"), part.link),
        (gettext_lazy("Adult moderator"), part.moderator.user.short_name if part.moderator else ""),
        (gettext_lazy("Roles of adults and pupils"), part.roles),
        (gettext_lazy("Goal of the online part"), part.goal),
        (gettext_lazy("Expected product"), part.product),
        (gettext_lazy("Access and equipment tried on"), official(part.access_checked_on) if part.access_checked_on else ""),
    ]


def _page(request: HttpRequest, pk: int, permission: str) -> Page:
    page = Page(request, pk, "safety")
    if not page.visit:
        raise Http404
    require(request.user, permission, page.trial)
    return page


@login_required
@require_http_methods(["GET", "POST"])
def online(request: HttpRequest, pk: int) -> HttpResponse:
    """Format, platform, link, moderator, roles, goal, product."""
    page = _page(request, pk, "keep_online")
    form = OnlineForm(request.POST or None, session=page.visit)
    if request.method == "POST" and form.is_valid():
        try:
            service.save_online(session=page.visit, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("profprobes:trial_safety", pk)
    return render(request, "profprobes/coord/trial/online.html", page.context(form=form), status=422 if form.errors else 200)


@login_required
@require_POST
def tested(request: HttpRequest, pk: int) -> HttpResponse:
    """Access and equipment were tried today."""
    page = _page(request, pk, "test_access")
    run(request, service.record_access_test, session=page.visit, done=_("The test of access is recorded."))
    return redirect("profprobes:trial_safety", pk)


@login_required
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Face to face after all."""
    page = _page(request, pk, "keep_online")
    run(request, service.drop_online, session=page.visit, done=_("The visit is face to face."))
    return redirect("profprobes:trial_safety", pk)
