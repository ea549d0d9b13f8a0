"""The guide's example, through Django's client, to version 01 and 02."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import AdresseConnue, CandidateProfile, User
from cyclades.outbox.models import Message
from registrations.models import Brouillon, Candidature, Journal, Version
from registrations.queries import pays_offerts

from . import gestes

EPREUVES = [
    ("EP1 - Arts appliqués et histoire de la broderie", "Inscrit", "Ponctuel"),
    ("EP2 - Mise en oeuvre", "Inscrit", "Ponctuel"),
    ("EP2A - Mise en oeuvre - Broderie machine guidée main", "Inscrit", "Ponctuel"),
    ("EG1 - Français, histoire-géographie, enseignement moral et civique", "Dispense", ""),
    ("EG1A - Français écrit", "Dispense", ""),
    ("EG1B - Français oral", "Dispense", ""),
    ("EG1C - Histoire-géographie et enseignement moral et civique", "Dispense", ""),
    ("EG2 - Etude mathématique et scientifique", "Dispense", ""),
    ("EG3 - Education physique et sportive", "Dispense", ""),
    ("EG4 - Langue Vivante Etrangère - Allemand", "Inscrit", "Ponctuel"),
    ("EG4A - Langue vivante : écrite - Allemand", "Inscrit", "Ponctuel"),
    ("EG4B - Langue vivante : orale - Allemand", "Inscrit", "Ponctuel"),
    ("EG5 - Prévention, santé, environnement", "Dispense", ""),
]


def _libelle(epreuve: dict[str, str]) -> str:
    return " - ".join(m for m in (epreuve["code"], epreuve["titre"], epreuve["option"]) if m)


def test_guide_example_reaches_version_one(client: Client, candidat: User) -> None:
    url = gestes.inscrire(client)

    candidature = Candidature.objects.get()
    version = Version.objects.get()
    assert url == f"/inscriptions/{candidat.numero_candidat}-001/"
    assert (candidature.etat, candidature.numero, candidature.version_courante) == ("inscrit", 1, 1)
    obligatoires = [e for e in version.contenu["epreuves"] if e["nature"] == "obligatoire"]
    assert [(_libelle(e), e["position_libelle"], e["mode"]) for e in obligatoires] == EPREUVES
    assert version.contenu["identite"]["date_naissance"] == "2003-11-28"
    assert version.contenu["acquis"][0]["titre"].endswith("Titulaire d'un autre CAP")
    assert version.contenu["informations"]["etablissement"] == {"code": "03100003", "libelle": "INDIV TOULOUSE"}
    assert not Brouillon.objects.exists()
    assert CandidateProfile.objects.get(user=candidat).identite_verrouillee_le == version.cree_le
    assert AdresseConnue.objects.filter(adresse_normalisee="accrall@ac-rennes.example", compte=candidat).exists()
    assert list(Journal.objects.values_list("action", "acteur")) == [("enregistrement", "candidat")]
    assert Message.objects.filter(genre="candidature.enregistree").count() == 1
    page = client.get(f"{url}numero/").content.decode()
    assert "Votre inscription a bien été prise en compte le 10/11/2021 à 13:" in page
    assert "29/11/2021 à 18:00" in page


def test_recapitulatif_shows_what_the_guide_shows(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)
    gestes.remplir_tout(client)

    page = client.get(f"{gestes.BASE}recapitulatif/").content.decode()

    assert "ACADÉMIE DE TOULOUSE - CERTIFICAT D&#x27;APTITUDE PROFESSIONNELLE - JUIN 2022" in page
    assert "A ce stade, la candidature n'est pas encore enregistrée" in page
    assert "INDIV TOULOUSE (03100003)" in page
    assert "Non VAE" in page
    for libelle, position, _ in EPREUVES:
        assert libelle in page
        assert position in page
    assert not Candidature.objects.exists()


def test_modification_makes_version_two_and_leaves_version_one(client: Client, candidat: User) -> None:
    url = gestes.inscrire(client)
    premiere = Version.objects.get().contenu

    assert client.post(f"{url}modifier/").headers["Location"] == f"{url}identification/"
    gestes.remplir(client, "epreuves", url, option_EG4="Anglais")
    page = client.get(f"{url}recapitulatif/").content.decode()
    assert "Langue Vivante Etrangère : Allemand → Anglais" in page
    reponse = gestes.enregistrer(client, url)

    assert reponse.headers["Location"] == f"{url}numero/"
    versions = list(Version.objects.order_by("numero"))
    assert [v.numero for v in versions] == [1, 2]
    assert versions[0].contenu == premiere
    langue = {"libelle": "Langue Vivante Etrangère", "avant": "Allemand", "apres": "Anglais"}
    assert langue in versions[1].differences
    assert Candidature.objects.get().version_courante == 2
    assert "Version 02" in client.get(f"{url}numero/").content.decode()
    assert Message.objects.filter(genre="candidature.modifiee").count() == 1


def test_desinscription_is_final_and_a_new_one_gets_number_two(client: Client, candidat: User) -> None:
    url = gestes.inscrire(client)

    assert "vous vous apprêtez à vous désinscrire" in client.get(f"{url}desinscrire/").content.decode()
    client.post(f"{url}desinscrire/")

    assert Candidature.objects.get().etat == "desinscrit"
    assert client.get(url).status_code == 404
    assert "aucune candidature active" in client.get("/inscriptions/").content.decode()
    assert Message.objects.filter(genre="candidature.desinscrite").count() == 1
    assert gestes.inscrire(client).endswith("-002/")


def test_account_stays_locked_once_desinscrit(client: Client, candidat: User) -> None:
    """« même si je me suis désinscrit » (Grenoble's guide, chapter 10); the service is still named at the top."""
    url = gestes.inscrire(client)
    client.post(f"{url}desinscrire/")
    service = Candidature.objects.get().service.service_gestionnaire
    assert service is not None

    page = client.get("/compte/modifier/").content.decode()
    forges = [client.post(f"/compte/{quoi}/", {"prenoms": "Autre"}) for quoi in ("modifier", "supprimer")]

    assert service.mail in page
    assert "Enregistrer mes informations" not in page
    assert ">Supprimer<" not in page
    assert [f.status_code for f in forges] == [409, 409]
    assert CandidateProfile.objects.get(user=candidat).prenoms == candidat.profil.prenoms


def test_active_candidature_refuses_a_second_one(client: Client, candidat: User) -> None:
    gestes.inscrire(client)

    reponse = client.post("/inscriptions/nouvelle/", {"service": gestes.SERVICE})

    assert reponse.status_code == 409
    assert not Brouillon.objects.exists()


def test_same_form_twice_makes_one_version(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)
    gestes.remplir_tout(client)
    page = client.get(f"{gestes.BASE}recapitulatif/")
    donnees = gestes.caches(page)

    premiere = client.post(f"{gestes.BASE}recapitulatif/", donnees)
    seconde = client.post(f"{gestes.BASE}recapitulatif/", donnees)

    assert premiere.headers["Location"] == seconde.headers["Location"]
    assert Version.objects.count() == 1


@pytest.mark.parametrize("instant, ouvert", [("2021-11-29T17:59:50+01:00", True), ("2021-11-29T18:00:00+01:00", False)])
def test_closing_is_decided_at_the_instant(
    client: Client, candidat: User, horloge: Callable[[str], None], instant: str, ouvert: bool
) -> None:
    gestes.ouvrir(client)
    gestes.remplir_tout(client)
    donnees = gestes.caches(client.get(f"{gestes.BASE}recapitulatif/"))
    horloge(instant)

    reponse = client.post(f"{gestes.BASE}recapitulatif/", donnees)

    assert Candidature.objects.count() == int(ouvert)
    assert Brouillon.objects.count() == int(not ouvert)
    if not ouvert:
        page = client.get(f"{gestes.BASE}identification/").content.decode()
        assert reponse.status_code == 409
        assert "15 voie verte" in page
        assert "Rectorat de Toulouse" in page


def test_accents_count_for_nothing_in_the_order_of_countries(candidat: User) -> None:
    pays = [p.libelle for p in pays_offerts()]

    assert pays.index("ÉGYPTE") < pays.index("FINLANDE") < pays.index("ZIMBABWE")
    assert pays.index("BÉNIN") < pays.index("BURUNDI")
