"""Model fields of the ground: encrypted text, IIN, BIN."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .crypto import decrypt, encrypt
from .numbers import check_bin, check_iin


class EncryptedTextField(models.TextField):
    """Text that the database holds encrypted. It cannot be filtered by; keep a keyed hash beside it where that is needed."""

    def get_prep_value(self, value: Any) -> Any:
        return encrypt(str(value)) if value else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return decrypt(value) if value else value


def validate_bin(value: str) -> None:
    """Refuse a business identification number that fails NR1 of the network page."""
    if problem := check_bin(value):
        raise ValidationError(problem, code="bin")


def validate_iin(value: str) -> None:
    """Refuse an individual identification number that fails NR2 of the network page."""
    if problem := check_iin(value):
        raise ValidationError(problem, code="iin")


class BinField(models.CharField):
    """Business identification number: 12 digits with a check digit."""

    description = _("Business identification number (BIN)")
    default_validators = [validate_bin]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 12)
        super().__init__(*args, **kwargs)
