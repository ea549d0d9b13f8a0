"""Tabs 2 to 5 ask what the exam, the catégorie and the spécialité call for, and explain it; no JavaScript anywhere."""

import contextlib
import datetime as dt
import html
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from registrations import lecture
from registrations.forms.epreuves import Noeud
from registrations.models import Brouillon, Version
from registrations.rules.types import EpreuveDecidee, Position, Raison
from sessions_cfg.models import ListeChoix
from sessions_cfg.services.publication import publier
from tests.usines import compte_candidat

from . import gestes, robot

AEPE, EP1EP3 = "CAP-50033205", "CAP-50033205-EP1EP3"
MEME = {
    "questions": ["MEME_SPECIALITE"],
    "titres": ["MEME_SPECIALITE/CAP-MEME"],
    "annee_CAP-MEME": "2020",
    "academie_CAP-MEME": "16",
    "note_CAP-MEME_EP1": "9,5",
}
VAE = {
    "questions": ["VAE"],
    "titres": ["VAE/CAP-VAE"],
    "annee_CAP-VAE": "2020",
    "academie_CAP-VAE": "16",
    "codes_CAP-VAE": ["EP2", "EG1"],
}


def _texte(reponse: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", reponse.content.decode()))


def _jusqu_a(client: Client, dernier: str, **autres: dict[str, Any]) -> None:
    """Fill in the tabs before `dernier`."""
    gestes.ouvrir(client)
    for onglet in gestes.ONGLETS:
        if onglet == dernier:
            return
        reponse = gestes.remplir(client, onglet, **autres.get(onglet, {}))
        assert reponse.status_code == 302, gestes.erreurs(reponse)


def _champs(client: Client, onglet: str) -> dict[str, robot.Controle]:
    return robot.lire(client.get(f"{gestes.BASE}{onglet}/"))


def _actualiser(client: Client, onglet: str, saisie: dict[str, Any]) -> Any:
    revision = gestes.champ_cache(client.get(f"{gestes.BASE}{onglet}/"), "revision")
    return client.post(f"{gestes.BASE}{onglet}/", {**saisie, "revision": revision, "action": "actualiser"})


def test_situation_is_hidden_until_a_responsable_offers_values(client: Client, candidat: User) -> None:
    _jusqu_a(client, "informations")
    assert "Situation à l'inscription" not in _texte(client.get(f"{gestes.BASE}informations/"))

    with transaction.atomic():
        ListeChoix.objects.filter(pk="situation_inscription").update(valeurs=[{"libelle": "Redoublant"}])
        publier()
    assert "Situation à l'inscription" in _texte(client.get(f"{gestes.BASE}informations/"))
    refusee = gestes.remplir(client, "informations", situation="Inventée")
    assert refusee.status_code == 422
    gestes.remplir(client, "informations", situation="Redoublant")
    for onglet in ("qualification", "acquis", "epreuves"):
        gestes.remplir(client, onglet)
    gestes.enregistrer(client)

    assert Version.objects.get().contenu["informations"]["situation"] == "Redoublant"


def test_situation_is_not_obligatory(client: Client, candidat: User) -> None:
    with transaction.atomic():
        ListeChoix.objects.filter(pk="situation_inscription").update(valeurs=[{"libelle": "Redoublant"}])
        publier()
    _jusqu_a(client, "qualification")


def test_minor_reads_which_categories_are_shut_and_why(
    client: Client, db: None, horloge: Callable[[str], None]
) -> None:

    horloge("2021-11-10T13:00+01:00")
    mineur = compte_candidat(date_naissance=dt.date(2006, 1, 1))
    client.force_login(mineur, backend="accounts.backends.IdentifiantBackend")
    _jusqu_a(client, "informations")
    page = _texte(client.get(f"{gestes.BASE}informations/"))
    assert "Pourquoi certaines catégories ne me sont-elles pas ouvertes ?" in page
    assert "code de l'éducation, art. D337-7" in page
    gestes.remplir(client, "informations", categorie="ENSEIGNEMENT_DISTANCE")
    refusee = gestes.remplir(client, "informations")
    assert "18 ans au 31 décembre" in _texte(refusee)


def test_qualification_asks_the_situation_only_of_ep1_ep3(client: Client, candidat: User) -> None:
    _jusqu_a(client, "qualification")
    page = _texte(_actualiser(client, "qualification", {"specialite": AEPE, "forme": "Globale"}))
    assert "Situation professionnelle" not in page
    assert "Il vous faut 14 semaines de stage ou d'activité auprès d'enfants de moins de 6 ans." in page
    assert "Il existe deux spécialités relatives à la petite enfance" in page
    page = _texte(_actualiser(client, "qualification", {"specialite": EP1EP3, "forme": "Globale"}))
    assert "Quels enseignements spécifiques valorisez-vous ?" in page
    assert [v in page for v in ("Assistant(e) maternel(le)", "Employée à domicile", "Autre cas")] == [True] * 3


def test_marks_are_asked_epreuve_by_epreuve_and_kept_below_ten(client: Client, candidat: User) -> None:
    _jusqu_a(client, "acquis")
    page = _texte(_actualiser(client, "acquis", {"questions": ["MEME_SPECIALITE"], "titres": MEME["titres"]}))
    assert "Notes à conserver, sur 20" in page
    assert "2017 ou après." in page
    for code in ("EP1", "EP2", "EG1", "EG2", "EG3", "EG4", "EG5"):
        assert f'name="note_CAP-MEME_{code}"' in page
    assert "note_CAP-MEME_EG1A" not in page
    page = _texte(_actualiser(client, "acquis", MEME))
    assert "Vous conservez les notes suivantes." in page
    assert "Note de 9,5 obtenue en 2020, conservée à votre demande." in page
    assert "Pièce à fournir : Relevé de notes de la session précédente." in page


def test_only_title_of_a_question_is_declared_by_the_question(client: Client, candidat: User) -> None:
    """A tick and « Suivant » with no redrawing between: the page asks for the rest."""
    _jusqu_a(client, "acquis")
    page = client.get(f"{gestes.BASE}acquis/")
    controles = robot.lire(page)
    assert {"MEME_SPECIALITE/CAP-MEME", "VAE/CAP-VAE"} <= set(controles["titres"].posees)
    saisie = {nom: c.posees for nom, c in controles.items()} | {"questions": ["VAE"], "action": "suivant"}
    reponse = client.post(f"{gestes.BASE}acquis/", saisie)
    assert reponse.status_code == 422
    assert any("Indiquez l'année" in html.unescape(e) for e in gestes.erreurs(reponse))
    assert 'name="codes_CAP-VAE"' in reponse.content.decode()


def test_ticking_a_diploma_question_declares_nothing_by_itself(client: Client, candidat: User) -> None:
    """ep1,ep3 has one title left, whose effect is unknown: its name must be read before it is declared."""
    _jusqu_a(client, "acquis", qualification={"specialite": EP1EP3, "question_situation_professionnelle": "Autre cas"})
    page = _texte(_actualiser(client, "acquis", {"questions": ["DIPLOME"]}))
    assert "BREVET D'ETUDES PROFESSIONNELLES Acquis professionnels VAP/VAE" in page
    assert 'name="annee_CAP-VAPVAE"' not in page
    assert "Sans effet sur les épreuves de cette spécialité" in page
    assert "Titulaire d'un autre CAP" in page


def test_epreuves_named_by_vae_come_back_ticked(client: Client, candidat: User) -> None:
    _jusqu_a(client, "acquis")
    page = _actualiser(client, "acquis", VAE)
    assert robot.lire(page)["codes_CAP-VAE"].posees == ["EP2", "EG1"]
    encore = client.get(f"{gestes.BASE}acquis/")
    assert robot.lire(encore)["codes_CAP-VAE"].posees == ["EP2", "EG1"]
    assert robot.lire(encore)["dispenses"].posees == ["EP2", "EG1"]


def test_unticked_dispense_opens_the_epreuve_and_its_choices(client: Client, candidat: User) -> None:
    titre: dict[str, Any] = {"questions": ["DIPLOME"], "titres": ["DIPLOME/CAP-BACPRO"]}
    titre |= {"annee_CAP-BACPRO": "2020", "academie_CAP-BACPRO": "16"}
    codes = ["EG1", "EG2", "EG3", "EG4", "EG5"]
    _jusqu_a(client, "acquis")
    titre |= {"dispenses_montrees": codes, "dispenses": codes}
    assert gestes.remplir(client, "acquis", **titre).status_code == 302
    assert "option_EG4" not in robot.lire(client.get(f"{gestes.BASE}epreuves/"))

    assert gestes.remplir(client, "acquis", **{**titre, "dispenses": codes[:3]}).status_code == 302
    controles = robot.lire(client.get(f"{gestes.BASE}epreuves/"))
    assert "Allemand" in controles["option_EG4"].valeurs
    assert "position_EG5" not in controles  # to sit, nothing to choose


def test_every_dispense_has_its_own_why_with_its_text(client: Client, candidat: User) -> None:
    _jusqu_a(client, "acquis")
    page = _texte(_actualiser(client, "acquis", gestes.ONGLETS["acquis"]))
    for code in ("EG1", "EG2", "EG3", "EG5"):
        assert f'<summary>Pourquoi ?<span class="hors-vue"> {code}</span></summary>' in page
    assert page.count("Dispense : « CERTIFICAT D'APTITUDE PROFESSIONNELLE Titulaire d'un autre CAP »") == 4
    assert page.count("arrêté du 23 juin 2014") >= 4
    assert page.count("Pièce à fournir : Copie du diplôme donnant droit à dispense.") == 1


def test_changing_the_speciality_never_carries_codes_over(client: Client, candidat: User) -> None:
    """EG5 is the PSE in Arts de la broderie, a language elsewhere: marks and ticks must not follow a code."""
    _jusqu_a(client, "epreuves", acquis={**MEME, "specialite": "CAP-50024127", "note_CAP-MEME_EG5": "15"})
    envoi = gestes.remplir(client, "epreuves", specialite="CAP-50024127", position_EG3="INSCRIT")
    assert envoi.status_code == 302, gestes.erreurs(envoi)

    reponse = gestes.remplir(client, "qualification", specialite=AEPE)
    page = client.get(reponse.headers["Location"])
    assert "Ce changement oblige à revoir : « 4 - Acquis », « 5 - Epreuves »" in _texte(page)
    controles = robot.lire(page)
    assert controles["annee_CAP-MEME"].posees == ["2020"]  # the title stays
    assert controles["note_CAP-MEME_EP1"].posees == [""]  # its marks do not
    assert Brouillon.objects.get().onglets_faits == ["identification", "informations", "qualification"]
    verifiee = _texte(client.get(f"{gestes.BASE}acquis/?verifier"))
    assert "Vous avez changé de spécialité depuis que vous avez rempli cet onglet" in verifiee


def test_unit_put_off_is_not_dropped_in_silence_by_forme_globale(client: Client, candidat: User) -> None:
    _jusqu_a(client, "epreuves", qualification={"forme": "Progressive"})
    positions = {nom: c.posees[0] for nom, c in _champs(client, "epreuves").items() if nom.startswith("position_")}
    envoi = gestes.remplir(client, "epreuves", **positions | {"position_EP1": "NON_PRESENTEE"})
    assert envoi.status_code == 302, gestes.erreurs(envoi)
    page = _texte(client.get(f"{gestes.BASE}epreuves/"))
    assert "Forme progressive : pour chaque épreuve, dites si vous la présentez à cette session." in page

    reponse = gestes.remplir(client, "qualification", forme="Globale")
    assert "« 5 - Epreuves »" in _texte(client.get(reponse.headers["Location"]))
    verifiee = _texte(client.get(f"{gestes.BASE}epreuves/?verifier"))
    assert "En forme globale, tout se passe à cette session : EP1 ne peut être remise." in verifiee
    assert gestes.remplir(client, "epreuves").status_code == 302


def test_option_not_sure_is_offered_in_a_group_that_says_so(client: Client, candidat: User) -> None:
    _jusqu_a(client, "epreuves")
    page = _texte(client.get(f"{gestes.BASE}epreuves/"))
    assert '<optgroup label="À confirmer par le service"><option value="Broderie main' in page
    assert gestes.remplir(client, "epreuves", option_EG4="Portugais").status_code == 302


def _epreuve(**champs: Any) -> EpreuveDecidee:
    valeurs: dict[str, Any] = {
        "code": "EP1",
        "titre": "Essai",
        "parent": "",
        "obligatoire": True,
        "discipline": "PRO",
        "position": Position.INSCRIT,
        "positions": (Position.INSCRIT,),
        "option": "",
        "options": (),
        "option_obligatoire": False,
        "option_heritee": False,
        "mode": "Ponctuel",
        "coefficient": None,
        "duree_minutes": None,
        "raison": Raison("Essai."),
    }
    return EpreuveDecidee(**(valeurs | champs))


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({}, "Ponctuel, coefficient et durée non communiqués"),
        ({"coefficient": Decimal("2.50"), "duree_minutes": 145}, "Ponctuel, coefficient 2,5, 2 h 25"),
        ({"coefficient": Decimal(3)}, "Ponctuel, coefficient 3, durée non communiquée"),
        ({"duree_minutes": 45, "forme": "oral"}, "Ponctuel, 45 min, oral, coefficient non communiqué"),
        ({"duree_minutes": 120, "coefficient": Decimal(1), "a_confirmer": ("duree",)}, None),
        ({"parent": "EP0", "forme": "écrit"}, "Ponctuel, écrit"),
    ],
)
def test_what_is_not_known_of_an_epreuve_is_said(champs: dict[str, Any], attendu: str | None) -> None:
    attendu = attendu or "Ponctuel, coefficient 1, 2 h (à confirmer)"
    assert lecture.details_epreuve(_epreuve(**champs)) == attendu


def test_heading_lets_its_units_tell_their_coefficients() -> None:
    enfant = Noeud(_epreuve(code="E11", parent="E1", coefficient=Decimal(1), duree_minutes=60), [])
    assert Noeud(_epreuve(code="E1"), [], [enfant]).details == "Ponctuel"


def test_a_publication_undone_leaves_no_key_behind(client: Client, candidat: User) -> None:
    for libelle in ("Redoublant", "Triplant"):
        with contextlib.suppress(_Annulee), transaction.atomic():
            ListeChoix.objects.filter(pk="situation_inscription").update(valeurs=[{"libelle": libelle}])
            publiee = publier()
            _jusqu_a(client, "qualification")
            for onglet in ("qualification", "acquis", "epreuves"):
                gestes.remplir(client, onglet)
            gestes.enregistrer(client)
            assert Version.objects.get().catalogue_id == publiee.pk
            raise _Annulee


class _Annulee(Exception):
    """Undoes everything written since."""
