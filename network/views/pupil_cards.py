"""Cards of a class (S9, NR8): who comes in how, handing cards out, the sheet to print."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.pupil_cards import card_url, code_of, spaced
from documents.engine.qr import qr_picture

from ..models import ClassGroup
from ..services import pupil_cards as service


def _group(request: HttpRequest, pk: int) -> ClassGroup:
    rows = ClassGroup.objects.visible_to(request.user).select_related("organisation", "academic_year")
    group = get_object_or_404(rows, pk=pk)
    if not request.user.has_perm("network.hand_out_cards", group):
        raise PermissionDenied
    return group


@login_required
@never_cache
@require_GET
def cards(request: HttpRequest, pk: int) -> HttpResponse:
    """Pupils of the class: card, PIN, or what stands in the way."""
    group = _group(request, pk)
    lines = service.card_lines(group)
    context = {
        "group": group,
        "lines": lines,
        "to_print": sum(line.card is not None and not line.why_not for line in lines),
        "crumbs": [
            (group.organisation.short_name, reverse("network:organisation", args=[group.organisation_id])),
            (group.name, reverse("network:class", args=[group.organisation_id, group.pk])),
            (_("Pupil cards"), ""),
        ],
    }
    return render(request, "network/pupil_cards/list.html", context)


def _chosen(request: HttpRequest, group: ClassGroup) -> list[User] | None:
    """The ticked pupils, nobody ticked means everybody without a way in; ids of other children are as good as unknown (404)."""
    ids = {int(value) for value in request.POST.getlist("ids") if value.isdigit()}
    if not ids:
        return None
    pupils = [person for person in service.pupils_of(group) if person.pk in ids]
    if len(pupils) != len(ids):
        raise Http404
    return pupils


@login_required
@require_POST
def hand_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Make cards, then show the sheet to print."""
    group = _group(request, pk)
    teacher: Any = request.user
    handed = service.hand_out(group=group, by=teacher, pupils=_chosen(request, group))
    for pupil, why in handed.skipped[:10]:
        messages.warning(request, f"{pupil.short_name}: {why}")
    if not handed.cards:
        if not handed.skipped:
            messages.info(request, _("Everybody has a card or a PIN already. Tick the pupils who need a new card."))
        return redirect("network:pupil_cards", pk)
    text = ngettext("%(n)s card is ready. It works for 7 days.", "%(n)s cards are ready. They work for 7 days.", len(handed.cards))
    messages.success(request, text % {"n": len(handed.cards)})
    return redirect("network:pupil_cards_sheet", pk)


@login_required
@never_cache
@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """«Оқушы картасы» on the screen: every card that still opens, and the paper of it."""
    group = _group(request, pk)
    made = []
    for pupil, card in service.live_cards(group):
        url = card_url(card)
        made.append({"pupil": pupil, "code": spaced(code_of(card)), "url": url, "qr": qr_picture(url), "until": card.expires_at})
    door = request.build_absolute_uri(reverse("pupil_card_code"))
    return render(request, "network/pupil_cards/sheet.html", {"group": group, "cards": made, "door": door})
