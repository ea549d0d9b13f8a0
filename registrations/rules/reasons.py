"""The sentences that explain: one place, one voice. French, for the candidate."""

from decimal import Decimal

from sessions_cfg.snapshot import RegleAcquis

from .types import Position, Raison

A_VERIFIER = "à vérifier par le service"

LIBELLES = {
    Position.INSCRIT: "Inscrit",
    Position.DISPENSE: "Dispense",
    Position.BENEFICE: "Bénéfice",
    Position.REPORT: "Report",
    Position.NON_PRESENTEE: "Non présentée à cette session",
    Position.NON_INSCRIT: "Non inscrit",
}


def source_de(regle: RegleAcquis) -> str:
    """The legal text where the catalogue has one (it lists it first), else the page it was read in."""
    return regle.sources[0] if regle.sources else ""


def note_affichee(note: Decimal) -> str:
    """« 12,5 » or « 9 »."""
    texte = f"{note.normalize():f}"
    return texte.replace(".", ",")


def admis(regle: RegleAcquis, annee: int) -> Raison:
    if regle.type_droit == "benefice":
        phrase = f"Notes de la session {annee} que vous demandez à conserver."
    elif regle.type_droit == "dispense_vae":
        phrase = f"Unités obtenues en {annee} par validation des acquis de l'expérience."
    else:
        quand = f" obtenu en {annee}" if annee else ""
        phrase = f"Titre{quand} : il dispense des épreuves ci-dessous."
    return Raison(phrase, source_de(regle), regle.cle)


def dispense(regle: RegleAcquis, annee: int, note: Decimal | None, position: Position) -> Raison:
    if position is Position.BENEFICE and note is not None:
        phrase = f"Note de {note_affichee(note)} obtenue en {annee}, conservée à votre demande."
    elif position is Position.REPORT and note is not None:
        phrase = f"Note de {note_affichee(note)} obtenue en {annee}, reportée (forme progressive)."
    elif regle.type_droit == "dispense_vae":
        quand = f" ({annee})" if annee else ""
        phrase = f"Dispense au titre de la validation des acquis de l'expérience{quand}."
    else:
        quand = f", obtenu en {annee}" if annee else ""  # no year typed yet
        phrase = f"Dispense : « {regle.titre} »{quand}."
    return Raison(phrase, source_de(regle), regle.cle)


def inconnu() -> Raison:
    return Raison("Ce titre n'est pas proposé pour la spécialité choisie : retirez-le.")


def effet_inconnu(regle: RegleAcquis) -> Raison:
    return Raison(
        f"L'effet de ce titre est {A_VERIFIER} : il n'accorde aucune dispense pour l'instant.",
        source_de(regle),
        regle.cle,
    )


def trop_ancien(regle: RegleAcquis, annee: int, depuis: int) -> Raison:
    objet = "Une décision de validation" if regle.type_droit == "dispense_vae" else "Une note"
    phrase = f"{objet} de {annee} ne peut plus servir : à cette session, elle doit dater de {depuis} ou après."
    if regle.apres_validite:
        phrase += f" Au-delà, {regle.apres_validite} peut encore dispenser : {A_VERIFIER}."
    return Raison(phrase, source_de(regle), regle.cle)


def condition_non_confirmee(regle: RegleAcquis, question: str) -> Raison:
    return Raison(f"Aucune dispense sans réponse « Oui » à la question : {question}", source_de(regle), regle.cle)


def sans_effet(regle: RegleAcquis) -> Raison:
    return Raison("Ce titre ne dispense d'aucune épreuve de la spécialité choisie.", source_de(regle), regle.cle)


def sous_le_seuil(regle: RegleAcquis, note: Decimal, seuil: Decimal) -> Raison:
    return Raison(
        f"Note de {note_affichee(note)} : seules les notes d'au moins {note_affichee(seuil)} peuvent être conservées.",
        source_de(regle),
        regle.cle,
    )
