"""Addresses of the market of slots."""

from django.urls import path

from network.urls import converters  # noqa: F401 - table_kind

from ..views import coord_slot, market_mentors, market_series, market_slots

urlpatterns = [
    path("slots/", market_slots.slots, name="slots"),
    path("slots/file.<table_kind:kind>", market_slots.slots_file, name="slots_file"),
    path("my-sites/<int:pk>/series/", market_series.open_series, name="open_series"),
    path("slots/<int:pk>/change/", market_series.change_slot, name="slot_change"),
    path("slots/<int:pk>/withdraw-following/", market_series.withdraw_following, name="slot_withdraw_following"),
    path("replacements/", market_mentors.replacement_list, name="replacements"),
    path("replacements/<int:pk>/", market_mentors.name_mentor, name="replacement"),
    path("mentors/<int:pk>/training/", market_mentors.training, name="mentor_training"),
    path("mentors/<int:pk>/end/", market_mentors.end_mentor, name="mentor_end"),
    path("trials/<int:pk>/reserve/", coord_slot.ask_reserve, name="trial_ask_reserve"),
]
