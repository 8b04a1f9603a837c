"""Registers in and out as files. Rows are known by natural keys (BIN, KATO), so a file loaded twice changes nothing."""

from typing import Any

from import_export import fields, resources
from import_export.widgets import ForeignKeyWidget

from .models import AcademicYear, ClassGroup, District, Organisation, Region, Site
from .services import register_organisation


class OrganisationResource(resources.ModelResource):
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
            "head_name",
            "low_resource",
        ]
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = False
        use_transactions = True

    def get_queryset(self) -> Any:
        """A BIN of something that is over is free: such rows are never matched (NR3)."""
        return super().get_queryset().exclude(status__in=Organisation.OVER)

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        """Numbers that a spreadsheet has turned into figures get their leading zeros back; spaces go."""
        for name, length in (("bin", 12), ("region", 9), ("district", 9)):
            value = "".join(str(row.get(name) or "").split()).removesuffix(".0")
            row[name] = value.zfill(length) if value.isdigit() else value

    def after_save_instance(self, instance: Organisation, row: Any, **kwargs: Any) -> None:
        """An organisation in the register is an issuer of documents."""
        if not kwargs.get("dry_run"):
            register_organisation(instance)


class DistrictResource(resources.ModelResource):
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


class SiteResource(resources.ModelResource):
    """Sites by the organisation's BIN and the Kazakh name."""

    organisation = fields.Field("organisation", "organisation", OrganisationByNumber())
    district = fields.Field("district", "district", ForeignKeyWidget(District, "kato"))

    class Meta:
        model = Site
        import_id_fields = ["organisation", "name_kk"]
        fields = ["organisation", "name_kk", "name_ru", "district", "address_kk", "address_ru", "min_people", "max_people", "risk_level"]
        clean_model_instances = True
        skip_unchanged = True


class ClassGroupResource(resources.ModelResource):
    """Classes by the organisation's BIN, the first day of the year and the name."""

    organisation = fields.Field("organisation", "organisation", OrganisationByNumber())
    academic_year = fields.Field("academic_year", "academic_year", ForeignKeyWidget(AcademicYear, "starts_on"))

    class Meta:
        model = ClassGroup
        import_id_fields = ["organisation", "academic_year", "name"]
        fields = ["organisation", "academic_year", "name", "grade", "course", "language", "shift"]
        clean_model_instances = True
        skip_unchanged = True
