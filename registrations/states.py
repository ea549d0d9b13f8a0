"""The states of a candidature and who may move it from one to another (specification §5).

This table is the only place where a transition is allowed: `services.transitions` obeys it, the
database trigger `etat_transition_permise` is written from it (I-13), tests run through it.
"""

from dataclasses import dataclass

from .enums import Etat, EtatRectification

CANDIDAT, GESTIONNAIRE, SYSTEME = "candidat", "gestionnaire", "systeme"


@dataclass(frozen=True)
class Transition:
    """A move of `etat`; `acteurs` are the kinds of actors who may do it."""

    nom: str
    de: str
    vers: str
    acteurs: frozenset[str]


def _t(nom: str, de: str, vers: str, *acteurs: str) -> Transition:
    return Transition(nom, de, vers, frozenset(acteurs))


TRANSITIONS: tuple[Transition, ...] = (
    _t("completer", Etat.A_COMPLETER, Etat.INSCRIT, CANDIDAT, SYSTEME),
    _t("desinscrire", Etat.INSCRIT, Etat.DESINSCRIT, CANDIDAT),
    _t("desinscrire", Etat.A_COMPLETER, Etat.DESINSCRIT, CANDIDAT),
    _t("ecarter", Etat.INSCRIT, Etat.ECARTE, GESTIONNAIRE),
    _t("ecarter", Etat.A_COMPLETER, Etat.ECARTE, GESTIONNAIRE),
    _t("annuler", Etat.INSCRIT, Etat.ANNULE, GESTIONNAIRE, SYSTEME),
    _t("annuler", Etat.A_COMPLETER, Etat.ANNULE, GESTIONNAIRE, SYSTEME),
    _t("retablir", Etat.ECARTE, Etat.INSCRIT, GESTIONNAIRE),
    _t("retablir", Etat.ECARTE, Etat.A_COMPLETER, GESTIONNAIRE),
    _t("retablir", Etat.ANNULE, Etat.INSCRIT, GESTIONNAIRE),
    _t("retablir", Etat.ANNULE, Etat.A_COMPLETER, GESTIONNAIRE),
)

# The life of a request of rectification: asked by the candidate, answered once (`models.rectification`).
RECTIFICATIONS: tuple[Transition, ...] = (
    _t("retirer", EtatRectification.DEMANDEE, EtatRectification.RETIREE, CANDIDAT),
    _t("accepter", EtatRectification.DEMANDEE, EtatRectification.ACCEPTEE, GESTIONNAIRE),
    _t("refuser", EtatRectification.DEMANDEE, EtatRectification.REFUSEE, GESTIONNAIRE),
)

# States in which a candidature may be born, and by whom.
NAISSANCES: dict[Etat, frozenset[str]] = {
    Etat.INSCRIT: frozenset({CANDIDAT, SYSTEME}),
    Etat.A_COMPLETER: frozenset({GESTIONNAIRE, SYSTEME}),
}


def genre_d_acteur(acteur: str) -> str:
    """« candidat » for a candidate's own write (no name in the database), else what precedes the colon."""
    return acteur.split(":", 1)[0] if acteur else CANDIDAT


def transition_permise(de: str, vers: str, acteur: str) -> Transition | None:
    """The declared transition between these two states for that kind of actor, or None."""
    for transition in TRANSITIONS:
        if transition.de == de and transition.vers == vers and acteur in transition.acteurs:
            return transition
    return None


def sql_transitions(table: tuple[Transition, ...] = TRANSITIONS) -> str:
    """A table as a list of SQL rows `(de, vers, acteur)`, for the trigger that guards it (I-13)."""
    lignes = [f"('{t.de}','{t.vers}','{a}')" for t in table for a in sorted(t.acteurs)]
    return ", ".join(lignes)


def sql_naissances() -> str:
    """The births as a list of SQL rows `(etat, acteur)`."""
    return ", ".join(f"('{etat}','{a}')" for etat, acteurs in NAISSANCES.items() for a in sorted(acteurs))
