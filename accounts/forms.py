"""Forms of people."""

import datetime as dt
from typing import Any

import phonenumbers
from django import forms
from django.contrib import messages as flash
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.widgets import PhoneInput, Segmented

from . import addresses, services
from .models import User, normal_phone


def check_phone(value: str) -> None:
    """Refuse what is not a possible number of any country. Raises ValidationError."""
    try:
        number = phonenumbers.parse(value, "KZ")
    except phonenumbers.NumberParseException as error:
        raise ValidationError(_("Type the number in full, for example +7 700 000 00 01."), code="phone") from error
    if not phonenumbers.is_possible_number(number) or not value.startswith("+"):
        raise ValidationError(_("Type the number in full, for example +7 700 000 00 01."), code="phone")


class PhoneField(forms.CharField):
    """A phone number in any spelling; the clean value is E.164, or empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Phone"))
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        cleaned = normal_phone(super().clean(value) or "")
        if cleaned:
            check_phone(cleaned)
        return cleaned


class BirthDateForm(forms.Form):
    """Day, month and year in three fields: nothing to unroll on a phone, nothing to format. The clean value is ``birth_date``."""

    day = forms.IntegerField(label=_("Day"), min_value=1, max_value=31)
    month = forms.IntegerField(label=_("Month"), min_value=1, max_value=12)
    year = forms.IntegerField(label=_("Year"), min_value=1900, max_value=2100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            size = 4 if name == "year" else 2
            field.widget = forms.TextInput(attrs={"inputmode": "numeric", "maxlength": size, "autocomplete": "off", "pattern": "[0-9]*"})
            field.error_messages |= dict.fromkeys(
                ("required", "invalid", "min_value", "max_value"), _("Numbers only, for example 17, 5, 2012.")
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if {"day", "month", "year"} <= data.keys():
            try:
                data["birth_date"] = dt.date(data["year"], data["month"], data["day"])
            except ValueError:
                self.add_error("day", _("There is no such day in this month."))
        return data

    def refuse(self, left: int) -> None:
        """Say that the date is not the child's and how many answers are left."""
        sentence = ngettext(
            "This is not the child's birth date. %(left)s answer is left, then the link closes.",
            "This is not the child's birth date. %(left)s answers are left, then the link closes.",
            left,
        )
        self.add_error(None, sentence % {"left": left})


class LinkCodeForm(forms.Form):
    """The code that went to the guardian's phone; ``problem`` says why none was sent."""

    code = forms.CharField(
        label=_("Code from the message"),
        max_length=8,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    problem = ""

    def refuse(self, left: int) -> None:
        """Say that the code is not right and how many answers are left."""
        sentence = ngettext(
            "The code is not right or is older than 10 minutes. %(left)s answer is left, then the link closes.",
            "The code is not right or is older than 10 minutes. %(left)s answers are left, then the link closes.",
            left,
        )
        self.add_error("code", sentence % {"left": left})


class ContactsForm(forms.Form):
    """What a person may change about themselves."""

    language = forms.ChoiceField(label=_("Language"), choices=[("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")], widget=Segmented)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    phone = PhoneField(required=False, widget=PhoneInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        kwargs.setdefault("initial", {"language": user.language, "email": user.email or "", "phone": user.phone})
        super().__init__(*args, **kwargs)

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data["email"] and not data["phone"]:
            self.add_error("email", _("Keep an e-mail or a phone: without both you could not sign in."))
        return data

    def changes_an_address(self) -> bool:
        """Does the form ask for another e-mail or phone? Then the person proves once more who they are."""
        return self.is_valid() and (self.cleaned_data["email"] != (self.user.email or "") or self.cleaned_data["phone"] != self.user.phone)

    def save(self, request: HttpRequest) -> str:
        """Do what was asked; answers the page to show next. Raises AddressTaken."""
        data = self.cleaned_data
        services.set_language(user=self.user, language=data["language"])
        translation.activate(data["language"])
        page = "profile"
        if data["email"] != (self.user.email or ""):
            self._save_email(request, data["email"])
        if data["phone"] != self.user.phone:
            page = addresses.ask_phone(request, data["phone"])
        if page == "profile":
            flash.success(request, gettext("Saved."))
        return page

    def _save_email(self, request: HttpRequest, email: str) -> None:
        if not email:
            services.change_email(user=self.user, email="")
            return
        addresses.ask_email(request, email)
        flash.info(request, gettext("We sent a link to %(email)s. The new e-mail works once you have opened it.") % {"email": email})


class PhoneCodeForm(forms.Form):
    """The code that went to a new phone."""

    code = forms.CharField(
        label=_("Code from the message"),
        max_length=8,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        return "".join(char for char in self.cleaned_data["code"] if char.isdigit())


class FirstPasswordForm(SetPasswordForm):
    """The password of a person who accepts an invitation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password2"].label, self.fields["new_password2"].help_text = _("New password once more"), ""
