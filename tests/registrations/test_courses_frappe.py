"""Races of pages that type at the same time (I-09, I-12): one of them is kept, the others know it.

The negative control writes as the portal does not: the revision is checked by Python before the write.
"""

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from registrations.models import Brouillon, Candidature, Version
from registrations.services.brouillons import garder_frappe
from registrations.services.erreurs import BrouillonDisparu, BrouillonPerime, SaisieIncomplete
from registrations.services.saving import Enregistrement
from tests.courses import ESSAIS_TEMOIN, PARTICIPANTS, TOURS, ensemble
from tests.usines import compte_candidat

from . import dossiers, gestes
from .melees import enregistrer

pytestmark = pytest.mark.race


def taper(cle: int, revision: int, texte: str) -> Brouillon:
    """One more page that was drawn from `revision`."""
    brouillon = Brouillon.objects.get(pk=cle)
    saisie = {**brouillon.donnees["identification"], "voie": [texte]}
    return garder_frappe(brouillon=brouillon, revision=revision, onglet="identification", saisie=saisie)


def taper_bientot(cle: int, revision: int, texte: str) -> Brouillon:
    """A save takes longer than a key: typing begins while one is under way, so that both ends are seen."""
    time.sleep(random.uniform(0, 0.6))
    return taper(cle, revision, texte)


def taper_sans_garde(cle: int, revision: int, texte: str) -> Brouillon:
    brouillon = Brouillon.objects.get(pk=cle)
    if brouillon.revision != revision:
        raise BrouillonPerime
    brouillon.donnees["identification"]["voie"] = [texte]
    brouillon.revision += 1
    brouillon.save()
    return brouillon


def _tour(equipe: ThreadPoolExecutor, acte: Callable[[int, int, str], Brouillon]) -> tuple[list[str], str]:
    """The texts said to be kept, and the one that is."""
    brouillon = dossiers.brouillon_pret(compte_candidat())
    actes: list[Callable[[], object]] = [
        partial(acte, brouillon.pk, brouillon.revision, f"{rang} rue de la page") for rang in range(PARTICIPANTS)
    ]
    rendus = ensemble(equipe, actes)
    assert [r for r in rendus if not isinstance(r, Brouillon | BrouillonPerime)] == []
    dits = [r.donnees["identification"]["voie"][0] for r in rendus if isinstance(r, Brouillon)]
    garde = Brouillon.objects.get(pk=brouillon.pk).donnees["identification"]["voie"][0]
    return dits, garde


def test_of_pages_typing_together_one_is_kept_and_the_others_are_told(equipe: ThreadPoolExecutor) -> None:
    for _ in range(TOURS):
        dits, garde = _tour(equipe, taper)
        assert dits == [garde]


def test_a_check_by_python_alone_loses_what_it_said_to_keep(equipe: ThreadPoolExecutor) -> None:
    perdus = essais = 0
    while not perdus and essais < ESSAIS_TEMOIN:
        dits, garde = _tour(equipe, taper_sans_garde)
        perdus += len([texte for texte in dits if texte != garde])
        essais += 1
    print(f"témoin : {perdus} saisies dites gardées, et perdues")  # noqa: T201
    assert perdus


def test_typing_never_slips_into_what_enregistrer_saves(equipe: ThreadPoolExecutor) -> None:
    """Half the pages type, half save: what is saved is what the Récapitulatif showed, or nothing is."""
    enregistrees = 0
    for _ in range(TOURS):
        compte = compte_candidat()
        brouillon = dossiers.brouillon_pret(compte)
        actes: list[Callable[[], object]] = []
        for rang in range(PARTICIPANTS // 2):
            actes += [partial(enregistrer, compte.pk, gestes.SERVICE)]
            actes += [partial(taper_bientot, brouillon.pk, brouillon.revision, f"{rang} rue à moitié ta")]
        rendus = ensemble(equipe, actes)

        admis = (Brouillon, Enregistrement, BrouillonPerime, BrouillonDisparu, SaisieIncomplete, Brouillon.DoesNotExist)
        assert [r for r in rendus if r is not None and not isinstance(r, admis)] == []
        versions = list(Version.objects.filter(candidature__compte=compte))
        enregistrees += len(versions)
        if versions:
            assert [v.contenu["coordonnees"]["voie"] for v in versions] == [gestes.ONGLETS["identification"]["voie"]]
            assert not any(isinstance(r, Brouillon) for r in rendus)
        else:
            assert "identification" not in Brouillon.objects.get(pk=brouillon.pk).onglets_faits
    print(f"{enregistrees} enregistrements sur {TOURS} courses ; {Candidature.objects.count()} candidatures")  # noqa: T201
