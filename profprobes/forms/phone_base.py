"""Forms that are checked by the one description of form_rules, so that a page without scripts and a phone refuse the same things."""

from typing import Any

from django import forms

from ..form_rules import Checked, check


class RuledForm(forms.Form):
    """A form whose fields never refuse by themselves; ``rules`` do. After is_valid() ``content`` is what the services take and ``checked`` holds the
    hints.
    """

    checked: Checked

    def __init__(self, *args: Any, rules: dict[str, Any], **kwargs: Any) -> None:
        self.rules = rules
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def clean(self) -> dict[str, Any]:
        """Check what was typed and put the findings beside their fields."""
        self.content = self.as_content(super().clean() or {})
        self.checked = check(self.rules, self.content)
        for finding in self.checked.errors:
            if finding.field in self.fields:
                self.add_error(finding.field, str(finding.sentence))
        return self.cleaned_data

    def as_content(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """The content as devices send it."""
        return {name: cleaned.get(name) for name in self.fields}

    @property
    def hints(self) -> dict[str, str]:
        """Field → hint that does not stop the form."""
        return {finding.field: str(finding.sentence) for finding in self.checked.hints} if self.is_bound and self.is_valid() else {}


def text_field(label: Any, limit: int, *, help_text: Any = "", rows: int = 2) -> forms.CharField:
    """A text that the rules measure (``max_length`` only tells the browser and the counter)."""
    field = forms.CharField(
        label=label, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows, "maxlength": limit, "autocapitalize": "sentences"})
    )
    field.max_length = limit  # type: ignore[attr-defined] - the counter of the design system reads it; the rules refuse
    return field


def level(value: str) -> int:
    """A level from a radio button."""
    return int(value)
