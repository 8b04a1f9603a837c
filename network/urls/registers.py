"""Addresses of the registers: organisations' states, statuses, classes, employers, districts, files."""

from django.urls import path

from ..views import classes, districts, employers, imports, organisation_states, organisations, saved_views, sites, staff, statuses
from .converters import one_of

one_of("organisation_action", *organisation_states.ACTIONS)
one_of("status_action", *statuses.ACTIONS)
one_of("join_answer", "accept", "decline")
one_of("check_answer", "pass", "fail")
one_of("site_action", *sites.ACTIONS)

urlpatterns = [
    path("organisations/file.<table_kind:kind>", organisations.organisations_file, name="organisations_file"),
    path("organisations/map/", organisations.organisations_map, name="organisations_map"),
    path("organisations/apply/", organisations.apply, name="organisation_apply"),
    path("organisations/approve/", organisation_states.approve_many, name="organisations_approve"),
    path("organisations/<int:pk>/decide/<organisation_action:action>/", organisation_states.decide, name="organisation_decide"),
    path("organisations/<int:pk>/reorganise/", organisation_states.reorganise, name="organisation_reorganise"),
    path("organisations/<int:pk>/flags/", organisation_states.flags, name="organisation_flags"),
    path("organisations/<int:pk>/join/", organisation_states.join, name="join"),
    path("organisations/<int:pk>/joins/", organisation_states.joins, name="joins"),
    path("organisations/<int:pk>/joins/<int:join>/<join_answer:answer>/", organisation_states.answer, name="join_answer"),
    path("organisations/<int:pk>/statuses/", statuses.organisation_statuses, name="organisation_statuses"),
    path("organisations/<int:pk>/statuses/propose/", statuses.propose, name="status_propose"),
    path("views/save/", saved_views.save, name="view_save"),
    path("views/<int:pk>/remove/", saved_views.remove, name="view_remove"),
    path("statuses/", statuses.statuses, name="statuses"),
    path("statuses/file.<table_kind:kind>", statuses.statuses_file, name="statuses_file"),
    path("statuses/<int:pk>/", statuses.status, name="status"),
    path("statuses/<int:pk>/<status_action:action>/", statuses.decide, name="status_decide"),
    path("organisations/<int:pk>/classes/", classes.classes, name="classes"),
    path("organisations/<int:pk>/classes/file.<table_kind:kind>", classes.classes_file, name="classes_file"),
    path("organisations/<int:pk>/pupils/file.<table_kind:kind>", classes.pupils_file, name="pupils_file"),
    path("organisations/<int:pk>/staff/register.<table_kind:kind>", staff.register_file, name="staff_register_file"),
    path("organisations/<int:pk>/classes/new/", classes.new_class, name="class_new"),
    path("organisations/<int:pk>/classes/transfer/", classes.transfer, name="class_transfer"),
    path("organisations/<int:pk>/classes/<int:group>/", classes.class_group, name="class"),
    path("organisations/<int:pk>/classes/<int:group>/edit/", classes.edit_class, name="class_edit"),
    path("organisations/<int:pk>/classes/<int:group>/move/", classes.move, name="class_move"),
    path("organisations/<int:pk>/employer/", employers.employer, name="employer"),
    path("organisations/<int:pk>/employer/edit/", employers.edit_employer, name="employer_edit"),
    path("organisations/<int:pk>/employer/check/<check_answer:answer>/", employers.check_employer, name="employer_check"),
    path("sites/file.<table_kind:kind>", sites.sites_file, name="sites_file"),
    path("organisations/<int:pk>/sites/", sites.sites, name="sites"),
    path("organisations/<int:pk>/sites/new/", sites.new_site, name="site_new"),
    path("organisations/<int:pk>/sites/<int:site>/", sites.site, name="site"),
    path("organisations/<int:pk>/sites/<int:site>/edit/", sites.edit_site, name="site_edit"),
    path("organisations/<int:pk>/sites/<int:site>/verify/", sites.verify, name="site_verify"),
    path("organisations/<int:pk>/sites/<int:site>/<site_action:action>/", sites.act, name="site_act"),
    path("districts/", districts.districts, name="districts"),
    path("districts/file.<table_kind:kind>", districts.districts_file, name="districts_file"),
    path("districts/<int:pk>/localities/", districts.localities, name="localities"),
    path("localities/file.<table_kind:kind>", districts.localities_file, name="localities_file"),
    path("districts/new/", districts.new_district, name="district_new"),
    path("districts/<int:pk>/", districts.edit_district, name="district_edit"),
    path("districts/<int:pk>/close/", districts.close_district, name="district_close"),
    path("districts/<int:pk>/rest/", districts.district_rest, name="district_rest"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/<slug:register>/", imports.new_import, name="import_new"),
    path("imports/sample/<slug:register>/", imports.import_sample, name="import_sample"),
    path("imports/<int:pk>/", imports.import_job, name="import"),
    path("imports/<int:pk>/progress/", imports.import_progress, name="import_progress"),
    path("imports/<int:pk>/report/", imports.import_report, name="import_report"),
    path("imports/<int:pk>/confirm/", imports.confirm_import, name="import_confirm"),
    path("imports/<int:pk>/cancel/", imports.cancel_import, name="import_cancel"),
]
