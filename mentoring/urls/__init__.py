"""Addresses of mentoring, a list for each part."""

from . import life

app_name = "mentoring"
urlpatterns = [
    *life.urlpatterns,
]
