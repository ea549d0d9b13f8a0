"""Error pages: what happened, what to do, in French, with nothing of the failure's inside."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_refuse(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or cookies are refused: say so, lose nothing that was a draft."""
    return render(request, "403_csrf.html", status=403)
