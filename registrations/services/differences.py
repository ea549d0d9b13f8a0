"""What changed between two versions, ready for words: « Langue vivante : Allemand → Anglais »."""

from collections.abc import Callable, Iterator
from typing import Any

from registrations.contenu import AcquisDeclare, Contenu, Difference
from registrations.lecture import date_fr, notes_de, telephone

LIBELLES = {
    "identite.civilite": "Civilité",
    "identite.nom_naissance": "Nom de famille",
    "identite.nom_usage": "Nom d'usage",
    "identite.prenoms": "Prénoms",
    "identite.date_naissance": "Date de naissance",
    "identite.pays_naissance": "Pays de naissance",
    "identite.departement_naissance": "Département, DOM ou COM de naissance",
    "identite.commune_naissance": "Commune de naissance",
    "identite.nationalite": "Nationalité",
    "identite.pere": "Nom et prénoms du père",
    "identite.mere": "Nom de naissance et prénoms de la mère",
    "coordonnees.pays": "Pays",
    "coordonnees.voie": "Numéro, rue, voie",
    "coordonnees.complement_1": "Complément adresse 1",
    "coordonnees.complement_2": "Complément adresse 2",
    "coordonnees.complement_3": "Complément adresse 3",
    "coordonnees.code_postal": "Code postal",
    "coordonnees.localite": "Localité",
    "coordonnees.telephone_mobile": "Téléphone mobile",
    "coordonnees.telephone_fixe": "Téléphone fixe",
    "coordonnees.mail": "Adresse mail",
    "informations.situation": "Situation à l'inscription",
    "informations.categorie": "Catégorie du candidat",
    "informations.amenagement_duree": "Aménagement de la durée de formation",
    "informations.etablissement": "Etablissement",
    "informations.handicap": "Demande d'aménagement(s) d'épreuves au titre du handicap",
    "informations.amenagement_deja_accorde": "Aménagement déjà accordé",
    "informations.diffusion_presse": "Communication des résultats à la presse et aux sites de droit privé",
    "informations.diffusion_collectivites": "Communication des résultats aux collectivités territoriales",
    "informations.modalites": "Modalités de l'académie acceptées",
    "qualification.specialite": "Spécialité",
    "qualification.enseignement": "Enseignement",
    "qualification.situation_professionnelle": "Situation professionnelle",
    "qualification.forme": "Forme de passage",
    "qualification.derogation_forme": "Dérogation à la forme de passage",
    "qualification.forme_finale": "Forme passage finale",
}


def differences(avant: Contenu, apres: Contenu) -> list[Difference]:
    """What changed, in the order of the Récapitulatif; empty when nothing did. "" stands for nothing."""
    return [*_champs(avant, apres), *_acquis(avant, apres), *_epreuves(avant, apres)]


def _mot(valeur: Any) -> str:
    if isinstance(valeur, dict):
        return str(valeur.get("libelle") or valeur.get("code") or "")
    if isinstance(valeur, list):
        return " ".join(valeur)
    if isinstance(valeur, bool):
        return "Oui" if valeur else "Non"
    return "" if valeur is None else str(valeur)


def _telephone(valeur: Any) -> str:
    return telephone(str(valeur)) if valeur else ""


def _date(valeur: Any) -> str:
    return date_fr(str(valeur)) if valeur else ""


# Where the stored form is not what a person reads.
MOTS: dict[str, Callable[[Any], str]] = {
    "identite.date_naissance": _date,
    "coordonnees.telephone_mobile": _telephone,
    "coordonnees.telephone_fixe": _telephone,
}


def _champs(avant: Contenu, apres: Contenu) -> Iterator[Difference]:
    for chemin, libelle in LIBELLES.items():
        bloc, champ = chemin.split(".")
        ancien = avant.get(bloc, {}).get(champ)  # type: ignore[attr-defined]  # dotted path over TypedDicts
        nouveau = apres.get(bloc, {}).get(champ)  # type: ignore[attr-defined]
        mot = MOTS.get(chemin, _mot)
        avant_dit, apres_dit = mot(ancien), mot(nouveau)
        if ancien != nouveau and (avant_dit or apres_dit):
            yield Difference(libelle=libelle, avant=avant_dit, apres=apres_dit)


def _declaration(contenu: Contenu, acquis: AcquisDeclare | None) -> str:
    if acquis is None:
        return ""
    notes = "".join(f", {code} : {note}" for code, note in notes_de(contenu, acquis))
    return f"{acquis['titre']} ({acquis['annee']}, {acquis['academie']['libelle']}{notes})"


def _acquis(avant: Contenu, apres: Contenu) -> Iterator[Difference]:
    anciens = {a["regle"]: a for a in avant["acquis"]}
    nouveaux = {a["regle"]: a for a in apres["acquis"]}
    for regle in dict.fromkeys([*anciens, *nouveaux]):
        ancien, nouveau = _declaration(avant, anciens.get(regle)), _declaration(apres, nouveaux.get(regle))
        if ancien != nouveau:
            yield Difference(libelle="Acquis déclaré", avant=ancien, apres=nouveau)
        if regle in anciens and regle in nouveaux:
            yield from _reponses(anciens[regle], nouveaux[regle])


def _reponses(ancien: AcquisDeclare, nouveau: AcquisDeclare) -> Iterator[Difference]:
    """The answers to the conditions of a title that stays declared; their keys are no words for a person."""
    avant, apres = ancien["reponses"], nouveau["reponses"]
    for cle in dict.fromkeys([*avant, *apres]):
        if avant.get(cle) != apres.get(cle):
            libelle = f"Condition de l'acquis « {nouveau['titre']} »"
            yield Difference(libelle=libelle, avant=_mot(avant.get(cle)), apres=_mot(apres.get(cle)))


def _epreuves(avant: Contenu, apres: Contenu) -> Iterator[Difference]:
    if avant["qualification"]["specialite"] != apres["qualification"]["specialite"]:
        return  # another spécialité: its épreuves are others, the line above says so
    anciennes = {e["code"]: e for e in avant["epreuves"]}
    nouvelles = {e["code"]: e for e in apres["epreuves"]}
    for code in dict.fromkeys([*anciennes, *nouvelles]):
        ancienne, nouvelle = anciennes.get(code), nouvelles.get(code)
        titre = (nouvelle or anciennes[code])["titre"]
        option_avant, option_apres = (e["option"] if e else "" for e in (ancienne, nouvelle))
        position_avant, position_apres = (e["position_libelle"] if e else "" for e in (ancienne, nouvelle))
        if option_avant != option_apres:
            yield Difference(libelle=titre, avant=option_avant, apres=option_apres)
        if position_avant != position_apres:
            yield Difference(libelle=f"{code} - {titre}", avant=position_avant, apres=position_apres)
