"""Publishing a month of a site, and giving a slot of the reserve."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from network.models import Organisation


class PublishMonthForm(forms.Form):
    """The host may raise the rural share, never lower it (S3)."""

    rural_percent = forms.IntegerField(label=_("Rural quota, per cent"), min_value=0, max_value=80)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        least = settings.TRIALS["RURAL_QUOTA"]
        field: Any = self.fields["rural_percent"]
        field.initial, field.min_value = least, least
        field.widget.attrs["min"] = least
        field.validators.append(MinValueValidator(least))
        field.help_text = _("The region's share is %(percent)s %%; you may raise it.") % {"percent": least}


class GrantForm(forms.Form):
    """To which school of the region a slot of the reserve goes."""

    school = forms.ModelChoiceField(Organisation.objects.none(), label=_("School"), empty_label=_("Choose a school"))

    def __init__(self, *args: Any, region: int, **options: Any) -> None:
        super().__init__(*args, **options)
        schools: Any = self.fields["school"]
        schools.queryset = Organisation.objects.filter(
            region=region, kind=Organisation.Kind.SCHOOL, status=Organisation.Status.ACTIVE
        ).order_by("short_name_ru")
        schools.label_from_instance = lambda school: school.short_name
