"""The trial as a whole: who answers, who goes along, what was told; the notice; another mentor; another slot."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import PhotoLevel
from core.widgets import DateInput, RadioCards
from network.models import Membership, Organisation

from ..models import Trial, TrialCycle, TrialMentor
from ..services.trials import cycles_of


def school_staff(school: Organisation) -> Any:
    """Present staff of the school, by name."""
    today = timezone.localdate()
    return (
        Membership.objects.filter(organisation=school, kind=Membership.Kind.STAFF, valid_from__lte=today)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today))
        .select_related("user")
        .order_by("user__last_name", "user__first_name")
    )


def staff_label(membership: Membership) -> str:
    """«Демо-Ахметова Алуа, математика мұғалімі»."""
    position = membership.position_in(get_language() or "kk")
    return f"{membership.user.short_name}, {position}" if position else membership.user.short_name


def not_ahead(day: dt.date | None) -> dt.date | None:
    """The day itself; raises ValidationError for one that lies ahead."""
    if day and day > timezone.localdate():
        raise forms.ValidationError(_("This date has not come yet. Enter it when it is done."))
    return day


class DetailsFields(forms.Form):
    """Fields that the wizard and the trial's page share."""

    responsible = forms.ModelChoiceField(Membership.objects.none(), label=_("Responsible person of the school"))
    accompanying = forms.ModelMultipleChoiceField(
        Membership.objects.none(), label=_("Accompanying adults"), required=False, widget=forms.CheckboxSelectMultiple
    )
    informing_date = forms.DateField(label=_("Pupils and parents informed on"), required=False, widget=DateInput)
    diagnostics_date = forms.DateField(label=_("Diagnostics held on"), required=False, widget=DateInput)
    photo_choice = forms.ChoiceField(
        label=_("Photo and video"),
        choices=PhotoLevel.choices[::-1],
        initial=PhotoLevel.PUBLISH,
        widget=RadioCards(
            hints={
                "publish": _("on the school's site and in reports, if the family agrees too"),
                "portfolio": _("only the child, the family and teachers see it"),
                "no": _("nobody takes pictures"),
            },
            icons={"publish": "globe", "portfolio": "folder", "no": "camera-off"},
        ),
    )

    def offer_staff(self, school: Organisation, user: Any) -> int | None:
        """Let the staff of the school be chosen; answers the id of the person's own membership."""
        staff = school_staff(school)
        for name in ("responsible", "accompanying"):
            self.fields[name].queryset = staff  # type: ignore[attr-defined]
            self.fields[name].label_from_instance = staff_label  # type: ignore[attr-defined]
        return next((row.pk for row in staff if row.user_id == user.pk), None)

    def clean_informing_date(self) -> dt.date | None:
        """What was told has been told; a day ahead is a plan, not a fact (BR-15)."""
        return not_ahead(self.cleaned_data["informing_date"])

    def clean_diagnostics_date(self) -> dt.date | None:
        return not_ahead(self.cleaned_data["diagnostics_date"])


class DetailsForm(DetailsFields):
    """The same on the page of a trial that exists, and by which cards it is observed (BR-32, BR-35)."""

    cards = forms.ChoiceField(label=_("Card of the specialist"), choices=Trial.Cards.choices, required=False)
    table3 = forms.BooleanField(
        label=_("Criteria of a trial (table 3)"), required=False,
        help_text=_("Six criteria in words for each pupil. No sum, mean or mark is formed. Usual for an in-depth trial."),
    )  # fmt: skip

    def __init__(self, *args: Any, trial: Trial, user: Any, **options: Any) -> None:
        initial = {name: getattr(trial, name) for name in ("informing_date", "diagnostics_date", "photo_choice")}
        initial |= {"responsible": trial.responsible_id, "accompanying": [row.pk for row in trial.accompanying.all()]}
        initial |= {"cycle": trial.cycle_id, "cards": trial.cards, "table3": trial.scores_table3}
        super().__init__(*args, initial=initial, **options)
        self.trial = trial
        self.offer_staff(trial.school, user)
        if cycles := cycles_of(trial):
            rows = TrialCycle.objects.filter(pk__in=[cycle.pk for cycle in cycles]).select_related("academic_year")
            self.fields["cycle"] = forms.ModelChoiceField(
                rows, label=_("Cycle of trials"), required=False, empty_label=_("in no cycle"),
                help_text=_("Its set-up meeting and diagnostics count for this trial too."),
            )  # fmt: skip

    def clean_cards(self) -> str:
        """Nothing chosen leaves the card as it is."""
        return self.cleaned_data["cards"] or self.trial.cards

    def clean_table3(self) -> bool | None:
        """What the kind of the trial says already is no choice of its own."""
        chosen = bool(self.cleaned_data["table3"])
        return self.trial.table3 if chosen == self.trial.scores_table3 else chosen


class NoticeForm(forms.Form):
    """The notice to families: recorded now; late, it needs a reason (S11)."""

    reason = forms.CharField(
        label=_("Reason for the late notice"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class MentorForm(forms.Form):
    """Another trained mentor of the host (§9 case 11)."""

    mentor = forms.ModelChoiceField(TrialMentor.objects.none(), label=_("Mentor"))
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, trial: Trial, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        mentors = TrialMentor.objects.visible_to(user).filter(membership__organisation=trial.host, status=TrialMentor.Status.ACTIVE)
        self.fields["mentor"].queryset = mentors.exclude(pk=trial.mentor_id).select_related("membership__user")  # type: ignore[attr-defined]
        self.fields["mentor"].label_from_instance = lambda row: staff_label(row.membership)  # type: ignore[attr-defined]


class ClosingNoteForm(forms.Form):
    """Column 8 of the journal."""

    teacher_view = forms.CharField(label=_("Teacher's view"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    pupil_view = forms.CharField(label=_("Pupil's view"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
