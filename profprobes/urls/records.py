"""Addresses of confirming documents, trial books, the journal as a paper and the regulation."""

from django.urls import path

from ..views import coord_books, coord_confirmations

urlpatterns = [
    path("trials/<int:pk>/confirmations/", coord_confirmations.overview, name="trial_confirmations"),
    path("confirmations/<int:pk>/withdraw/", coord_confirmations.withdraw, name="confirmation_withdraw"),
    path("confirmations/decisions/", coord_confirmations.decisions, name="confirmation_decisions"),
    path("confirmations/decisions/<int:pk>/", coord_confirmations.decide, name="confirmation_decide"),
    path("trial-books/", coord_books.books, name="trial_books"),
    path("trial-books/print/", coord_books.print_books, name="trial_books_print"),
    path("trial-books/<int:pk>/", coord_books.book, name="trial_book"),
]
