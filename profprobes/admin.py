"""Career trials in the platform's records: the catalogue is edited here, everything else is only looked at.

Consents, medical results, questionnaires and observation cards are not here at all: a platform operator has no business with a child's papers.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from .models import Profession, SiteSlot, SlotBooking, Sphere, Trial, TrialMentor, TrialProgramme, TrialSession, TrialSite


class Catalogue(admin.ModelAdmin):
    """Reference rows; nothing is deleted, since programmes and trials point to them."""

    list_display = ["name_kk", "name_ru"]
    search_fields = ["name_kk", "name_ru"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Sphere)
class SphereAdmin(Catalogue):
    list_display = ["name_kk", "name_ru", "code"]


@admin.register(Profession)
class ProfessionAdmin(Catalogue):
    list_display = ["name_kk", "name_ru", "sphere"]
    list_filter = ["sphere"]
    list_select_related = ["sphere"]


class ReadOnly(admin.ModelAdmin):
    """Rows that only the services write."""

    list_per_page = 50

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(TrialProgramme)
class TrialProgrammeAdmin(ReadOnly):
    list_display = ["name_kk", "owner", "kind", "status"]
    list_filter = ["kind", "status"]
    list_select_related = ["owner"]
    search_fields = ["name_kk", "name_ru"]


@admin.register(TrialSite)
class TrialSiteAdmin(ReadOnly):
    list_display = ["site", "booking", "photo_rule"]
    list_filter = ["booking", "photo_rule"]
    list_select_related = ["site"]


@admin.register(TrialMentor)
class TrialMentorAdmin(ReadOnly):
    list_display = ["membership", "valid_until", "status"]
    list_filter = ["status"]
    list_select_related = ["membership__user", "membership__organisation"]


@admin.register(SiteSlot)
class SiteSlotAdmin(ReadOnly):
    list_display = ["site", "period", "seats_taken", "seats_total", "status"]
    list_filter = ["status"]
    list_select_related = ["site"]


@admin.register(SlotBooking)
class SlotBookingAdmin(ReadOnly):
    list_display = ["slot", "school", "seats", "status", "requested_at"]
    list_filter = ["status"]
    list_select_related = ["slot__site", "school"]


@admin.register(Trial)
class TrialAdmin(ReadOnly):
    list_display = ["number", "school", "host", "programme", "status", "created_at"]
    list_filter = ["status", "programme__kind"]
    list_select_related = ["school", "host", "programme"]
    search_fields = ["number"]


@admin.register(TrialSession)
class TrialSessionAdmin(ReadOnly):
    list_display = ["trial", "period", "status"]
    list_filter = ["status"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("trial__programme")
