"""Which office of the académie answers: by sector, given with the version, shown wherever a contact is."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from cyclades.outbox import services as outbox
from registrations.models import Candidature, Version
from registrations.services.actes import ecarter
from sessions_cfg import queries as catalogue
from sessions_cfg.models import ServiceGestionnaire, ServiceInscription
from tests.usines import personnel

from . import gestes
from .specialites import SPECIALITES, remplir

pytestmark = pytest.mark.django_db
INDUSTRIEL, SERVICES = "Rectorat de Poitiers, pôle industriel, tertiaire", "Rectorat de Poitiers, pôle services"


def poitiers() -> ServiceGestionnaire:
    """The office that the services of Poitiers name."""
    return ServiceInscription.objects.get(cle="cap-2025-poitiers").service_gestionnaire


def bureau(service: str, specialite: str | None) -> str:
    trouve = catalogue.service_par_cle(service)
    assert trouve is not None
    return catalogue.bureau_de(trouve, catalogue.snapshot(specialite, trouve).specialite).nom


@pytest.mark.parametrize(
    ("specialite", "attendu"),
    [
        ("CAP-50022137", SERVICES),  # boulanger: alimentation, though 2 is industry
        ("CAP-50022139", SERVICES),  # cuisine
        ("CAP-50033205", SERVICES),  # AEPE
        ("CAP-50033616", SERVICES),  # coiffure
        ("CAP-50025524", INDUSTRIEL),  # électricien
        ("CAP-50023324", INDUSTRIEL),  # installations sanitaires
        ("CAP-50031224", INDUSTRIEL),  # commerce: tertiaire
        (None, "Rectorat de Poitiers, service des examens"),
    ],
)
def test_poitiers_has_an_office_by_sector(specialite: str | None, attendu: str) -> None:
    assert bureau("cap-2025-poitiers", specialite).startswith(attendu)


def test_every_speciality_has_exactly_one_office_of_poitiers() -> None:
    offices = list(ServiceGestionnaire.objects.filter(academie="13"))
    for s in SPECIALITES.values():
        precisions = [o.precision(s["examen"], s["code_bcn"][3:6]) for o in offices]
        trouvees = [p for p in precisions if p is not None]
        assert trouvees, s["cle"]
        assert trouvees.count(max(trouvees)) == 1, s["cle"]


def test_an_academie_with_one_office_keeps_it() -> None:
    assert bureau("cap-2022-toulouse", "CAP-50022137") == bureau("cap-2022-toulouse", None) == "Rectorat de Toulouse"


def test_an_exam_s_own_office_wins_over_the_same_group() -> None:
    ServiceGestionnaire.objects.create(academie_id="16", nom="Bureau des services", groupes=["22"])
    ServiceGestionnaire.objects.create(academie_id="16", nom="Bureau du CAP", examens=["CAP"], groupes=["22"])
    ServiceGestionnaire.objects.create(academie_id="16", nom="Bureau du BP", examens=["BP"], groupes=["221"])

    assert bureau("cap-2022-toulouse", "CAP-50022137") == "Rectorat de Toulouse"
    ServiceInscription.objects.filter(cle="cap-2022-toulouse").update(par_secteur=True)

    assert bureau("cap-2022-toulouse", "CAP-50022137") == "Bureau du CAP"
    assert bureau("cap-2022-toulouse", "CAP-50025524") == "Rectorat de Toulouse"


def inscrire(client: Client, horloge: Callable[[str], None], cle: str) -> str:
    """A candidature in Poitiers: the address of its page."""
    rempli = remplir(
        client, horloge, cle, random.Random(cle), academie="13", service_gestionnaire=poitiers(), par_secteur=True
    )
    reponse = gestes.enregistrer(client, rempli.base)
    assert reponse.status_code == 302, gestes.erreurs(reponse)
    return str(reponse.url)


def texte(reponse: Any) -> str:
    return str(reponse.content.decode()).replace("&#x27;", "'")


def test_candidature_keeps_the_office_it_was_given(client: Client, horloge: Callable[[str], None]) -> None:
    url = inscrire(client, horloge, "CAP-50022137")
    contact = Version.objects.get().contenu["service"]["contact"]
    assert contact["nom"].startswith(SERVICES)
    assert contact["mail"] == "pole.sah@ac-poitiers.fr"

    # Another sector later: this version keeps its office, and the page still names it.
    ServiceGestionnaire.objects.filter(nom__startswith=SERVICES).update(groupes=["33"])
    candidature = Candidature.objects.select_related("bureau_suivi").get()
    page = texte(client.get(url))

    assert candidature.bureau.nom.startswith(SERVICES)
    assert "pole.sah@ac-poitiers.fr" in page
    assert "pole.industriel.tertiaire" not in page
    assert Version.objects.get().contenu["service"]["contact"] == contact


def test_office_is_named_wherever_a_contact_is(client: Client, horloge: Callable[[str], None]) -> None:
    inscrire(client, horloge, "CAP-50025524")
    candidature = Candidature.objects.get()
    outbox.vider()
    horloge("2022-03-01T12:00+01:00")  # closed, and the session of the browser is over
    client.force_login(candidature.compte, backend="accounts.backends.IdentifiantBackend")

    desinscrire = texte(client.get(reverse("registrations:desinscrire", args=[candidature.numeros])))
    compte = texte(client.get("/compte/modifier/"))

    assert "Vous ne pouvez pas vous désinscrire vous-même" in desinscrire
    for page in (desinscrire, compte):
        assert "pole.industriel.tertiaire@ac-poitiers.fr" in page
        assert "pole.sah" not in page
    assert INDUSTRIEL in mail.outbox[-1].body

    ecarter(candidature_id=candidature.pk, vu=candidature.etat, par=personnel("13"), motif="Dossier hors délai")
    outbox.vider()

    assert f"contactez le service gestionnaire : {INDUSTRIEL}" in texte(client.get("/inscriptions/"))
    assert "pole.industriel.tertiaire@ac-poitiers.fr" in mail.outbox[-1].body


def test_deleting_an_office_that_answers_is_refused(client: Client, horloge: Callable[[str], None]) -> None:
    inscrire(client, horloge, "CAP-50025524")

    with pytest.raises(Exception, match="bureau_suivi"):
        ServiceGestionnaire.objects.get(nom=INDUSTRIEL).delete()
