"""The briefing on site and the end of the visit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.widgets import Segmented

from ..models import Briefing, Participation, SessionAttendance, TechnologyCard
from ..services.site_briefing import MARKS

YES_NO = [("yes", pgettext_lazy("answer", "yes")), ("no", pgettext_lazy("answer", "no"))]


class BriefingForm(forms.Form):
    """Who was briefed, one by one, and what was said. ``everybody`` is the button of a phone without scripts."""

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.participation.pk: person for person in people}
        choices = [(pk, person.name) for pk, person in self.people.items()]
        self.fields["pupils"] = forms.TypedMultipleChoiceField(label=_("Who was briefed"), choices=choices, coerce=int, required=False)
        for name in MARKS:
            self.fields[name] = forms.BooleanField(label=Briefing._meta.get_field(name).verbose_name, required=False, initial=True)

    @property
    def marks(self) -> list[forms.BoundField]:
        """What was said, five ticks."""
        return [self[name] for name in MARKS]

    def present(self) -> list[Participation]:
        """Ticked pupils, or everybody by that button."""
        chosen = self.people if "everybody" in self.data else self.cleaned_data["pupils"]
        return [self.people[pk].participation for pk in chosen]

    def marked(self) -> dict[str, bool]:
        """What was said."""
        return {name: bool(self.cleaned_data[name]) for name in MARKS}


class FinishForm(forms.Form):
    """The end of the visit: what makes it a trial (BR-33), and a mark for everybody."""

    tools_shown = forms.ChoiceField(label=_("I showed the tools and how to use them"), choices=YES_NO, widget=Segmented)
    chain_done = forms.ChoiceField(label=_("The pupils carried out the actions in order"), choices=YES_NO, widget=Segmented)

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for person in people:
            initial = _mark_of(person)
            field = forms.ChoiceField(label=person.name, choices=SessionAttendance.Mark.choices, initial=initial, required=False)
            self.fields[f"mark_{person.participation.pk}"] = field

    @property
    def marks(self) -> list[forms.BoundField]:
        """A mark for each pupil."""
        return [self[f"mark_{person.participation.pk}"] for person in self.people]

    def changed_marks(self) -> list[tuple[Participation, str]]:
        """Marks that differ from what the portal has."""
        rows = [
            (person.participation, self.cleaned_data.get(f"mark_{person.participation.pk}") or "", _mark_of(person))
            for person in self.people
        ]
        return [(participation, mark) for participation, mark, before in rows if mark and mark != before]


def _mark_of(person: Any) -> str:
    marks = person.participation.marks
    if marks:
        return marks[0].mark
    return SessionAttendance.Mark.PRESENT if person.briefed else SessionAttendance.Mark.ABSENT


class ConclusionsForm(forms.ModelForm):
    """Row 22 of form А."""

    class Meta:
        model = TechnologyCard
        fields = ["went_well", "improve", "next_step"]
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in fields}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True
