"""Addresses of the allocation."""

from django.urls import path

from ..views import allocation as views

urlpatterns = [
    path("allocation/", views.rounds, name="allocation_rounds"),
    path("rounds/<int:pk>/allocation/", views.allocation, name="allocation"),
    path("runs/<int:pk>/", views.run_page, name="allocation_run"),
    path("runs/<int:pk>/progress/", views.run_progress, name="run_progress"),
    path("runs/<int:pk>/cancel/", views.run_cancel, name="run_cancel"),
    path("runs/<int:pk>/discard/", views.run_discard, name="run_discard"),
    path("runs/<int:pk>/retry/", views.run_retry, name="run_retry"),
    path("runs/<int:pk>/publish/", views.run_publish, name="run_publish"),
    path("runs/<int:pk>/export/", views.run_export, name="run_export"),
    path("applications/<int:pk>/place/", views.override, name="override"),
    path("applications/<int:pk>/why/", views.why, name="why"),
]
