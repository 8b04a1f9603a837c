"""Addresses of career trials, one list per group of people."""

from . import coord, family, phone

app_name = "profprobes"
urlpatterns = [*coord.urlpatterns, *phone.urlpatterns, *family.urlpatterns]
