"""Lists of the registers in the platform's records: kinds of status, sectors, legal acts, localities; districts, sites and classes with files."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from import_export.admin import ImportExportModelAdmin

from accounts.exports import may_export, record_export
from accounts.models import ExportGrant

from .models import (
    ClassGroup,
    District,
    Enrolment,
    ImportJob,
    LegalAct,
    Locality,
    OrganisationStatus,
    OrgUnit,
    Sector,
    Site,
    StaffRecord,
    StatusType,
)
from .resources import ClassGroupResource, DistrictResource, EnrolmentResource, SiteResource, StaffRecordResource


class Kept(admin.ModelAdmin):
    """Rows that stay for ever."""

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class OnlyRead(Kept):
    """Rows that only the portal writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(District)
class DistrictAdmin(ImportExportModelAdmin, Kept):
    resource_classes = [DistrictResource]
    list_display = ["name_kk", "name_ru", "kato", "region", "active"]
    list_filter = ["region", "active"]
    list_select_related = ["region"]
    search_fields = ["name_kk", "name_ru", "kato"]
    autocomplete_fields = ["successor"]


@admin.register(Locality)
class LocalityAdmin(Kept):
    list_display = ["name_kk", "name_ru", "kato", "district", "active"]
    list_select_related = ["district"]
    search_fields = ["name_kk", "name_ru", "kato"]
    autocomplete_fields = ["district", "successor"]


@admin.register(Site)
class SiteAdmin(ImportExportModelAdmin, Kept):
    resource_classes = [SiteResource]
    list_display = ["name_kk", "name_ru", "organisation", "status", "check_valid_until"]
    list_filter = ["status", "risk_level"]
    list_select_related = ["organisation"]
    autocomplete_fields = ["organisation", "district"]
    readonly_fields = ["status"]
    search_fields = ["name_kk", "name_ru"]


@admin.register(ClassGroup)
class ClassGroupAdmin(ImportExportModelAdmin, Kept):
    resource_classes = [ClassGroupResource]
    list_display = ["name", "organisation", "academic_year", "grade", "course", "language"]
    list_filter = ["academic_year", "grade", "language"]
    list_select_related = ["organisation", "academic_year"]
    autocomplete_fields = ["organisation"]
    search_fields = ["name", "organisation__short_name_kk", "organisation__short_name_ru"]


class OfPeople(ImportExportModelAdmin):
    """Data of people leave with a permission only, and every file leaves a line that says who took it (2.1, ExportGrant)."""

    grant_kind: str = ""

    def has_export_permission(self, request: HttpRequest) -> bool:
        return may_export(request.user, self.grant_kind)  # type: ignore[arg-type]

    def get_export_data(self, file_format: Any, request: HttpRequest, queryset: Any, **kwargs: Any) -> Any:
        record_export(user=request.user, kind=self.grant_kind, rows=queryset.count())  # type: ignore[arg-type]
        return super().get_export_data(file_format, request, queryset, **kwargs)

    def get_export_filename(self, request: HttpRequest, queryset: Any, file_format: Any) -> str:
        name, extension = super().get_export_filename(request, queryset, file_format).rsplit(".", 1)
        return f"{name}-{request.user.public_id}.{extension}"  # type: ignore[union-attr]


@admin.register(Enrolment)
class EnrolmentAdmin(OfPeople, Kept):
    """Pupils and students in their classes."""

    resource_classes = [EnrolmentResource]
    grant_kind = ExportGrant.Kind.CLASS_LISTS
    list_display = ["user", "group", "valid_from", "valid_until"]
    list_select_related = ["user", "group"]
    autocomplete_fields = ["user", "group"]
    search_fields = ["user__last_name", "user__first_name"]


@admin.register(StaffRecord)
class StaffRecordAdmin(OfPeople, Kept):
    """The HR lists."""

    resource_classes = [StaffRecordResource]
    grant_kind = ExportGrant.Kind.STAFF_RECORDS
    list_display = ["user", "organisation", "hired_on", "left_on", "category"]
    list_filter = ["category", "first_job"]
    list_select_related = ["user", "organisation"]
    autocomplete_fields = ["user", "organisation"]
    search_fields = ["user__last_name", "user__first_name"]
    readonly_fields = ["entered_by"]


@admin.register(StatusType)
class StatusTypeAdmin(Kept):
    list_display = ["name_kk", "name_ru", "code", "granted_by", "is_active"]
    search_fields = ["name_kk", "name_ru", "code"]


@admin.register(OrganisationStatus)
class OrganisationStatusAdmin(OnlyRead):
    list_display = ["organisation", "type", "status", "valid_from", "valid_until"]
    list_filter = ["type", "status"]
    list_select_related = ["organisation", "type"]
    search_fields = ["organisation__short_name_kk", "organisation__short_name_ru"]


@admin.register(Sector)
class SectorAdmin(Kept):
    list_display = ["name_kk", "name_ru", "code"]
    search_fields = ["name_kk", "name_ru"]


@admin.register(LegalAct)
class LegalActAdmin(Kept):
    list_display = ["title_kk", "number", "date", "valid_until", "checked_on", "for_trials"]
    list_filter = ["for_trials"]
    search_fields = ["title_kk", "title_ru", "number"]


@admin.register(OrgUnit)
class OrgUnitAdmin(Kept):
    list_display = ["name_kk", "name_ru", "organisation", "active"]
    list_select_related = ["organisation"]
    autocomplete_fields = ["organisation"]
    search_fields = ["name_kk", "name_ru"]


@admin.register(ImportJob)
class ImportJobAdmin(OnlyRead):
    """Whose file went into which register with which result; the rows themselves are seen by whoever brought them."""

    list_display = ["file_name", "register", "organisation", "requested_by", "requested_at", "status", "total", "bad"]
    list_filter = ["register", "status"]
    list_select_related = ["organisation", "requested_by"]
    search_fields = ["file_name"]
    fields = ["register", "organisation", "file_name", "requested_by", "status", "total", "bad", "created", "changed", "same"]
