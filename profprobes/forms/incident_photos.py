"""A photo of an incident."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.widgets import FilePicker


class PhotoForm(forms.Form):
    """The picture, what it shows, and the promise that nobody is recognised in it."""

    upload = forms.FileField(
        label=_("Photo"),
        widget=FilePicker(accept="image/*,.heic,.heif"),
        help_text=_("The place, the tool, the machine. JPEG, PNG, WebP or HEIC."),
    )
    caption = forms.CharField(label=_("Caption"), max_length=200, required=False, help_text=_("Without names."))
    no_faces = forms.BooleanField(label=_("No face of a child can be recognised in the photo"), required=False)
