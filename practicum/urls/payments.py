"""Addresses of the money."""

from django.urls import path

from ..views import payments as views
from ..views import supplements

urlpatterns = [
    path("payments/", views.payment_list, name="payments"),
    path("payments/list.<str:kind>", views.payment_file, name="payments_file"),
    path("payments/mine/", views.my_payments, name="my_payments"),
    path("payments/terms/", views.payment_terms, name="payment_terms"),
    path("payments/terms/<int:pk>/", views.agreement_terms, name="agreement_terms"),
    path("payments/<int:pk>/", views.payment, name="payment"),
    path("payments/<int:pk>/enter/", views.payment_enter, name="payment_enter"),
    path("payments/<int:pk>/<str:what>.<str:kind>", views.statement_file, name="payment_table"),
    path("payments/<int:pk>/<slug:step>/", views.payment_step, name="payment_step"),
    path("rounds/<int:pk>/payments/", views.round_payments, name="round_payments"),
    path("rounds/<int:pk>/payments/calculate/", views.round_calculate, name="round_calculate"),
    path("rounds/<int:pk>/payments/loads/approve/", views.round_approve_loads, name="round_approve_loads"),
    path("rounds/<int:pk>/payments/loads.<str:kind>", views.round_loads_file, name="round_loads_file"),
    path("supplements/", supplements.supplement_list, name="supplements"),
    path("supplements/<int:pk>/", supplements.supplement, name="supplement"),
    path("supplements/<int:pk>/table.<str:kind>", supplements.supplement_file, name="supplement_file"),
    path("supplements/<int:pk>/lines/<int:line>/", supplements.supplement_days, name="supplement_days"),
    path("supplements/<int:pk>/<slug:step>/", supplements.supplement_step, name="supplement_step"),
]
