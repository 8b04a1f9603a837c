"""Professions: the register, the card that a pupil reads on a phone, its editing by the platform, the hosts that show it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError

from ..forms.professions import HostForm, ProfessionFilter, ProfessionForm
from ..models import HostProfession, Profession, TrialProgramme
from ..queries.professions import hosts_to_name, profession_rows
from ..services import professions
from .coord_base import allowed, refuse_in, require, run

PER_PAGE = 30


def _crumbs(*more: tuple[Any, str]) -> list[tuple[Any, str]]:
    return [(pgettext("menu", "Professions"), reverse("profprobes:professions")), *more]


@login_required
@require_GET
def profession_list(request: HttpRequest) -> HttpResponse:
    """Professions by sphere, with how many trials are offered."""
    form = ProfessionFilter(request.GET)
    values = form.values()
    context = {
        "filter_form": form,
        "page": Paginator(profession_rows(**values), PER_PAGE).get_page(request.GET.get("page")),
        "narrowed": bool(values),
        "may_change": allowed(request.user, "change_profession"),
    }
    return render(request, "profprobes/cycles/professions.html", context)


@login_required
@require_GET
def profession(request: HttpRequest, pk: int) -> HttpResponse:
    """The card: what one does, where, what it asks for, where to study, what comes; where it can be tried."""
    row = get_object_or_404(Profession.objects.select_related("sphere"), pk=pk)
    language = get_language() or "kk"
    titles = {
        "work": (_("What the specialist does"), "hand"),
        "conditions": (_("Working conditions"), "factory"),
        "qualities": (_("Required qualities"), "user-check"),
        "restrictions": (_("Health restrictions"), "heart-pulse"),
        "study": (_("Where to study"), "graduation-cap"),
        "outlook": (_("Outlook for 10–15 years"), "trending-up"),
    }
    programmes = TrialProgramme.objects.filter(profession=row, status=TrialProgramme.Status.PUBLISHED).select_related("owner")
    hosts = list(row.hosts.visible_to(request.user).select_related("organisation__region", "profession"))
    for host in hosts:
        host.may_remove = allowed(request.user, "change_hostprofession", host)
    context = {
        "profession": row,
        "parts": [(title, icon, row.text(name, language)) for name, (title, icon) in titles.items() if row.text(name, language)],
        "programmes": programmes.order_by("name_ru"),
        "hosts": hosts,
        "may_change": allowed(request.user, "change_profession"),
        "may_add": allowed(request.user, "create_hostprofession"),
        "crumbs": _crumbs((row.name, "")),
    }
    return render(request, "profprobes/cycles/profession.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def profession_new(request: HttpRequest) -> HttpResponse:
    """A profession more."""
    require(request.user, "change_profession")
    return _card_page(request, None)


@login_required
@require_http_methods(["GET", "POST"])
def profession_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the card."""
    row = get_object_or_404(Profession, pk=pk)
    require(request.user, "change_profession")
    return _card_page(request, row)


def _card_page(request: HttpRequest, row: Profession | None) -> HttpResponse:
    form = ProfessionForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        made = professions.save_profession(profession=row, by=request.user, **form.cleaned_data)
        messages.success(request, _("The card of the profession is saved."))
        return redirect("profprobes:profession", made.pk)
    heading = _("Card of the profession") if row else _("A new profession")
    back = reverse("profprobes:profession", args=[row.pk]) if row else reverse("profprobes:professions")
    return _form(request, form, heading, _("Save"), back, name=Profession.objects.get(pk=row.pk).name if row else "")


def _form(request: HttpRequest, form: Any, heading: Any, button: Any, back: str, *, name: str = "") -> HttpResponse:
    crumbs = _crumbs(*([(name, back)] if name else []), (heading, ""))
    context = {"form": form, "heading": heading, "subtitle": name, "crumbs": crumbs, "button": button, "back": back}
    return render(request, "profprobes/cycles/form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def host_add(request: HttpRequest, pk: int) -> HttpResponse:
    """An organisation shows the profession."""
    row = get_object_or_404(Profession, pk=pk)
    require(request.user, "create_hostprofession")
    choices = hosts_to_name(request.user)
    form = HostForm(request.POST or None, organisations=choices)
    if request.method == "POST" and form.is_valid():
        try:
            professions.add_host(profession=row, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            messages.success(request, _("The organisation stands on the card."))
            return redirect("profprobes:profession", pk)
    back = reverse("profprobes:profession", args=[pk])
    return _form(request, form, _("Where one sees this profession"), _("Add"), back, name=row.name)


@login_required
@require_POST
def host_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """It shows it no longer."""
    row = get_object_or_404(HostProfession.objects.visible_to(request.user).select_related("organisation"), pk=pk)
    if not allowed(request.user, "change_hostprofession", row):
        raise PermissionDenied
    run(request, professions.remove_host, row=row, done=_("The organisation is taken off the card."))
    return redirect("profprobes:profession", row.profession_id)
