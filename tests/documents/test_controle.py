"""The dry run of a file: each trap has its sentence, on its line, and nothing is written."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cyclades.common.acteur import acteur
from cyclades.common.errors import Refus
from cyclades.common.lecture_csv import LIGNES_MAX
from documents.enums import Kind
from documents.models import Document
from registrations.models import Candidature
from tests.usines import compte_candidat

from . import dossiers, publications
from .publications import csv, fautes, ligne

pytestmark = pytest.mark.django_db


@pytest.fixture
def par() -> User:
    return publications.responsable("16")


@pytest.fixture
def candidature() -> Candidature:
    return publications.inscrites(1)[0]


@pytest.mark.parametrize("kind", list(publications.ENTETES))
@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separateur", [";", ","])
def test_each_kind_is_read_in_each_encoding(
    par: User, candidature: Candidature, kind: str, encodage: str, separateur: str
) -> None:
    valeurs = {Kind.CONVOCATION: {"centre": "Lycée Hélène"}, Kind.RELEVE: {"decision": "ADMISE à l'écrit"}}
    champs = valeurs.get(Kind(kind), {"mesure": "Accès facilité"})
    if separateur == "," and kind == Kind.RELEVE:
        champs["note"] = "12.5"
    octets = csv([ligne(candidature, kind, **champs)], kind, separateur=separateur, encodage=encodage)

    rapport = publications.controle(octets, par, kind)

    assert rapport.erreurs == []
    assert [(d.candidature_id, d.lignes) for d in rapport.documents] == [(candidature.pk, [2])]
    assert set(champs.items()) - {("note", "12.5")} <= set(rapport.documents[0].donnees[0].items())


def test_lines_of_one_candidate_and_series_make_one_document(par: User, candidature: Candidature) -> None:
    octets = csv(
        [
            ligne(candidature, epreuve="EP1", serie="Écrits"),
            ligne(candidature, epreuve="EP2", serie="Oraux"),
            ligne(candidature, epreuve="EG4A", serie="Écrits"),
        ]
    )

    rapport = publications.controle(octets, par)

    assert [(d.serie, d.lignes) for d in rapport.documents] == [("Écrits", [2, 4]), ("Oraux", [3])]


def test_a_number_whose_zero_a_spreadsheet_dropped_is_found(par: User, candidature: Candidature) -> None:
    sans_zero = str(candidature.compte.numero_candidat).removeprefix("0")

    assert fautes(csv([ligne(candidature, candidat=sans_zero, inscription="1")]), par) == []


LIGNES_FAUSSES = {
    "31-02": ({"date": "31/02/2099"}, "ligne 2 : « date » : la date du 31/02/2099 n'existe pas"),
    "passee": ({"date": "04/06/2019"}, "ligne 2 : la date du 04/06/2019 est passée"),
    "heure": ({"heure": "25:00"}, "ligne 2 : « heure » : « 25:00 » n'est pas une heure HH:MM"),
    "formule": ({"salle": "=1+1"}, "ligne 2 : la cellule « salle » commence par un signe de formule ('=')"),
    "commande": ({"centre": "@SUM(A1)"}, "ligne 2 : la cellule « centre » commence par un signe de formule ('@')"),
    "vide": ({"centre": ""}, "ligne 2 : la cellule « centre » est vide"),
    "longue": ({"salle": "x" * 61}, "ligne 2 : la cellule « salle » dépasse 60 caractères"),
    "epreuve": ({"epreuve": "EP9"}, "ligne 2 : cette inscription ne comporte pas d'épreuve « EP9 »"),
    "dispense": ({"epreuve": "EG1"}, "ligne 2 : le candidat ne passe pas l'épreuve « EG1 » (Dispense)"),
    "scientifique": (
        {"candidat": "2,14603E+09"},
        "ligne 2 : « candidat » : le tableur l'a écrit en notation scientifique : mettez la colonne au format Texte",
    ),
    "numero": (
        {"candidat": "12"},
        "ligne 2 : « candidat » : un N° candidat compte 11 chiffres, par exemple 02146028333",
    ),
    "nul": ({"salle": "B\x00"}, None),
    "commande-ascii": ({"salle": "B\x07"}, "ligne 2 : la cellule « salle » contient un caractère qui ne s'imprime pas"),
}


@pytest.mark.parametrize("cas", LIGNES_FAUSSES)
def test_a_wrong_line_is_named_with_its_reason(par: User, candidature: Candidature, cas: str) -> None:
    valeurs, phrase = LIGNES_FAUSSES[cas]
    octets = csv([ligne(candidature, **valeurs)])

    if phrase is None:
        with pytest.raises(Refus, match="ne se lit pas comme un texte"):
            fautes(octets, par)
    else:
        assert fautes(octets, par) == [phrase]


@pytest.mark.parametrize(
    ("kind", "valeurs", "phrase"),
    [
        (Kind.RELEVE, {"note": "21"}, "« note » : « 21 » n'est pas une note de 0 à 20, ni AB, ABJ, DI, NV"),
        (Kind.RELEVE, {"jury": "29/02/2099"}, "« jury » : la date du 29/02/2099 n'existe pas"),
        (Kind.AMENAGEMENTS, {"reponse": "peut-être"}, "« reponse » : elle dit accordée ou refusée"),
        (Kind.AMENAGEMENTS, {"reponse": "refusee"}, "une mesure refusée donne son motif"),
    ],
)
def test_the_other_kinds_have_their_own_sentences(
    par: User, candidature: Candidature, kind: str, valeurs: dict[str, str], phrase: str
) -> None:
    assert fautes(csv([ligne(candidature, kind, **valeurs)], kind), par, kind) == [f"ligne 2 : {phrase}"]


def test_what_a_document_says_twice_or_contradicts_is_named(par: User, candidature: Candidature) -> None:
    doubles = csv([ligne(candidature), ligne(candidature, salle="C 3")])
    contraires = csv(
        [ligne(candidature, Kind.RELEVE), ligne(candidature, Kind.RELEVE, epreuve="EP2", decision="AJOURNÉ")],
        Kind.RELEVE,
    )

    assert fautes(doubles, par) == [
        "ligne 3 : elle répète la ligne 2 (même candidat, même epreuve et même date et même heure)"
    ]
    assert fautes(contraires, par, Kind.RELEVE) == [
        "ligne 3 : « decision » n'est pas celle de la ligne 2, pour le même document"
    ]


def test_another_academies_candidate_and_an_unknown_one_look_alike(par: User) -> None:
    nice = publications.inscrites(1, academie="23")[0]
    inconnu = ["02199999999", "001"]
    octets = csv([ligne(nice), [*inconnu, *ligne(nice)[2:]]])

    phrases = fautes(octets, par)

    assert [p.replace(str(nice.compte.numero_candidat), "N").replace(inconnu[0], "N") for p in phrases] == [
        f"ligne {n} : aucune candidature n° N-001 dans vos académies" for n in (2, 3)
    ]


def test_what_is_no_longer_active_or_never_saved_is_named(par: User) -> None:
    ecartee = publications.inscrites(1)[0]
    with acteur("gestionnaire:1"):
        Candidature.objects.filter(pk=ecartee.pk).update(etat="ecarte")
    jamais = dossiers.candidature(compte_candidat())

    assert fautes(csv([ligne(ecartee), ligne(jamais)]), par) == [
        f"ligne 2 : la candidature n° {ecartee.numeros} n'est plus active (Écarté par le gestionnaire)",
        f"ligne 3 : la candidature n° {jamais.numeros} n'a encore rien d'enregistré",
    ]


FICHIERS_FAUX = {
    "vide": (b"", "Ce fichier est vide."),
    "bom-seul": (b"\xef\xbb\xbf", "Ce fichier est vide."),
    "titres-seuls": (csv([]), "Ce fichier n'a que sa ligne de titres."),
    "classeur": (b"PK\x03\x04\x00\x00", "ne se lit pas comme un texte"),
    "utf-16": ("candidat;x".encode("utf-16"), "ne se lit pas comme un texte"),
    "colonne": (b"candidat;inscription;epreuve;date;heure\r\n1;1;1;1;1", "Il manque la colonne centre."),
    "inconnue": (csv([]).replace(b"salle", b"sale"), "Colonne inconnue : sale."),
    "double": (csv([]).replace(b"serie", b"salle"), "La colonne salle figure deux fois."),
    "guillemet": (csv([]) + b'"x;y;z\r\n' + b"a" * 200_000, "ne se lit pas"),
}


@pytest.mark.parametrize("cas", FICHIERS_FAUX)
def test_a_file_that_is_no_such_list_is_refused_whole(par: User, cas: str) -> None:
    octets, phrase = FICHIERS_FAUX[cas]

    with pytest.raises(Refus) as refus:
        fautes(octets, par)

    assert phrase in refus.value.phrase
    assert refus.value.champ == "fichier"


def test_a_text_with_a_separator_and_no_quotes_is_named(par: User, candidature: Candidature) -> None:
    octets = csv([ligne(candidature, salle="B 12;étage 2")])

    assert fautes(octets, par) == [
        "ligne 2 : elle a plus de cellules que la ligne de titres (un séparateur dans un texte demande des guillemets)"
    ]


def test_a_hundred_thousand_lines_are_refused_with_what_to_do(par: User, candidature: Candidature) -> None:
    debut = time.perf_counter()

    with pytest.raises(Refus, match=f"plus de {LIGNES_MAX} lignes : coupez-le"):
        fautes(csv([ligne(candidature)] * 100_000), par)

    assert time.perf_counter() - debut < 20


def test_the_control_asks_the_base_twice_whatever_the_number_of_lines_and_writes_nothing(par: User) -> None:
    trois = publications.inscrites(3)
    for siennes in (trois[:1], trois):
        with CaptureQueriesContext(connection) as requetes:
            assert fautes(csv([ligne(c) for c in siennes]), par) == []
        assert len(requetes) == 2
        assert all(r["sql"].startswith("SELECT") for r in requetes)
    assert not Document.objects.filter(kind=Kind.CONVOCATION).exists()
