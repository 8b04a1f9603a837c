"""Addresses of organisations and their people."""

from django.urls import path

from ..views import organisations, people

urlpatterns = [
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/new/", organisations.new_organisation, name="organisation_new"),
    path("organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("organisations/<int:pk>/edit/", organisations.edit_organisation, name="organisation_edit"),
    path("organisations/<int:pk>/people/", people.people, name="people"),
    path("organisations/<int:pk>/people/invite/", people.invite, name="invite"),
    path("organisations/<int:pk>/people/<int:member>/invite-again/", people.invite_again, name="invite_again"),
    path("organisations/<int:pk>/people/<int:member>/end/", people.end_membership, name="end_membership"),
    path("organisations/<int:pk>/people/<int:member>/reset/", people.reset_second_step, name="reset_second_step"),
    path("organisations/<int:pk>/people/roles/<int:role>/end/", people.end_role, name="end_role"),
]
