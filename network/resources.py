"""Registers in and out as files. Rows are known by natural keys (BIN, KATO), so a file loaded twice changes nothing."""

from typing import Any

from django.utils.translation import gettext as _
from import_export import fields, resources
from import_export.widgets import ForeignKeyWidget, Widget

from accounts.models import User
from core.crypto import keyed_hash

from .models import AcademicYear, ClassGroup, District, Enrolment, Organisation, Region, Site, StaffRecord
from .services import register_organisation


class Register(resources.ModelResource):
    """Base of the registers: an empty cell is an empty text, as spreadsheets mean it."""

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        for name, value in row.items():
            if value is None:
                row[name] = ""


class OrganisationResource(Register):
    """The register of organisations; region and district by KATO code."""

    region = fields.Field("region", "region", ForeignKeyWidget(Region, "kato"))
    district = fields.Field("district", "district", ForeignKeyWidget(District, "kato"))

    class Meta:
        model = Organisation
        import_id_fields = ["bin"]
        fields = [
            "bin",
            "code",
            "kind",
            "full_name_kk",
            "full_name_ru",
            "short_name_kk",
            "short_name_ru",
            "region",
            "district",
            "locality_type",
            "address_kk",
            "address_ru",
            "phone",
            "email",
            "website",
            "head_name",
            "subkind",
            "legal_form",
            "ownership",
            "grades_from",
            "grades_to",
            "shifts",
            "learners",
            "small_class",
            "keleshek",
            "low_resource",
            "video_equipment",
            "mentor_time",
            "internet_mbps",
        ]
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = False
        use_transactions = True

    def get_queryset(self) -> Any:
        """A BIN of something that is over is free: such rows are never matched (NR3)."""
        return super().get_queryset().exclude(status__in=Organisation.OVER)

    def get_instance(self, instance_loader: Any, row: dict[str, Any]) -> Any:
        """An entrepreneur has no BIN: known by its short code, and only corrected from a file (NR3)."""
        if row.get("bin"):
            return super().get_instance(instance_loader, row)
        return self.get_queryset().filter(code=row.get("code") or "").first()

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        """Numbers that a spreadsheet has turned into figures get their leading zeros back; spaces go."""
        super().before_import_row(row, **kwargs)
        for name, length in (("bin", 12), ("region", 9), ("district", 9)):
            value = "".join(str(row.get(name) or "").split()).removesuffix(".0")
            row[name] = value.zfill(length) if value.isdigit() else value

    def after_save_instance(self, instance: Organisation, row: Any, **kwargs: Any) -> None:
        """An organisation in the register is an issuer of documents."""
        if not kwargs.get("dry_run"):
            register_organisation(instance)


class DistrictResource(Register):
    """Districts by KATO code; closing one is done on the page of districts, where its organisations follow."""

    region = fields.Field("region", "region", ForeignKeyWidget(Region, "kato"))

    class Meta:
        model = District
        import_id_fields = ["kato"]
        fields = ["kato", "region", "name_kk", "name_ru"]
        clean_model_instances = True
        skip_unchanged = True


class OrganisationByNumber(ForeignKeyWidget):
    """The organisation at work with this BIN."""

    def __init__(self) -> None:
        super().__init__(Organisation, "bin")

    def get_queryset(self, value: Any, row: Any, *args: Any, **kwargs: Any) -> Any:
        return super().get_queryset(value, row, *args, **kwargs).exclude(status__in=Organisation.OVER)


class ChoiceList(Widget):
    """Several choices in one cell, by their codes."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[str]:
        return [word.strip() for word in str(value or "").split(",") if word.strip()]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return ", ".join(value or [])


class SiteResource(Register):
    """Sites by the organisation's BIN and the Kazakh name."""

    organisation = fields.Field("organisation", "organisation", OrganisationByNumber())
    district = fields.Field("district", "district", ForeignKeyWidget(District, "kato"))
    adapted_for = fields.Field("adapted_for", "adapted_for", ChoiceList())

    class Meta:
        model = Site
        import_id_fields = ["organisation", "name_kk"]
        fields = [
            "organisation",
            "name_kk",
            "name_ru",
            "workshop_kk",
            "workshop_ru",
            "district",
            "address_kk",
            "address_ru",
            "min_people",
            "max_people",
            "risk_level",
            "allowed_zones_kk",
            "allowed_zones_ru",
            "forbidden_zones_kk",
            "forbidden_zones_ru",
            "ppe",
            "adapted_for",
            "emergency_contacts",
        ]
        clean_model_instances = True
        skip_unchanged = True


class ClassGroupResource(Register):
    """Classes by the organisation's BIN, the first day of the year and the name."""

    organisation = fields.Field("organisation", "organisation", OrganisationByNumber())
    academic_year = fields.Field("academic_year", "academic_year", ForeignKeyWidget(AcademicYear, "starts_on"))

    class Meta:
        model = ClassGroup
        import_id_fields = ["organisation", "academic_year", "name"]
        fields = ["organisation", "academic_year", "name", "grade", "course", "language", "shift"]
        clean_model_instances = True
        skip_unchanged = True


class ClassByNames(Widget):
    """The class of this name in the organisation (BIN) and the academic year (first day) of the same row."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> ClassGroup:
        year = str((row or {}).get("academic_year") or "")[:10]
        number = "".join(str((row or {}).get("organisation") or "").split()).removesuffix(".0").zfill(12)
        rows = ClassGroup.objects.filter(name=str(value or ""), organisation__bin=number, academic_year__starts_on=year or None)
        found = rows.exclude(organisation__status__in=Organisation.OVER).first()
        if found is None:
            raise ValueError(_("There is no such class in this organisation and year."))
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.name if value else ""


class PersonByIin(Widget):
    """The person with this IIN: known by its keyed hash, shown to whoever may read the platform's records."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> User:
        number = "".join(str(value or "").split()).removesuffix(".0")
        number = number.zfill(12) if number.isdigit() else number
        person = User.objects.filter(iin_hash=keyed_hash(number)).first() if number else None
        if person is None:
            raise ValueError(_("Nobody in the portal has this IIN. Bring new people as a file on the page of files."))
        return person

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.iin if value else ""


class KeyedByPerson(Register):
    """Rows of people: the key holds a person, who is found before the row is."""

    user = fields.Field("user", "user", PersonByIin())
    full_name = fields.Field("user__full_name", "full_name", readonly=True)

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("user")


class EnrolmentResource(KeyedByPerson):
    """Pupils and students: who is in which class, by IIN, the organisation's BIN, the year, the class and the first day."""

    group = fields.Field("group", "group", ClassByNames())
    organisation = fields.Field("group__organisation__bin", "organisation", readonly=True)
    academic_year = fields.Field("group__academic_year__starts_on", "academic_year", readonly=True)

    class Meta:
        model = Enrolment
        import_id_fields = ["user", "valid_from"]
        fields = ["user", "full_name", "organisation", "academic_year", "group", "valid_from", "valid_until"]
        clean_model_instances = True
        skip_unchanged = True

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("group__organisation", "group__academic_year")


class StaffRecordResource(KeyedByPerson):
    """The HR lists: by IIN, the organisation's BIN and the day of hiring."""

    organisation = fields.Field("organisation", "organisation", OrganisationByNumber())

    class Meta:
        model = StaffRecord
        import_id_fields = ["user", "organisation", "hired_on"]
        fields = [
            "user",
            "full_name",
            "organisation",
            "hired_on",
            "left_on",
            "left_reason",
            "first_job",
            "category",
            "teaching_since",
        ]
        clean_model_instances = True
        skip_unchanged = True
