"""« Simulateur »: the same decisions as the tabs, step by step, for whoever comes, at a known cost."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import SessionOuverte, User
from cyclades.common import clock
from registrations.rules.engine import evaluate
from registrations.saisie import profil_de
from registrations.simulation import contexte_de
from sessions_cfg.models import ServiceInscription
from sessions_cfg.queries import snapshot
from tests.usines import compte_candidat

from . import dossiers, gestes
from .requetes import requetes
from .simulations import A_VERIFIER, BASE, BRODERIE, REPONSES, RESULTAT, commencer, en_html, en_texte, repondre, simuler

AEPE = "CAP-50033205"


@pytest.fixture(autouse=True)
def _instant(db: None, horloge: Callable[[str], None]) -> None:
    horloge("2021-11-10T13:00+01:00")


def _lignes(reponse: Any) -> list[tuple[str, str]]:
    """Épreuve → what it is for the person, as the result's tables show it."""
    rangees = re.findall(
        r'<th scope="row">(.*?)</th>\s*<td data-entete="Pour vous">(.*?)</td>', en_html(reponse), re.DOTALL
    )
    return [(_propre(a), _propre(b)) for a, b in rangees]


def _propre(texte: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", texte)).strip()


# --- The same as the tabs


def test_broderie_with_another_cap_gives_the_guide_s_recapitulatif(client: Client) -> None:
    simuler(client)
    page = client.get(RESULTAT)
    assert _lignes(page) == [
        ("EP1 - Arts appliqués et histoire de la broderie", "À passer"),
        ("EP2 - Mise en oeuvre", "À passer"),
        ("EP2A - Mise en oeuvre", "À passer Option à choisir à l'inscription."),
        ("EG1 - Français, histoire-géographie, enseignement moral et civique", "Dispense"),
        ("EG1A - Français écrit", "Dispense"),
        ("EG1B - Français oral", "Dispense"),
        ("EG1C - Histoire-géographie et enseignement moral et civique", "Dispense"),
        ("EG2 - Etude mathématique et scientifique", "Dispense"),
        ("EG3 - Education physique et sportive", "Dispense"),
        ("EG4 - Langue Vivante Etrangère", "À passer Option à choisir à l'inscription."),
        ("EG4A - Langue vivante : écrite", "À passer"),
        ("EG4B - Langue vivante : orale", "À passer"),
        ("EG5 - Prévention, santé, environnement", "Dispense"),
        ("EF1 - Arts appliqués et cultures artistiques", "Facultative : à votre choix"),
    ]
    texte = en_texte(page)
    assert "4 épreuves dispensées, 3 épreuves à passer, 5 pièces à réunir." in texte
    assert "arrêté du 23 juin 2014" in texte
    assert "du 01 novembre 2021 08:00 au 29 novembre 2021 18:00 (heure de Paris)" in texte
    assert "Titulaire d'un autre CAP (2020)" in texte


@pytest.mark.parametrize(
    ("specialite", "attendues"), [(BRODERIE, ["EG1", "EG2", "EG3", "EG5"]), (AEPE, ["EG1", "EG2", "EG3", "EG4"])]
)
def test_both_worked_examples_give_what_the_tabs_give(client: Client, specialite: str, attendues: list[str]) -> None:
    compte = compte_candidat()
    simuler(client, specialite=specialite)
    ici = client.get(RESULTAT).context["decision"]
    service = ServiceInscription.objects.get(cle=gestes.SERVICE)
    saisie = dossiers.donnees(
        qualification={"specialite": specialite}, acquis={"dispenses_montrees": [], "dispenses": []}
    )
    saisie["epreuves"] = {}
    onglets = evaluate(
        profil_de(donnees=saisie, date_naissance=compte.profil.date_naissance),
        snapshot(specialite, service),
        today=clock.aujourd_hui(service.fuseau),
    )

    assert [d.code for a in ici.acquis for d in a.dispenses] == attendues
    assert ici.epreuves == onglets.epreuves
    assert ici.pieces == onglets.pieces
    assert [(a.regle, a.dispenses, a.raison) for a in ici.acquis] == [
        (a.regle, a.dispenses, a.raison) for a in onglets.acquis
    ]


def test_marks_unticked_dispense_and_unknown_title_are_each_explained(client: Client) -> None:
    simuler(client, **A_VERIFIER)
    texte, lignes = en_texte(client.get(RESULTAT)), dict(_lignes(client.get(RESULTAT)))
    assert lignes["EP1 - Arts appliqués et histoire de la broderie"] == "Bénéfice (9,5 / 20)"
    assert lignes["EG1 - Français, histoire-géographie, enseignement moral et civique"] == "À passer"
    assert "Repassée à votre demande" in texte
    assert "À vérifier par le service" in texte
    assert "préparez toutes les épreuves" in texte
    assert "réparties sur plusieurs sessions" in texte


def test_unknown_coefficients_are_said_to_be_unknown(client: Client) -> None:
    simuler(client)
    assert "on communiqué" in en_texte(client.get(RESULTAT))


def test_age_shuts_a_category_with_its_reason(client: Client) -> None:
    refus = repondre(client, naissance="01/01/2006")
    assert refus.status_code == 422
    assert "vous devez avoir 18 ans au 31 décembre" in en_texte(refus)
    assert SessionOuverte.objects.count() == 0


def test_nationality_and_age_decide_of_the_piece(client: Client) -> None:
    simuler(client, naissance="01/01/2000")
    assert "jdc" in [p.cle for p in client.get(RESULTAT).context["decision"].pieces]
    simuler(client, naissance="01/01/2000", francais="non")
    assert "jdc" not in [p.cle for p in client.get(RESULTAT).context["decision"].pieces]


# --- Step by step, without JavaScript


def test_path_without_javascript(client: Client) -> None:
    examens = client.get("/simulateur/")
    assert "CERTIFICAT D'APTITUDE PROFESSIONNELLE" in en_texte(examens)
    services = client.get("/simulateur/?examen=CAP")
    assert BASE in en_html(services)
    assert "Choisissez d'abord une spécialité" in en_texte(client.get(BASE))

    # Spécialité first, the result asked at once: the titles that count for it are shown before.
    rien: dict[str, Any] = {"questions": None, "titres": None, "annee_CAP-CAP": None}
    suite = repondre(client, pour="", **rien)
    assert suite.headers["Location"] == f"{BASE}#acquis"
    page = en_texte(client.get(BASE))
    assert "Cochez ce que vous avez déjà" in page
    assert "J'ai obtenu un CAP ou un BEP d'une autre spécialité" in page

    sans_annee: dict[str, Any] = {"annee_CAP-CAP": None}
    assert repondre(client, action="actualiser", titres=None, **sans_annee).status_code == 302
    assert "Titulaire d'un autre CAP" in en_texte(client.get(BASE))
    assert repondre(client, action="actualiser", **sans_annee).status_code == 302
    assert 'name="annee_CAP-CAP"' in en_html(client.get(BASE))
    assert 'name="academie_CAP-CAP"' not in en_html(client.get(BASE))
    simuler(client)
    assert client.get(RESULTAT).status_code == client.get(RESULTAT).status_code == 200
    assert 'value="28/11/2003"' in en_html(client.get(BASE))


def test_live_refresh_says_the_result_and_keeps_nothing(client: Client) -> None:
    reponse = client.post(BASE, {**REPONSES, "pour": BRODERIE, "action": "actualiser"}, headers={"HX-Request": "true"})
    assert re.search(
        r'id="bilan-phrase"><strong>Pour l\'instant : 4 épreuves dispensées, 3 épreuves à passer', en_html(reponse)
    )
    assert 'role="status" aria-live="polite"' in en_html(reponse)
    assert SessionOuverte.objects.count() == 0


def test_errors_stand_beside_their_field_and_nothing_typed_is_lost(client: Client) -> None:
    reponse = repondre(client, naissance="31/02/2000", categorie="", **{"annee_CAP-CAP": "20x0"})
    assert reponse.status_code == 422
    contenu = en_html(reponse)
    assert 'id="resume-erreurs"' in contenu
    assert 'href="#id_naissance"' in contenu
    assert "n'existe pas" in contenu
    assert 'value="31/02/2000"' in contenu
    assert 'value="20x0"' in contenu


def test_change_of_speciality_keeps_titles_and_drops_marks(client: Client) -> None:
    simuler(client, **A_VERIFIER)
    reponse = repondre(client, specialite=AEPE, pour=BRODERIE, **A_VERIFIER)
    assert reponse.headers["Location"] == f"{BASE}#acquis"
    page = en_html(client.get(BASE))
    assert re.search(r'name="note_CAP-MEME_EP1"[^>]*value="9', page) is None
    assert re.search(r'value="DIPLOME/CAP-CAP"[^>]*checked', page)


def test_every_exam_of_the_catalogue_can_be_simulated(client: Client) -> None:
    vus = 0
    for service in ServiceInscription.objects.filter(session__archivee_le=None).select_related("session"):
        base = f"/simulateur/{service.cle}/"
        formulaire = client.get(base).context["form"]
        specialite = next(iter(formulaire.fields["specialite"].libelles))
        client.post(base, {"specialite": specialite, "pour": "", "action": "actualiser"})
        formulaire = client.get(base).context["form"]
        saisie = {
            nom: next(iter(champ.libelles)) for nom, champ in formulaire.fields.items() if hasattr(champ, "libelles")
        }
        saisie |= {"specialite": specialite, "pour": specialite, "naissance": "01/01/1980", "action": "resultat"}
        reponse = client.post(base, saisie)
        assert reponse.status_code == 302, (service.cle, en_texte(reponse))
        assert client.get(reponse.headers["Location"]).context["decision"].epreuves
        vus += 1
    assert vus >= 10


# --- For whom


def test_unknown_or_archived_service_is_not_found(client: Client) -> None:
    assert client.get("/simulateur/inconnu/").status_code == 404
    service = ServiceInscription.objects.get(cle=gestes.SERVICE)
    service.session.archivee_le = service.fermeture
    service.session.save()
    assert client.get(BASE).status_code == 404


def test_signed_in_person_finds_the_birth_date_of_the_account(client: Client, candidat: User) -> None:
    assert 'value="28/11/2003"' in en_html(client.get(BASE))


# --- Cost


def _couts(client: Client, autres: dict[str, Any]) -> list[int]:
    """Queries of the choice, the questions, the result, and of both posts."""
    actes: list[Callable[[], Any]] = [
        lambda: client.get("/simulateur/?examen=CAP"),
        lambda: client.get(BASE),
        lambda: client.get(RESULTAT),
        lambda: repondre(client, **autres),
        lambda: repondre(client, action="actualiser", **autres),
    ]
    simuler(client, **autres)
    return [len(requetes(acte)) for acte in actes]


def test_query_counts_with_one_and_three_titles(client: Client) -> None:
    trois = {
        "titres": ["DIPLOME/CAP-CAP", "DIPLOME/CAP-VAPVAE", "MEME_SPECIALITE/CAP-MEME"],
        "questions": ["DIPLOME", "MEME_SPECIALITE"],
        "annee_CAP-VAPVAE": "2019",
        "annee_CAP-MEME": "2020",
        "note_CAP-MEME_EP1": "12",
    }
    comptes = [_couts(client, {}), _couts(client, trois)]
    print(comptes)  # noqa: T201
    assert comptes[0] == comptes[1]
    assert [n <= maximum for n, maximum in zip(comptes[0], (1, 4, 4, 5, 5), strict=True)] == [True] * 5, comptes


def test_partly_filled_simulation_is_shown_again(client: Client) -> None:
    commencer(client)
    assert 'value="DIPLOME/CAP-CAP"' in en_html(client.get(BASE))
    assert client.get(RESULTAT).headers["Location"] == BASE
    service = ServiceInscription.objects.get(cle=gestes.SERVICE)
    assert contexte_de(service, client.session["simulation"]["reponses"]).specialite_choisie == BRODERIE
