"""Addresses of surveys."""

from django.urls import path

from . import views

app_name = "surveys"
urlpatterns = [path("surveys/<int:pk>/", views.answer, name="answer")]
