"""`{% load demonstration %}`: what the page of the demonstration says of its accounts."""

from django import template
from django.urls import reverse

from accounts.services.demo import CODE_ELEVE, ELEVE, code_de_demonstration
from accounts.services.premier_acces import est_valable

register = template.Library()


@register.simple_tag
def papillon_de_demonstration() -> dict[str, object] | None:
    """The papillon of the pupil: login, code, the address of its QR, and whether it still serves."""
    code = code_de_demonstration()
    if code is None:
        return None
    adresse = f"{reverse('accounts:premiere_connexion')}#{ELEVE}/{CODE_ELEVE}"
    return {"login": ELEVE, "code": CODE_ELEVE, "adresse": adresse, "sert": est_valable(code)}
