"""Forms of the portfolio."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.widgets import RadioCards

from .models import PortfolioEntry

Access = PortfolioEntry.Access


class AccessForm(forms.Form):
    """Who sees an entry."""

    access = forms.ChoiceField(
        label=_("Who sees it"),
        choices=Access.choices,
        widget=RadioCards(
            icons={Access.PRIVATE: "lock", Access.GROUP: "users", Access.ORG: "school"},
            hints={
                Access.PRIVATE: _("You and your family."),
                Access.GROUP: _("Also your class teacher and the school's coordinator."),
                Access.ORG: _("Also the staff of your school who lead you."),
            },
        ),
    )
