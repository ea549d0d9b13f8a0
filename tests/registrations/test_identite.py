"""Staff correct a locked civil status: traced, a version of each active candidature, one mail each."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.enums import Role
from accounts.models import CandidateProfile, CorrectionIdentite, User
from accounts.services.creation import EtatCivil
from accounts.services.profil import empreinte
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus, sqlstate
from cyclades.outbox.services import vider
from registrations.models import Candidature, Journal, Version
from registrations.services.desinscription import desinscrire
from registrations.services.identite import corriger_identite
from registrations.wizard.relecture import comprendre
from tests.usines import personnel

from . import dossiers, gestes
from .rectifications import CLOS, demander, derniere, version, vu_texte

RAISON = {"motif": "Faute de frappe à l'inscription.", "preuve": "Carte d'identité reçue le 12/12/2021"}
CIVIL = {
    "civilite": "MONSIEUR",
    "nom_naissance": "ACCRALL",
    "nom_usage": "",
    "prenoms": "Dack",
    "date_naissance": "28/11/2003",
    "pays_naissance": "FR",
    "departement_naissance": "14",
    "commune_naissance": "MAY-SUR-ORNE",
}


@pytest.fixture
def inscrite(candidat: User, settings: Any) -> Candidature:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return dossiers.candidature(candidat)


def connecte(*academies: str, role: Role = Role.GESTIONNAIRE) -> Client:
    client = Client()
    client.force_login(personnel(*academies, role=role), backend="accounts.backends.IdentifiantBackend")
    return client


def adresse(candidature: Candidature) -> str:
    return f"/gestion/registrations/candidature/{candidature.pk}/identite/"


def corriger(client: Client, candidature: Candidature, suite: str = "", **saisie: str) -> Any:
    page = client.get(adresse(candidature) + suite)
    return client.post(adresse(candidature) + suite, {"vu": vu_texte(page), **CIVIL, **RAISON, **saisie})


def profil(candidature: Candidature) -> CandidateProfile:
    return CandidateProfile.objects.get(user=candidature.compte_id)


def _etat_civil(candidature: Candidature, **champs: Any) -> EtatCivil:
    lu = CandidateProfile.objects.select_related("pays_naissance", "departement_naissance").get(
        user=candidature.compte_id
    )
    valeurs = {nom: getattr(lu, nom) for nom in EtatCivil.__dataclass_fields__}
    return EtatCivil(**{**valeurs, **champs})


def test_correction_reaches_the_account_the_version_the_journal_and_the_person(
    client: Client, inscrite: Candidature
) -> None:
    agent = connecte("16")
    avant = version(inscrite).contenu

    assert corriger(agent, inscrite, nom_naissance="ACCRAL", prenoms="Dack, Jean").status_code == 302
    vider()

    assert (profil(inscrite).nom_naissance, profil(inscrite).prenoms) == ("ACCRAL", "Dack, Jean")
    nouvelle = version(inscrite)
    assert (nouvelle.numero, nouvelle.auteur.partition(":")[0]) == (2, "gestionnaire")
    assert [(d["libelle"], d["avant"], d["apres"]) for d in nouvelle.differences] == [
        ("Nom de famille", "ACCRALL", "ACCRAL"),
        ("Prénoms", "Dack", "Dack, Jean"),
    ]
    assert {k: v for k, v in nouvelle.contenu.items() if k != "identite"} == {
        k: v for k, v in avant.items() if k != "identite"
    }
    ligne = Journal.objects.filter(candidature=inscrite).order_by("-pk")[0]
    assert ligne.action == "correction d'état civil"
    assert RAISON["preuve"] in ligne.motif
    correction = CorrectionIdentite.objects.get()
    assert [d["apres"] for d in correction.differences] == ["ACCRAL", "Dack, Jean"]
    (modifiee,) = [m for m in mail.outbox if "Modification d'inscription" in m.subject]
    assert "Nom de famille : ACCRALL → ACCRAL" in str(modifiee.body)
    mes_donnees = client.get("/compte/mes-donnees/").content.decode()
    assert "Corrections de mon état civil" in mes_donnees
    assert "ACCRALL → ACCRAL" in mes_donnees
    assert client.get("/compte/mes-donnees/export/").json()["corrections_d_etat_civil"][0]["motif"] == RAISON["motif"]


def test_another_birth_date_is_judged_anew(inscrite: Candidature) -> None:
    """The JDC is asked of the young: the pieces follow the birth date."""
    avant = {p["cle"] for p in version(inscrite).contenu["pieces"]}

    assert corriger(connecte("16"), inscrite, date_naissance="28/11/1973").status_code == 302

    apres = {p["cle"] for p in version(inscrite).contenu["pieces"]}
    assert version(inscrite).contenu["identite"]["date_naissance"] == "1973-11-28"
    assert apres != avant


def test_birth_date_that_the_rules_refuse_changes_nothing(inscrite: Candidature) -> None:
    reponse = corriger(connecte("16"), inscrite, date_naissance="28/11/2010")

    assert reponse.status_code == 422
    assert "les règles s&#x27;opposent à la candidature n° 001" in reponse.content.decode()
    assert (str(profil(inscrite).date_naissance), version(inscrite).numero) == ("2003-11-28", 1)
    assert not CorrectionIdentite.objects.exists()


def test_two_academies_need_a_superviseur(inscrite: Candidature) -> None:
    """A candidature of the same person in Nice: staff of Toulouse would write there (I-24)."""
    with acteur("systeme:test"):
        Candidature.objects.filter(pk=inscrite.pk).update(exclusive=False)
        Candidature.objects.create(
            compte_id=inscrite.compte_id, service_id=inscrite.service_id, session_id=inscrite.session_id,
            academie_id="23", numero=2, etat="inscrit", exclusive=False, cree_le=inscrite.cree_le,
            modifiee_le=inscrite.cree_le,
        )  # fmt: skip
    agent = connecte("16")

    page = agent.get(adresse(inscrite)).content.decode()
    forcee = agent.post(adresse(inscrite), {"vu": empreinte(profil(inscrite)), **CIVIL, **RAISON, "prenoms": "Jean"})
    assert "demandez la correction à un superviseur" in page
    assert forcee.status_code == 422
    assert profil(inscrite).prenoms == "Dack"

    assert corriger(connecte(role=Role.SUPERVISEUR), inscrite, prenoms="Jean").status_code == 302
    assert profil(inscrite).prenoms == "Jean"
    assert Journal.objects.filter(candidature__numero=2, action="correction d'état civil").count() == 1


def test_another_academie_finds_nothing(inscrite: Candidature) -> None:
    ailleurs = connecte("23")
    assert ailleurs.get(adresse(inscrite)).status_code == 404
    assert ailleurs.post(adresse(inscrite), {**CIVIL, **RAISON}).status_code == 404
    assert Client().get(adresse(inscrite)).status_code == 302


def test_missing_reason_and_wrong_values_are_told_and_kept(inscrite: Candidature) -> None:
    reponse = corriger(connecte("16"), inscrite, prenoms="Jean", motif="", date_naissance="31/02/2003")

    assert reponse.status_code == 422
    assert len(gestes.erreurs(reponse)) == 2
    assert 'value="Jean"' in reponse.content.decode()
    assert profil(inscrite).prenoms == "Dack"


def test_nothing_changed_writes_nothing(inscrite: Candidature) -> None:
    reponse = corriger(connecte("16"), inscrite)

    assert "Rien n&#x27;a changé" in gestes.erreurs(reponse)[0]
    assert not CorrectionIdentite.objects.exists()
    assert version(inscrite).numero == 1


def test_second_gestionnaire_is_told(inscrite: Candidature) -> None:
    lue = empreinte(profil(inscrite))
    communs: dict[str, Any] = {"candidature_id": inscrite.pk, "vu": lue, "comprendre": comprendre, **RAISON}
    corriger_identite(etat_civil=_etat_civil(inscrite, prenoms="Jean"), par=personnel("16"), **communs)

    with pytest.raises(Refus) as refus:
        corriger_identite(etat_civil=_etat_civil(inscrite, prenoms="Paul"), par=personnel("16"), **communs)

    assert refus.value.code == "CY009"
    assert profil(inscrite).prenoms == "Jean"
    assert CorrectionIdentite.objects.count() == 1


def test_request_of_the_candidate_is_closed_by_the_correction(
    client: Client, inscrite: Candidature, horloge: Callable[[str], None]
) -> None:
    horloge(CLOS)
    demander(client, inscrite, "etat-civil", texte="Prénoms : Dack, Jean")
    demande = derniere(inscrite)
    agent = connecte("16")

    refusee = agent.post(
        f"/gestion/registrations/rectification/{demande.pk}/repondre/", {"vu": "1", "decision": "accepter"}
    )
    assert "se règle par une correction d&#x27;état civil" in refusee.content.decode()
    assert corriger(agent, inscrite, f"?demande={demande.pk}", prenoms="Dack, Jean").status_code == 302

    demande.refresh_from_db()
    assert (demande.etat, demande.version_id) == ("acceptee", version(inscrite).pk)
    assert demande.reponse == RAISON["motif"]


def test_without_active_candidature_the_account_is_told(inscrite: Candidature) -> None:
    desinscrire(candidature=inscrite)

    assert corriger(connecte("16"), inscrite, prenoms="Jean").status_code == 302
    vider()

    assert version(inscrite).numero == 1
    (lettre,) = [m for m in mail.outbox if "Votre état civil est corrigé" in m.subject]
    assert lettre.to == [User.objects.get(pk=inscrite.compte_id).email]
    assert "Prénoms : Dack → Jean" in str(lettre.body)


def test_candidate_is_still_refused_by_the_database(client: Client, inscrite: Candidature) -> None:
    assert client.post(adresse(inscrite), {**CIVIL, **RAISON, "prenoms": "Jean"}).status_code == 403
    client.post("/compte/modifier/", {**CIVIL, "confirmation_nom": "X", "nom_naissance": "X"})
    with pytest.raises(DatabaseError) as erreur, transaction.atomic():
        CandidateProfile.objects.filter(user=inscrite.compte_id).update(prenoms="Jean")
    assert sqlstate(erreur.value) == "CY005"
    assert (profil(inscrite).prenoms, profil(inscrite).nom_naissance) == ("Dack", "ACCRALL")


def test_trace_is_only_ever_added_to(inscrite: Candidature) -> None:
    corriger(connecte("16"), inscrite, prenoms="Jean")

    for ecriture in (CorrectionIdentite.objects.all().delete, lambda: CorrectionIdentite.objects.update(motif="x")):
        with pytest.raises(DatabaseError) as erreur, transaction.atomic():
            ecriture()
        assert sqlstate(erreur.value) == "CY010"
    assert Version.objects.filter(candidature=inscrite).count() == 2
