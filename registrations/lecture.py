"""A saved snapshot as pages show it: blocks of (label, value), in the guide's order and words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from cyclades.common.forms import TelephoneField

from .contenu import AcquisDeclare, Contenu, Coordonnees, EpreuveRetenue
from .enums import Position
from .rules.intitule import intitule
from .rules.types import EpreuveDecidee

_TELEPHONE = TelephoneField()
NON_COMMUNIQUE = "non communiqué"
RIEN = "-"
FRANCE = "FR"

# A line of the blocks → the tab and the fields that it shows.
RECAPITULES: dict[str, tuple[str, tuple[str, ...]]] = {
    "Spécialité": ("qualification", ("specialite",)),
    "Enseignement": ("qualification", ("question_enseignement",)),
    "Situation professionnelle": ("qualification", ("question_situation_professionnelle",)),
    "Forme de passage": ("qualification", ("forme",)),
    "Dérogation forme de passage": ("qualification", ("derogation_forme",)),
    "Nationalité": ("identification", ("nationalite",)),
    "Nom et prénoms du père": ("identification", ("pere",)),
    "Nom de naissance et prénoms de la mère": ("identification", ("mere",)),
    "Adresse": (
        "identification",
        ("voie", "complement_1", "complement_2", "complement_3", "code_postal", "localite", "pays"),
    ),
    "Téléphone mobile": ("identification", ("telephone_mobile",)),
    "Téléphone fixe": ("identification", ("telephone_fixe",)),
    "Adresse mail": ("identification", ("mail",)),
    "Situation à l'inscription": ("informations", ("situation",)),
    "Catégorie du candidat": ("informations", ("categorie",)),
    "Votre établissement": ("informations", ("etablissement",)),
    "Aménagement durée de formation": ("informations", ("amenagement_duree",)),
    "Demande d'aménagement(s) d'épreuves au titre du handicap": ("informations", ("handicap",)),
    "Aménagement déjà accordé": ("informations", ("amenagement_deja_accorde",)),
}


@dataclass(frozen=True)
class Bloc:
    """A block of the Récapitulatif; `onglet` is the tab that changes it."""

    titre: str
    onglet: str
    paires: list[tuple[str, object]]


def oui_non(valeur: bool | None) -> str:
    return "" if valeur is None else "Oui" if valeur else "Non"


def date_fr(iso: str) -> str:
    """« 2004-11-28 » → « 28/11/2004 »."""
    return f"{dt.date.fromisoformat(iso):%d/%m/%Y}"


def telephone(e164: str) -> str:
    """A stored number in its usual spacing."""
    return str(_TELEPHONE.prepare_value(e164) or "")


def adresse(coordonnees: Coordonnees) -> SafeString:
    """The postal address, one line each."""
    lignes = [
        coordonnees["voie"],
        coordonnees["complement_1"],
        coordonnees["complement_2"],
        coordonnees["complement_3"],
        f"{coordonnees['code_postal']} {coordonnees['localite']}",
        coordonnees["pays"]["libelle"],
    ]
    return format_html_join(SafeString("<br>"), "{}", ((ligne,) for ligne in lignes if ligne))


def blocs(contenu: Contenu) -> list[Bloc]:
    """Qualification, identification, informations: everything but acquis and épreuves."""
    return [_qualification(contenu), _identification(contenu), _informations(contenu)]


def _qualification(contenu: Contenu) -> Bloc:
    q = contenu["qualification"]
    paires: list[tuple[str, object]] = [
        ("Spécialité", q["specialite"]["libelle"]),
        ("Enseignement", q["enseignement"] or RIEN),
    ]
    if q["situation_professionnelle"]:
        paires.append(("Situation professionnelle", q["situation_professionnelle"]))
    return Bloc("Qualification présentée", "qualification", paires)


def _identification(contenu: Contenu) -> Bloc:
    i, c = contenu["identite"], contenu["coordonnees"]
    departement, en_france = i["departement_naissance"], i["pays_naissance"]["code"] == FRANCE
    paires: list[tuple[str, object]] = [
        ("Civilité", i["civilite"]["libelle"]),
        ("Nom de famille (nom de naissance)", i["nom_naissance"]),
        ("Nom d'usage (nom marital par exemple)", i["nom_usage"] or RIEN),
        ("Prénoms", i["prenoms"]),
        ("Date de naissance", date_fr(i["date_naissance"])),
        ("Commune de naissance" if en_france else "Ville de naissance", i["commune_naissance"] or RIEN),
    ]
    if departement:
        paires.append(("Département, DOM ou COM de naissance", departement["code"] or departement["libelle"]))
    paires += [
        ("Pays de naissance", i["pays_naissance"]["libelle"]),
        ("Nationalité", i["nationalite"]["libelle"]),
    ]
    if i["pere"]:
        paires.append(("Nom et prénoms du père", i["pere"]))
    if i["mere"]:
        paires.append(("Nom de naissance et prénoms de la mère", i["mere"]))
    paires += [
        ("Adresse", adresse(c)),
        ("Téléphone mobile", telephone(c["telephone_mobile"])),
        ("Téléphone fixe", telephone(c["telephone_fixe"]) or RIEN),
        ("Adresse mail", c["mail"]),
    ]
    return Bloc("Identification du candidat", "identification", paires)


def _informations(contenu: Contenu) -> Bloc:
    n, q = contenu["informations"], contenu["qualification"]
    etablissement = n["etablissement"]
    code = f" ({etablissement['code']})" if etablissement["code"] else ""
    paires: list[tuple[str, object]] = [("Situation à l'inscription", n["situation"])] if n["situation"] else []
    paires += [
        ("Catégorie du candidat", n["categorie"]["libelle"]),
        ("Votre établissement", f"{etablissement['libelle']}{code}"),
        ("Aménagement durée de formation", oui_non(n["amenagement_duree"])),
        ("Demande d'aménagement(s) d'épreuves au titre du handicap", oui_non(n["handicap"])),
    ]
    if n["handicap"]:
        paires.append(("Aménagement déjà accordé", oui_non(n["amenagement_deja_accorde"])))
    paires += [
        ("Valorisation des acquis de l'expérience", "VAE" if contenu["vae"] else "Non VAE"),
        ("Forme de passage", q["forme"]),
        ("Dérogation forme de passage", oui_non(q["derogation_forme"])),
        ("Forme de passage finale", q["forme_finale"]),
        (
            "Communication des résultats d'examen en vue d'une publication par la presse ou sur les sites internet "
            "de sociétés de droit privé",
            oui_non(n["diffusion_presse"]),
        ),
        (
            "Communication des résultats, de mon nom et de mon adresse aux collectivités territoriales en vue "
            "d'éventuelles félicitations",
            oui_non(n["diffusion_collectivites"]),
        ),
    ]
    paires += [(f"Modalité de l'académie : {phrase}", "Acceptée") for phrase in n.get("modalites", ())]
    return Bloc("Informations candidature", "informations", paires)


def duree(minutes: int) -> str:
    """« 45 min », « 2 h », « 2 h 25 »."""
    heures, reste = divmod(minutes, 60)
    return f"{reste} min" if not heures else f"{heures} h {reste:02d}" if reste else f"{heures} h"


def details_epreuve(epreuve: EpreuveDecidee, enfants: Sequence[EpreuveDecidee] = ()) -> str:
    """« Ponctuel, coefficient 3, 2 h 25, écrit et oral »; what the catalogue does not know is « non communiqué ».

    A sous-épreuve only says what is known of it, its épreuve speaks for both; an épreuve stays silent on what its
    sous-épreuves say one by one.
    """
    inconnus = []
    morceaux = [epreuve.mode]
    if epreuve.coefficient is not None:
        morceaux.append(_a_confirmer(f"coefficient {_decimal(epreuve.coefficient)}", "coefficient", epreuve))
    elif all(e.coefficient is None for e in enfants):
        inconnus.append("coefficient")
    if epreuve.duree_minutes is not None:
        morceaux.append(_a_confirmer(duree(epreuve.duree_minutes), "duree", epreuve))
    elif all(e.duree_minutes is None for e in enfants):
        inconnus.append("durée")
    if epreuve.forme:
        morceaux.append(_a_confirmer(epreuve.forme, "forme", epreuve))
    if inconnus and not epreuve.parent and epreuve.obligatoire:
        accord = {"durée": "e"}.get(inconnus[0], "") if len(inconnus) == 1 else "s"
        morceaux.append(f"{' et '.join(inconnus)} {NON_COMMUNIQUE}{accord}")
    texte = ", ".join(m for m in morceaux if m)
    return texte[:1].upper() + texte[1:]


def _a_confirmer(texte: str, champ: str, epreuve: EpreuveDecidee) -> str:
    return f"{texte} (à confirmer)" if champ in epreuve.a_confirmer else texte


def _decimal(nombre: Decimal) -> str:
    return f"{nombre.normalize():f}".replace(".", ",")


def intitule_de(epreuve: EpreuveRetenue) -> str:
    """« EP2A - Mise en oeuvre - Broderie machine guidée main »."""
    return intitule(epreuve["code"], epreuve["titre"], epreuve["option"])


def notes_de(contenu: Contenu, acquis: AcquisDeclare) -> list[tuple[str, str]]:
    """The marks of a declared acquis, (code, mark), in the order of the regulation: a kept object has lost it."""
    rangs = {e["code"]: rang for rang, e in enumerate(contenu["epreuves"])}
    return sorted(acquis["notes"].items(), key=lambda note: (rangs.get(note[0], len(rangs)), note[0]))


def epreuves_regroupees(contenu: Contenu) -> list[tuple[str, list[EpreuveRetenue]]]:
    """Obligatory épreuves, then the optional ones that are sat, under the guide's headings."""
    obligatoires = [e for e in contenu["epreuves"] if e["nature"] == "obligatoire"]
    facultatives = [
        e for e in contenu["epreuves"] if e["nature"] != "obligatoire" and e["position"] != Position.NON_INSCRIT
    ]
    groupes = [("Epreuve(s) obligatoire(s)", obligatoires), ("Epreuve(s) facultative(s)", facultatives)]
    return [(titre, liste) for titre, liste in groupes if liste]
