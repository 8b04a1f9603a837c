"""Addresses of confirming documents, trial books, the journal as a paper and the regulation."""

from django.urls import path

from ..views import coord_books, coord_confirmations, coord_regulation

urlpatterns = [
    path("trials/<int:pk>/confirmations/", coord_confirmations.overview, name="trial_confirmations"),
    path("confirmations/<int:pk>/withdraw/", coord_confirmations.withdraw, name="confirmation_withdraw"),
    path("confirmations/decisions/", coord_confirmations.decisions, name="confirmation_decisions"),
    path("confirmations/decisions/<int:pk>/", coord_confirmations.decide, name="confirmation_decide"),
    path("trial-books/", coord_books.books, name="trial_books"),
    path("trial-books/print/", coord_books.print_books, name="trial_books_print"),
    path("trial-books/<int:pk>/", coord_books.book, name="trial_book"),
    path("regulation/", coord_regulation.regulations, name="regulations"),
    path("regulation/start/", coord_regulation.start, name="regulation_start"),
    path("regulation/<int:pk>/", coord_regulation.regulation, name="regulation"),
    path("regulation/<int:pk>/text/", coord_regulation.text, name="regulation_text"),
    path("regulation/<int:pk>/blanks/", coord_regulation.blanks, name="regulation_blanks"),
    path("regulation/<int:pk>/add/<int:section>/", coord_regulation.add, name="regulation_add"),
    path("regulation/<int:pk>/approve/", coord_regulation.approve, name="regulation_approve"),
    path("regulation/clauses/<int:pk>/", coord_regulation.clause, name="regulation_clause"),
    path("regulation/clauses/<int:pk>/<slug:action>/", coord_regulation.take, name="regulation_take"),
]
