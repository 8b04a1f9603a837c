"""The network in the platform's records. Nothing is deleted here: it is closed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from import_export.admin import ImportExportModelAdmin

from . import admin_governance, admin_registers  # noqa: F401  their records register themselves
from .models import (
    AcademicYear,
    Agreement,
    AgreementKind,
    AgreementNumbering,
    BreakPeriod,
    ClauseTemplate,
    EmployerProfile,
    Holiday,
    Membership,
    Organisation,
    Region,
    RoleAssignment,
    Subject,
    Term,
)
from .resources import OrganisationResource
from .services import register_organisation


class Kept(admin.ModelAdmin):
    """Rows that stay for ever."""

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Region)
class RegionAdmin(Kept):
    list_display = ["name_kk", "name_ru", "kato", "is_city"]
    search_fields = ["name_kk", "name_ru", "kato"]


@admin.register(Organisation)
class OrganisationAdmin(ImportExportModelAdmin, Kept):
    """The register with import and export; the document engine hears of every saved change."""

    resource_classes = [OrganisationResource]
    list_display = ["short_name_kk", "short_name_ru", "kind", "bin", "region", "status"]
    list_filter = ["kind", "status", "locality_type", "region"]
    list_select_related = ["region"]
    search_fields = ["full_name_kk", "full_name_ru", "bin", "code"]
    autocomplete_fields = ["region", "district", "locality", "parent", "successor", "practicum_coordinator"]
    readonly_fields = ["status"]

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        register_organisation(obj)


@admin.register(EmployerProfile)
class EmployerProfileAdmin(Kept):
    list_display = ["organisation", "contact_name", "contact_phone"]
    list_select_related = ["organisation"]
    autocomplete_fields = ["organisation"]


@admin.register(Membership)
class MembershipAdmin(Kept):
    list_display = ["user", "organisation", "kind", "valid_from", "valid_until"]
    list_filter = ["kind"]
    list_select_related = ["user", "organisation"]
    autocomplete_fields = ["user", "organisation"]
    search_fields = ["user__last_name", "user__first_name", "organisation__short_name_ru"]


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(Kept):
    list_display = ["membership", "role", "class_group", "valid_from", "valid_until", "ended_at"]
    list_filter = ["role"]
    list_select_related = ["membership__user", "membership__organisation", "class_group"]
    autocomplete_fields = ["membership", "class_group", "granted_by"]


@admin.register(Agreement)
class AgreementAdmin(Kept):
    """Agreements are made and changed in their own room; here they are looked up."""

    list_display = ["number", "kind", "initiator", "status", "starts_on", "ends_on"]
    list_filter = ["kind", "status"]
    list_select_related = ["initiator", "kind"]
    search_fields = ["number", "title_kk", "title_ru"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(AgreementKind)
class AgreementKindAdmin(Kept):
    list_display = ["code", "name_kk", "name_ru", "parties_min", "parties_max", "term_kind", "active"]


@admin.register(ClauseTemplate)
class ClauseTemplateAdmin(Kept):
    """Clauses of new texts; texts already made keep their words."""

    list_display = ["kind", "code", "text_ru", "mandatory", "version", "active"]
    list_filter = ["kind", "active"]
    search_fields = ["code", "text_kk", "text_ru"]


@admin.register(AgreementNumbering)
class AgreementNumberingAdmin(Kept):
    list_display = ["organisation", "short", "pattern"]
    autocomplete_fields = ["organisation"]


@admin.register(AcademicYear)
class AcademicYearAdmin(Kept):
    list_display = ["starts_on", "ends_on"]


@admin.register(Term)
class TermAdmin(Kept):
    list_display = ["year", "number", "starts_on", "ends_on"]
    list_select_related = ["year"]


@admin.register(Subject)
class SubjectAdmin(Kept):
    list_display = ["name_kk", "name_ru", "code"]


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin):
    """Days that the government moves and Kurban Ait of later years are entered here; a day entered by mistake may be taken out."""

    list_display = ["day", "kind", "name_kk", "name_ru"]
    list_filter = ["kind"]
    date_hierarchy = "day"
    search_fields = ["name_kk", "name_ru"]


@admin.register(BreakPeriod)
class BreakPeriodAdmin(admin.ModelAdmin):
    list_display = ["name_kk", "name_ru", "kind", "starts_on", "ends_on", "year"]
    list_filter = ["kind", "year"]
    list_select_related = ["year"]
