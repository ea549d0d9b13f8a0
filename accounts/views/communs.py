"""What several account pages need."""

from typing import cast

from axes.helpers import get_client_ip_address
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User

EN_ATTENTE = "compte_en_attente"


def adresse_ip(request: HttpRequest) -> str:
    """The client's address, by the same rule as the lockout."""
    return str(get_client_ip_address(request) or "")


def trop(request: HttpRequest) -> HttpResponse:
    """Too many requests: wait."""
    return render(request, "429.html", status=429)


def moi(request: HttpRequest) -> User:
    """The signed-in person (behind login_required)."""
    return cast(User, request.user)
