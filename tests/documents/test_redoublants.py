"""« Préparer une session à partir d'une autre » : who is taken, what is proposed to him, once, and told by one mail."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from cyclades.common.errors import Refus
from cyclades.outbox.services import vider
from documents.enums import Kind
from registrations.enums import Etat, Origine
from registrations.models import Candidature, Journal, LignePreinscription, LotPreinscription, Version
from registrations.services import lots
from registrations.services.actes import ecarter
from registrations.services.lots_redoublants import Selection, prevoir
from sessions_cfg.models import Examen, ServiceInscription, Session
from tests.registrations import dossiers as inscriptions
from tests.registrations import gestes

from . import publications

pytestmark = pytest.mark.django_db
PAGE = "/gestion/registrations/lotpreinscription/preparer/"
CLE = "33333333-3333-4333-8333-333333333333"


@pytest.fixture(autouse=True)
def _la_boite(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def par(db: None, client: Client, horloge: Callable[[str], None]) -> User:
    horloge("2021-11-10T13:00+01:00")
    Examen.objects.filter(pk="CAP").update(redoublants=True)
    compte = publications.responsable("16")
    client.force_login(compte, backend="accounts.backends.IdentifiantBackend")
    return compte


@pytest.fixture
def trois(par: User) -> list[Candidature]:
    """One admitted, one not, one whose relevé was not published."""
    toutes = [inscriptions.candidature() for _ in range(3)]
    lignes = [
        publications.ligne(toutes[0], Kind.RELEVE, decision="ADMIS"),
        publications.ligne(toutes[1], Kind.RELEVE, epreuve="EP1", note="12,5", decision="NON ADMIS"),
        publications.ligne(toutes[1], Kind.RELEVE, epreuve="EP2", note="AB", decision="NON ADMIS"),
    ]
    publications.publier(publications.csv(lignes, Kind.RELEVE), par, Kind.RELEVE)
    vider()
    mail.outbox.clear()
    return toutes


def cible() -> ServiceInscription:
    return ServiceInscription.objects.select_related("session__examen", "academie").get(
        session__examen="CAP", session__mois=dt.date(2027, 6, 1), academie="16", public="GRAND_PUBLIC"
    )


def selection(**autres: Any) -> Selection:
    source = Session.objects.get(examen="CAP", mois=dt.date(2022, 6, 1))
    return Selection(**{"source": source, "service": cible(), **autres})


def preparer(par: User, **autres: Any) -> LotPreinscription:
    lot = lots.lancer_redoublants(selection=selection(**autres), par=par, cle=uuid.uuid4())
    vider()
    return lot


def etats(lot: LotPreinscription) -> Counter[str]:
    return Counter(LignePreinscription.objects.filter(lot=lot).values_list("etat", flat=True))


def test_count_says_who_is_taken_and_why_the_others_are_not(trois: list[Candidature]) -> None:
    prevision = prevoir(selection())

    assert list(prevision.retenues) == [trois[1].pk]
    assert (prevision.total, prevision.admis, prevision.sans_releve, prevision.deja) == (3, 1, 1, 0)
    assert [nombre for _, nombre in prevision.par_specialite] == [1]
    assert list(prevoir(selection(sans_releve=True)).retenues) == [trois[1].pk, trois[2].pk]
    assert prevoir(selection(specialite="CAP-50033205")).total == 0


def test_redoublant_is_pre_registered_on_his_account_with_his_marks_and_one_mail(
    par: User, trois: list[Candidature]
) -> None:
    lot = preparer(par)

    nouvelle = Candidature.objects.get(session=cible().session)
    assert (nouvelle.compte_id, nouvelle.etat, nouvelle.origine, nouvelle.numero) == (
        trois[1].compte_id,
        Etat.A_COMPLETER,
        Origine.REDOUBLANT,
        2,
    )
    avant = Version.objects.get(candidature=trois[1]).saisie
    assert nouvelle.preinscription["identification"] == avant["identification"]
    assert nouvelle.preinscription["qualification"]["specialite"] == avant["qualification"]["specialite"]
    assert set(nouvelle.preinscription["informations"]) == {"categorie", "etablissement"}
    acquis = nouvelle.preinscription["acquis"]
    assert "MEME_SPECIALITE/CAP-MEME" in acquis["titres"]
    assert (acquis["annee_CAP-MEME"], acquis["academie_CAP-MEME"]) == (["2022"], ["16"])
    assert {nom: v for nom, v in acquis.items() if nom.startswith("note_CAP-MEME")} == {"note_CAP-MEME_EP1": ["12,50"]}
    assert Journal.objects.filter(candidature=nouvelle, action="preinscription", motif=str(lot)).count() == 1
    assert [(m.to, m.subject) for m in mail.outbox] == [
        ([trois[1].compte.email], "[CYCLADES] Préinscription : CERTIFICAT D'APTITUDE PROFESSIONNELLE")
    ]
    assert "Elle ne compte pas tant que vous ne l'avez pas complétée" in mail.outbox[0].body


def test_preparing_again_changes_nothing(par: User, trois: list[Candidature]) -> None:
    premier = lots.lancer_redoublants(selection=selection(), par=par, cle=uuid.uuid4())
    second = lots.lancer_redoublants(selection=selection(), par=publications.responsable("16"), cle=uuid.uuid4())
    vider()

    assert etats(premier) == {"faite": 1}
    assert etats(second) == {"deja": 1}
    assert len(mail.outbox) == 1
    with pytest.raises(Refus, match="Personne n'est à préinscrire"):
        lots.lancer_redoublants(selection=selection(), par=par, cle=uuid.uuid4())


def test_who_refused_the_new_session_is_not_asked_again(par: User, trois: list[Candidature]) -> None:
    preparer(par)
    nouvelle = Candidature.objects.get(session=cible().session)
    ecarter(candidature_id=nouvelle.pk, vu="a_completer", par=par, motif="À sa demande.")

    assert prevoir(selection()).deja == 1
    assert prevoir(selection()).retenues == {}


def test_releve_under_embargo_is_not_known(par: User) -> None:
    candidature = inscriptions.candidature()
    octets = publications.csv([publications.ligne(candidature, Kind.RELEVE, decision="NON ADMIS")], Kind.RELEVE)
    publications.publier(octets, par, Kind.RELEVE, publie_le=dt.datetime(2030, 1, 1, tzinfo=dt.UTC))
    vider()

    assert prevoir(selection()).sans_releve == 1


@pytest.mark.parametrize("faux", ["examen", "ordre"])
def test_sessions_that_do_not_follow_are_refused(par: User, trois: list[Candidature], faux: str) -> None:
    autres: dict[str, Any] = {"source": cible().session}
    if faux == "examen":
        Examen.objects.filter(pk="CAP").update(redoublants=False)
        autres = {}

    with pytest.raises(Refus):
        preparer(par, **autres)
    assert not LotPreinscription.objects.exists()


def test_pages_count_then_launch(client: Client, par: User, trois: list[Candidature]) -> None:
    choix = {
        "cle": CLE,
        "source": str(selection().source.pk),
        "service": str(cible().pk),
        "specialite": "",
        "qui": "non_admis",
    }
    page = client.post(PAGE, {**choix, "action": "compter"}).content.decode()
    assert "1 candidat à préinscrire, sur 3 inscrits à la session d'origine. Rien n'est écrit." in page
    assert not LotPreinscription.objects.exists()

    reponse = client.post(PAGE, {**choix, "action": "preinscrire"})
    lot = LotPreinscription.objects.get()
    assert reponse.headers["Location"] == reverse("gestion:registrations_lotpreinscription_change", args=[lot.pk])
    vider()
    assert "Terminé" in client.get(reponse.headers["Location"]).content.decode()
    assert client.post(PAGE, {**choix, "source": "\x00", "service": "x"}).status_code == 422


def test_another_academie_prepares_only_its_own(client: Client, trois: list[Candidature]) -> None:
    client.force_login(publications.responsable("23"), backend="accounts.backends.IdentifiantBackend")
    choix = {"cle": CLE, "source": str(selection().source.pk), "service": str(cible().pk), "qui": "non_admis"}

    assert client.post(PAGE, {**choix, "action": "preinscrire"}).status_code == 422
    assert not LotPreinscription.objects.exists()


def test_redoublant_completes_and_is_inscrit(
    client: Client, par: User, trois: list[Candidature], horloge: Callable[[str], None]
) -> None:
    preparer(par)
    nouvelle = Candidature.objects.select_related("compte").get(session=cible().session)
    horloge((cible().ouverture + dt.timedelta(hours=1)).isoformat())
    client.force_login(nouvelle.compte, backend="accounts.backends.IdentifiantBackend")
    adresse = f"/inscriptions/{nouvelle.numeros}/"
    client.post(f"{adresse}modifier/")
    gestes.remplir_tout(client, adresse, acquis=nouvelle.preinscription["acquis"])

    assert gestes.enregistrer(client, adresse).status_code == 302
    nouvelle.refresh_from_db()
    assert nouvelle.etat == Etat.INSCRIT
