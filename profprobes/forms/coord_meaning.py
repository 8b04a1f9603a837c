"""The checklist of a meaningful trial."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.widgets import Segmented

MET = [("yes", pgettext_lazy("mark", "Met")), ("no", pgettext_lazy("mark", "Not met"))]


class MarksForm(forms.Form):
    """For each mark: met or not, and a note where the school says otherwise than the portal. Begins as the marks stand."""

    def __init__(self, *args: Any, marks: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.marks = marks
        for mark in marks:
            found = _("The portal found: met.") if mark.auto else _("The portal found: not met.")
            self.fields[f"met_{mark.code}"] = forms.ChoiceField(
                label=mark.title, choices=MET, widget=Segmented, initial="yes" if mark.ok else "no", help_text=found
            )
            note = mark.confirmed.note if mark.confirmed else ""
            self.fields[f"note_{mark.code}"] = forms.CharField(
                label=_("Why, if you say otherwise"), max_length=300, required=False, initial=note
            )

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Answer and note of each mark."""
        return [(self[f"met_{mark.code}"], self[f"note_{mark.code}"]) for mark in self.marks]

    def answers(self) -> dict[str, tuple[bool, str]]:
        """What confirm_marks() takes."""
        data = self.cleaned_data
        return {mark.code: (data[f"met_{mark.code}"] == "yes", data[f"note_{mark.code}"]) for mark in self.marks}
