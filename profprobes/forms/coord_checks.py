"""The check sheet and the lessons that a visit moves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.widgets import DateInput, RadioCards
from network.models import Membership, Subject

from ..models import ASKED_ITEMS, LessonTime, MovedLesson, SafetyMark, TrialSession
from ..services.check_sheet import ITEMS, suggestions
from .coord_trial import school_staff, staff_label

LESSON_ROWS = 6


class CheckSheetForm(forms.Form):
    """Answers to the items that no record answers; three fields an item."""

    def __init__(self, *args: Any, session: TrialSession, language: str, **options: Any) -> None:
        super().__init__(*args, **options)
        known = {mark.item: mark for mark in session.safety_marks.all()}
        offered = suggestions(session, language)
        for item in ASKED_ITEMS:
            mark, (answer, note) = known.get(item), offered.get(item, ("", ""))
            first = (mark.answer, mark.responsible, mark.note) if mark else (answer, "", note)
            self.fields[f"answer_{item}"] = forms.ChoiceField(
                label=ITEMS[item][language],
                choices=[("", _("not answered yet")), *SafetyMark.Answer.choices],
                required=False,
                initial=first[0],
            )
            self.fields[f"responsible_{item}"] = forms.CharField(label=_("Responsible"), max_length=160, required=False, initial=first[1])
            self.fields[f"note_{item}"] = forms.CharField(label=_("Note"), max_length=300, required=False, initial=first[2])

    @property
    def items(self) -> list[tuple[int, Any, Any, Any]]:
        """(number, answer, responsible, note) as bound fields."""
        return [(item, self[f"answer_{item}"], self[f"responsible_{item}"], self[f"note_{item}"]) for item in ASKED_ITEMS]

    def answers(self) -> dict[int, tuple[str, str, str]]:
        """What was answered, for the service."""
        data = self.cleaned_data
        return {item: (data[f"answer_{item}"], data[f"responsible_{item}"], data[f"note_{item}"]) for item in ASKED_ITEMS}


class LessonsForm(forms.Form):
    """Does the visit take lesson time; which lessons, who agreed, who was told (BR-54)."""

    moves_lessons = forms.ChoiceField(
        label=_("The visit takes lesson time"), choices=[("no", _("no")), ("yes", _("yes"))], widget=RadioCards
    )
    agreed_by = forms.ModelChoiceField(Membership.objects.none(), label=_("Deputy head who agreed"), required=False)
    agreed_on = forms.DateField(label=_("Agreed on"), required=False, widget=DateInput)
    told = forms.CharField(
        label=_("Who was told about the changes"),
        max_length=300,
        required=False,
        help_text=_("For example: teachers of the lessons, pupils, parents."),
    )

    def __init__(self, *args: Any, session: TrialSession, **options: Any) -> None:
        super().__init__(*args, **options)
        self.session, trial = session, session.trial
        plan: LessonTime | None = getattr(session, "lesson_time", None)
        self.fields["agreed_by"].queryset = school_staff(trial.school)  # type: ignore[attr-defined]
        self.fields["agreed_by"].label_from_instance = staff_label  # type: ignore[attr-defined]
        if plan:
            self.initial.update({"moves_lessons": "yes" if plan.moves_lessons else "no", "agreed_by": plan.agreed_by_id})
            self.initial.update({"agreed_on": plan.agreed_on, "told": plan.told})
        self._add_rows(list(session.moved_lessons.all()))

    def _add_rows(self, known: list[MovedLesson]) -> None:
        classes, subjects = self.session.trial.group.classes.all(), Subject.objects.all()
        only = classes[0] if len(classes) == 1 else None
        for number in range(LESSON_ROWS):
            row = known[number] if number < len(known) else None
            self.fields[f"class_{number}"] = forms.ModelChoiceField(
                classes, label=_("Class"), required=False, initial=row.class_group_id if row else only
            )
            self.fields[f"subject_{number}"] = forms.ModelChoiceField(
                subjects, label=_("Subject"), required=False, initial=row.subject_id if row else None
            )
            self.fields[f"lesson_{number}"] = forms.IntegerField(
                label=_("Lesson No."), min_value=1, max_value=12, required=False, initial=row.lesson_no if row else None
            )
            self.fields[f"date_{number}"] = forms.DateField(
                label=_("New date"), required=False, widget=DateInput, initial=row.new_date if row else None
            )

    @property
    def rows(self) -> list[list[Any]]:
        """Bound fields of the lines."""
        return [[self[f"{name}_{number}"] for name in ("class", "subject", "lesson", "date")] for number in range(LESSON_ROWS)]

    def clean(self) -> dict[str, Any]:
        """A line that is begun is filled whole."""
        data = super().clean() or {}
        if data.get("moves_lessons") == "yes":
            for number in range(LESSON_ROWS):
                begun = any(data.get(f"{name}_{number}") for name in ("subject", "lesson", "date"))
                for name in ("class", "subject", "lesson", "date"):
                    if begun and not data.get(f"{name}_{number}") and f"{name}_{number}" not in self.errors:
                        self.add_error(f"{name}_{number}", _("Fill this in too."))
        return data

    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        lessons = [
            {
                "class_group": data[f"class_{n}"],
                "subject": data[f"subject_{n}"],
                "lesson_no": data[f"lesson_{n}"],
                "new_date": data[f"date_{n}"],
            }
            for n in range(LESSON_ROWS)
            if data.get(f"subject_{n}")
        ]
        moves = data["moves_lessons"] == "yes"
        return {"moves_lessons": moves, "lessons": lessons, **{name: data[name] for name in ("agreed_by", "agreed_on", "told")}}
