"""Forms of the journal."""

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.widgets import DateInput

from ..models import JournalEntry
from .payments import CommaDecimal

LONG = forms.Textarea(attrs={"rows": 4})


class JournalForm(forms.ModelForm):
    """What was done, the self-analysis; ``client_id`` and ``base_version`` join versions from two phones."""

    hours = CommaDecimal(label=_("Hours"), min_value=Decimal("0.5"), max_value=Decimal(8), max_digits=3, decimal_places=1)
    names = forms.ChoiceField(
        label=_("Names in the text"),
        required=False,
        choices=[
            ("", pgettext_lazy("journal", "There are no names of pupils")),
            ("initials", _("Replace with initials")),
            ("other", _("It is not a pupil")),
        ],
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    base_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = JournalEntry
        fields = [
            "date",
            "activity",
            "class_label",
            "subject",
            "lesson_no",
            "topic",
            "hours",
            "done",
            "self_worked",
            "self_hard",
            "self_next",
        ]
        widgets = {"date": DateInput, "done": LONG, "self_worked": LONG, "self_hard": LONG, "self_next": LONG}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        self.fields["client_id"].initial = row.client_id if row.pk else uuid.uuid4()
        self.fields["base_version"].initial = row.version if row.pk else 0
        if row.pk and row.not_a_pupil:
            self.fields["names"].initial = "other"
        if not row.pk:
            self.fields["date"].initial = timezone.localdate()
        self.fields["lesson_no"].max_value = 10

    def clean_lesson_no(self) -> int | None:
        number = self.cleaned_data["lesson_no"]
        if number is not None and number > 10:
            raise forms.ValidationError(_("A lesson from 0 to 10."))
        return number

    def _post_clean(self) -> None:
        """The service writes, not the form: the instance stays as it is stored."""

    def values(self) -> dict[str, Any]:
        """What the service keeps."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields} | {"not_a_pupil": self.cleaned_data["names"] == "other"}


class OpinionForm(forms.Form):
    """The mentor's part."""

    opinion = forms.CharField(label=_("Mentor's opinion"), max_length=2000, widget=LONG)


class AdviceForm(forms.Form):
    """The leader's part."""

    advice = forms.CharField(label=_("Leader's advice"), max_length=2000, widget=LONG)


class JournalFilter(forms.Form):
    """Filter of one journal."""

    activity = forms.ChoiceField(label=_("Activity"), required=False)
    status = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activity"].choices = [("", _("All")), *JournalEntry.Activity.choices]
        self.fields["status"].choices = [("", _("All")), *JournalEntry.Status.choices]

    def values(self) -> dict[str, str]:
        """Chosen values; a wrong one is as if it were not there."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
