"""Forms of a mentor's answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import MentorAssignment


class DeclineForm(forms.Form):
    """Why not: one of the reasons, words if one likes."""

    code = forms.ChoiceField(label=_("Reason of the refusal"), choices=MentorAssignment.Decline)
    reason = forms.CharField(label=_("In words"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
