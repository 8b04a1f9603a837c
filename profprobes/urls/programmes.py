"""Addresses of programmes."""

from django.urls import path

from ..views import programme_parts, programmes

urlpatterns = [
    path("programmes/", programmes.programme_list, name="programmes"),
    path("programmes/new/", programmes.programme_new, name="programme_new"),
    path("programmes/<int:pk>/", programmes.programme, name="programme"),
    path("programmes/<int:pk>/part/<slug:part>/", programme_parts.part, name="programme_part"),
    path("programmes/<int:pk>/stages/new/", programme_parts.stage_new, name="programme_stage_new"),
    path("programmes/stages/<int:pk>/", programme_parts.stage, name="programme_stage"),
    path("programmes/stages/<int:pk>/delete/", programme_parts.stage_delete, name="programme_stage_delete"),
    path("programmes/<int:pk>/send/", programmes.programme_send, name="programme_send"),
    path("programmes/<int:pk>/review/", programmes.programme_review, name="programme_review"),
    path("programmes/<int:pk>/publish/", programmes.programme_publish, name="programme_publish"),
    path("programmes/<int:pk>/version/", programmes.programme_version, name="programme_version"),
    path("programmes/<int:pk>/archive/", programmes.programme_archive, name="programme_archive"),
    path("programmes/<int:pk>/discard/", programmes.programme_discard, name="programme_discard"),
    path("programmes/<int:pk>/changes/", programmes.programme_changes, name="programme_changes"),
    path("programmes/<int:pk>/adopt/", programmes.programme_adopt, name="programme_adopt"),
]
