"""Every page asks the database the same with one row and with three, and never more than its ceiling.

From `tests.pages`, which knows every address of the resolver: a new page is counted from its first day.
"""

import re
from dataclasses import dataclass

import pytest
from django.test import Client

from tests.captures import scene  # noqa: F401  a fixture
from tests.consistency.abondance import ajouter
from tests.pages import PAGES
from tests.registrations.requetes import requetes
from tests.scenes import Scene

# Queries of a page beyond its session and its account; a page of `/gestion/` also reads its person and their académies.
PLAFOND, PLAFOND_GESTION = 10, 18
# Pages that gather more, each with what it gathers.
PLAFONDS = {
    "portail:mes_donnees": 15,  # all that the portal keeps of a person
    "gestion:sessions_cfg_versioncatalogue_changelist": 21,  # the differences of every table of the catalogue
}
# What three rows make longer: without these, the comparison would prove nothing.
LISTES = {
    "documents:liste",
    "gestion:accounts_staffprofile_changelist",
    "gestion:documents_documentversion_changelist",
    "gestion:documents_editionpapillons_changelist",
    "gestion:documents_editionpapillons_classe",
    "gestion:documents_lot_change",
    "gestion:documents_lot_changelist",
    "gestion:documents_lot_liste",
    "gestion:justificatifs_pieceattendue_changelist",
    "gestion:justificatifs_pieceattendue_suivi",
    "gestion:registrations_candidature_change",
    "gestion:registrations_candidature_changelist",
    "gestion:registrations_envoi_changelist",
    "gestion:registrations_lotpreinscription_change",
    "gestion:registrations_lotpreinscription_changelist",
    "gestion:registrations_rectification_changelist",
    "portail:accueil",
    "portail:inscriptions",
    "registrations:rectifications",
}


@dataclass(frozen=True)
class Mesure:
    requetes: list[str]
    lignes: int


def _mesurer(scene: Scene) -> dict[tuple[str, str], Mesure]:  # noqa: F811
    mesures = {}
    for nom, vues in PAGES.items():
        for vue in vues:
            client = Client()
            if vue.qui in scene.sessions:
                client.cookies["cyclades"] = scene.sessions[vue.qui]
            pages: list[bytes] = []
            sqls = requetes(lambda c=client, v=vue, p=pages: p.append(c.get(v.chemin(scene)).content))  # type: ignore[misc]
            mesures[nom, f"{vue.qui} {vue.etat}"] = Mesure(sqls, len(re.findall(rb"<(?:tr|li|article|p)\b", pages[0])))
    return mesures


@pytest.mark.enable_socket
def test_every_page_asks_as_much_for_one_row_as_for_three(scene: Scene) -> None:  # noqa: F811
    ajouter(scene)
    _mesurer(scene)  # what a process keeps in memory, and what a first look writes
    avec_une = _mesurer(scene)
    for _ in range(2):
        ajouter(scene)
    avec_trois = _mesurer(scene)
    defauts, allongees = [], set()
    for (nom, vue), trois in avec_trois.items():
        une = avec_une[nom, vue]
        if trois.lignes > une.lignes:
            allongees.add(nom)
        if len(trois.requetes) > len(une.requetes):
            de_plus = {sql for sql in trois.requetes if trois.requetes.count(sql) > une.requetes.count(sql)}
            defauts.append("\n    ".join([f"{nom} {vue} : {len(une.requetes)} → {len(trois.requetes)}", *de_plus]))
        plafond = PLAFONDS.get(nom, PLAFOND_GESTION if nom.startswith("gestion:") else PLAFOND)
        if len(trois.requetes) > plafond:
            defauts.append(f"{nom} {vue} : {len(trois.requetes)} requêtes, {plafond} au plus")
    assert not defauts, f"{len(defauts)} pages\n" + "\n".join(defauts)
    assert LISTES - allongees == set(), "ces pages n'ont pas montré plus de lignes : la comparaison ne prouve rien"
