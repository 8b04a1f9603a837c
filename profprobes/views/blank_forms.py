"""«Forms»: the blank of every form, in both languages, with the letterhead of the person's own organisation."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from network.access import holdings
from network.models import LEARNERS, Organisation

GROUPS = (
    (_("The visit"), "map-pin", ("PP-A", "PP-AS")),
    (_("Safety"), "shield-check", ("PP-SAFE", "PP-BRIEF", "PP-ROUTE", "PP-INC")),
    (_("Cards and questionnaires"), "clipboard-check", ("PP-B", "PP-5", "PP-T3", "PP-V", "PP-6", "PP-TR")),
    (_("For families"), "users", ("PP-CONS", "PP-NOT", "PP-G")),
    (_("Programmes and cycles"), "book-open", ("PP-PROG", "PP-CYCLE", "PP-MEET")),
)


@login_required
@require_GET
def blank_forms(request: HttpRequest) -> HttpResponse:
    """Blanks by what they are for; whoever works at several organisations picks one."""
    organisations = _organisations(request.user)
    if not organisations:
        raise PermissionDenied
    chosen = request.GET.get("organisation")
    organisation = organisations[0] if not chosen else next((row for row in organisations if str(row.pk) == chosen), None)
    if organisation is None:
        raise Http404
    context = {
        "organisation": organisation,
        "tabs": [(row.short_name, f"?organisation={row.pk}", row == organisation) for row in organisations]
        if len(organisations) > 1
        else [],
        "groups": [(title, icon, ",".join(f"{code}-0" for code in codes)) for title, icon, codes in GROUPS],
    }
    return render(request, "profprobes/coord/blank_forms.html", context)


def _organisations(user: Any) -> list[Organisation]:
    own = {h.organisation_id for h in holdings(user) if h.role not in LEARNERS}
    return list(Organisation.objects.filter(pk__in=own).order_by("pk"))
