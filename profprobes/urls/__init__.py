"""Addresses of career trials, one list per group of people."""

from . import booking, coord, cycles, desk, family, incidents, market, phone, programmes, records

app_name = "profprobes"
urlpatterns = [
    *coord.urlpatterns,
    *phone.urlpatterns,
    *family.urlpatterns,
    *booking.urlpatterns,
    *incidents.urlpatterns,
    *cycles.urlpatterns,
    *records.urlpatterns,
    *market.urlpatterns,
    *desk.urlpatterns,
    *programmes.urlpatterns,
]
