"""From the dry run to the end of a publication: the file kept meanwhile, and the page that follows by itself."""

import datetime as dt
import hashlib
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cyclades.common import clock, fichier_garde
from cyclades.outbox.services import vider
from documents.attente import palier_de_publication
from documents.enums import Kind
from documents.models import Lot

from . import publications
from .publications import csv, ligne, publier
from .test_gestion_publications import PUBLIER, envoyer, par

__all__ = ["par"]
pytestmark = pytest.mark.django_db


def garde(page: Any) -> str:
    """The key of the file that the page says is kept; "" when it keeps none."""
    trouve = re.search(r'name="garde" value="([0-9a-f]{32})"', page.content.decode())
    return trouve[1] if trouve else ""


def sans_fichier(client: Client, cle: str, **champs: str) -> Any:
    valeurs = {"kind": Kind.CONVOCATION, "cle": str(uuid.uuid4()), "jour": "", "heure": "", "action": "publier"}
    return client.post(PUBLIER, {**valeurs, "garde": cle, **champs})


def test_the_file_of_the_dry_run_is_published_without_sending_it_again(client: Client, par: User) -> None:
    candidatures = publications.inscrites(2)
    octets = csv([ligne(c) for c in candidatures])

    controle = envoyer(client, octets, "controler")
    publie = sans_fichier(client, garde(controle))

    assert "Le fichier « convocations.csv » est gardé" in controle.content.decode()
    assert publie.status_code == 302
    lot = Lot.objects.get()
    assert (lot.nom_fichier, lot.total, lot.empreinte) == ("convocations.csv", 2, hashlib.sha256(octets).hexdigest())
    assert "publication_garde" not in client.session


def test_a_wrong_hour_does_not_lose_the_file(client: Client, par: User) -> None:
    octets = csv([ligne(publications.inscrites(1)[0])])

    autre = envoyer(client, csv([ligne(publications.inscrites(1)[0])]), "controler")
    refuse = envoyer(client, octets, jour="01/03/2099", garde=garde(autre))
    publie = sans_fichier(client, garde(refuse), jour="01/03/2099", heure="10:00")

    assert (refuse.status_code, publie.status_code) == (422, 302)


def test_a_page_of_before_never_publishes_the_file_of_another(client: Client, par: User) -> None:
    premiere, seconde = publications.inscrites(2)
    avant = garde(envoyer(client, csv([ligne(premiere)]), "controler"))
    garde(envoyer(client, csv([ligne(seconde)]), "controler"))

    perdu = sans_fichier(client, avant)

    assert perdu.status_code == 422
    assert "Le fichier contrôlé n&#x27;est plus gardé : choisissez-le de nouveau." in perdu.content.decode()
    assert not Lot.objects.exists()


def test_a_wrong_file_is_not_kept_and_a_heavy_one_is_chosen_again(
    client: Client, par: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidature = publications.inscrites(1)[0]
    juste = envoyer(client, csv([ligne(candidature)]), "controler")
    faux = envoyer(client, csv([ligne(candidature, date="31/02/2099")]), "controler", garde=garde(juste))
    illisible = envoyer(client, b"%PDF-1.7", "controler")
    monkeypatch.setattr(fichier_garde, "COMPRIME_MAX", 10)
    lourd = envoyer(client, csv([ligne(candidature)]), "controler")

    assert (garde(faux), garde(illisible), garde(lourd)) == ("", "", "")
    assert "est gardé" not in faux.content.decode() + illisible.content.decode()
    assert "choisissez de nouveau le fichier" in lourd.content.decode()


def test_the_page_follows_by_itself_until_the_end(client: Client, par: User) -> None:
    lot = publier(csv([ligne(c) for c in publications.inscrites(2)]), par)
    adresse = reverse("gestion:documents_lot_change", args=[lot.pk])
    page = client.get(adresse).content.decode()
    suivant = re.search(r'hx-get="([^"]+)" hx-trigger="every 2s"', page)
    assert suivant is not None

    rien = client.get(suivant[1], headers={"HX-Request": "true"})
    vider()
    fin = client.get(suivant[1], headers={"HX-Request": "true"}).content.decode()

    assert "htmx-2.min" in page
    assert (rien.status_code, rien.content) == (204, b"")
    assert "Terminée" in fin
    assert "Retirer les documents émis" in fin
    assert "<html" not in fin
    assert "hx-get" not in fin
    assert "hx-get" not in client.get(adresse).content.decode()


@pytest.mark.parametrize(("age", "secondes"), [(30, 2), (600, 10), (7200, 0)])
def test_a_long_publication_is_looked_at_less_and_less_often(age: int, secondes: int) -> None:
    debut = clock.maintenant()

    assert palier_de_publication(debut, debut + dt.timedelta(seconds=age)).secondes == secondes
