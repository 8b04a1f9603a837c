"""Forms of people."""

from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .models import normal_phone


def check_phone(value: str) -> None:
    """Refuse what is not a possible number of any country. Raises ValidationError."""
    try:
        number = phonenumbers.parse(value, "KZ")
    except phonenumbers.NumberParseException as error:
        raise ValidationError(
            _("Type the number in full, for example +7 700 000 00 01."), code="phone"
        ) from error
    if not phonenumbers.is_possible_number(number) or not value.startswith("+"):
        raise ValidationError(
            _("Type the number in full, for example +7 700 000 00 01."), code="phone"
        )


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
