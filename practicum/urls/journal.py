"""Addresses of the journal."""

from django.urls import path

from ..views import journal as views

urlpatterns = [
    path("journal/", views.journals, name="journals"),
    path("journal/of/<int:pk>/", views.journal, name="journal"),
    path("journal/of/<int:pk>/write/", views.write, name="journal_write"),
    path("journal/<int:pk>/", views.entry_page, name="journal_entry"),
    path("journal/<int:pk>/edit/", views.edit, name="journal_edit"),
    path("journal/<int:pk>/<slug:step>/", views.entry_step, name="journal_step"),
]
