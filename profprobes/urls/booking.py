"""Addresses of the booking market."""

from django.urls import path

from ..views import booking_site

urlpatterns = [
    path("sites/<int:pk>/trial-side/", booking_site.trial_side, name="site_trial_side"),
    path("sites/<int:pk>/popular/", booking_site.popular, name="site_popular"),
]
