"""Addresses of the phone: the mentor's visits, the pupil's trials, and what makes both work offline."""

from django.urls import path

from ..views import (
    phone_briefing_word,
    phone_card,
    phone_conflict,
    phone_contacts,
    phone_finish,
    phone_path,
    phone_pupil,
    phone_pupil_forms,
    phone_shell,
    phone_trace,
    phone_visit,
)

urlpatterns = [
    path("sw.js", phone_shell.service_worker, name="service_worker"),
    path("manifest.webmanifest", phone_shell.manifest, name="manifest"),
    path("offline/", phone_shell.offline_page, name="offline"),
    path("visits/", phone_visit.visits, name="visits"),
    path("visits/token/", phone_shell.phone_token, name="phone_token"),
    path("visits/<int:pk>/", phone_visit.visit, name="visit"),
    path("visits/<int:pk>/briefing/", phone_visit.briefing, name="visit_briefing"),
    path("visits/<int:pk>/contacts/", phone_contacts.contacts, name="visit_contacts"),
    path("visits/<int:pk>/same/", phone_card.same_for_all, name="visit_same"),
    path("visits/<int:pk>/send/", phone_card.send_drafts, name="visit_send"),
    path("visits/<int:pk>/cards/", phone_card.cards, name="visit_cards"),
    path("visits/<int:pk>/cards/<int:participation>/", phone_card.card, name="visit_card"),
    path("visits/<int:pk>/conflicts/<int:conflict>/", phone_conflict.card_conflict, name="visit_conflict"),
    path("visits/<int:pk>/finish/", phone_finish.finish, name="visit_finish"),
    path("visits/<int:pk>/conclusions/", phone_finish.conclusions, name="visit_conclusions"),
    path("my-trials/", phone_pupil.my_trials, name="my_trials"),
    path("my-path/", phone_path.my_path, name="my_path"),
    path("pupils/<int:pk>/path/", phone_path.pupil_path, name="pupil_path"),
    path("my-trials/<int:pk>/", phone_pupil.my_trial, name="my_trial"),
    path("my-trials/<int:pk>/answer/", phone_pupil.answer, name="my_answer"),
    path("my-trials/briefings/<int:pk>/", phone_briefing_word.acknowledge, name="my_briefing"),
    path("my-trials/<int:pk>/before/", phone_pupil_forms.before, name="my_before"),
    path("my-trials/<int:pk>/after/", phone_pupil_forms.after, name="my_after"),
    path("my-trials/<int:pk>/trace/", phone_trace.trace, name="my_trace"),
    path("my-trials/<int:pk>/files/", phone_pupil_forms.files, name="my_files"),
    path("my-trials/<int:pk>/conflicts/<int:conflict>/", phone_conflict.form_conflict, name="my_conflict"),
]
