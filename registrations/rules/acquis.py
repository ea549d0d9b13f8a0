"""What each declared acquis gives: admitted or refused, and the épreuves that it covers.

Sources: titles without age limit, arrêté du 23 juin 2014 (CAP), arrêté du 8 novembre 2012 (bac pro);
marks and VAE decisions for five sessions, code de l'éducation art. D337-17 (CAP), D337-69 and
D337-79 (bac pro), D337-107 (BP). The catalogue's rules carry them; no title is named here.
"""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from sessions_cfg.snapshot import QuestionCondition, RegleAcquis, Snapshot

from . import reasons
from .arbre import TOUTES, Arbre
from .types import (
    PROGRESSIVE,
    AcquisDecide,
    AcquisDeclare,
    Dispense,
    EpreuveVisee,
    Erreur,
    Position,
    Profil,
    Raison,
    Refus,
    TitrePropose,
    TitreSansEffet,
)

ONGLET = "acquis"
NOTES = "notes"
EPREUVES = "epreuves"
RIEN = "rien"
NOTE_MAX = Decimal(20)


def saisie(regle: RegleAcquis) -> str:
    """What the candidate types besides year and académie."""
    if regle.type_droit == "benefice":
        return NOTES
    return EPREUVES if TOUTES in regle.disciplines else RIEN


def couvertes(regle: RegleAcquis, oui: Iterable[str]) -> set[str]:
    """Disciplines of the rule once its questions are answered; an unanswered condition covers nothing."""
    confirmees = set(oui)
    disciplines = set(regle.disciplines)
    for question in regle.questions:
        oui_a_celle_ci = question.cle in confirmees
        if TOUTES in question.disciplines:
            if not oui_a_celle_ci:
                return set()
        elif oui_a_celle_ci:
            disciplines |= set(question.disciplines)
        else:
            disciplines -= set(question.disciplines)
    return disciplines


def utiles(regle: RegleAcquis, arbre: Arbre) -> tuple[QuestionCondition, ...]:
    """The questions of the rule that govern an épreuve of this spécialité."""
    return tuple(
        q for q in regle.questions if TOUTES in q.disciplines or not arbre.disciplines.isdisjoint(q.disciplines)
    )


def depuis(regle: RegleAcquis, snapshot: Snapshot) -> int | None:
    """Oldest year that still serves at this session, or None."""
    if regle.validite_sessions is None:
        return None
    return snapshot.session.annee - regle.validite_sessions


def titres(snapshot: Snapshot, arbre: Arbre) -> tuple[TitrePropose, ...]:
    """What the tab « Acquis » offers: titles that touch an épreuve of the spécialité, or whose effect is unknown."""
    if snapshot.specialite is None:
        return ()
    proposes = []
    for regle in snapshot.regles:
        visees = arbre.visees(couvertes(regle, (q.cle for q in regle.questions)), regle.codes)
        if not visees and not regle.effet_inconnu:
            continue
        proposes.append(
            TitrePropose(
                regle=regle.cle,
                question=regle.question,
                titre=regle.titre,
                type_droit=regle.type_droit,
                saisie=saisie(regle),
                epreuves=visees,
                questions=utiles(regle, arbre),
                a_verifier=regle.effet_inconnu,
                condition=regle.condition,
                source=reasons.source_de(regle),
                validite_depuis=depuis(regle, snapshot),
                a_confirmer=regle.a_confirmer,
            )
        )
    return tuple(proposes)


def sans_effet(snapshot: Snapshot, proposes: tuple[TitrePropose, ...]) -> tuple[TitreSansEffet, ...]:
    """The titles of the exam that `titres` leaves out."""
    if snapshot.specialite is None:
        return ()
    offerts = {t.regle for t in proposes}
    return tuple(TitreSansEffet(r.cle, r.question, r.titre) for r in snapshot.regles if r.cle not in offerts)


def decider(
    profil: Profil, snapshot: Snapshot, arbre: Arbre, forme_finale: str, today: dt.date
) -> tuple[tuple[AcquisDecide, ...], tuple[Erreur, ...]]:
    """Judge every declared acquis, in the order of declaration."""
    if snapshot.specialite is None:
        return (), ()
    regles = {r.cle: r for r in snapshot.regles}
    decides: list[AcquisDecide] = []
    erreurs: list[Erreur] = []
    for declare in profil.acquis:
        regle = regles.get(declare.regle)
        if regle is None:
            raison = reasons.inconnu()
            erreurs.append(Erreur(ONGLET, declare.regle, raison.phrase, declare.regle))
            decides.append(
                AcquisDecide(
                    declare.regle, "", declare.regle, "", declare.annee, declare.academie, False, False, raison
                )
            )
            continue
        erreurs += _erreurs_de_saisie(declare, regle, profil, today)
        decides.append(_decider(declare, regle, profil, snapshot, arbre, forme_finale))
    return tuple(decides), tuple(erreurs)


def _erreurs_de_saisie(declare: AcquisDeclare, regle: RegleAcquis, profil: Profil, today: dt.date) -> list[Erreur]:
    erreurs = []
    if not profil.date_naissance.year < declare.annee <= today.year:
        erreurs.append(
            Erreur(
                ONGLET,
                f"{regle.cle}:annee",
                "Indiquez l'année d'obtention : après votre naissance, et pas dans l'avenir.",
                regle.cle,
            )
        )
    mode = saisie(regle)
    if mode == NOTES:
        if not declare.notes:
            erreurs.append(Erreur(ONGLET, f"{regle.cle}:notes", "Indiquez au moins une note à conserver.", regle.cle))
        for code, note in declare.notes.items():
            if not note.is_finite() or not 0 <= note <= NOTE_MAX:
                erreurs.append(
                    Erreur(ONGLET, f"{regle.cle}:notes:{code}", "Une note est comprise entre 0 et 20.", regle.cle)
                )
    elif mode == EPREUVES and not declare.codes:
        erreurs.append(
            Erreur(ONGLET, f"{regle.cle}:epreuves", "Cochez les épreuves que nomme votre attestation.", regle.cle)
        )
    return erreurs


def _decider(
    declare: AcquisDeclare, regle: RegleAcquis, profil: Profil, snapshot: Snapshot, arbre: Arbre, forme_finale: str
) -> AcquisDecide:
    def decide(
        admis: bool,
        raison: Raison,
        *,
        a_verifier: bool = False,
        dispenses: tuple[Dispense, ...] = (),
        refus: tuple[Refus, ...] = (),
    ) -> AcquisDecide:
        return AcquisDecide(
            regle=regle.cle,
            question=regle.question,
            titre=regle.titre,
            type_droit=regle.type_droit,
            annee=declare.annee,
            academie=declare.academie,
            admis=admis,
            a_verifier=a_verifier,
            raison=raison,
            dispenses=dispenses,
            refus=refus,
        )

    limite = depuis(regle, snapshot)
    if limite is not None and declare.annee < limite:
        return decide(False, reasons.trop_ancien(regle, declare.annee, limite), a_verifier=bool(regle.apres_validite))
    if regle.effet_inconnu:
        return decide(False, reasons.effet_inconnu(regle), a_verifier=True)
    oui = [cle for cle, reponse in declare.reponses.items() if reponse]
    for question in regle.questions:
        if TOUTES in question.disciplines and question.cle not in oui:
            return decide(False, reasons.condition_non_confirmee(regle, question.libelle))
    visees = arbre.visees(couvertes(regle, oui), regle.codes)
    refus = _sans_oui(declare, regle, arbre, visees, oui)
    if not visees and not refus:
        return decide(False, reasons.sans_effet(regle))
    mode = saisie(regle)
    if mode == NOTES:
        dispenses, basses = _par_notes(declare, regle, profil, visees, forme_finale)
        refus = (*basses, *refus)
    else:
        retenues = [v for v in visees if mode == RIEN or v.code in declare.codes]
        dispenses = tuple(_dispense(v, Position.DISPENSE, declare, regle, profil) for v in retenues)
    if refus and not dispenses:
        return decide(False, refus[0].raison, refus=refus)
    return decide(True, reasons.admis(regle, declare.annee), dispenses=dispenses, refus=refus)


def _sans_oui(
    declare: AcquisDeclare, regle: RegleAcquis, arbre: Arbre, visees: tuple[EpreuveVisee, ...], oui: list[str]
) -> tuple[Refus, ...]:
    """Épreuves that a question left without a « Oui » keeps uncovered; of marks, only those that were typed."""
    ouvertes = {v.code for v in visees}
    refus = []
    for visee in arbre.visees(couvertes(regle, (q.cle for q in regle.questions)), regle.codes):
        if visee.code in ouvertes or (saisie(regle) == NOTES and visee.code not in declare.notes):
            continue
        discipline = arbre.par_code[visee.code].discipline
        question = next((q for q in regle.questions if q.cle not in oui and discipline in q.disciplines), None)
        if question is not None:
            raison = reasons.condition_non_confirmee(regle, question.libelle)
            refus.append(Refus(visee.code, visee.titre, raison))
    return tuple(refus)


def _par_notes(
    declare: AcquisDeclare,
    regle: RegleAcquis,
    profil: Profil,
    visees: tuple[EpreuveVisee, ...],
    forme_finale: str,
) -> tuple[tuple[Dispense, ...], tuple[Refus, ...]]:
    """A mark is kept (bénéfice) from the rule's threshold; below it, carried (report) only in forme progressive
    where the rule allows it (D337-79)."""
    dispenses, refus = [], []
    for visee in visees:
        note = declare.notes.get(visee.code)
        if note is None or not note.is_finite() or not 0 <= note <= NOTE_MAX:
            continue
        if regle.seuil is None or note >= regle.seuil:
            dispenses.append(_dispense(visee, Position.BENEFICE, declare, regle, profil, note))
        elif regle.report_progressif and forme_finale == PROGRESSIVE:
            dispenses.append(_dispense(visee, Position.REPORT, declare, regle, profil, note))
        else:
            refus.append(Refus(visee.code, visee.titre, reasons.sous_le_seuil(regle, note, regle.seuil)))
    return tuple(dispenses), tuple(refus)


def _dispense(
    visee: EpreuveVisee,
    position: Position,
    declare: AcquisDeclare,
    regle: RegleAcquis,
    profil: Profil,
    note: Decimal | None = None,
) -> Dispense:
    return Dispense(
        code=visee.code,
        titre=visee.titre,
        position=position,
        retenue=visee.code not in profil.decoches,
        sous_epreuves=visee.sous_epreuves,
        raison=reasons.dispense(regle, declare.annee, note, position),
        note=note,
    )
