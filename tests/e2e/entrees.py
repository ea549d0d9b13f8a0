"""Who is at the browser, already signed in."""

from django.test import Client
from playwright.sync_api import Page

from accounts.models import User
from tests.e2e.conftest import PortailReel


def demo() -> User:
    """The demonstration's candidate."""
    return User.objects.get(email="dack.accrall@demo.example")


def entrer(portail: PortailReel, page: Page, compte: User | None = None) -> None:
    """Signed in, without the form of the sign-in; the demonstration's candidate unless told otherwise."""
    client = Client()
    client.force_login(compte or demo(), backend="accounts.backends.IdentifiantBackend")
    page.context.add_cookies([{"name": "cyclades", "value": client.cookies["cyclades"].value, "url": portail.adresse}])
