"""Forms of the platform's settings about people (S26)."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import ExportGrant, User
from accounts.pins import normal_code
from core.widgets import DateInput

LONGEST_GRANT = 366  # days


class GrantFilter(forms.Form):
    """State and kind of permissions; they live in the address."""

    STATES = [("", _("In force now")), ("over", _("Over or taken back")), ("all", pgettext_lazy("filter", "All"))]

    state = forms.ChoiceField(label=pgettext_lazy("filter", "State"), required=False, choices=STATES)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *ExportGrant.Kind.choices])

    def values(self) -> dict[str, str]:
        """Clean filters; a value that somebody wrote into the address by hand is left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("state", "kind")}


class GrantForm(forms.Form):
    """Whom, what, what for, until when."""

    who = forms.CharField(label=_("Person: e-mail or code KP-…"), max_length=254)
    kind = forms.ChoiceField(label=_("What may be taken out"), choices=[("", _("Choose…")), *ExportGrant.Kind.choices])
    purpose = forms.CharField(label=_("What for"), max_length=200)
    until = forms.DateField(label=_("Until"), widget=DateInput)

    def clean_who(self) -> User:
        typed = self.cleaned_data["who"].strip()
        found = User.objects.filter(email=typed.lower()) if "@" in typed else User.objects.filter(public_id=normal_code(typed))
        if (person := found.first()) is None or not person.is_active:
            raise forms.ValidationError(_("Nobody who may sign in has this e-mail or code."))
        return person

    def clean_until(self) -> dt.date:
        day, today = self.cleaned_data["until"], timezone.localdate()
        if not today <= day <= today + dt.timedelta(days=LONGEST_GRANT):
            raise forms.ValidationError(_("Choose a day from today on, at most a year ahead."))
        return day


class TermForm(forms.Form):
    """How many months something is kept."""

    months = forms.IntegerField(
        label=_("Months"), min_value=1, max_value=600, widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 3})
    )


class ConsentTextForm(forms.Form):
    """The next version of a text in both languages."""

    text_kk = forms.CharField(label=_("Text (Kazakh)"), max_length=6000, widget=forms.Textarea(attrs={"rows": 9}))
    text_ru = forms.CharField(label=_("Text (Russian)"), max_length=6000, widget=forms.Textarea(attrs={"rows": 9}))
    valid_from = forms.DateField(label=_("Valid from"), widget=DateInput)
    valid_days = forms.IntegerField(
        label=_("Days a consent holds"), required=False, min_value=1, max_value=3660, help_text=_("Empty: until it is withdrawn.")
    )
    re_consent = forms.BooleanField(
        label=_("Ask everybody again"),
        required=False,
        help_text=_("Consents to earlier versions stop counting once this version is in force."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("text_kk", "text_ru"):
            if name in data:
                data[name] = data[name].replace("\r\n", "\n").strip()
        return data
