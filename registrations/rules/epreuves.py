"""The épreuves of a candidature: position, option and mode of each, with what remains to choose.

Sources: forme globale, every épreuve at the same session, forme progressive, units spread over
several (code de l'éducation, art. D337-10, D337-79); épreuves ponctuelles for individual candidates
(D337-13, D337-77, D337-149); at most two optional ones for the bac pro (D337-69, in the catalogue).
"""

from collections.abc import Mapping

from sessions_cfg.snapshot import Choix, Epreuve, Option, Snapshot

from . import reasons
from .arbre import Arbre
from .types import PROGRESSIVE, ChoixEpreuve, Dispense, EpreuveDecidee, Erreur, Position, Profil, Public, Raison

ONGLET = "epreuves"
AUCUN_CHOIX = ChoixEpreuve()


class Placement:
    """Position, positions offered and reason of each épreuve, by code."""

    def __init__(
        self, profil: Profil, snapshot: Snapshot, arbre: Arbre, couvertes: Mapping[str, Dispense], forme_finale: str
    ) -> None:
        self.profil = profil
        self.texte = snapshot.specialite.texte if snapshot.specialite else ""
        self.examen = snapshot.examen
        self.couvertes = couvertes
        self.progressive = forme_finale == PROGRESSIVE
        self.position: dict[str, Position] = {}
        self.offertes: dict[str, tuple[Position, ...]] = {}
        self.raison: dict[str, Raison] = {}
        for e in arbre.epreuves:
            if e.code in couvertes:
                self._poser(e, couvertes[e.code].position, couvertes[e.code].raison)
            elif arbre.est_unite(e) or not e.obligatoire:
                self._choisir(e)
        for e in arbre.epreuves:
            if e.code not in self.position and e.parent:
                self._poser(e, self.position[e.parent], self.raison[e.parent])
        for e in arbre.epreuves:
            if e.code not in self.position:
                self._regrouper(e, [self.position[enfant.code] for enfant in arbre.enfants[e.code]])

    def _poser(self, e: Epreuve, position: Position, raison: Raison) -> None:
        self.position[e.code], self.offertes[e.code], self.raison[e.code] = position, (position,), raison

    def _choisir(self, e: Epreuve) -> None:
        raisons = {Position.INSCRIT: Raison("Épreuve à passer à cette session.", self.texte)}
        if not e.obligatoire:
            raisons = {
                Position.NON_INSCRIT: Raison("Épreuve facultative : elle n'est pas demandée.", self.texte),
                Position.INSCRIT: Raison("Épreuve facultative que vous avez choisie.", self.texte),
            }
        elif e.code in self.profil.decoches:
            raisons = {
                Position.INSCRIT: Raison("Vous avez choisi de passer cette épreuve malgré votre dispense.", self.texte)
            }
        if e.choix and e.obligatoire:
            for p in e.choix.positions:
                if self.profil.public in p.publics:
                    raisons[Position(p.position)] = Raison(p.raison, p.source)
        if self.progressive and e.obligatoire:
            raisons[Position.NON_PRESENTEE] = Raison(
                "Forme progressive : unité présentée à une autre session.", self.examen.texte_formes
            )
        voulue = self.profil.choix.get(e.code, AUCUN_CHOIX).position
        position = next((p for p in raisons if p == voulue), next(iter(raisons)))
        self.position[e.code], self.offertes[e.code] = position, tuple(raisons)
        self.raison[e.code] = raisons[position]

    def _regrouper(self, e: Epreuve, enfants: list[Position]) -> None:
        """A heading is to sit if one of its units is; else it stands where its units stand."""
        for position in (Position.INSCRIT, Position.NON_PRESENTEE, Position.REPORT, Position.BENEFICE):
            if position in enfants:
                break
        else:
            position = Position.DISPENSE
        self._poser(e, position, Raison(f"Selon ses sous-épreuves : {reasons.LIBELLES[position].lower()}."))


def decider(
    profil: Profil, snapshot: Snapshot, arbre: Arbre, couvertes: Mapping[str, Dispense], forme_finale: str
) -> tuple[tuple[EpreuveDecidee, ...], tuple[Erreur, ...]]:
    """Decide every épreuve, in the regulation's order, and say what prevents saving."""
    placement = Placement(profil, snapshot, arbre, couvertes, forme_finale)
    categorie = next((c for c in snapshot.categories if c.code == profil.categorie), None)
    ponctuel = categorie.ponctuel if categorie else profil.public is Public.INDIVIDUEL
    prises = _options_prises(profil, arbre, placement)
    decidees: list[EpreuveDecidee] = []
    erreurs: list[Erreur] = []
    options: dict[str, str] = {}
    for e in arbre.epreuves:
        position = placement.position[e.code]
        a_passer = position is Position.INSCRIT
        option, obligatoire, heritee = "", False, False
        offertes: tuple[Option, ...] = ()
        if a_passer and e.choix:
            option, offertes, obligatoire = _option(e, e.choix, profil, prises, erreurs)
        elif a_passer and e.parent:
            option = options.get(e.parent, "")
            heritee = bool(option)
        options[e.code] = option
        couverte = couvertes.get(e.code)
        decidees.append(
            EpreuveDecidee(
                code=e.code,
                titre=e.titre,
                parent=e.parent,
                obligatoire=e.obligatoire,
                discipline=e.discipline,
                position=position,
                positions=placement.offertes[e.code],
                option=option,
                options=offertes,
                option_obligatoire=obligatoire,
                option_heritee=heritee,
                mode=(e.mode_individuel if ponctuel else e.mode_etablissement) if a_passer else "",
                coefficient=e.coefficient,
                duree_minutes=e.duree_minutes,
                raison=placement.raison[e.code],
                note=couverte.note if couverte and couverte.code == e.code else None,
                forme=e.forme,
                a_confirmer=e.a_confirmer,
            )
        )
    erreurs += _limites(snapshot, arbre, placement)
    return tuple(decidees), tuple(erreurs)


def _options_prises(profil: Profil, arbre: Arbre, placement: Placement) -> dict[tuple[str, str], set[str]]:
    """(genre, option) → codes of the épreuves to sit that take it."""
    prises: dict[tuple[str, str], set[str]] = {}
    for e in arbre.epreuves:
        if e.choix and placement.position[e.code] is Position.INSCRIT:
            option = e.choix.impose or profil.choix.get(e.code, AUCUN_CHOIX).option
            if option:
                prises.setdefault((e.choix.genre, option), set()).add(e.code)
    return prises


def _option(
    e: Epreuve, choix: Choix, profil: Profil, prises: Mapping[tuple[str, str], set[str]], erreurs: list[Erreur]
) -> tuple[str, tuple[Option, ...], bool]:
    """The option taken, those offered, and whether one is needed; appends what is wrong to `erreurs`."""
    if choix.impose:
        return choix.impose, (), True
    voulue = profil.choix.get(e.code, AUCUN_CHOIX).option
    option = voulue if any(o.libelle == voulue for o in choix.options) else ""
    if voulue and not option:
        erreurs.append(Erreur(ONGLET, e.code, f"{e.code} : l'option « {voulue} » n'est pas proposée."))
    elif choix.obligatoire and not option:
        erreurs.append(Erreur(ONGLET, e.code, f"{e.code} - {e.titre} : choisissez une option."))
    elif option and choix.distinct and prises[choix.genre, option] - {e.code}:
        erreurs.append(
            Erreur(ONGLET, e.code, f"{e.code} : choisissez une autre valeur que celle d'une autre épreuve ({option}).")
        )
    return option, choix.options, choix.obligatoire


def _limites(snapshot: Snapshot, arbre: Arbre, placement: Placement) -> list[Erreur]:
    erreurs = []
    maximum = snapshot.examen.facultatives_max
    facultatives = [
        e
        for e in arbre.epreuves
        if not e.obligatoire and not e.parent and placement.position[e.code] is Position.INSCRIT
    ]
    if maximum is not None and len(facultatives) > maximum:
        phrase = f"Vous pouvez choisir {maximum} épreuves facultatives au plus."
        erreurs.append(Erreur(ONGLET, "", phrase, source=snapshot.examen.texte_facultatives))
    restantes = {
        placement.position[e.code]
        for e in arbre.epreuves
        if e.obligatoire and arbre.est_unite(e) and e.code not in placement.couvertes
    }
    if Position.NON_PRESENTEE in restantes and Position.INSCRIT not in restantes:
        erreurs.append(
            Erreur(
                ONGLET,
                "",
                "En forme progressive, présentez au moins une épreuve obligatoire à cette session.",
                source=snapshot.examen.texte_formes,
            )
        )
    return erreurs
