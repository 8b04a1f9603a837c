"""A questionnaire on a phone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.widgets import Segmented

from .models import Question

SCALE = [("1", _("1 – very weak")), ("2", "2"), ("3", "3"), ("4", "4"), ("5", _("5 – very good"))]


class AnswerForm(forms.Form):
    """The questions of a version, each under its code."""

    def __init__(self, *args: Any, questions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[question.code] = self._field(question)

    def _field(self, question: Question) -> forms.Field:
        if question.type == Question.Type.LIKERT_5:
            return forms.ChoiceField(label=str(question), choices=SCALE, widget=Segmented, required=question.required)
        hint = _("Please write no names of people.")
        area = forms.Textarea(attrs={"rows": 3})
        return forms.CharField(label=str(question), max_length=500, required=question.required, help_text=hint, widget=area)
