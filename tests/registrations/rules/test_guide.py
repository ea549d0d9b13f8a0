"""The worked examples of the guides, line by line (« S'inscrire au CAP », 15/11/2021; Grenoble)."""

from tests.registrations.rules.aides import decider, dispensees, fautes, option, pieces, positions, titre
from tests.registrations.rules.conftest import Photo

BRODERIE = "CAP-50024127"
CHOIX = option(EG4="Allemand", EP2A="Broderie machine guidée main")


def test_recapitulatif_of_arts_de_la_broderie(photo: Photo) -> None:
    decision = decider(photo(BRODERIE), acquis=(titre("CAP-CAP", 2020),), choix=CHOIX)
    lignes = [(e.libelle, e.position.value, e.mode) for e in decision.epreuves if e.position.value != "NON_INSCRIT"]
    assert lignes == [
        ("EP1 - Arts appliqués et histoire de la broderie", "INSCRIT", "Ponctuel"),
        ("EP2 - Mise en oeuvre", "INSCRIT", "Ponctuel"),
        ("EP2A - Mise en oeuvre - Broderie machine guidée main", "INSCRIT", "Ponctuel"),
        ("EG1 - Français, histoire-géographie, enseignement moral et civique", "DISPENSE", ""),
        ("EG1A - Français écrit", "DISPENSE", ""),
        ("EG1B - Français oral", "DISPENSE", ""),
        ("EG1C - Histoire-géographie et enseignement moral et civique", "DISPENSE", ""),
        ("EG2 - Etude mathématique et scientifique", "DISPENSE", ""),
        ("EG3 - Education physique et sportive", "DISPENSE", ""),
        ("EG4 - Langue Vivante Etrangère - Allemand", "INSCRIT", "Ponctuel"),
        ("EG4A - Langue vivante : écrite - Allemand", "INSCRIT", "Ponctuel"),
        ("EG4B - Langue vivante : orale - Allemand", "INSCRIT", "Ponctuel"),
        ("EG5 - Prévention, santé, environnement", "DISPENSE", ""),
    ]
    assert decision.erreurs == ()
    assert decision.forme_finale == "Globale"


def test_each_dispense_of_broderie_says_why_and_where_it_is_written(photo: Photo) -> None:
    decision = decider(photo(BRODERIE), acquis=(titre("CAP-CAP", 2020),), choix=CHOIX)
    raisons = {e.raison for e in decision.epreuves if e.position.value == "DISPENSE"}
    (raison,) = raisons
    assert raison.phrase == (
        "Dispense : « CERTIFICAT D'APTITUDE PROFESSIONNELLE Titulaire d'un autre CAP », obtenu en 2020."
    )
    assert raison.source.startswith("arrêté du 23 juin 2014")


def test_pieces_of_broderie_with_their_reason(photo: Photo) -> None:
    decision = decider(photo(BRODERIE), acquis=(titre("CAP-CAP", 2020),), choix=CHOIX)
    assert pieces(decision) == ["confirmation_individuel", "identite", "recensement", "acquis_dispense", "stage_14"]
    assert [p.code for p in decision.pieces if p.code] == ["CINSIG01"]
    assert all(p.raison.endswith(".") for p in decision.pieces)
    assert "Titulaire d'un autre CAP (2020)" in decision.pieces[3].raison


def test_acquis_tab_of_aepe_offers_the_guide_s_titles_and_dispenses(photo: Photo) -> None:
    decision = decider(photo("CAP-50033205"), acquis=(titre("CAP-CAP"),))
    (acquis,) = decision.acquis
    assert [(d.code, d.retenue) for d in acquis.dispenses] == [
        ("EG1", True),
        ("EG2", True),
        ("EG3", True),
        ("EG4", True),
    ]
    offerts = {t.titre for t in decision.titres}
    assert {
        "BACCALAURÉAT PROFESSIONNEL Toute spécialité",
        "CERTIFICAT D'APTITUDE PROFESSIONNELLE Titulaire d'un autre CAP",
        "CAP AGRICOLE, CAP MARITIME Titulaire d'un autre CAP",
        "BEP AGRICOLE, BEP MARITIME Titulaire d'un BEP",
        "AUTRES CAS Assistant de vie aux familles (ADVF)",
        "MENTION COMPLEMENTAIRE NIVEAU 3 Aide à domicile",
    } <= offerts


def test_titles_of_aepe_are_not_offered_for_another_speciality(photo: Photo) -> None:
    assert not [t.titre for t in decider(photo(BRODERIE)).titres if "ADVF" in t.titre]


def test_aepe_ep1_ep3_asks_the_professional_situation(photo: Photo) -> None:
    snapshot = photo("CAP-50033205-EP1EP3")
    assert fautes(decider(snapshot)) == [("qualification", "situation_professionnelle")]
    assert fautes(decider(snapshot, reponses={"situation_professionnelle": "Inventée"})) == [
        ("qualification", "situation_professionnelle")
    ]
    decision = decider(snapshot, reponses={"situation_professionnelle": "Assistant(e) maternel(le)"})
    assert decision.erreurs == ()
    assert "agrement_assmat" in pieces(decision)
    autre = decider(snapshot, reponses={"situation_professionnelle": "Autre cas"})
    assert "agrement_assmat" not in pieces(autre)


def test_grenoble_bac_pro_with_dma(photo: Photo) -> None:
    decision = decider(photo("BACPRO-40033003"), acquis=(titre("BCP-DMA", 2017),))
    (acquis,) = decision.acquis
    assert sorted(d.code for d in acquis.dispenses) == ["E4", "E5-A", "E5-B", "E6", "E7"]
    assert dispensees(decision) == ["E4", "E5", "E5-A", "E5-B", "E6", "E7"]
    assert positions(decision)["E1"] == "INSCRIT"
