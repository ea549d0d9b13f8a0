"""I-01: what is one address and what is two, through every door by which an address enters."""

import sys
import unicodedata
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import AdresseConnue, User
from accounts.services import activation, adresse
from accounts.services.creation import AdressePrise, adresse_prise
from accounts.views.creation import EXISTE_DEJA
from cyclades.common.normalisation import adresse_normalisee

from .conftest import creer, creer_actif

pytestmark = pytest.mark.django_db

# (what makes them one, as first written, as written again)
UNE_SEULE = [
    ("capitales", "dack@demo.example", "DACK@DEMO.EXAMPLE"),
    ("espaces autour", "dack@demo.example", " dack@demo.example\u00a0"),
    ("pleine chasse", "dack@demo.example", "ｄａｃｋ＠ｄｅｍｏ．ｅｘａｍｐｌｅ"),
    ("ß et ss", "strasse@demo.example", "straße@demo.example"),
    ("ẞ et ss", "strasse@demo.example", "STRAẞE@demo.example"),
    ("é composé et décomposé", "d\u00e9d\u00e9@demo.example", "de\u0301de\u0301@demo.example"),
    ("É décomposé", "d\u00e9@demo.example", "DE\u0301@demo.example"),
    ("İ et i avec un point", "\u0130@demo.example", "i\u0307@demo.example"),
    ("ligature fi", "fi@demo.example", "ﬁ@demo.example"),
    ("signe kelvin", "k@demo.example", "\u212a@demo.example"),
    ("angström", "å@demo.example", "\u212b@demo.example"),
    ("s long", "s@demo.example", "ſ@demo.example"),
    ("sigma final", "σ@demo.example", "ς@demo.example"),
    ("exposant", "a2@demo.example", "a²@demo.example"),
    ("trait d'union conditionnel", "dack@demo.example", "dack@de\u00admo.example"),
    ("espace sans chasse", "dack@demo.example", "da\u200bck@demo.example"),
    ("combinant après un signe invisible", "d\u00e9@demo.example", "de\u200d\u0301@demo.example"),
    ("domaine accentué", "dack@d\u00e9mo.example", "dack@DE\u0301MO.example"),
]
DEUX = [
    ("i sans point", "i@demo.example", "\u0131@demo.example"),
    ("İ et i", "i@demo.example", "\u0130@demo.example"),
    ("accent", "e@demo.example", "é@demo.example"),
    ("alphabet cyrillique", "a@demo.example", "\u0430@demo.example"),
    ("étiquette", "dack@demo.example", "dack+cap@demo.example"),
    ("point", "da.ck@demo.example", "dack@demo.example"),
]
une_seule = pytest.mark.parametrize(("avant", "apres"), [p[1:] for p in UNE_SEULE], ids=[p[0] for p in UNE_SEULE])


@une_seule
def test_one_address_makes_one_account(avant: str, apres: str) -> None:
    creer(avant)

    with pytest.raises(AdressePrise):
        creer(apres)
    assert User.objects.count() == AdresseConnue.objects.count() == 1


@une_seule
def test_one_address_is_not_taken_by_a_change(avant: str, apres: str) -> None:
    creer_actif(avant)
    autre = creer_actif("autre@demo.example")

    with pytest.raises(AdressePrise):
        adresse.demander_changement(compte_id=autre.pk, nouvelle=apres)


@une_seule
def test_one_address_taken_between_the_demand_and_its_confirmation_stays_its_owners(avant: str, apres: str) -> None:
    autre = creer_actif("autre@demo.example")
    changement = adresse.demander_changement(compte_id=autre.pk, nouvelle=apres)
    creer_actif(avant)

    with pytest.raises(AdressePrise):
        adresse.confirmer_changement(changement_id=changement.pk, cree_le=changement.cree_le)
    autre.refresh_from_db()
    assert autre.identifiant == "autre@demo.example"


@une_seule
def test_one_address_is_not_taken_by_a_correction(avant: str, apres: str) -> None:
    creer(avant)
    autre = creer("autre@demo.example")

    with pytest.raises(AdressePrise):
        activation.corriger_adresse(compte_id=autre.pk, nouvelle=apres)


@une_seule
def test_one_address_of_a_candidature_opens_no_account(avant: str, apres: str) -> None:
    AdresseConnue.objects.create(adresse_normalisee=adresse_normalisee(avant))

    assert adresse_prise(apres)
    with pytest.raises(AdressePrise):
        creer(apres)


@pytest.mark.parametrize(("une", "autre"), [p[1:] for p in DEUX], ids=[p[0] for p in DEUX])
def test_two_addresses_make_two_accounts(une: str, autre: str) -> None:
    creer(une)

    assert creer(autre).pk
    assert not adresse_prise("libre@demo.example")


@pytest.mark.parametrize("ecrite", ["dack@DÉMO.example", "dack@de\u0301mo.example", "DACK@d\u00e9mo\u200b.example"])
def test_page_refuses_another_writing_of_a_known_domain(
    client: Client, saisie: Callable[..., dict[str, str]], ecrite: str
) -> None:
    creer("dack@d\u00e9mo.example")

    reponse = client.post("/compte/creer/", saisie(adresse_mail=ecrite, confirmation_adresse=ecrite))

    assert reponse.context["form"].errors == {"adresse_mail": [EXISTE_DEJA]}


def _peut_changer(c: str) -> bool:
    """Has this character a case, a decomposition, or a place among combining ones? The others stay what they are."""
    return bool(unicodedata.decomposition(c) or unicodedata.combining(c)) or not c.upper() == c == c.lower()


def test_key_of_an_address_is_its_own_key_whatever_the_writing() -> None:
    """Every character of Unicode that can be written in two ways, between two letters."""
    ecarts = set()
    vus = 0
    for c in (chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF):
        if not _peut_changer(c):
            continue
        vus += 1
        texte = f"a{c}b"
        cle = adresse_normalisee(texte)
        formes = {unicodedata.normalize(nom, texte) for nom in ("NFC", "NFD", "NFKC", "NFKD")}
        if {adresse_normalisee(f) for f in {cle, *formes, texte.upper(), texte.lower(), texte.title()}} != {cle}:
            ecarts.add(c)

    assert vus > 8000
    assert ecarts == {"\u0131"}  # Turkish ı: its capital is I, whose small letter is i
