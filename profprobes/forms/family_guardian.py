"""Legal representatives of a pupil, as the class teacher enters them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import GuardianLink, normal_phone
from core.widgets import PhoneInput, Segmented

_LANGUAGES = [("kk", _("Kazakh")), ("ru", _("Russian"))]
_PHONE_LENGTH = 12


class GuardianForm(forms.ModelForm):
    """Name, relation, contacts, language. Without e-mail and phone the family gets a printed slip."""

    language = forms.ChoiceField(label=_("Language of letters and papers"), choices=_LANGUAGES, widget=Segmented)
    phone = forms.CharField(label=_("Phone"), required=False, widget=PhoneInput)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Letters with the link go here. Without an e-mail you print a slip with a QR code.")
    )

    class Meta:
        model = GuardianLink
        fields = ("name", "relation", "phone", "email", "language")
        error_messages = {"name": {"required": _("Write surname and name.")}, "relation": {"required": _("Choose an answer.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relation: Any = self.fields["relation"]
        relation.choices = [("", _("Choose…")), *GuardianLink.Relation.choices]
        self.fields["name"].widget.attrs.update(autocomplete="off", maxlength=360)

    def clean_name(self) -> str:
        """Surname and name at least: it is compared with the signature."""
        name = " ".join(self.cleaned_data["name"].split())
        if len(name.split()) < 2:
            raise forms.ValidationError(_("Write surname and name."))
        return name

    def clean_phone(self) -> str:
        """One spelling, a number of Kazakhstan or another full one."""
        typed = self.cleaned_data["phone"].strip()
        phone = normal_phone(typed) if typed else ""
        if phone and not (phone.startswith("+") and phone[1:].isdigit() and len(phone) >= _PHONE_LENGTH - 2):
            raise forms.ValidationError(_("Write the whole number: +7 and ten digits."))
        return phone


class SettleForm(forms.Form):
    """How two guardians who differed have agreed (BR-23)."""

    holds = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("How the family settled it"),
        help_text=_("For example: both parents called on 12 November, the father agrees."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300}),
        error_messages={"required": _("Write how the family settled it.")},
    )
