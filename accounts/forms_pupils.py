"""Forms of pupils without an address: the code of the card, the first PIN, signing in, another PIN (NR8)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError

from .models import User
from .pins import check_pin_rules

_PIN = {"inputmode": "numeric", "maxlength": 6, "pattern": "[0-9]*", "spellcheck": "false"}
_CODE = {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}


def pin_field(label: Any, *, new: bool, **attrs: Any) -> forms.CharField:
    """Six digits, hidden while they are typed."""
    widget = forms.PasswordInput(attrs={**_PIN, "autocomplete": "new-password" if new else "current-password", **attrs})
    return forms.CharField(label=label, max_length=6, widget=widget)


class CardCodeForm(forms.Form):
    """The code printed on the card."""

    code = forms.CharField(label=_("Code from the card"), max_length=12, widget=forms.TextInput(attrs={**_CODE, "autofocus": True}))


class NewPinForm(forms.Form):
    """A PIN, twice."""

    pin = pin_field(_("New PIN: six digits"), new=True)
    again = pin_field(_("The PIN once more"), new=True)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_pin(self) -> str:
        pin = self.cleaned_data["pin"]
        try:
            check_pin_rules(pin, self.person)
        except DomainError as refusal:
            raise ValidationError(str(refusal)) from refusal
        return pin

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("pin") and data.get("again") and data["pin"] != data["again"]:
            self.add_error("again", _("The two PINs differ. Type the same six digits."))
        return data


class FirstPinForm(NewPinForm):
    """The first PIN behind a card; from 16 on the pupil's own consent beside it."""

    agrees = forms.BooleanField(
        label=_("I have read it and agree to my account in the portal"),
        error_messages={"required": _("The account opens when you agree too.")},
    )

    def __init__(self, *args: Any, asks_consent: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_consent:
            del self.fields["agrees"]


class ChangePinForm(NewPinForm):
    """Another PIN; the present one proves who asks."""

    present = pin_field(_("Present PIN"), new=False)
    field_order = ["present", "pin", "again"]


class PinSignInForm(forms.Form):
    """The code of the person and the PIN."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=16,
        help_text=_("It stands on your card and begins with KP."),
        widget=forms.TextInput(attrs={**_CODE, "autocomplete": "username", "autofocus": True}),
    )
    pin = pin_field("PIN", new=False)
