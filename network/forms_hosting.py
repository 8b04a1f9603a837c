"""Form of annex 4 of a network agreement: three figures for each school and school year."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .agreements.hosting import COUNTED, hosting_of, schools_of, years_of
from .models import Agreement, AgreementParty

LABELS = {"college": _("Students of the college"), "university": _("Students of the university"), "mentors": _("Mentors")}
MOST = 999


@dataclass(frozen=True)
class Line:
    """One row of the form: a school in a school year."""

    party: AgreementParty
    year: int
    fields: list[Any]

    @property
    def school_year(self) -> str:
        return f"{self.year}/{self.year + 1}"


class HostingForm(forms.Form):
    """Rows are the schools among the parties by school years of the term; an empty figure is none."""

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = {(line.party.pk, line.year): line.counts for line in hosting_of(agreement)}
        self.keys = [(party, year) for party in schools_of(agreement) for year in years_of(agreement)]
        for party, year in self.keys:
            for name in COUNTED:
                self.fields[f"{party.pk}_{year}_{name}"] = forms.IntegerField(
                    label=f"{party.name}, {year}/{year + 1}: {LABELS[name]}",
                    required=False,
                    min_value=0,
                    max_value=MOST,
                    initial=held.get((party.pk, year), {}).get(name) or None,
                    widget=forms.NumberInput(attrs={"min": 0, "max": MOST, "inputmode": "numeric"}),
                )

    def lines(self) -> list[Line]:
        """Rows for the table of the page."""
        return [Line(party, year, [(LABELS[name], self[f"{party.pk}_{year}_{name}"]) for name in COUNTED]) for party, year in self.keys]

    def figures(self) -> dict[tuple[int, int], dict[str, int]]:
        """What was typed, for the service."""
        data = self.cleaned_data
        return {(party.pk, year): {name: data.get(f"{party.pk}_{year}_{name}") or 0 for name in COUNTED} for party, year in self.keys}
