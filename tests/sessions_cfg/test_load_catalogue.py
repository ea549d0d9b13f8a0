"""`manage.py load_catalogue`: once per content, all or nothing."""

import datetime as dt
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sessions_cfg.models import (
    Commune,
    Epreuve,
    Etablissement,
    LotCharge,
    Pays,
    RegleAcquis,
    ReglePiece,
    ServiceInscription,
    Specialite,
    VersionCatalogue,
)
from sessions_cfg.services import chargement, fichiers, lots
from sessions_cfg.services.coherence import CatalogueIncoherent
from sessions_cfg.services.publication import publier

pytestmark = pytest.mark.django_db


def test_load_holds_everything_the_files_hold() -> None:
    assert (Specialite.objects.count(), Epreuve.objects.count()) == (46, 542)
    assert (RegleAcquis.objects.count(), ReglePiece.objects.count()) == (38, 23)
    assert Commune.objects.count() == 42_157
    assert Commune.objects.get(nom="May-sur-Orne").genre == "commune-deleguee"


def test_second_load_writes_nothing() -> None:
    with CaptureQueriesContext(connection) as requetes:
        bilan = chargement.load_catalogue(demo=True)
    assert bilan.charges == []
    ecritures = [q["sql"] for q in requetes if q["sql"].startswith(("INSERT", "UPDATE", "DELETE", "COPY"))]
    assert ecritures == []


def test_changed_file_is_loaded_again_and_published() -> None:
    avant = VersionCatalogue.objects.count()
    LotCharge.objects.filter(nom="catalogue").update(empreinte="ancienne")
    RegleAcquis.objects.filter(cle="CAP-CAP").update(titre="Modifié à la main")
    publier()
    bilan = chargement.load_catalogue(demo=True)
    assert bilan.charges == ["catalogue"]
    assert RegleAcquis.objects.get(cle="CAP-CAP").titre.startswith("CERTIFICAT")
    assert VersionCatalogue.objects.count() == avant + 2
    assert bilan.version == VersionCatalogue.objects.order_by("-numero")[0].numero


def test_publishing_the_same_content_keeps_the_version() -> None:
    avant = VersionCatalogue.objects.count()
    publier()
    assert VersionCatalogue.objects.count() == avant


def test_published_version_never_changes() -> None:
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        VersionCatalogue.objects.update(contenu={})
    assert VersionCatalogue.objects.exclude(contenu={}).exists()


def test_row_absent_from_the_files_goes_away() -> None:
    modele = RegleAcquis.objects.get(cle="CAP-CAP")
    modele.pk = "EN-TROP"
    modele.save(force_insert=True)
    LotCharge.objects.filter(nom="catalogue").update(empreinte="ancienne")
    chargement.load_catalogue(demo=True)
    assert not RegleAcquis.objects.filter(cle="EN-TROP").exists()


def test_reload_keeps_a_calendar_that_its_responsable_moved() -> None:
    service = ServiceInscription.objects.get(cle="cap-2022-toulouse")
    service.fermeture += dt.timedelta(days=3)
    service.save()
    LotCharge.objects.filter(nom="calendriers").update(empreinte="ancienne")
    chargement.load_catalogue(demo=True)
    assert ServiceInscription.objects.get(cle="cap-2022-toulouse").fermeture == service.fermeture


def test_incoherent_files_load_nothing_and_name_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """The files stay as they are on disk; only what is read from one of them is spoilt."""
    lire = fichiers.lire

    def abimer(nom: str) -> Any:
        donnees = lire(nom)
        if nom == "pieces.json":
            donnees[0]["condition"]["au_hasard"] = True
        if nom == "regles_acquis.json":
            donnees["regles"][0]["specialites"] = ["CAP-INCONNUE"]
        return donnees

    monkeypatch.setattr(lots, "lire", abimer)
    LotCharge.objects.filter(nom="catalogue").update(empreinte="ancienne")
    avant = VersionCatalogue.objects.count()
    with pytest.raises(CommandError) as erreur:
        call_command("load_catalogue")
    assert "confirmation_individuel : condition inconnue ['au_hasard']" in str(erreur.value)
    assert "CAP-CAP : spécialité inconnue CAP-INCONNUE" in str(erreur.value)
    assert VersionCatalogue.objects.count() == avant
    with pytest.raises(CatalogueIncoherent):
        chargement.load_catalogue()


@pytest.mark.parametrize(
    ("cle", "ouverture", "fermeture", "pieces"),
    [
        ("cap-2022-toulouse", "2021-11-01T08:00+01:00", "2021-11-29T18:00+01:00", "2021-12-06T23:59+01:00"),
        ("cap-2024-nice", "2023-10-10T15:00+02:00", "2023-11-10T17:00+01:00", "2023-11-18T00:00+01:00"),
        ("cap-2024-siec", "2023-10-18T14:00+02:00", "2023-11-19T00:00+01:00", "2023-11-26T00:00+01:00"),
        ("cap-2024-martinique", "2023-10-18T08:00-04:00", "2023-11-17T17:00-04:00", "2023-12-09T00:00-04:00"),
    ],
)
def test_service_has_the_instants_of_its_source(cle: str, ouverture: str, fermeture: str, pieces: str) -> None:
    service = ServiceInscription.objects.get(cle=cle)
    lus = [service.ouverture, service.fermeture, service.pieces_fermeture]
    assert lus == [dt.datetime.fromisoformat(t) for t in (ouverture, fermeture, pieces)]
    assert not service.fictif


def test_campaigns_out_of_scope_or_without_dates_are_not_loaded() -> None:
    chargees = set(ServiceInscription.objects.filter(fictif=False).values_list("source__campagne", flat=True))
    campagnes = json.loads((fichiers.DOSSIER / "calendriers.json").read_text())
    attendues = {c["cle"] for c in campagnes if c["ouverture"] and c["fermeture"] and not c["hors_portail"]}
    assert chargees == attendues
    assert "MAYOTTE-BACGT-2022" not in chargees


def test_closing_without_an_hour_is_flagged() -> None:
    siec = ServiceInscription.objects.get(cle="cap-2024-siec")
    assert siec.source["sans_heure"] == ["fermeture", "pieces_limite"]
    assert siec.dates_indicatives


def test_fictitious_rows_are_marked() -> None:
    fictifs = ServiceInscription.objects.filter(fictif=True)
    assert {s.session.libelle for s in fictifs} == {"CAP 2027"}
    assert {s.academie.libelle for s in fictifs} == {
        "Montréal (centre fictif)",
        "Nice",
        "Nouvelle-Calédonie",
        "Toulouse",
    }
    assert {e.libelle for e in Etablissement.objects.filter(fictif=True)} == {
        "CENTRE D'EXAMEN DE MONTRÉAL (FICTIF)",
        "INDIV NICE",
    }


def test_french_nationality_is_written_as_in_the_guide() -> None:
    france = Pays.objects.get(iso3="FRA")
    assert (france.nationalite, france.libelle_cyclades) == ("Français", "FRANCE (DONT OUTRE-MER)")
