"""Addresses of incidents."""

from django.urls import path

from ..views import incident_photos, incidents

urlpatterns = [
    path("incidents/", incidents.incident_list, name="incidents"),
    path("incidents/register.xlsx", incidents.incident_file, name="incidents_file"),
    path("incidents/<int:pk>/", incidents.incident, name="incident"),
    path("incidents/<int:pk>/review/", incidents.incident_review, name="incident_review"),
    path("incidents/<int:pk>/photos/new/", incident_photos.add, name="incident_photo_add"),
    path("incidents/photos/<uuid:public_id>/", incident_photos.show, {"size": "full"}, name="incident_photo"),
    path("incidents/photos/<uuid:public_id>/small/", incident_photos.show, {"size": "small"}, name="incident_photo_small"),
    path("incidents/photos/<uuid:public_id>/remove/", incident_photos.remove, name="incident_photo_remove"),
    path("incidents/<int:pk>/<slug:step>/", incidents.incident_step, name="incident_step"),
    path("incidents/measures/<int:pk>/done/", incidents.measure_done, name="incident_measure_done"),
    path("trials/<int:pk>/incidents/new/", incidents.report, name="incident_report"),
]
