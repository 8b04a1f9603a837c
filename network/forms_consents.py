"""Forms of consents of a class: asking, filtering, paper; and the question behind a family's link."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Consent, ConsentPurpose, GuardianLink, NeedGroup, PhotoLevel, SupportNeed, User
from core.errors import DomainError
from core.uploads import ACCEPT, CheckedFile, check_upload
from core.widgets import DateInput, FilePicker, RadioCards, Segmented

from .queries_consents import LOOKS, PURPOSES
from .services.class_consents import AT_MOST_DAYS, DAYS, is_photo

YES_NO = [("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No"))]
LEVELS = (PhotoLevel.PUBLISH, PhotoLevel.PORTFOLIO, PhotoLevel.NO)


class DeskFilter(forms.Form):
    """Purpose and answer; they live in the address."""

    purpose = forms.ChoiceField(label=_("Purpose"), required=False)
    answer = forms.ChoiceField(label=pgettext_lazy("consent", "Answer"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [("", _("All purposes")), *((p.value, p.label) for p in PURPOSES)]
        self.fields["answer"].choices = [("", _("All answers")), *((code, look[0]) for code, look in LOOKS.items())]

    def values(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("purpose", "answer")}


class AskForm(forms.Form):
    """What the families are asked and until when."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=[("", _("Choose…")), *((p.value, p.label) for p in PURPOSES)])
    until = forms.DateField(label=_("Answer by"), widget=DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("until", timezone.localdate() + dt.timedelta(days=DAYS))

    def clean_until(self) -> dt.date:
        day, today = self.cleaned_data["until"], timezone.localdate()
        if not today < day <= today + dt.timedelta(days=AT_MOST_DAYS):
            raise forms.ValidationError(_("Choose a day from tomorrow on, at most 30 days ahead."))
        return day


class QuestionForm(forms.Form):
    """One question behind a family's link; nothing is ticked beforehand. For photos three levels, otherwise the pressed button decides."""

    level = forms.ChoiceField(
        label=_("May the child be photographed and filmed?"),
        choices=[(level.value, level.label) for level in LEVELS],
        widget=RadioCards(icons={str(PhotoLevel.PUBLISH): "globe", str(PhotoLevel.PORTFOLIO): "folder", str(PhotoLevel.NO): "camera-off"}),
        error_messages={"required": _("Choose one of the three photo permissions.")},
    )

    def __init__(self, *args: Any, purpose: str, agrees: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_photo(purpose):
            del self.fields["level"]
        elif not agrees:
            self.fields["level"].required = False


class PaperForm(forms.Form):
    """A signed paper, typed in by the class teacher who has it before the eyes."""

    guardian = forms.ModelChoiceField(GuardianLink.objects.none(), label=_("Who signed"), empty_label=None)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=[("", _("Choose…")), *((p.value, p.label) for p in PURPOSES)])
    agrees = forms.TypedChoiceField(
        label=_("Agrees"), choices=YES_NO, coerce=lambda value: value == "yes", widget=Segmented, empty_value=None
    )
    level = forms.ChoiceField(
        label=_("Photo and video permission"), choices=[("", "—"), *((level.value, level.label) for level in LEVELS)], required=False
    )
    signed_on = forms.DateField(label=_("Date on the paper"), widget=DateInput)
    scan = forms.FileField(
        label=_("Photo or scan of the paper"), help_text=_("JPEG, PNG, WebP, HEIC or PDF, up to 20 MB."), widget=FilePicker(accept=ACCEPT)
    )

    def __init__(self, *args: Any, pupil: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guardians: Any = self.fields["guardian"]
        guardians.queryset = GuardianLink.objects.filter(child=pupil).active().order_by("name")

    def clean_signed_on(self) -> dt.date:
        day = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The date of the paper cannot lie in the future."))
        return day

    def clean_scan(self) -> CheckedFile:
        try:
            return check_upload(self.cleaned_data["scan"])
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("agrees") and data.get("purpose") == ConsentPurpose.PHOTO and not data.get("level"):
            self.add_error("level", _("Choose one of the three photo permissions."))
        return data


class SettleForm(forms.Form):
    """How two guardians who differed have agreed."""

    reason = forms.CharField(
        label=_("How the family settled it"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300})
    )


class NeedForm(forms.ModelForm):
    """A support need; the groups belong to special educational needs alone."""

    groups = forms.MultipleChoiceField(
        label=_("Groups of special needs"), required=False, choices=NeedGroup.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = SupportNeed
        fields = ["kind", "groups", "escort", "conditions", "valid_from", "valid_until"]
        widgets = {"valid_from": DateInput, "valid_until": DateInput, "conditions": forms.Textarea(attrs={"rows": 3, "maxlength": 1000})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("valid_from", timezone.localdate())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("valid_from") and data.get("valid_until") and data["valid_until"] < data["valid_from"]:
            self.add_error("valid_until", _("The end cannot lie before the start."))
        if data.get("groups") and data.get("kind") and data["kind"] != SupportNeed.Kind.SEN:
            self.add_error("groups", _("Groups belong to special educational needs only."))
        return data


def answer_words(consent: Consent) -> str:
    """An answer in words: state, and the photo level where there is one."""
    level = f" · {consent.get_level_display()}" if consent.level and consent.status == Consent.Status.GRANTED else ""
    return f"{consent.get_status_display()}{level}"
