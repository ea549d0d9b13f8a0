"""Hostile requests: every named URL × odd query strings, bodies and paths, as three roles: never a 500.

Bounded to a minute of CPU: a page that shows no form meets one in `PART` of them, each page others; one that this role
may not see, one in `PART_REFUSEE`."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.test import Client
from django.urls import reverse

from cyclades.staff_site import staff_site
from tests.consistency.matrice import Adresse, adresses
from tests.consistency.test_matrice import FINS_DE_SESSION, Scene, _client, scene

__all__ = ["scene"]

ROLES = ("anonyme", "titulaire", "gestionnaire_toulouse")
PART, PART_REFUSEE = 3, 12
REFUS = {302, 403, 404}
TEXTES = {
    "nul": "a\x00b",
    "substitut": "\ud800",
    "turc": "İıſ",
    "emoji": "👩‍👩‍👧‍👦",
    "droite_a_gauche": "\u202egnp.exe",
    "long": "x" * 10_000,
    "sql": "'; DROP TABLE accounts_user; --",
    "gabarit": "{{7*7}}{% load x %}",
    "formule": '=HYPERLINK("http://x")',
    "pk": "abc",
    "negatif": "-1",
    "enorme": "9" * 30,
    "fin_de_bigint": "9223372036854775808",
    "pas_un_nombre": "NaN",
    "an_un": "01/01/0001",
    "chiffres_exposants": "²³",
    "chiffres_arabes": "٣٤",
    "vide": "",
}
# Names that some view, form or admin page reads.
NOMS = (
    *("q", "next", "pk", "id", "_changelist_filters", "_popup", "_to_field", "field_name", "model_name", "app_label"),
    *("o", "p", "e", "all", "term", "page", "revision", "cle", "cle_formulaire", "version", "statut", "action"),
    *("date_reception", "dernier_jour", "information", "code", "code_postal", "commune", "departement_naissance"),
    *("examen", "session", "academie", "service", "identifiant", "mot_de_passe", "select_across", "index"),
    *("_selected_action", "fichier", "jeton", "verifier"),
)
ADMIN = (
    "o=abc", "o=1.-2.99999999999999999999", "p=99999999999999999999", "p=-1", "p=abc", "e=1", "all=", "inconnu=1",
    "_changelist_filters=%00%ff", "q=%00", "q=%ED%A0%80", "q=a&q=b", "pk=abc", "id__exact=abc",
    "id__in=1,abc", "id__isnull=peut-etre", "pk__gt=99999999999999999999", "compte__password__startswith=p",
    "etat__exact=%00", "statut__exact=%00", "academie__id__exact=abc", "session__id__exact=99999999999999999999",
    "modifiee_le__year=abc", "cree_le__date=0001-01-01", "cree_le__gte=hier", "_popup=1&_to_field=password",
    "q=" + "%22" * 50, "q=" + "mot+" * 200,
)  # fmt: skip


def _octets(texte: str) -> str:
    """Percent-encoding of what a browser would never send: surrogates go as the bytes that they are."""
    return quote(texte.encode("utf-8", "surrogatepass"), safe="")


def _champs(texte: str, formulaire: list[str]) -> str:
    return "&".join(f"{nom}={_octets(texte)}" for nom in dict.fromkeys([*formulaire, *NOMS]))


def _requetes() -> Iterator[tuple[str, str]]:
    for nom, texte in TEXTES.items():
        # One long value at a time: a query of a hundred would be refused by any server before us.
        yield nom, _champs(texte, []) if len(texte) < 100 else "&".join(f"{n}={texte}" for n in ("q", "next", "p"))
    yield "tableaux", "a[]=1&a[]=2&q[]=x&q[$ne]=1&next[]=//x"
    yield "repetes", "&".join(f"{nom}=1&{nom}=2" for nom in NOMS)
    yield "pourcent", "q=%&p=%zz&next=%ff%fe&%00=1&%ff=2&=3&&&;"
    yield "mille_champs", "&".join(f"c{i}=1" for i in range(1_100))


def _noms_de_champs(reponse: Any) -> list[str]:
    """Names of the fields of the form that the page shows, so that the hostile body reaches its checks."""
    noms = []
    for couche in reponse.context or []:
        for cle in ("form", "adminform"):
            formulaire = couche.get(cle) if hasattr(couche, "get") else None
            formulaire = getattr(formulaire, "form", formulaire)
            for champ in getattr(formulaire, "fields", {}):
                nom = formulaire.add_prefix(champ)  # type: ignore[union-attr]
                noms += [nom, f"{nom}_0", f"{nom}_1"]
    return noms


def _corps(formulaire: list[str]) -> Iterator[tuple[str, bytes, str]]:
    encode = "application/x-www-form-urlencoded"
    for nom, texte in TEXTES.items():
        yield nom, _champs(texte, formulaire).encode(), encode
    yield "json", json.dumps({"a": [1, None, {"q": "\x00"}]}).encode(), "application/json"
    yield "texte", b"\x00\xff" * 40, "text/plain"
    yield "sans_type", b"a=1", ""
    yield "type_faux", b"a=1", "multipart/form-data; boundary="
    yield "sans_limite", b"a=1", "multipart/form-data"
    yield "limite_longue", b"--x", "multipart/form-data; boundary=" + "x" * 300
    yield "tronque", b'--x\r\nContent-Disposition: form-data; name="fichier"; filename="a', MULTIPART
    yield "base64_faux", _partie('name="q"', "!!!", "Content-Transfer-Encoding: base64\r\n"), MULTIPART
    yield "nom_de_fichier", _partie('name="fichier"; filename="../../\x00etc/passwd"', "x"), MULTIPART
    yield "fichier_partout", b"".join(_partie(f'name="{n}"; filename="a.pdf"', "%PDF") for n in NOMS[:40]), MULTIPART
    yield "jeu_inconnu", b"q=a", f"{encode}; charset=inconnu"
    yield "utf16", "q=\ud7ff".encode("utf-16"), f"{encode}; charset=utf-16"
    yield "utf8_faux", b"q=\xff\xfe&\xff=1", encode
    yield "mille_champs", "&".join(f"c{i}=1" for i in range(1_100)).encode(), encode


MORCEAUX = (
    *("%00", "%ff%fe", "%ED%A0%80", "%", "%zz", "abc", "-1", "9" * 18, "9" * 40, "٣", "²", "..%2f..%2f", "x" * 8_000),
    *("_3D", "_", "_00", "_FF_D8", quote("'; DROP"), quote("{{7*7}}"), "00000000000-000"),
)
CHEMINS = ("/" + "a/" * 3_000, "//exemple.fr/", "/%00", "/inscriptions/%ff/", "/gestion/%00/", "/\\exemple.fr")
MULTIPART = "multipart/form-data; boundary=x"


def _partie(disposition: str, corps: str, entetes: str = "") -> bytes:
    return f"--x\r\nContent-Disposition: form-data; {disposition}\r\n{entetes}\r\n{corps}\r\n--x--\r\n".encode()


def _url(scene: Scene, adresse: Adresse) -> str:
    return reverse(adresse.nom, kwargs=scene.parametres(adresse))


def _chaque(scene: Scene) -> Iterator[tuple[str, Client, Adresse, str]]:
    for role in ROLES:
        client = _client(scene.roles[role])
        for adresse in adresses():
            if adresse.nom not in FINS_DE_SESSION:
                yield role, client, adresse, _url(scene, adresse)


def test_hostile_query_never_breaks_a_page(scene: Scene) -> None:
    pannes, requetes = [], list(_requetes())
    for rang, (role, client, adresse, url) in enumerate(_chaque(scene)):
        reponse = client.get(url)
        if reponse.status_code == 405 or (role == "anonyme" and reponse.status_code == 302):
            continue
        part = PART_REFUSEE if reponse.status_code in REFUS else 1 if adresse.nom.endswith("_changelist") else PART
        for nom, requete in requetes[rang % part :: part]:
            statut = client.get(f"{url}?{requete}").status_code
            if statut >= 500:
                pannes.append(f"{role} GET {adresse.nom} {nom} → {statut}")
    assert not pannes, "\n".join(pannes)


def test_hostile_body_never_breaks_a_page(scene: Scene) -> None:
    pannes = []
    for rang, (role, client, adresse, url) in enumerate(_chaque(scene)):
        page = client.get(url)
        if role == "anonyme" and page.status_code == 302:
            continue
        champs = _noms_de_champs(page)
        part = 1 if champs else PART_REFUSEE if page.status_code in REFUS else PART
        for nom, corps, genre in list(_corps(champs))[rang % part :: part]:
            reponse = client.generic("POST", url, corps, content_type=genre)
            if reponse.status_code >= 500:
                pannes.append(f"{role} POST {adresse.nom} {nom} → {reponse.status_code}")
            if reponse.status_code in (405, 403):
                break
    assert not pannes, "\n".join(pannes)


def test_hostile_parameters_never_break_a_list_of_staff(scene: Scene) -> None:
    pannes = []
    client = _client(scene.roles["superviseur"])
    for modele in staff_site._registry:
        url = reverse(f"gestion:{modele._meta.app_label}_{modele._meta.model_name}_changelist")
        for requete in ADMIN:
            statut = client.get(f"{url}?{requete}", follow=True).status_code
            if statut >= 500:
                pannes.append(f"{modele.__name__} {requete} → {statut}")
            statut = client.post(
                f"{url}?{requete}", {"action": "x\x00", "_selected_action": ["abc", "\x00"]}
            ).status_code
            if statut >= 500:
                pannes.append(f"POST {modele.__name__} {requete} → {statut}")
    assert not pannes, "\n".join(pannes)


def test_hostile_path_never_breaks_the_site(scene: Scene) -> None:
    pannes = []
    for role in ROLES:
        client = _client(scene.roles[role])
        for rang, adresse in enumerate(adresses()):
            if adresse.nom in FINS_DE_SESSION or not adresse.parametres:
                continue
            valeurs = scene.parametres(adresse)
            bonne = _url(scene, adresse)
            part = PART if client.get(bonne).status_code in REFUS else 1
            for nom in adresse.parametres:
                reperes = str(valeurs[nom]) if nom != "numeros" else scene.candidature.numeros
                for morceau in MORCEAUX[rang % part :: part]:
                    debut, _, fin = bonne.rpartition(reperes)
                    statut = client.generic("GET", f"{debut}{morceau}{fin}").status_code
                    if statut >= 500:
                        pannes.append(f"{role} GET {adresse.nom} {nom}={morceau[:20]} → {statut}")
        for chemin in CHEMINS:
            if client.generic("GET", chemin).status_code >= 500:
                pannes.append(f"{role} GET {chemin[:30]}")
    assert not pannes, "\n".join(pannes)
