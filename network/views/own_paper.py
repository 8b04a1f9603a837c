"""The person's own file as a paper, for the page of own data."""

from django.http import HttpRequest
from django.template.loader import render_to_string


def paper(request: HttpRequest) -> str:
    """The part of «My data» that makes and shows the PDF."""
    return render_to_string("network/people/_own_paper.html", {"person": request.user}, request=request)
