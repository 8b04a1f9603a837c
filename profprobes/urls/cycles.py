"""Addresses of cycles: the cycles themselves, their partners, the hour-by-hour cards; of professions."""

from django.urls import path, re_path

from ..views import cycle_cards, cycle_partners, cycles
from . import professions

urlpatterns = [
    *professions.urlpatterns,
    path("cycles/", cycles.cycle_list, name="cycles"),
    path("cycles/new/", cycles.cycle_new, name="cycle_new"),
    path("cycles/<int:pk>/", cycles.cycle, name="cycle"),
    path("cycles/<int:pk>/edit/", cycles.cycle_edit, name="cycle_edit"),
    path("cycles/<int:pk>/preparation/", cycles.cycle_prepare, name="cycle_prepare"),
    path("cycles/<int:pk>/programmes/add/", cycles.programme_add, name="cycle_programme_add"),
    path("cycles/<int:pk>/partners/add/", cycle_partners.partner_add, name="cycle_partner_add"),
    path("cycles/<int:pk>/close/", cycles.cycle_close, name="cycle_close"),
    re_path(r"^cycles/(?P<pk>\d+)/(?P<move>agree|activate)/$", cycles.cycle_move, name="cycle_move"),
    re_path(r"^cycles/programmes/(?P<pk>\d+)/(?P<step>up|down|remove)/$", cycles.programme_step, name="cycle_programme_step"),
    path("cycles/steps/<int:pk>/", cycles.cycle_step, name="cycle_step"),
    path("cycles/partners/<int:pk>/", cycle_partners.partner, name="cycle_partner"),
    path("cycles/partners/<int:pk>/decline/", cycle_partners.partner_decline, name="cycle_partner_decline"),
    path("cycles/partners/<int:pk>/result/", cycle_partners.partner_assess, name="cycle_partner_assess"),
    path("cycles/partners/<int:pk>/remove/", cycle_partners.partner_remove, name="cycle_partner_remove"),
    path("cycle-cards/", cycle_cards.card_list, name="cycle_cards"),
    path("cycle-cards/<int:pk>/", cycle_cards.card, name="cycle_card"),
    path("cycle-cards/programmes/<int:programme>/", cycle_cards.card_head, name="cycle_card_head"),
    path("cycle-cards/<int:pk>/rows/add/", cycle_cards.row_add, name="cycle_row_add"),
    path("cycle-cards/rows/<int:pk>/", cycle_cards.row_edit, name="cycle_row"),
    re_path(r"^cycle-cards/rows/(?P<pk>\d+)/(?P<step>up|down|remove)/$", cycle_cards.row_step, name="cycle_row_step"),
]
