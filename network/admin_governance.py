"""Networks, functions, councils, decisions and orders in the platform's records: looked up here, written by their own screens; the catalogue of
functions is kept here.
"""

from django.contrib import admin

from .admin_registers import Kept, OnlyRead
from .models import (
    AgendaItem,
    Council,
    CouncilDecision,
    CouncilMeeting,
    CouncilMember,
    Network,
    NetworkDuty,
    NetworkFunction,
    NetworkMembership,
    NetworkPolicy,
    OrganisationOrder,
    PhasePaper,
    WorkingGroup,
)


@admin.register(Network)
class NetworkAdmin(OnlyRead):
    list_display = ["title_kk", "title_ru", "region", "scope", "form", "operator", "status", "phase_from"]
    list_filter = ["status", "scope", "form", "region"]
    list_select_related = ["region", "operator"]
    search_fields = ["title_kk", "title_ru"]


@admin.register(NetworkPolicy)
class NetworkPolicyAdmin(OnlyRead):
    list_display = ["network", "invitation_days", "order_days", "quorum_percent", "adoption_percent", "universities", "colleges", "schools"]
    list_select_related = ["network"]


@admin.register(NetworkMembership)
class NetworkMembershipAdmin(OnlyRead):
    list_display = ["network", "organisation", "role", "status", "valid_from", "valid_until"]
    list_filter = ["status", "role"]
    list_select_related = ["network", "organisation"]
    search_fields = ["network__title_kk", "network__title_ru", "organisation__short_name_kk", "organisation__short_name_ru"]


@admin.register(NetworkFunction)
class NetworkFunctionAdmin(Kept):
    """The catalogue of functions (NW-24): a function that is no longer asked for is switched off, people keep what they held."""

    list_display = ["code", "group", "name_kk", "name_ru", "mandatory", "active", "sort"]
    list_filter = ["group", "mandatory", "active"]
    search_fields = ["code", "name_kk", "name_ru"]


@admin.register(NetworkDuty)
class NetworkDutyAdmin(OnlyRead):
    list_display = ["network", "organisation", "function", "person", "rasci", "valid_from", "valid_until"]
    list_filter = ["rasci", "function"]
    list_select_related = ["network", "organisation", "function", "person"]
    search_fields = ["person__last_name", "organisation__short_name_ru"]


@admin.register(WorkingGroup)
class WorkingGroupAdmin(OnlyRead):
    list_display = ["network", "kind", "leader", "valid_from", "valid_until", "status"]
    list_filter = ["kind", "status"]
    list_select_related = ["network", "leader"]


@admin.register(Council)
class CouncilAdmin(OnlyRead):
    list_display = ["kind", "network", "region", "formed_on", "closed_on", "min_meetings", "meets_per", "seats_per_org"]
    list_filter = ["kind", "meets_per"]
    list_select_related = ["network", "region"]


@admin.register(CouncilMember)
class CouncilMemberAdmin(OnlyRead):
    list_display = ["person", "organisation", "council", "seat", "valid_from", "valid_until"]
    list_filter = ["seat"]
    list_select_related = ["person", "organisation", "council__network", "council__region"]
    search_fields = ["person__last_name", "organisation__short_name_ru"]


@admin.register(CouncilMeeting)
class CouncilMeetingAdmin(OnlyRead):
    list_display = ["council", "number", "planned_on", "held_on", "members_count", "present_count", "status"]
    list_filter = ["status"]
    list_select_related = ["council__network", "council__region"]
    date_hierarchy = "planned_on"


@admin.register(AgendaItem)
class AgendaItemAdmin(OnlyRead):
    list_display = ["council", "meeting", "order", "question_ru", "edition"]
    list_select_related = ["council__network", "council__region", "meeting__council__network", "meeting__council__region"]
    search_fields = ["question_kk", "question_ru"]


@admin.register(CouncilDecision)
class CouncilDecisionAdmin(OnlyRead):
    list_display = ["council", "number", "topic", "adopted_on", "votes_for", "votes_against", "votes_abstained", "due_on", "status"]
    list_filter = ["status", "topic"]
    list_select_related = ["council__network", "council__region"]
    search_fields = ["number", "text_kk", "text_ru"]


@admin.register(OrganisationOrder)
class OrganisationOrderAdmin(OnlyRead):
    list_display = ["organisation", "decision", "number", "date", "due_on", "status"]
    list_filter = ["status"]
    list_select_related = ["organisation", "decision"]
    search_fields = ["number", "organisation__short_name_ru"]


@admin.register(PhasePaper)
class PhasePaperAdmin(OnlyRead):
    list_display = ["network", "kind", "title", "author", "dated_on", "status"]
    list_filter = ["kind", "status"]
    list_select_related = ["network"]
