"""Addresses of cycles: hour-by-hour cards."""

from django.urls import path, re_path

from ..views import cycle_cards

urlpatterns = [
    path("cycle-cards/", cycle_cards.card_list, name="cycle_cards"),
    path("cycle-cards/<int:pk>/", cycle_cards.card, name="cycle_card"),
    path("cycle-cards/programmes/<int:programme>/", cycle_cards.card_head, name="cycle_card_head"),
    path("cycle-cards/<int:pk>/rows/add/", cycle_cards.row_add, name="cycle_row_add"),
    path("cycle-cards/rows/<int:pk>/", cycle_cards.row_edit, name="cycle_row"),
    re_path(r"^cycle-cards/rows/(?P<pk>\d+)/(?P<step>up|down|remove)/$", cycle_cards.row_step, name="cycle_row_step"),
]
