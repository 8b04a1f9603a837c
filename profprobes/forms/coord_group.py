"""Adding pupils to a trial that exists."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ..models import Trial
from ..queries.pickable import ClassRow, classes_with_pupils


class AddPupilsForm(forms.Form):
    """Pupils of the school's classes who are not in the trial yet."""

    pupils = forms.TypedMultipleChoiceField(label=_("Pupils"), coerce=int, error_messages={"required": _("Choose at least one pupil.")})

    def __init__(self, *args: Any, trial: Trial, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.trial, self.user = trial, user
        self.fields["pupils"].choices = [  # type: ignore[attr-defined]
            (c.pupil.pk, str(c.pupil)) for row in self.rows if row.fits for c in row.candidates if c.pupil.pk not in self.present
        ]

    @cached_property
    def present(self) -> set[int]:
        """Ids of pupils whom the trial has already."""
        return set(self.trial.participations.exclude(status__in=["withdrawn", "not_admitted"]).values_list("pupil", flat=True))

    @cached_property
    def rows(self) -> list[ClassRow]:
        """Classes with pupils; clashes with this trial itself do not count."""
        programme, visit = self.trial.programme, self.trial.visit
        grades = range(programme.grade_from, programme.grade_to + 1)
        return classes_with_pupils(self.user, self.trial.school, grades=grades, period=visit.period if visit else None, but=self.trial)

    def lines(self) -> list[dict[str, Any]]:
        """What the page prints: fitting classes with those who can be added, ticks kept."""
        ticked = {str(pk) for pk in self["pupils"].value() or []}
        return [
            {
                "group": row.group,
                "candidates": [
                    {"pupil": c.pupil, "clash": c.clash, "reachable": c.reachable, "ticked": str(c.pupil.pk) in ticked}
                    for c in row.candidates
                    if c.pupil.pk not in self.present
                ],
            }
            for row in self.rows
            if row.fits
        ]
