"""A mentor leaves: the host ends them and names others for the visits; the operator sees where nobody has been named (BR-53)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.dates import local_date
from core.errors import DomainError
from core.widgets import DateInput, RadioCards
from network.access import COORDINATORS, organisations_as, regions_as
from network.models import Role

from ..models import MentorReplacement, TrialMentor
from ..services import replacements
from ..services.mentor_training import record_training
from .coord_base import refuse_in, require, run

PER_PAGE = 30


class NameMentorForm(forms.Form):
    """Active mentors of the host whose training covers the day of the visit."""

    mentor = forms.ModelChoiceField(
        TrialMentor.objects.none(), label=gettext_lazy("New mentor"), empty_label=gettext_lazy("Choose a mentor")
    )

    def __init__(self, *args: Any, row: MentorReplacement, **options: Any) -> None:
        super().__init__(*args, **options)
        mentors = TrialMentor.objects.filter(membership__organisation=row.session.trial.host_id, status=TrialMentor.Status.ACTIVE)
        mentors = mentors.filter(valid_until__gte=local_date(row.session.starts)).exclude(pk=row.left_id)
        self.fields["mentor"].queryset = mentors.select_related("membership__user")  # type: ignore[attr-defined]


class TrainingForm(forms.Form):
    """Level, day and proof of a training."""

    level = forms.ChoiceField(label=gettext_lazy("Level of the training"), choices=TrialMentor.Level.choices, widget=RadioCards)
    trained_on = forms.DateField(label=gettext_lazy("Trained in safety on"), widget=DateInput)
    note = forms.CharField(label=gettext_lazy("Who trained, document No."), max_length=200)


@login_required
@require_GET
def replacement_list(request: HttpRequest) -> HttpResponse:
    """Visits without a mentor: of the own host, of the own school, of the operator's region."""
    if not organisations_as(request.user, *COORDINATORS) and not regions_as(request.user, Role.REGION_OPERATOR):
        raise PermissionDenied
    rows = MentorReplacement.objects.visible_to(request.user).open().order_by("session__period", "pk")
    rows = rows.select_related("left__membership__user", "session__trial__host", "session__trial__school", "session__trial__programme")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    hosts, today = organisations_as(request.user, *COORDINATORS), timezone.localdate()
    found: list[Any] = list(page.object_list)
    for row in found:
        row.may_name, row.is_late = row.session.trial.host_id in hosts, row.due < today
    return render(request, "profprobes/market/replacements.html", {"page": page, "rows": found})


@login_required
@require_http_methods(["GET", "POST"])
def name_mentor(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose another trained mentor for one visit."""
    rows = MentorReplacement.objects.visible_to(request.user)
    row = get_object_or_404(rows.select_related("left__membership__user", "session__trial__school", "session__trial__programme"), pk=pk)
    require(request.user, "name_mentorreplacement", row)
    form = NameMentorForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        done = _("The visit has a new mentor; the school is told, families confirm again.")
        try:
            replacements.name_mentor(replacement=row, mentor=form.cleaned_data["mentor"], by=request.user)
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            messages.success(request, done)
            return redirect("profprobes:replacements")
    context = {
        "row": row,
        "form": form,
        "crumbs": [(_("Visits without a mentor"), reverse("profprobes:replacements")), (row.session.trial.number, "")],
    }
    return render(request, "profprobes/market/name_mentor.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def training(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what a mentor has learnt."""
    mentor = get_object_or_404(TrialMentor.objects.visible_to(request.user).select_related("membership__user"), pk=pk)
    require(request.user, "train_trialmentor", mentor)
    form = TrainingForm(request.POST or None, initial={"level": mentor.level})
    if request.method == "POST" and form.is_valid():
        try:
            record_training(mentor=mentor, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            refuse_in(form, refusal)
        else:
            messages.success(request, _("The training is recorded."))
            return redirect("profprobes:my_sites")
    crumbs = [(_("My sites"), reverse("profprobes:my_sites")), (mentor.membership.user.short_name, "")]
    context = {"form": form, "mentor": mentor, "crumbs": crumbs}
    return render(request, "profprobes/market/training.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end_mentor(request: HttpRequest, pk: int) -> HttpResponse:
    """The mentor no longer leads trials; another one is asked for where a visit is planned."""
    mentor = get_object_or_404(TrialMentor.objects.visible_to(request.user).select_related("membership"), pk=pk)
    require(request.user, "end_trialmentor", mentor)
    found = run(request, replacements.end_mentor, mentor=mentor, done=_("The mentor no longer leads trials."))
    if isinstance(found, list) and found:
        text = ngettext("%(n)s visit needs another mentor.", "%(n)s visits need another mentor.", len(found)) % {"n": len(found)}
        messages.warning(request, text)
        return redirect("profprobes:replacements")
    return redirect("profprobes:my_sites")
