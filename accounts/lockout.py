"""What a person reads when sign-in is held back for a while."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def trop_d_essais(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Too many wrong passwords for this address from this place: wait, or reset the password."""
    return render(request, "accounts/trop_d_essais.html", status=429)
