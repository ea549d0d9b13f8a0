"""Catégories and formes de passage: what is offered, what is shut, what is asked back.

Sources: age of majority for the CAP (code de l'éducation, art. D337-7), forme progressive of a minor
(D337-10), forme globale of pupils and its derogation (D337-9): all in the catalogue's conditions.
"""

from collections.abc import Callable

from sessions_cfg.snapshot import Categorie, RegleEligibilite, Snapshot

from .conditions import Contexte, remplie
from .types import CategorieOfferte, Erreur, FormeFermee, Profil, Public, Raison

INFORMATIONS = "informations"
QUALIFICATION = "qualification"

Contextualiser = Callable[[str, str], Contexte]


def _bloquante(snapshot: Snapshot, champ: str, contexte: Contexte) -> RegleEligibilite | None:
    return next(
        (
            r
            for r in snapshot.eligibilite
            if r.effet == "bloquant" and r.champ == champ and remplie(r.condition, contexte)
        ),
        None,
    )


def categories(profil: Profil, snapshot: Snapshot, contexte: Contextualiser) -> tuple[CategorieOfferte, ...]:
    """Catégories of the candidate's public, each with why it is shut when it is."""
    offertes = []
    for c in snapshot.categories:
        if c.publique is not (profil.public is Public.INDIVIDUEL):
            continue
        obstacle = _bloquante(snapshot, "categorie", contexte(c.code, profil.forme))
        offertes.append(
            CategorieOfferte(
                c.code,
                c.libelle,
                _formes(c, snapshot),
                obstacle is None,
                obstacle.phrase if obstacle else "",
                _source(obstacle),
            )
        )
    return tuple(offertes)


def _source(regle: RegleEligibilite | None) -> str:
    return regle.sources[0] if regle and regle.sources else ""


def _formes(categorie: Categorie, snapshot: Snapshot) -> tuple[str, ...]:
    return tuple(f for f in categorie.formes if f in snapshot.examen.formes)


def formes(
    profil: Profil, snapshot: Snapshot, offertes: tuple[CategorieOfferte, ...], contexte: Contextualiser
) -> tuple[str, ...]:
    """Formes open to the chosen catégorie (to the exam, while none is chosen), less those that a condition shuts."""
    choisie = next((c for c in offertes if c.code == profil.categorie), None)
    possibles = choisie.formes if choisie else snapshot.examen.formes
    return tuple(f for f in possibles if _bloquante(snapshot, "forme", contexte(profil.categorie, f)) is None)


def formes_fermees(
    profil: Profil, snapshot: Snapshot, ouvertes: tuple[str, ...], contexte: Contextualiser
) -> tuple[FormeFermee, ...]:
    """The exam's other formes, each with what shuts it: a condition, or the catégorie."""
    fermees = []
    for forme in snapshot.examen.formes:
        if forme in ouvertes:
            continue
        regle = _bloquante(snapshot, "forme", contexte(profil.categorie, forme))
        phrase = regle.phrase if regle else f"La forme {forme.lower()} n'est pas ouverte à votre catégorie."
        source = _source(regle) if regle else snapshot.examen.texte_formes
        fermees.append(FormeFermee(forme, Raison(phrase, source, regle.cle if regle else "")))
    return tuple(fermees)


def forme_finale(profil: Profil, snapshot: Snapshot) -> str:
    """The forme asked for; with a dérogation, the exam's other one (the decision is a piece to give, D337-9)."""
    if not profil.derogation or not profil.forme:
        return profil.forme
    autres = [f for f in snapshot.examen.formes if f != profil.forme]
    return autres[0] if len(autres) == 1 else profil.forme


def erreurs(
    profil: Profil,
    snapshot: Snapshot,
    offertes: tuple[CategorieOfferte, ...],
    ouvertes: tuple[str, ...],
    contexte: Contextualiser,
) -> list[Erreur]:
    """What the answers of tabs 2 and 3 get wrong; an answer not given yet is the form's affair."""
    trouvees: list[Erreur] = []
    if profil.categorie:
        choisie = next((c for c in offertes if c.code == profil.categorie), None)
        if choisie is None:
            trouvees.append(Erreur(INFORMATIONS, "categorie", "Cette catégorie n'est pas proposée pour cet examen."))
        elif not choisie.admise:
            regle = _bloquante(snapshot, "categorie", contexte(profil.categorie, profil.forme))
            trouvees.append(
                Erreur(INFORMATIONS, "categorie", choisie.raison, regle.cle if regle else "", choisie.source)
            )
    if profil.forme and profil.forme not in ouvertes:
        regle = _bloquante(snapshot, "forme", contexte(profil.categorie, profil.forme))
        phrase = regle.phrase if regle else "Cette forme de passage n'est pas ouverte à votre catégorie."
        trouvees.append(Erreur(QUALIFICATION, "forme", phrase, regle.cle if regle else "", _source(regle)))
    for regle in snapshot.eligibilite:
        if (
            regle.effet == "bloquant"
            and regle.champ not in ("categorie", "forme")
            and remplie(regle.condition, contexte(profil.categorie, profil.forme))
        ):
            trouvees.append(Erreur(regle.onglet, regle.champ, regle.phrase, regle.cle, _source(regle)))
    for question in snapshot.specialite.questions if snapshot.specialite else ():
        reponse = profil.reponses.get(question.cle, "")
        if (question.obligatoire and not reponse) or (reponse and reponse not in question.valeurs):
            trouvees.append(
                Erreur(QUALIFICATION, question.cle, f"{question.libelle} : choisissez une des valeurs proposées.")
            )
    return trouvees


def informations(snapshot: Snapshot, contexte: Contexte) -> tuple[Raison, ...]:
    """Conditions to know, that block nothing here: the service checks them on pieces."""
    return tuple(
        Raison(r.phrase, _source(r), r.cle)
        for r in snapshot.eligibilite
        if r.effet == "information" and remplie(r.condition, contexte)
    )
