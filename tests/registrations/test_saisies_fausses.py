"""Wrong input in every tab: refused beside its field with a sentence, kept as typed, never a 500."""

import random
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from registrations.models import Brouillon, Candidature

from . import gestes

FAUX: list[tuple[str, dict[str, Any], str]] = [
    ("identification", {"nationalite": ""}, "Choisissez une valeur pour « Nationalité »."),
    ("identification", {"nationalite": "XXX"}, "Choisissez une valeur de la liste."),
    ("identification", {"voie": "  "}, "Le champ « Numéro, rue, voie » est obligatoire."),
    ("identification", {"voie": "15\x00 voie"}, "caractère invisible"),
    ("identification", {"code_postal": "3100"}, "Saisissez un code postal de 5 chiffres."),
    ("identification", {"telephone_mobile": "12"}, "Saisissez un numéro de téléphone"),
    ("identification", {"telephone_mobile": "0561000000"}, "celui-ci est un numéro fixe"),
    ("identification", {"mail": "accrall"}, "Saisissez une adresse mail complète"),
    ("identification", {"localite": "x" * 81}, "80 caractères au plus"),
    ("informations", {"categorie": "SCOLAIRE"}, "Choisissez une valeur de la liste."),
    ("informations", {"etablissement": "indiv-nice-fictif"}, "Choisissez une valeur de la liste."),
    ("informations", {"amenagement_duree": ""}, "Répondez par Oui ou par Non"),
    ("informations", {"handicap": "oui"}, "Indiquez si un aménagement vous a déjà été accordé."),
    ("informations", {"diffusion_presse": ""}, "Répondez par Oui ou par Non : publication de vos résultats."),
    ("informations", {"diffusion_collectivites": "peut-être"}, "Choisissez une valeur de la liste."),
    ("qualification", {"specialite": "CAP-50022146"}, "Choisissez une valeur de la liste."),
    ("qualification", {"specialite": ""}, "Choisissez une valeur pour « Spécialité »."),
    ("qualification", {"specialite": "CAP-50033205-EP1EP3"}, "Situation professionnelle"),
    ("qualification", {"forme": "Partielle"}, "Choisissez une valeur de la liste."),
    ("qualification", {"derogation_forme": ""}, "Répondez par Oui ou par Non"),
    ("acquis", {"titres": []}, "Cochez ce que vous déclarez sous"),
    ("acquis", {"annee_CAP-CAP": ""}, "Indiquez l'année : CERTIFICAT D'APTITUDE"),
    ("acquis", {"annee_CAP-CAP": "vingt"}, "Saisissez un nombre entier"),
    ("acquis", {"annee_CAP-CAP": "1990"}, "après votre naissance"),
    ("acquis", {"academie_CAP-CAP": "99"}, "Choisissez une valeur de la liste."),
    ("acquis", {"titres": ["DIPLOME/INVENTE"]}, "ne concerne pas la spécialité choisie"),
    ("epreuves", {"option_EG4": ""}, "EG4 - Langue Vivante Etrangère"),
    ("epreuves", {"option_EP2A": "Crochet"}, "Choisissez une valeur de la liste."),
    ("epreuves", {"position_EF1": "DISPENSE"}, "Choisissez une valeur de la liste."),
]


@pytest.mark.parametrize(
    "onglet, faux, phrase", FAUX, ids=[f"{o}-{'-'.join(f)}-{i}" for i, (o, f, _) in enumerate(FAUX)]
)
def test_wrong_input_is_refused_and_kept(
    client: Client, candidat: User, onglet: str, faux: dict[str, Any], phrase: str
) -> None:
    gestes.ouvrir(client)
    for precedent in gestes.ONGLETS:
        if precedent == onglet:
            break
        assert gestes.remplir(client, precedent).status_code == 302

    reponse = gestes.remplir(client, onglet, **faux)

    assert reponse.status_code == 422
    assert phrase in " ".join(gestes.erreurs(reponse)).replace("&#x27;", "'")
    brouillon = Brouillon.objects.get()
    assert onglet not in brouillon.onglets_faits
    for nom, valeur in faux.items():
        attendu = valeur if isinstance(valeur, list) else [valeur.replace("\x00", "")]
        assert brouillon.donnees[onglet].get(nom, []) == attendu


def test_tabs_cannot_be_skipped(client: Client, candidat: User) -> None:
    gestes.ouvrir(client)

    for onglet in ("informations", "qualification", "acquis", "epreuves", "recapitulatif", "numero"):
        assert client.get(f"{gestes.BASE}{onglet}/").headers["Location"].endswith("/identification/")
        envoi = client.post(f"{gestes.BASE}{onglet}/", gestes.ONGLETS.get(onglet, {}))
        assert envoi.headers["Location"].endswith("/identification/")

    assert not Candidature.objects.exists()
    assert client.get(f"{gestes.BASE}inconnu/").status_code == 404


def test_forged_draft_is_judged_again_when_saving(client: Client, candidat: User) -> None:
    """Every tab marked as done, one of them wrong: « Enregistrer » leads back to it, nothing is written."""
    gestes.ouvrir(client)
    gestes.remplir_tout(client)
    brouillon = Brouillon.objects.get()
    brouillon.donnees["epreuves"]["option_EG4"] = ["Klingon"]
    brouillon.save()

    reponse = client.post(f"{gestes.BASE}recapitulatif/", {"cle_formulaire": str(brouillon.cle_formulaire)})

    assert reponse.headers["Location"] == f"{gestes.BASE}epreuves/?verifier"
    assert not Candidature.objects.exists()
    page = client.get(f"{gestes.BASE}epreuves/?verifier")
    assert "Choisissez une valeur de la liste." in gestes.erreurs(page)


BIZARRES = [
    "",
    "\x00",
    "\ud800",
    "é" * 5000,
    "-1",
    "9" * 30,
    "../..",
    "<b>",
    "NaN",
    "1e999",
    "oui",
    "DIPLOME/",
    "/",
    "🎓",
]


def test_random_posts_never_fail(client: Client, candidat: User) -> None:
    graine = random.randrange(10**6)
    print(f"graine {graine}")  # noqa: T201
    tirage = random.Random(graine)
    gestes.ouvrir(client)
    gestes.remplir_tout(client)
    noms = [*sorted({n for saisie in gestes.ONGLETS.values() for n in saisie}), "note_CAP-MEME_EG1", "codes_CAP-VAE"]

    for _ in range(120):
        onglet = tirage.choice([*gestes.ONGLETS, "recapitulatif"])
        revision = str(Brouillon.objects.get().revision)
        saisie: dict[str, Any] = {
            nom: [tirage.choice(BIZARRES).encode("utf-8", "surrogatepass") for _ in range(tirage.randrange(3))]
            for nom in tirage.sample(noms, 8)
        }
        saisie |= {"revision": tirage.choice([revision, revision, "", "abc", "-1", "9" * 40])}
        saisie |= {"action": tirage.choice(["suivant", "precedent", "actualiser", "quitter", "x"])}
        saisie |= {"cle_formulaire": [tirage.choice(BIZARRES).encode("utf-8", "surrogatepass")]}
        assert client.post(f"{gestes.BASE}{onglet}/", saisie).status_code < 500
        assert client.get(f"{gestes.BASE}{onglet}/").status_code < 500

    assert not Candidature.objects.exists()


@pytest.mark.parametrize("valeur", BIZARRES)
def test_odd_choices_of_service_never_fail(client: Client, candidat: User, valeur: str) -> None:
    brut = [valeur.encode("utf-8", "surrogatepass")]

    envoi = client.post("/inscriptions/nouvelle/", {"service": brut})
    lecture = client.get("/inscriptions/nouvelle/", {"examen": brut, "session": brut, "academie": brut})
    localites = client.get("/inscriptions/localites/", {"code_postal": brut})

    assert (envoi.status_code, lecture.status_code, localites.status_code) == (404, 200, 200)
