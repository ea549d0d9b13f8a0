"""Who may ask for a rectification, when and of what: the pages' refusals, and the database's own."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import User
from cyclades.common.acteur import acteur
from cyclades.common.errors import sqlstate
from registrations.enums import EtatRectification
from registrations.models import Candidature, Rectification, Version
from registrations.states import RECTIFICATIONS
from tests.usines import compte_candidat, personnel

from . import dossiers, eleves, gestes
from .rectifications import CLOS, adresse, demander, derniere, version
from .test_rectifications import FILE, _ligne, agent, close, langue, repondre

__all__ = ["agent", "close"]


def test_another_academie_sees_and_answers_nothing(client: Client, close: Candidature) -> None:
    demande = langue(client, close)
    ailleurs = Client()
    ailleurs.force_login(personnel("23"), backend="accounts.backends.IdentifiantBackend")

    assert ailleurs.get(f"{FILE}{demande.pk}/change/").status_code == 404
    assert repondre(ailleurs, demande, "refuser", reponse="non").status_code == 404
    assert str(close.compte.numero_candidat) not in ailleurs.get(FILE).content.decode()
    demande.refresh_from_db()
    assert demande.etat == "demandee"


def test_what_only_the_school_corrects_is_not_asked_here(
    client: Client, agent: Client, horloge: Callable[[str], None]
) -> None:
    """A pupil's catégorie, school and spécialité stay the school's; what she answered herself may be rectified."""
    horloge("2021-11-10T13:00+01:00")
    compte = eleves.eleve()
    client.force_login(compte, backend="accounts.backends.IdentifiantBackend")
    candidature = eleves.preinscrite(compte)
    eleves.parcourir(client, candidature)
    assert gestes.enregistrer(client, eleves.base(candidature)).status_code == 302
    horloge(CLOS)
    client.force_login(compte, backend="accounts.backends.IdentifiantBackend")
    candidature.refresh_from_db()

    liste = client.get(f"/inscriptions/{candidature.numeros}/rectifications/").content.decode()
    assert adresse(candidature, "duree") in liste
    assert adresse(candidature, "specialite") not in liste
    assert client.get(adresse(candidature, "specialite")).status_code == 302
    demander(client, candidature, "duree", amenagement_duree="oui")
    assert repondre(agent, derniere(candidature), "accepter").status_code == 302

    avant, apres = (Version.objects.get(candidature=candidature, numero=n).contenu for n in (1, 2))
    assert apres["informations"] == {**avant["informations"], "amenagement_duree": True}


def test_another_candidate_neither_asks_nor_withdraws(client: Client, close: Candidature) -> None:
    demande = langue(client, close)
    autre = Client()
    autre.force_login(compte_candidat(), backend="accounts.backends.IdentifiantBackend")

    assert autre.get(adresse(close, "mail")).status_code == 404
    assert autre.post(f"/inscriptions/{close.numeros}/rectifications/{demande.pk}/retirer/").status_code == 404
    demande.refresh_from_db()
    assert demande.etat == "demandee"


def test_while_open_or_inactive_nothing_is_asked(
    client: Client, candidat: User, horloge: Callable[[str], None]
) -> None:
    candidature = dossiers.candidature(candidat)
    assert client.get(f"/inscriptions/{candidature.numeros}/rectifications/").status_code == 302
    assert client.get(adresse(candidature, "mail")).status_code == 302
    horloge(CLOS)
    with acteur("gestionnaire:1"):
        Candidature.objects.filter(pk=candidature.pk).update(etat="ecarte")
    assert client.get(adresse(candidature, "mail")).status_code == 302


@pytest.mark.parametrize("nom", ["gestionnaire:1", "systeme:x", ""])
@pytest.mark.parametrize("vers", [e.value for e in EtatRectification])
def test_database_obeys_the_table_of_states(client: Client, close: Candidature, nom: str, vers: str) -> None:
    demande = _ligne(close)
    demande.save()
    suite = {"close_le": close.cree_le, "close_par": "x", "reponse": "y"}
    if vers == "acceptee":
        suite["version"] = version(close)
    genre = nom.partition(":")[0] or "candidat"
    permis = any(t.vers == vers and genre in t.acteurs for t in RECTIFICATIONS)

    def ecrire() -> None:
        with transaction.atomic(), acteur(nom):
            Rectification.objects.filter(pk=demande.pk).update(etat=vers, **suite)

    if permis:
        ecrire()
        with pytest.raises(DatabaseError):
            ecrire()
    else:
        with pytest.raises(DatabaseError) as erreur:
            ecrire()
        assert sqlstate(erreur.value) == "CY013"


def test_database_refuses_a_request_before_the_closing_or_in_another_name(candidat: User) -> None:
    candidature = dossiers.candidature(candidat)
    with pytest.raises(DatabaseError) as erreur, transaction.atomic():
        _ligne(candidature).save()
    assert sqlstate(erreur.value) == "CY013"
    with pytest.raises(DatabaseError), acteur("gestionnaire:1"):
        _ligne(candidature).save()


def test_database_keeps_what_was_asked(close: Candidature) -> None:
    demande = _ligne(close)
    demande.save()
    for ecriture in (
        lambda: Rectification.objects.filter(pk=demande.pk).update(explication="autre"),
        lambda: Rectification.objects.filter(pk=demande.pk).delete(),
    ):
        with pytest.raises(DatabaseError) as erreur, transaction.atomic():
            ecriture()
        assert sqlstate(erreur.value) == "CY010"
