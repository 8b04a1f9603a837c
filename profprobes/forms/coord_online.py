"""The online part of a visit (BR-17)."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.widgets import RadioCards
from network.models import Membership

from ..models import OnlinePart, TrialSession
from .coord_trial import staff_label


class OnlineForm(forms.ModelForm):
    """Everything may be written later; gate G10 names what is missing."""

    link = forms.URLField(label=_("Link"), max_length=500, required=False, assume_scheme="https")

    class Meta:
        model = OnlinePart
        fields = ["mode", "pupils_at", "platform", "link", "moderator", "roles", "goal", "product", "specialist_stays"]
        widgets = {
            "mode": RadioCards,
            "pupils_at": RadioCards,
            "roles": forms.Textarea(attrs={"rows": 2}),
            "goal": forms.Textarea(attrs={"rows": 2}),
            "product": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, session: TrialSession, **options: Any) -> None:
        trial = session.trial
        options["instance"] = getattr(session, "online", None) or OnlinePart(session=session)
        super().__init__(*args, **options)
        for name in ("mode", "pupils_at"):
            self.fields[name].choices = OnlinePart._meta.get_field(name).choices  # type: ignore[attr-defined,union-attr]
        self.fields["roles"].help_text = _("Who leads, who answers questions, who shows the product.")
        named = Q(pk=trial.responsible_id) | Q(pk__in=trial.accompanying.values("pk"))
        if trial.mentor:
            named |= Q(pk=trial.mentor.membership_id)
        self.fields["moderator"].queryset = Membership.objects.filter(named).select_related("user")  # type: ignore[attr-defined]
        self.fields["moderator"].label_from_instance = staff_label  # type: ignore[attr-defined]
        self.fields["moderator"].help_text = _("The responsible person, an accompanying adult or the mentor.")
