"""Requests of rectification: asked after the closing, answered once by the académie's staff (specification §5)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Acces, User
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus
from cyclades.outbox.services import vider
from documents.models import DocumentVersion
from justificatifs.models import Preuve
from registrations.models import Candidature, Journal, Rectification, Version
from registrations.services.rectifications import accepter, refuser
from registrations.wizard.relecture import comprendre
from tests.justificatifs.fichiers import pdf
from tests.usines import personnel

from . import dossiers, gestes
from .rectifications import CLOS, EXPLICATION, adresse, demander, derniere, version
from .requetes import requetes

FILE = "/gestion/registrations/rectification/"


@pytest.fixture
def close(candidat: User, horloge: Callable[[str], None], settings: Any, tmp_path: Any) -> Candidature:
    """A saved candidature whose service has closed since."""
    settings.DEPOT_PRIVE = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    candidature = dossiers.candidature(candidat)
    horloge(CLOS)
    return candidature


@pytest.fixture
def agent(close: Candidature) -> Client:
    client = Client()
    client.force_login(personnel("16"), backend="accounts.backends.IdentifiantBackend")
    return client


def repondre(agent: Client, demande: Rectification, decision: str, **saisie: str) -> Any:
    vu = str(Candidature.objects.get(pk=demande.candidature_id).version_courante)
    return agent.post(f"{FILE}{demande.pk}/repondre/", {"vu": vu, "decision": decision, "reponse": "", **saisie})


def langue(client: Client, close: Candidature, option: str = "Anglais") -> Rectification:
    reponse = demander(client, close, "epreuves", **{**gestes.ONGLETS["epreuves"], "option_EG4": option})
    assert reponse.status_code == 302, gestes.erreurs(reponse)
    return derniere(close)


def test_from_the_request_to_the_new_version(client: Client, close: Candidature, agent: Client) -> None:
    liste = client.get(f"/inscriptions/{close.numeros}/rectifications/").content.decode()
    assert "Epreuves : positions et options" in liste
    demande = langue(client, close)
    assert [(d["avant"], d["apres"]) for d in demande.changements] == [("Allemand", "Anglais")]
    assert version(close).numero == 1

    fiche = agent.get(f"{FILE}{demande.pk}/change/").content.decode()
    assert EXPLICATION.replace("'", "&#x27;") in fiche
    assert Acces.objects.filter(compte=close.compte_id, objet__startswith="Demande de rectification").count() == 1
    assert "Allemand → Anglais" in fiche
    assert repondre(agent, demande, "accepter").status_code == 302
    vider()

    demande.refresh_from_db()
    nouvelle = version(close)
    gestionnaire = nouvelle.auteur
    assert (nouvelle.numero, gestionnaire.partition(":")[0]) == (2, "gestionnaire")
    assert (demande.etat, demande.version_id, demande.close_par) == ("acceptee", nouvelle.pk, gestionnaire)
    # The épreuve, and its sous-épreuves with it.
    assert {(d["avant"], d["apres"]) for d in nouvelle.differences} == {("Allemand", "Anglais")}
    actions = Journal.objects.filter(candidature=close).order_by("pk").values_list("action", "acteur")
    assert list(actions)[1:] == [("rectification demandée", "candidat"), ("rectification acceptée", gestionnaire)]
    assert (
        DocumentVersion.objects.filter(document__candidature=close, document__kind="confirmation", numero=2).count()
        == 1
    )
    assert len([m for m in mail.outbox if "Modification d'inscription" in m.subject]) == 1
    assert "version 02" in client.get(f"/inscriptions/{close.numeros}/rectifications/").content.decode()


def test_refusal_needs_a_reason_and_is_told(client: Client, close: Candidature, agent: Client) -> None:
    demande = langue(client, close)

    muet = repondre(agent, demande, "refuser")
    assert (muet.status_code, gestes.erreurs(muet)) == (422, ["Indiquez le motif : le candidat le lira."])
    assert repondre(agent, demande, "refuser", reponse="Trop tard pour cette épreuve.").status_code == 302
    vider()

    demande.refresh_from_db()
    assert (demande.etat, version(close).numero) == ("refusee", 1)
    (refus,) = [m for m in mail.outbox if "Rectification refusée" in m.subject]
    assert "Trop tard pour cette épreuve." in str(refus.body)
    assert "Trop tard" in client.get(f"/inscriptions/{close.numeros}/rectifications/").content.decode()


def test_one_open_request_per_point_until_it_is_withdrawn(client: Client, close: Candidature) -> None:
    demande = langue(client, close)

    encore = demander(client, close, "epreuves", **{**gestes.ONGLETS["epreuves"], "option_EG4": "Espagnol"})
    assert encore.status_code == 422
    assert "déjà une demande en cours" in gestes.erreurs(encore)[0]
    client.post(f"/inscriptions/{close.numeros}/rectifications/{demande.pk}/retirer/")
    demande.refresh_from_db()
    assert (demande.etat, demande.close_par) == ("retiree", "candidat")

    assert langue(client, close, "Espagnol").etat == "demandee"


def test_value_not_open_to_the_person_is_refused_beside_its_field(client: Client, close: Candidature) -> None:
    reponse = demander(client, close, "etablissement", etablissement="inventé")
    assert gestes.erreurs(reponse) == ["Choisissez une valeur de la liste."]
    reponse = demander(client, close, "mail", mail="pas une adresse")
    assert reponse.status_code == 422
    assert EXPLICATION in reponse.content.decode().replace("&#x27;", "'")
    reponse = demander(client, close, "forme", forme="Globale", derogation_forme="non")
    assert gestes.erreurs(reponse) == [
        "C'est déjà ce qui est enregistré : il n'y a rien à rectifier.".replace("'", "&#x27;")
    ]
    assert not Rectification.objects.exists()


def test_rules_that_refuse_are_told_to_staff(close: Candidature, agent: Client) -> None:
    """The modalities of an exam may have moved since it was asked; a stored value is never trusted (I-14)."""
    demande = _ligne(close, champ="categorie", valeurs={"categorie": ["DISPARUE"]}, changements=[])
    demande.save()

    fiche = agent.get(f"{FILE}{demande.pk}/change/").content.decode()
    forcee = repondre(agent, demande, "accepter")

    assert "Pourquoi elle ne peut pas être acceptée" in fiche
    assert "Choisissez une valeur de la liste." in fiche
    assert 'value="accepter"' not in fiche
    assert forcee.status_code == 422
    assert "Les règles s&#x27;y opposent" in forcee.content.decode()
    demande.refresh_from_db()
    assert (demande.etat, version(close).numero) == ("demandee", 1)


def test_another_specialite_is_judged_anew(client: Client, close: Candidature, agent: Client) -> None:
    """Épreuves, dispenses and pieces become those of the new spécialité, by the server's own reckoning."""
    autre = next(c for c in _specialites(client, close) if c != "CAP-50024127")
    reponse = demander(client, close, "specialite", specialite=autre)
    assert reponse.status_code == 302, gestes.erreurs(reponse)

    assert repondre(agent, derniere(close), "accepter").status_code == 302

    close.refresh_from_db()
    assert (close.specialite_id, close.version_courante) == (autre, 2)
    avant, apres = (Version.objects.get(candidature=close, numero=n).contenu for n in (1, 2))
    assert apres["qualification"]["specialite"]["code"] == autre
    assert [e["code"] for e in apres["epreuves"]] != [e["code"] for e in avant["epreuves"]]
    assert apres["identite"] == avant["identite"]


def _specialites(client: Client, close: Candidature) -> list[str]:
    page = client.get(adresse(close, "specialite")).content.decode()
    return re.findall(r'<option value="(CAP-[0-9]+)"', page)


def test_proof_is_kept_and_handed_to_staff_only_once_clean(
    client: Client, close: Candidature, agent: Client, settings: Any
) -> None:
    settings.DEMO = False
    preuve = SimpleUploadedFile("décision.pdf", pdf("preuve"), "application/pdf")
    demander(client, close, "mail", mail="neuve@test.example", fichier=preuve)
    gardee = Preuve.objects.get()
    url = f"/gestion/justificatifs/pieceattendue/preuves/{gardee.pk}/fichier/"

    assert url not in agent.get(f"{FILE}{derniere(close).pk}/change/").content.decode()
    assert agent.get(url).status_code == 404
    with acteur("systeme:antivirus"):
        Preuve.objects.update(analyse="sain")
    assert url in agent.get(f"{FILE}{derniere(close).pk}/change/").content.decode()
    remis = agent.get(url)

    assert remis.status_code == 200
    ailleurs = Client()
    ailleurs.force_login(personnel("23"), backend="accounts.backends.IdentifiantBackend")
    assert (ailleurs.get(url).status_code, client.get(url).status_code) == (404, 403)
    assert "attachment" in remis.headers["Content-Disposition"]
    assert Acces.objects.filter(compte=close.compte_id, objet__contains="décision.pdf").count() == 1


def test_refused_file_leaves_no_request(client: Client, close: Candidature) -> None:
    faux = SimpleUploadedFile("a.pdf", b"MZ\x90\x00 not a pdf", "application/pdf")

    reponse = demander(client, close, "mail", mail="neuve@test.example", fichier=faux)

    assert reponse.status_code == 422
    assert not Rectification.objects.exists()


def test_changed_since_the_page_was_drawn_is_told(client: Client, close: Candidature, agent: Client) -> None:
    demande = langue(client, close)
    coordonnees = {"pays": "FR", "voie": "3 rue des Lilas", "code_postal": "33000", "localite": "BORDEAUX"}
    client.post(
        f"/inscriptions/{close.numeros}/coordonnees/", {**coordonnees, "telephone_mobile": "0612345678", "vu": "1"}
    )

    ancienne = repondre(agent, demande, "accepter", vu="1")
    assert ancienne.status_code == 409
    assert repondre(agent, demande, "accepter").status_code == 302

    nouvelle = version(close)
    assert nouvelle.numero == 3
    assert nouvelle.contenu["coordonnees"]["localite"] == "BORDEAUX"


def test_second_gestionnaire_is_told(client: Client, close: Candidature, agent: Client) -> None:
    demande = langue(client, close)
    repondre(agent, demande, "accepter")

    trop_tard = repondre(agent, demande, "refuser", reponse="Non.")

    assert trop_tard.status_code == 409
    assert "déjà reçu une réponse : « Acceptée »" in trop_tard.content.decode()
    with pytest.raises(Refus) as refus:
        refuser(demande_id=demande.pk, par=personnel("16"), motif="Non.")
    assert refus.value.code == "CY009"
    demande.refresh_from_db()
    assert demande.etat == "acceptee"


def _ligne(candidature: Candidature, **champs: Any) -> Rectification:
    instant = candidature.cree_le
    valeurs = {"champ": "mail", "libelle": "Mail", "version_lue": 1, "explication": "x", "etat": "demandee"}
    return Rectification(candidature=candidature, cree_le=instant, **(valeurs | champs))


def test_mail_asked_in_another_form_is_judged_by_the_rules_again(close: Candidature) -> None:
    """A stored request is not trusted: the values are cleaned by the tab when it is accepted (I-14)."""
    demande = _ligne(
        close, valeurs={"mail": ["pas une adresse"]}, changements=[{"libelle": "x", "avant": "", "apres": "y"}]
    )
    demande.save()

    with pytest.raises(Refus) as refus:
        accepter(demande_id=demande.pk, vu=1, par=personnel("16"), comprendre=comprendre)

    assert refus.value.code == "regles"
    assert Version.objects.filter(candidature=close).count() == 1


def test_queue_costs_the_same_with_one_and_three(client: Client, close: Candidature, agent: Client) -> None:
    langue(client, close)
    une = len(requetes(lambda: agent.get(FILE)))
    demander(client, close, "mail", mail="neuve@test.example")
    demander(client, close, "duree", amenagement_duree="oui")
    page = agent.get(FILE).content.decode()
    trois = len(requetes(lambda: agent.get(FILE)))

    assert page.count(close.compte.numero_candidat or "?") == 3
    assert "la plus ancienne attend depuis moins d&#x27;un jour" in agent.get("/gestion/").content.decode()
    assert une == trois <= 8
