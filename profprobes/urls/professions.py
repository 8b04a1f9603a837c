"""Addresses of professions."""

from django.urls import path

from ..views import professions

urlpatterns = [
    path("professions/", professions.profession_list, name="professions"),
    path("professions/new/", professions.profession_new, name="profession_new"),
    path("professions/<int:pk>/", professions.profession, name="profession"),
    path("professions/<int:pk>/edit/", professions.profession_edit, name="profession_edit"),
    path("professions/<int:pk>/hosts/add/", professions.host_add, name="host_profession_add"),
    path("professions/hosts/<int:pk>/remove/", professions.host_remove, name="host_profession_remove"),
]
