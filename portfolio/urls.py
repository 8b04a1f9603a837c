"""Addresses of the portfolio."""

from django.urls import path

from . import views

app_name = "portfolio"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("of/<int:pk>/", views.portfolio_of, name="of"),
    path("entries/<int:pk>/", views.entry, name="entry"),
    path("entries/<int:pk>/access/", views.change_access, name="access"),
    path("entries/<int:pk>/hide/", views.toggle, name="toggle"),
    path("entries/<int:pk>/files/<uuid:public_id>/delete/", views.delete_file, name="delete_file"),
]
