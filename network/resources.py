"""Registers in and out as files. Rows are known by natural keys (BIN, KATO), so a file loaded twice changes nothing."""

from typing import Any

from import_export import fields, resources
from import_export.widgets import ForeignKeyWidget

from .models import District, Organisation, Region
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

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        """Numbers that a spreadsheet has turned into figures get their leading zeros back; spaces go."""
        for name, length in (("bin", 12), ("region", 9), ("district", 9)):
            value = "".join(str(row.get(name) or "").split()).removesuffix(".0")
            row[name] = value.zfill(length) if value.isdigit() else value

    def after_save_instance(self, instance: Organisation, row: Any, **kwargs: Any) -> None:
        """An organisation in the register is an issuer of documents."""
        if not kwargs.get("dry_run"):
            register_organisation(instance)
