"""The entry points of the rules: `evaluate`, and `categories_offertes` for its beginning alone."""

import datetime as dt
from dataclasses import replace

from sessions_cfg.snapshot import Snapshot

from . import acquis, dispenses, eligibilite, epreuves, pieces
from .arbre import Arbre
from .conditions import Contexte, age
from .types import CategorieOfferte, Decision, Position, Profil


def evaluate(profil: Profil, snapshot: Snapshot, *, today: dt.date) -> Decision:
    """Say what `profil` may and must do under `snapshot`, with a reason for everything.

    Pure and deterministic. `today` is the date in the service's time zone; it only serves ages and
    "not in the future". Never raises on odd answers: they become `Decision.erreurs`, or are ignored
    where the catalogue does not offer them (a position that is not offered falls back to the first).
    Without a spécialité, only catégories, formes and what they entail are decided.
    """
    arbre = Arbre(snapshot.specialite)
    contexte = _contextualiser(profil, snapshot, today)
    categories = eligibilite.categories(profil, snapshot, contexte)
    formes = eligibilite.formes(profil, snapshot, categories, contexte)
    finale = eligibilite.forme_finale(profil, snapshot)
    erreurs = eligibilite.erreurs(profil, snapshot, categories, formes, contexte)

    decides, erreurs_acquis = acquis.decider(profil, snapshot, arbre, finale, today)
    couvertes = dispenses.couverture(decides, profil.decoches)
    lignes, erreurs_epreuves = epreuves.decider(profil, snapshot, arbre, couvertes, finale)

    prouves = pieces.prouves(decides)
    origines = {r.cle: r.origine for r in snapshot.regles}
    complet = replace(
        contexte(profil.categorie, profil.forme),
        acquis=frozenset(a.question for a in prouves),
        origines=frozenset(origines.get(a.regle, "") for a in prouves),
        derniere_unite=all(e.position is not Position.NON_PRESENTEE for e in lignes),
    )
    titres = acquis.titres(snapshot, arbre)
    return Decision(
        categories=categories,
        formes=formes,
        forme_finale=finale,
        titres=titres,
        acquis=decides,
        epreuves=lignes,
        pieces=pieces.demandees(snapshot.pieces, complet, prouves, origines),
        erreurs=(*erreurs, *erreurs_acquis, *erreurs_epreuves),
        informations=eligibilite.informations(snapshot, complet),
        a_verifier=tuple(f"{a.titre} ({a.annee}) : {a.raison.phrase}" for a in decides if a.a_verifier),
        formes_fermees=eligibilite.formes_fermees(profil, snapshot, formes, contexte),
        sans_effet=acquis.sans_effet(snapshot, titres),
    )


def categories_offertes(profil: Profil, snapshot: Snapshot, *, today: dt.date) -> tuple[CategorieOfferte, ...]:
    """The catégories alone, as `evaluate` says them: for a file of thousands, nothing else is asked of most."""
    return eligibilite.categories(profil, snapshot, _contextualiser(profil, snapshot, today))


def _contextualiser(profil: Profil, snapshot: Snapshot, today: dt.date) -> eligibilite.Contextualiser:
    age_ce_jour = age(profil.date_naissance, today)
    age_fin_d_annee = age(profil.date_naissance, dt.date(snapshot.session.annee, 12, 31))

    def contexte(categorie: str, forme: str) -> Contexte:
        return Contexte(profil, snapshot, categorie, forme, age_ce_jour, age_fin_d_annee)

    return contexte
