"""Addresses of the life of placements, of orders and of supervision."""

from django.urls import path

from ..views import life_list, life_orders, life_page, life_visits

urlpatterns = [
    path("my/", life_page.my_practicum, name="my_practicum"),
    path("placements/", life_list.placement_list, name="placements"),
    path("placements/bulk/", life_list.placements_bulk, name="placements_bulk"),
    path("placements/<int:pk>/", life_page.placement, name="placement"),
    path("placements/<int:pk>/yes/", life_page.placement_yes, name="placement_yes"),
    path("placements/<int:pk>/acknowledge/", life_page.placement_acknowledge, name="placement_acknowledge"),
    path("placements/<int:pk>/admission/<slug:item>/", life_page.placement_check, name="placement_check"),
    path("placements/<int:pk>/<slug:name>/", life_page.placement_act, name="placement_act"),
    path("removals/<int:pk>/<slug:move>/", life_page.removal_mark, name="removal_mark"),
    path("orders/<int:pk>/", life_orders.order, name="order"),
    path("orders/<int:pk>/drop/", life_orders.order_drop, name="order_drop"),
    path("desk/", life_visits.desk, name="desk"),
    path("contacts/new/", life_visits.contact_new, name="contact_new"),
    path("visits/<int:pk>/", life_visits.visit, name="visit"),
    path("visits/<int:pk>/acknowledge/", life_visits.visit_acknowledge, name="visit_acknowledge"),
]
