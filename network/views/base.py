"""What the views of every part of the network share: refusing, and putting a refusal beside its field."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied

from core.errors import DomainError

PER_PAGE = 30


def demand(user: Any, permission: str, obj: Any = None) -> None:
    """403 for those who see a thing and may not do this to it."""
    if not user.has_perm(f"network.{permission}", obj):
        raise PermissionDenied


def refuse_in(form: Any, refusal: DomainError) -> None:
    """Put a refusal beside its field, that of an upload beside the form's file, any other on top of the form."""
    name = refusal.field
    if name == "upload":
        name = next((name for name, field in form.fields.items() if isinstance(field, forms.FileField)), "")
    form.add_error(name if name in form.fields else None, str(refusal))
