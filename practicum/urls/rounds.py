"""Addresses of rounds, offers, applications."""

from django.urls import path

from ..views import applications, offers, programmes, quotas, rounds

urlpatterns = [
    path("", rounds.round_list, name="rounds"),
    path("rounds/new/", rounds.round_new, name="round_new"),
    path("rounds/<int:pk>/", rounds.round_page, name="round"),
    path("rounds/<int:pk>/edit/", rounds.round_edit, name="round_edit"),
    path("rounds/<int:pk>/move/<slug:move>/", rounds.round_move, name="round_move"),
    path("programmes/", programmes.programme_list, name="programmes"),
    path("programmes/new/", programmes.programme_new, name="programme_new"),
    path("programmes/<int:pk>/", programmes.programme, name="programme"),
    path("programmes/<int:pk>/edit/", programmes.programme_edit, name="programme_edit"),
    path("programmes/<int:pk>/about/", programmes.programme_about, name="programme_about"),
    path("programmes/<int:pk>/move/<slug:move>/", programmes.programme_move, name="programme_move"),
    path("quotas/", quotas.quota_list, name="quotas"),
    path("quotas/new/", quotas.quota_new, name="quota_new"),
    path("quotas/approve/", quotas.quota_approve, name="quota_approve"),
    path("quotas/sheet.xlsx", quotas.quota_sheet, name="quota_sheet"),
    path("quotas/<int:pk>/", quotas.quota_edit, name="quota_edit"),
    path("rounds/<int:pk>/schedule.xlsx", rounds.round_schedule, name="round_schedule"),
    path("rounds/<int:pk>/offers/", offers.offer_list, name="offers"),
    path("rounds/<int:pk>/offers/new/", offers.offer_new, name="offer_new"),
    path("rounds/<int:pk>/offers/interest/", offers.offer_interest, name="offer_interest"),
    path("rounds/<int:pk>/offers/copy/", offers.offer_copy, name="offer_copy"),
    path("offers/<int:pk>/", offers.offer_page, name="offer"),
    path("offers/<int:pk>/edit/", offers.offer_edit, name="offer_edit"),
    path("offers/<int:pk>/places/", offers.offer_capacity, name="offer_capacity"),
    path("offers/<int:pk>/move/<slug:move>/", offers.offer_move, name="offer_move"),
    path("rounds/<int:pk>/application/", applications.application, name="application"),
    path("rounds/<int:pk>/application/edit/", applications.application_edit, name="application_edit"),
    path("rounds/<int:pk>/applications/", applications.application_list, name="applications"),
    path("applications/<int:pk>/", applications.application_page, name="application_page"),
    path("applications/<int:pk>/rank/", applications.application_rank, name="application_rank"),
    path("applications/<int:pk>/move/<slug:move>/", applications.application_move, name="application_move"),
    path("applications/<int:pk>/decide/<slug:move>/", applications.application_decide, name="application_decide"),
    path("applications/<int:pk>/relatives/", applications.relative_add, name="relative_add"),
    path("applications/<int:pk>/minutes/<int:school>/", applications.journey_correct, name="journey_correct"),
    path("relatives/<int:pk>/remove/", applications.relative_remove, name="relative_remove"),
    path("journeys/<int:pk>/accept/", applications.journey_accept, name="journey_accept"),
]
