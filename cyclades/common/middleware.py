"""Pages are never kept by a cache, and the tokens in their addresses go nowhere else (I-26)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers


class PagesPriveesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith("/static/"):
            add_never_cache_headers(response)
        # A one-time token in the address: what such a page leads to learns our site, no more. « no-referrer » would
        # take away the Origin header too, by which its own button is recognised as ours.
        if request.resolver_match is not None and "jeton" in request.resolver_match.kwargs:
            response.headers.setdefault("Referrer-Policy", "strict-origin")
        return response
