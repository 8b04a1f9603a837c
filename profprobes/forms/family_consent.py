"""What a guardian answers on the consent page, and how staff enter the same answers from paper."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import GuardianLink, PhotoLevel
from core.errors import DomainError
from core.uploads import ACCEPT, CheckedFile, check_upload
from core.widgets import DateInput, FilePicker, RadioCards, Segmented

from ..models import Participation
from ..services.answers import ConsentAnswer
from ..services.terms import leaves_school, photo_limit

PHOTO_HINTS = {
    PhotoLevel.PUBLISH: _("The school may show the pictures on its site and in its news. Never with an address or a phone."),
    PhotoLevel.PORTFOLIO: _("Only the child, your family and the school see the pictures."),
    PhotoLevel.NO: _("The child is not photographed or filmed."),
}
PHOTO_ICONS = {PhotoLevel.PUBLISH: "globe", PhotoLevel.PORTFOLIO: "folder", PhotoLevel.NO: "camera-off"}
PHOTO_ORDER = (PhotoLevel.PUBLISH, PhotoLevel.PORTFOLIO, PhotoLevel.NO)
YES_NO = [("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No"))]
AGREE, DECLINE = "agree", "decline"
_NAME_PARTS = 2


def yes_no(label: Any, help_text: Any = "", *, required: bool = True) -> forms.TypedChoiceField:
    """A question with two answers, neither ticked beforehand: True, False, or None where it may stay open."""
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        choices=YES_NO,
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=required,
        widget=Segmented,
        error_messages={"required": _("Choose an answer.")},
    )


def photo_field(limit: PhotoLevel, *, label: Any, help_text: Any = "", required: bool = False) -> forms.ChoiceField:
    """The three levels as cards, those above the limit of the site and the school left out (BR-25)."""
    levels = [level for level in PHOTO_ORDER if level.rank <= limit.rank]
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=[(level.value, level.label) for level in levels],
        required=required,
        widget=RadioCards(
            hints={str(level): PHOTO_HINTS[level] for level in levels}, icons={str(level): PHOTO_ICONS[level] for level in levels}
        ),
        error_messages={"required": _("Choose an answer.")},
    )


class ConsentForm(forms.Form):
    """The questions of the page. ``decision`` comes from the pressed button: a refusal needs no other answer. A photo permission is never required."""

    personal_data = yes_no(
        _("May the school and the partner use the child's data for this trial?"),
        _("Name, class, tasks and observation notes. Only to hold the trial, keep it safe and tell you how it went."),
    )
    travel = yes_no(
        _("May the child travel with the group?"), _("If you answer “no”, the class teacher will agree with you how the child gets there.")
    )
    emergency_care = yes_no(
        _("If something happens, may a doctor give first aid?"), _("If you answer “no”, the class teacher calls you first.")
    )
    health_note = forms.CharField(
        label=_("What should we know about the child's health?"),
        help_text=_("You may leave it empty. The school reads it; the partner does not."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 500}),
    )
    typed_name = forms.CharField(
        label=_("Your full name: this is your signature"),
        max_length=360,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autocapitalize": "words", "maxlength": 360}),
        error_messages={"required": _("Write your surname and name: this is your signature.")},
    )

    def __init__(self, *args: Any, participation: Participation, decision: str = AGREE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decision = decision
        self.limit = photo_limit(participation.trial)
        if self.limit != PhotoLevel.NO:
            label = _("May the child be photographed and filmed?")
            hint = _("You may leave it unanswered: then nobody photographs or films the child. It does not affect taking part.")
            self.fields["photo"] = photo_field(self.limit, label=label, help_text=hint)
        if not leaves_school(participation.trial):
            del self.fields["travel"]
        if decision == DECLINE:
            for field in self.fields.values():
                field.required = False

    def clean_typed_name(self) -> str:
        """A signature has at least a surname and a name."""
        name = " ".join(self.cleaned_data["typed_name"].split())
        if self.decision == AGREE and len(name.split()) < _NAME_PARTS:
            raise forms.ValidationError(_("Write your surname and name: this is your signature."))
        return name

    def clean(self) -> dict[str, Any]:
        """BR-22: without personal data there is no consent; the sentence stands beside the question."""
        cleaned = super().clean() or {}
        if self.decision == AGREE and cleaned.get("personal_data") is False:
            sentence = _("Without this the school cannot put the child on the list. If you do not agree, press “I do not agree”.")
            self.add_error("personal_data", sentence)
        return cleaned

    @property
    def answer(self) -> ConsentAnswer:
        """The valid form as the service takes it."""
        return answer_from(self.cleaned_data, participates=self.decision == AGREE)


def answer_from(cleaned: dict[str, Any], *, participates: bool) -> ConsentAnswer:
    """Cleaned data of either form as the service takes it."""
    return ConsentAnswer(
        participates=participates,
        personal_data=cleaned.get("personal_data"),
        photo=cleaned.get("photo") or "",
        travel=cleaned.get("travel"),
        emergency_care=cleaned.get("emergency_care"),
        health_note=cleaned.get("health_note") or "",
        typed_name=cleaned.get("typed_name") or "",
        language="kk" if (get_language() or "kk").startswith("kk") else "ru",
    )


class PhotoForm(forms.Form):
    """Changing the photo permission later, on the same page."""

    def __init__(self, *args: Any, participation: Participation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photo"] = photo_field(photo_limit(participation.trial), label=_("Photo and video permission"), required=True)


class ReconfirmForm(forms.Form):
    """One tap, and the trip where it was not asked before."""

    travel = yes_no(
        _("May the child travel with the group?"), _("If you answer “no”, the class teacher will agree with you how the child gets there.")
    )

    def __init__(self, *args: Any, ask_travel: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ask_travel:
            del self.fields["travel"]


class PaperForm(forms.Form):
    """The answers of a signed paper, typed in by the class teacher who has it before the eyes (BR-23)."""

    guardian = forms.ModelChoiceField(queryset=GuardianLink.objects.none(), label=_("Who signed"), empty_label=None)
    signed_on = forms.DateField(
        label=_("Date on the paper"), widget=DateInput, error_messages={"required": _("Enter the date on the paper.")}
    )
    participates = yes_no(_("Agrees to taking part"))
    personal_data = yes_no(_("Agrees to the use of personal data"), required=False)
    travel = yes_no(_("Agrees to the trip"), required=False)
    emergency_care = yes_no(_("Agrees to emergency care"), required=False)
    health_note = forms.CharField(
        label=_("Note about health"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 500})
    )
    scan = forms.FileField(
        label=_("Photo or scan of the paper"),
        help_text=_("JPEG, PNG, WebP, HEIC or PDF, up to 20 MB."),
        widget=FilePicker(accept=ACCEPT, camera=False),
        error_messages={"required": _("Attach a photo or scan of the signed paper."), "empty": _("The file is empty. Choose it again.")},
    )
    compared = forms.BooleanField(
        label=_("I have compared the answers with the paper; the legal representative signed it."),
        error_messages={"required": _("Compare the answers with the paper and tick this.")},
    )

    def __init__(self, *args: Any, participation: Participation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guardians: Any = self.fields["guardian"]
        guardians.queryset = GuardianLink.objects.filter(child=participation.pupil).active().order_by("name")
        self.initial.setdefault("signed_on", timezone.localdate())
        self.fields["photo"] = photo_field(
            photo_limit(participation.trial), label=_("Photo and video"), help_text=_("Nothing ticked on the paper: leave it empty.")
        )
        if not leaves_school(participation.trial):
            del self.fields["travel"]
        self.order_fields(
            [
                "guardian",
                "signed_on",
                "participates",
                "personal_data",
                "photo",
                "travel",
                "emergency_care",
                "health_note",
                "scan",
                "compared",
            ]
        )

    def clean_signed_on(self) -> dt.date:
        """A paper is signed today or earlier."""
        day = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The date of the paper cannot lie in the future."))
        return day

    def clean_scan(self) -> CheckedFile:
        """Judged by its content; what may not be kept is told beside the field."""
        try:
            return check_upload(self.cleaned_data["scan"])
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    @property
    def answer(self) -> ConsentAnswer:
        """The valid form as the service takes it; the guardian's entered name stands for the signature on the paper."""
        answer = answer_from(self.cleaned_data, participates=bool(self.cleaned_data["participates"]))
        guardian = self.cleaned_data["guardian"]
        return ConsentAnswer(**{**answer.__dict__, "typed_name": guardian.name, "language": guardian.language})
