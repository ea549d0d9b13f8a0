"""How long a signed-in session lives: so long without activity, so long in all (real time, decision 7).

`debut` and `vu` are kept in the session as Unix seconds. `vu` is renewed at most four times per period of
inactivity, so that a page costs no write: the end that is announced is never later than the real one.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from cyclades.common import clock


def _maintenant() -> float:
    return clock.temps_reel().timestamp()


@receiver(user_logged_in, dispatch_uid="accounts.session.ouvrir")
def ouvrir(sender: object, request: HttpRequest, **kwargs: Any) -> None:
    """A session begins at each sign-in."""
    request.session["debut"] = request.session["vu"] = _maintenant()


def est_connectee(request: HttpRequest) -> bool:
    """Does this request carry a signed-in session? A visitor without a cookie costs nothing."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session


def reste(request: HttpRequest) -> dt.timedelta:
    """How long before the session ends if nothing is done; zero or less when it is over."""
    session, instant = request.session, _maintenant()
    fin_inactivite = session.get("vu", 0) + settings.SESSION_COOKIE_AGE
    fin_absolue = session.get("debut", 0) + settings.SESSION_DUREE_MAX
    return dt.timedelta(seconds=min(fin_inactivite, fin_absolue) - instant)


def prolonger(request: HttpRequest) -> None:
    """The person is there: the time without activity starts again."""
    request.session["vu"] = _maintenant()


def a_prolonger(request: HttpRequest) -> bool:
    """Is a quarter of the time without activity over?"""
    return bool(_maintenant() - request.session.get("vu", 0) > settings.SESSION_COOKIE_AGE / 4)
