"""Form В and the files of a pupil, on a phone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.uploads import ACCEPT
from core.widgets import FilePicker, RadioCards, Segmented
from portfolio.models import Artefact

from ..form_rules import after_rules, before_rules
from ..models import CRITERIA, Level, ParticipantForm, Participation
from .phone_base import RuledForm, level, text_field

YES_NO = [("yes", pgettext_lazy("answer", "yes")), ("no", pgettext_lazy("answer", "no"))]
# The scale in the words of a pupil speaking about the own work; the levels are those of form Б.
OWN_LEVELS = [
    (Level.HELP, pgettext_lazy("own level", "I need help")),
    (Level.INSTRUCTION, pgettext_lazy("own level", "I work by the instruction")),
    (Level.ALONE, pgettext_lazy("own level", "I work on my own and understand what I do")),
]


def _question(name: str, limit: int, **kwargs: Any) -> forms.CharField:
    return text_field(ParticipantForm._meta.get_field(name).verbose_name, limit, **kwargs)


class BeforeForm(RuledForm):
    """Two questions before the visit."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        rules = before_rules()
        super().__init__(*args, rules=rules, **kwargs)
        for name in ParticipantForm.BEFORE:
            self.fields[name] = _question(name, rules["texts"][name], rows=3)
            self.fields[name].required = False


class AfterForm(RuledForm):
    """Six questions, two consents, self-assessment, three more questions in grades 8–9, outcome."""

    artefact_consent = forms.ChoiceField(label=_("I agree to putting the artefact into my portfolio"), choices=YES_NO, widget=Segmented)
    photo_consent = forms.ChoiceField(label=_("I agree to being photographed and filmed"), choices=YES_NO, widget=Segmented)
    outcome = forms.ChoiceField(label=_("What do you think of this field now?"), choices=Participation.Outcome.choices, widget=RadioCards)

    def __init__(self, *args: Any, grade: int, **kwargs: Any) -> None:
        rules = after_rules(grade)
        super().__init__(*args, rules=rules, **kwargs)
        for name in rules["texts"]:
            self.fields[name] = _question(name, rules["texts"][name])
        for code in CRITERIA:
            label = ParticipantForm._meta.get_field(f"s_{code}").verbose_name
            field = forms.TypedChoiceField(
                label=label, choices=OWN_LEVELS, coerce=level, empty_value=None, widget=Segmented(attrs={"class": "level"})
            )
            self.fields[f"s_{code}"] = field
        for field in self.fields.values():
            field.required = False

    @property
    def answers(self) -> list[forms.BoundField]:
        """The six questions of the form."""
        return [self[name] for name in ParticipantForm.ANSWERS]

    @property
    def extra(self) -> list[forms.BoundField]:
        """Three questions of grades 8–9."""
        return [self[name] for name in ParticipantForm.EXTRA if name in self.fields]

    @property
    def levels(self) -> list[forms.BoundField]:
        """Self-assessment by the five criteria."""
        return [self[f"s_{code}"] for code in CRITERIA]


class ArtefactForm(forms.Form):
    """One file: what it is, who is in it."""

    upload = forms.FileField(
        label=_("File"),
        widget=FilePicker(accept=ACCEPT),
        help_text=_("A photo, a scan or a PDF up to 20 MB. The place where it was taken is removed."),
    )
    kind = forms.ChoiceField(label=_("What it is"), choices=Artefact.Kind.choices, widget=Segmented)
    people = forms.ChoiceField(
        label=_("Who is in the picture"), choices=Artefact.People.choices, widget=RadioCards, initial=Artefact.People.NONE
    )
    caption = forms.CharField(label=_("Caption"), max_length=300, required=False)

    def __init__(self, *args: Any, kinds: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kinds:
            self.fields["kind"].choices = [choice for choice in Artefact.Kind.choices if choice[0] in kinds]
        self.fields["kind"].initial = self.fields["kind"].choices[0][0]
