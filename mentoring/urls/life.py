"""Addresses of the mentor register and of a mentor's answers."""

from django.urls import path

from ..views import proposals, register

urlpatterns = [
    path("", register.mentor_list, name="mentors"),
    path("new/", register.mentor_new, name="mentor_new"),
    path("<int:pk>/", register.mentor, name="mentor"),
    path("<int:pk>/trainings/new/", register.training_new, name="training_new"),
    path("<int:pk>/<slug:name>/", register.mentor_act, name="mentor_act"),
    path("trainings/<int:pk>/check/", register.training_check, name="training_check"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/<int:pk>/accept/", proposals.accept, name="proposal_accept"),
    path("proposals/<int:pk>/decline/", proposals.decline, name="proposal_decline"),
]
