"""How people search the register, and check a paper."""

import re
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.widgets import FilePicker

from . import registry
from .models import IssuedDocument
from .queries import LANGUAGE_NAMES

_LOOKALIKE = str.maketrans("OILU", "011V")


def clean_code(text: str) -> str:
    """What people type or scan as a code of 16: blanks and hyphens go, O is 0, I and L are 1."""
    return re.sub(r"[\s–—-]+", "", text).upper().translate(_LOOKALIKE)


class RegisterFilter(forms.Form):
    """Search and filters of the register; everything optional, kept in the address."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    form = forms.ChoiceField(label=_("Form"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, codes: set[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "kk"
        forms_known = [form for form in registry.types() if codes is None or form.code in codes]
        self.fields["form"].choices = [
            ("", _("All forms")),
            *((form.code, f"{form.code} · {form.title(language)}") for form in forms_known),
        ]
        production = IssuedDocument.Production
        self.fields["state"].choices = [
            ("", _("Any state")),
            *IssuedDocument.Status.choices,
            ("waiting", pgettext_lazy("document", "Waiting")),
            (production.FAILED.value, production.FAILED.label),
            (production.CANCELLED.value, production.CANCELLED.label),
        ]
        self.fields["language"].choices = [("", _("Any language")), *LANGUAGE_NAMES.items()]

    def chosen(self) -> dict[str, str]:
        """Keyword arguments for queries.register_of(); a value that is no choice is left out."""
        self.is_valid()
        values = self.cleaned_data
        return {
            "text": values.get("q", ""),
            "form": values.get("form", ""),
            "state": values.get("state", ""),
            "language": values.get("language", ""),
        }


class CodeForm(forms.Form):
    """A check by the code beside the QR."""

    code = forms.CharField(label=_("Code"), max_length=40, help_text=_("16 signs beside the QR code, for example 7K2M-9QXA-B3CD-0FGH."))

    def clean_code(self) -> str:
        return clean_code(self.cleaned_data["code"])


class FileForm(forms.Form):
    """A check of the file: only its check sum leaves the browser, so the form itself is never sent."""

    pdf = forms.FileField(
        label=_("PDF file"),
        required=False,
        widget=FilePicker(accept="application/pdf,.pdf"),
        help_text=_("Choose the PDF: its check sum is computed on your device, the file itself is not sent anywhere."),
    )


class NumberForm(forms.Form):
    """A check by the number and the last four signs of the code."""

    number = forms.CharField(label=_("Document number"), max_length=60, help_text=_("For example SH105-PP-2026-00042."))
    last = forms.CharField(label=_("Last 4 signs of the code"), max_length=6)

    def clean_number(self) -> str:
        return self.cleaned_data["number"].strip().removeprefix("№").strip().upper()

    def clean_last(self) -> str:
        return clean_code(self.cleaned_data["last"])
