"""Forms of the quarterly review: team, cases, discussion, proposals."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.widgets import DateInput
from network.models import LEARNERS, Membership

from ..models import QuarterlyReview, ReviewCase, ReviewProposal, TrialProgramme
from ..queries.reviews import trials_of
from .coord_filters import FilterForm


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def staff_of(review: QuarterlyReview) -> Any:
    """Adults of the school today."""
    rows = Membership.objects.current().filter(organisation=review.school_id, kind=Membership.Kind.STAFF)
    return rows.exclude(roles__role__in=LEARNERS).select_related("user").order_by("user__last_name", "user__first_name").distinct()


def _name(member: Membership) -> str:
    return f"{member.user.full_name}, {member.position}" if getattr(member, "position", "") else member.user.full_name


class TeamForm(forms.Form):
    """Who did the review, and what they heard of hopes and labels."""

    team: Any = forms.ModelMultipleChoiceField(None, label=_("Team"), widget=forms.CheckboxSelectMultiple)
    hopes = forms.CharField(
        label=_("False hopes and labels"),
        required=False,
        max_length=1000,
        widget=_area(4),
        help_text=_("What children or adults concluded too fast: «born for it», «not for her», and what was said against it."),
    )

    def __init__(self, *args: Any, review: QuarterlyReview, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["team"].queryset = staff_of(review)  # type: ignore[attr-defined]
        self.fields["team"].label_from_instance = _name  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial = {"team": review.team.all(), "hopes": review.hopes}


class CaseForm(forms.ModelForm):
    """One case, told without names."""

    class Meta:
        model = ReviewCase
        fields = ("trial", "did", "changed", "conclusion")
        widgets = {"did": _area(), "changed": _area(), "conclusion": _area()}

    def __init__(self, *args: Any, review: QuarterlyReview, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["trial"].queryset = trials_of(review).order_by("number")  # type: ignore[attr-defined]
        self.fields["did"].help_text = _("Without names: «a pupil of grade 8».")


class DiscussionForm(forms.ModelForm):
    """The meeting of the methodical association."""

    class Meta:
        model = QuarterlyReview
        fields = ("discussed_on", "minutes_number", "members", "conclusion")
        widgets = {"discussed_on": DateInput, "members": _area(), "conclusion": _area(4)}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("discussed_on", "minutes_number", "members"):
            self.fields[name].required = True


class ProposalForm(forms.ModelForm):
    """What is changed, by whom, by when."""

    class Meta:
        model = ReviewProposal
        fields = ("programme", "change", "owner", "due")
        widgets = {"change": _area(), "due": DateInput}

    def __init__(self, *args: Any, review: QuarterlyReview, **options: Any) -> None:
        super().__init__(*args, **options)
        used = TrialProgramme.objects.filter(pk__in=trials_of(review).values("programme"))
        self.fields["programme"].queryset = used.order_by("name_ru")  # type: ignore[attr-defined]
        self.fields["programme"].empty_label = _("Not about one programme")  # type: ignore[attr-defined]
        self.fields["owner"].queryset = staff_of(review)  # type: ignore[attr-defined]
        self.fields["owner"].label_from_instance = _name  # type: ignore[attr-defined]


class ProposalsFilter(FilterForm):
    """Proposals that wait, those whose day has passed, those that are done."""

    STATES = (("", _("not done yet")), ("late", _("overdue")), ("done", _("done")), ("all", _("all")))
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)

    def narrow(self, rows: QuerySet) -> QuerySet:
        """What the filter asks for; without it what is not done yet, the earliest day first."""
        state = self.values().get("state")
        if state == "all":
            return rows.order_by("-due", "-pk")
        if state == "done":
            return rows.filter(done_at__isnull=False).order_by("-done_at", "-pk")
        rows = rows.filter(done_at__isnull=True)
        return (rows.filter(due__lt=timezone.localdate()) if state == "late" else rows).order_by("due", "pk")
