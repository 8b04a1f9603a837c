"""Annexes 5 and 6, table 3, the notice to families."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.widgets import CheckCards, RadioCards, Segmented

from ..models import GroupObservation, GroupObservationRow, ParentNotice, Participation, TrialRubric, TrialSurvey
from ..services.parent_notice import FIELDS
from ..table3 import CELLS, COMPETENCES, CRITERIA, DEFINITIONS, LEVELS

SIGNS = (("yes", "+"), ("no", "−"))
POINTS = tuple((str(n), str(n)) for n in range(1, 6))
_SHORT = {"active": _("Activity, interest"), "finished": _("Completion of the work"), "quality": _("Quality of the work (1–5 points)")}


class GroupCardForm(forms.Form):
    """The columns that this person fills, one field per pupil and column; the others are shown as they stand."""

    def __init__(
        self, *args: Any, people: Sequence[Participation], card: GroupObservation | None, columns: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people, self.columns = people, columns
        self.rows = {row.participation_id: row for row in card.rows.all()} if card else {}
        for person in people:
            for name in columns:
                self.fields[f"{name}_{person.pk}"] = self._field(name, self.rows.get(person.pk))

    def _field(self, name: str, row: GroupObservationRow | None) -> forms.ChoiceField:
        value = getattr(row, name) if row else None
        if name == "quality":
            return forms.ChoiceField(label=_SHORT[name], choices=POINTS, required=False, widget=Segmented, initial=value and str(value))
        shown = {True: "yes", False: "no", None: ""}[value]
        return forms.ChoiceField(label=_SHORT[name], choices=SIGNS, required=False, widget=Segmented, initial=shown)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Pupil, own fields, and what the other side has written."""
        return [
            {
                "person": person,
                "fields": [self[f"{name}_{person.pk}"] for name in self.columns],
                "others": [(_SHORT[name], self._shown(name, self.rows.get(person.pk))) for name in _SHORT if name not in self.columns],
            }
            for person in self.people
        ]

    @staticmethod
    def _shown(name: str, row: GroupObservationRow | None) -> Any:
        value = getattr(row, name) if row else None
        return "—" if value is None else value if name == "quality" else "+" if value else "−"

    def marks(self, columns: Sequence[str]) -> dict[int, dict[str, Any]]:
        """Participation id → what stands in the columns."""
        return {person.pk: {name: self._value(name, person) for name in columns} for person in self.people}

    def _value(self, name: str, person: Participation) -> Any:
        value = self.cleaned_data.get(f"{name}_{person.pk}")
        if not value:
            return None
        return int(value) if name == "quality" else value == "yes"


class SurveyForm(forms.Form):
    """Annex 6. ``number`` makes a second press of the button harmless."""

    number = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = {field.name: field.verbose_name for field in TrialSurvey._meta.fields}
        for name in TrialSurvey.CHOICES:
            self.fields[name] = forms.ChoiceField(label=label[name], choices=TrialSurvey.Answer, widget=RadioCards)
            self.fields[f"{name}_other"] = forms.CharField(label=_("In your own words"), max_length=200, required=False)
        for name in TrialSurvey.LEARNED:
            self.fields[name] = forms.CharField(
                label=label[name], max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 400})
            )
        self.fields["number"].initial = uuid.uuid4

    @property
    def choices(self) -> dict[str, tuple[forms.BoundField, forms.BoundField]]:
        """Question with its line for another answer."""
        return {name: (self[name], self[f"{name}_other"]) for name in TrialSurvey.CHOICES}

    @property
    def learned(self) -> list[forms.BoundField]:
        """The four parts of the second question."""
        return [self[name] for name in TrialSurvey.LEARNED]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in TrialSurvey.CHOICES:
            if cleaned.get(name) == TrialSurvey.Answer.OTHER and not (cleaned.get(f"{name}_other") or "").strip():
                self.add_error(f"{name}_other", _("Write your answer."))
        return cleaned


class RubricForm(forms.Form):
    """Table 3 in the language of the screen: each level in the words of the form."""

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in CRITERIA.items():
            hints = {str(level): CELLS[code][level][language] for level in LEVELS}
            self.fields[code] = forms.TypedChoiceField(
                label=label[language],
                choices=[(str(level), word[language]) for level, word in LEVELS.items()],
                coerce=int,
                widget=RadioCards(hints=hints),
            )
        hints = {code: text[language] for code, text in DEFINITIONS.items()}
        self.fields["competences"] = forms.MultipleChoiceField(
            label=_("Competences that develop"),
            choices=[(code, word[language]) for code, word in COMPETENCES.items()],
            required=False,
            widget=CheckCards(hints=hints),
        )

    @property
    def criteria(self) -> list[forms.BoundField]:
        """The six criteria in the order of the table."""
        return [self[code] for code in CRITERIA]

    def levels(self) -> dict[str, int]:
        """Criterion → 1–3."""
        return {code: self.cleaned_data[code] for code in CRITERIA}


def rubric_initial(row: TrialRubric | None, levels: dict[str, int]) -> dict[str, Any]:
    """What a table that was opened again shows."""
    return {**{code: str(level) for code, level in levels.items()}, "competences": row.competences if row else []}


class NoticeForm(forms.ModelForm):
    """The regime of the day in both languages; families read theirs."""

    class Meta:
        model = ParentNotice
        fields = FIELDS
        widgets = {name: forms.Textarea(attrs={"rows": 2, "lang": name[-2:]}) for name in FIELDS}

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Kazakh and Russian side by side."""
        return [(self[f"{name}_kk"], self[f"{name}_ru"]) for name in ParentNotice.REGIME]
