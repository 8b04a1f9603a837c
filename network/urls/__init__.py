"""Addresses of the network, one file per part."""

from . import agreements, alignment, governance, organisations, people, plans, registers, registry

app_name = "network"

urlpatterns = [
    *organisations.urlpatterns,
    *registers.urlpatterns,
    *people.urlpatterns,
    *governance.urlpatterns,
    *agreements.urlpatterns,
    *registry.urlpatterns,
    *plans.urlpatterns,
    *alignment.urlpatterns,
]
