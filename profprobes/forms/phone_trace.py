"""The trace reflection on a phone."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.widgets import RadioCards

from ..form_rules import trace_rules
from ..models import Participation, TraceReflection
from .phone_base import RuledForm, text_field


class TraceForm(RuledForm):
    """Five questions, an optional sixth, what the pupil thinks of the field now. ``number`` makes a second press of the button harmless."""

    outcome = forms.ChoiceField(label=_("What do you think of this field now?"), choices=Participation.Outcome.choices, widget=RadioCards)
    number = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        rules = trace_rules()
        super().__init__(*args, rules=rules, **kwargs)
        labels = TraceReflection.labels()
        for name, limit in rules["texts"].items():
            self.fields[name] = text_field(labels[name], limit)
            self.fields[name].required = False
        self.fields["number"].initial = uuid.uuid4

    @property
    def answers(self) -> list[forms.BoundField]:
        """The five questions."""
        return [self[name] for name in TraceReflection.QUESTIONS]

    @property
    def extra(self) -> list[forms.BoundField]:
        """The optional sixth."""
        return [self[name] for name in TraceReflection.EXTRA]

    def as_content(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in super().as_content(cleaned).items() if name != "number"}
