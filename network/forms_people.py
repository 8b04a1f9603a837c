"""Forms of people: invitation, roles, moving, staff records, consents of a class, support needs."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import FirstPasswordForm, PhoneField
from accounts.models import User
from core.widgets import DateInput, FilePicker, PhoneInput, Segmented

from . import giving
from .models import ClassGroup, Invitation, Membership, Network, Organisation, Role
from .services import Offer
from .services.people import networks_of


class StaffFilter(forms.Form):
    """Search and filters of the list of people (S8); they live in the address."""

    CURRENT, ENDED, ALL = "", "ended", "all"
    STATES = [(CURRENT, _("Works here now")), (ENDED, _("Has left, role ended")), (ALL, _("Everybody"))]

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name")}))
    role = forms.ChoiceField(label=_("Role"), required=False)
    unit = forms.CharField(label=_("Unit"), required=False)
    state = forms.ChoiceField(label=pgettext_lazy("filter", "When"), required=False, choices=STATES)
    no_mfa = forms.BooleanField(label=_("Without two-step sign-in"), required=False)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("All roles"))] + [(r.value, r.label) for r in Role if giving.fits(r, organisation)]

    def values(self) -> dict[str, Any]:
        """Clean filters; a value that somebody wrote into the address by hand is left out."""
        self.is_valid()
        data = self.cleaned_data
        return {name: data.get(name, "") for name in ("q", "role", "unit", "state")} | {"no_mfa": bool(data.get("no_mfa"))}


class _ClassChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.academic_year}"


def class_field(organisation: Organisation) -> forms.ModelChoiceField:
    """A class of the organisation, newest year first."""
    classes = ClassGroup.objects.filter(organisation=organisation).order_by("-academic_year__starts_on", "grade", "name")
    return _ClassChoice(classes.select_related("academic_year"), label=_("Class"), required=False)


class RoleForm(forms.Form):
    """One role with its period."""

    role = forms.ChoiceField(label=_("Role"))
    class_group = forms.ModelChoiceField(ClassGroup.objects.none(), label=_("Class"), required=False)
    valid_from = forms.DateField(label=_("From"), required=False, widget=DateInput)
    valid_until = forms.DateField(label=_("Until"), required=False, widget=DateInput)

    def __init__(self, *args: Any, organisation: Organisation, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("Choose…")), *giving.choices_for(user, organisation)]
        if giving.fits(Role.CLASS_TEACHER, organisation):
            self.fields["class_group"] = class_field(organisation)
        else:
            del self.fields["class_group"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("valid_from"), data.get("valid_until")
        if end and end < (start or timezone.localdate()):
            self.add_error("valid_until", _("The end of the role cannot lie before its start or in the past."))
        if data.get("role") == Role.CLASS_TEACHER and not data.get("class_group"):
            self.add_error("class_group" if "class_group" in self.fields else None, _("Choose the class."))
        return data

    @property
    def offer(self) -> Offer:
        """The valid row as the service takes it."""
        data = self.cleaned_data
        return Offer(data["role"], data.get("class_group"), data.get("valid_from"), data.get("valid_until"))


class BaseOffers(forms.BaseFormSet):
    """Several roles of one invitation; empty rows are left out, one is needed."""

    def clean(self) -> None:
        if not any(self.errors) and not self.offers:
            raise forms.ValidationError(_("Choose at least one role."))

    @property
    def offers(self) -> list[Offer]:
        """The roles that were filled in."""
        return [form.offer for form in self.forms if form.has_changed() and form.cleaned_data.get("role")]


OffersFormSet = forms.formset_factory(RoleForm, formset=BaseOffers, extra=3, max_num=6)


class NewRoleForm(RoleForm):
    """One more role of somebody who works here."""

    network = forms.ModelChoiceField(
        Network.objects.none(), label=_("Only for the network"), required=False, empty_label=_("The whole organisation")
    )
    basis = forms.CharField(label=_("Basis (order, date)"), max_length=200, required=False)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, organisation=organisation, **kwargs)
        networks: Any = self.fields["network"]
        networks.queryset = networks_of(organisation)


class InviteForm(forms.Form):
    """A person and the address the invitation goes to."""

    last_name = forms.CharField(label=_("Last name"), max_length=120)
    first_name = forms.CharField(label=_("First name"), max_length=120)
    middle_name = forms.CharField(label=_("Patronymic (if any)"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = PhoneField(required=False, widget=PhoneInput)
    on_paper = forms.BooleanField(label=_("No address: hand the invitation over on paper"), required=False)
    language = forms.ChoiceField(
        label=_("Language of the invitation"), choices=[("kk", "Қазақша"), ("ru", "Русский")], widget=Segmented, initial="kk"
    )
    unit = forms.CharField(label=_("Unit"), max_length=120, required=False)
    position_kk = forms.CharField(label=_("Position (Kazakh)"), max_length=200, required=False)
    position_ru = forms.CharField(label=_("Position (Russian)"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data["email"] and not data["phone"] and not data["on_paper"]:
            self.add_error("email", _("Enter an e-mail or a phone: the invitation goes there."))
        return data


class AnswerForm(FirstPasswordForm):
    """What an invited person still has to tell; fields that the portal knows are left out (NR9)."""

    last_name = forms.CharField(label=_("Last name"), max_length=120)
    first_name = forms.CharField(label=_("First name"), max_length=120)
    birth_date = forms.DateField(label=_("Date of birth"), widget=DateInput)
    email = forms.EmailField(label=_("E-mail"))
    KEPT = ("last_name", "first_name", "birth_date", "email")

    def __init__(self, *args: Any, missing: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.KEPT:
            if name not in missing:
                del self.fields[name]
        if "password" not in missing:
            del self.fields["new_password1"], self.fields["new_password2"]
        self.order_fields([*self.KEPT, "new_password1", "new_password2"])

    def clean(self) -> dict[str, Any]:
        if "new_password1" not in self.fields:
            return forms.Form.clean(self) or {}
        return super().clean()

    def clean_birth_date(self) -> dt.date:
        born = self.cleaned_data["birth_date"]
        if born >= timezone.localdate():
            raise forms.ValidationError(_("The date of birth lies in the past."))
        return born

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed and may be kept: everything but the password."""
        return {name: self.data.get(name, "") for name in self.KEPT if name in self.fields and self.data.get(name)}


class CodeForm(forms.Form):
    """The code of a printed invitation."""

    code = forms.CharField(
        label=_("Code from the paper"), max_length=12, widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"})
    )


class FileForm(forms.Form):
    """A table of people."""

    table = forms.FileField(label=_("File (XLSX or CSV)"), widget=FilePicker(accept=".xlsx,.csv"))


class EndForm(forms.Form):
    """Why, and for a coordinator who comes next."""

    successor = forms.ModelChoiceField(User.objects.none(), label=_("The next coordinator"))
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, colleagues: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = User.objects.filter(pk__in=[person.pk for person in colleagues]).by_name()


class TransferForm(forms.Form):
    """Where a person moves to, by BIN: nobody unrolls a list of fifteen thousand organisations."""

    bin = forms.CharField(label=_("BIN of the new organisation"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def clean_bin(self) -> str:
        typed = "".join(self.cleaned_data["bin"].split())
        self.organisation = Organisation.objects.filter(bin=typed, status=Organisation.Status.ACTIVE).first()
        if self.organisation is None:
            raise forms.ValidationError(_("No active organisation has this BIN."))
        return typed


class PositionForm(forms.ModelForm):
    """Unit and position of a member."""

    class Meta:
        model = Membership
        fields = ["unit", "position_kk", "position_ru"]


def waiting_label(invitation: Invitation) -> str:
    """How the list names an invitation."""
    return invitation.full_name or invitation.email or invitation.phone or invitation.printed_code
