"""Files lie under a path of their own, apart from pages: /files/…"""

from django.urls import path

from . import views

app_name = "files"
urlpatterns = [
    path("<uuid:public_id>/", views.file, name="file"),
    path("<uuid:public_id>/small/", views.file, {"small": True}, name="small"),
]
