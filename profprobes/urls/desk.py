"""Addresses of the regional operator's desk and of quarterly reviews."""

from django.urls import path, re_path

from ..views import operator_desk, reviews

urlpatterns = [
    path("desk/", operator_desk.desk, name="desk"),
    path("desk/region.xlsx", operator_desk.desk_file, name="desk_file"),
    path("desk/schools/", operator_desk.schools, name="desk_schools"),
    path("desk/schools/<int:pk>/", operator_desk.school, name="desk_school"),
    path("desk/spheres/", operator_desk.spheres, name="desk_spheres"),
    path("desk/spheres/<int:pk>/invite/", operator_desk.invite, name="desk_invite"),
    path("desk/letters/<int:pk>/", operator_desk.letter, name="desk_letter"),
    path("desk/letters/<int:pk>/read/", operator_desk.letter_read, name="desk_letter_read"),
    path("reviews/", reviews.review_list, name="reviews"),
    path("reviews/open/", reviews.review_open, name="review_open"),
    path("reviews/<int:pk>/", reviews.review, name="review"),
    path("reviews/<int:pk>/team/", reviews.team, name="review_team"),
    path("reviews/<int:pk>/cases/new/", reviews.case_new, name="review_case_new"),
    path("reviews/cases/<int:pk>/", reviews.case_edit, name="review_case"),
    path("reviews/cases/<int:pk>/remove/", reviews.case_remove, name="review_case_remove"),
    path("reviews/<int:pk>/discussion/", reviews.discussion, name="review_discussion"),
    path("reviews/<int:pk>/proposals/new/", reviews.proposal_new, name="review_proposal_new"),
    path("reviews/proposals/<int:pk>/remove/", reviews.proposal_remove, name="review_proposal_remove"),
    path("reviews/proposals/", reviews.proposals, name="review_proposals"),
    re_path(r"^reviews/proposals/(?P<pk>\d+)/(?P<move>done|undone)/$", reviews.proposal_mark, name="review_proposal_mark"),
    path("reviews/<int:pk>/close/", reviews.review_close, name="review_close"),
]
