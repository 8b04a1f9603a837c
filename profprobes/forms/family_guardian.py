"""Legal representatives of a pupil, as the class teacher enters them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import GuardianLink, normal_phone
from core.widgets import PhoneInput, Segmented

_LANGUAGES = [("kk", _("Kazakh")), ("ru", _("Russian"))]
_PHONE_LENGTH = 12


class GuardianForm(forms.Form):
    """Name, relation, contacts, language. Without e-mail and phone the family gets a printed slip."""

    name = forms.CharField(label=_("Full name"), max_length=360, error_messages={"required": _("Write surname and name.")})
    relation = forms.ChoiceField(
        label=_("Relation"),
        choices=[("", _("Choose…")), *GuardianLink.Relation.choices],
        error_messages={"required": _("Choose an answer.")},
    )
    phone = forms.CharField(label=_("Phone"), required=False, widget=PhoneInput)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Letters with the link go here. Without an e-mail you print a slip with a QR code.")
    )
    language = forms.ChoiceField(label=_("Language of letters and papers"), choices=_LANGUAGES, widget=Segmented)

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
