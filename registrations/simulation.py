"""What somebody said in the simulator: kept as typed in the browser's own session, and nowhere else (I-26).

A session of a visitor ends an hour after its last write; « Effacer mes réponses », taking the answers over and
signing out forget them at once. Nothing goes into an address: not even which titles are held.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from cyclades.common.forms import DateFrField
from sessions_cfg.models import ServiceInscription

from .contexte import ContexteDesRegles
from .rules.types import Decision, Position
from .saisie import OUI, SPECIALITE, Donnees, decoches_de, premiere, reponses_de

CLE = "simulation"
FRANCE = "FRA"
TAILLE_VALEUR, NOMBRE_VALEURS = 100, 60
# Fields of the tab « Acquis » that its form does not declare: they are drawn by its own templates.
CASES = ("questions", "titres", "dispenses", "dispenses_montrees")
# The date of somebody of age, for what is shown before a birth date is typed. Nothing is concluded from it: the
# result needs the real one.
MAJEUR = dt.date(1980, 1, 1)

Reponses = Mapping[str, list[str]]


@dataclass(frozen=True)
class Simulation:
    """The service looked at, and the answers: name of a field → values as typed."""

    service: str
    reponses: Reponses


@dataclass(frozen=True)
class Bilan:
    """What a decision comes to, in numbers of obligatory épreuves."""

    dispensees: int
    conservees: int
    a_passer: int

    @property
    def phrase(self) -> str:
        """« 4 épreuves dispensées, 3 épreuves à passer »."""
        morceaux = [
            _compte(self.dispensees, "épreuve dispensée", "épreuves dispensées"),
            _compte(self.conservees, "note conservée", "notes conservées"),
            _compte(self.a_passer, "épreuve à passer", "épreuves à passer"),
        ]
        return ", ".join(m for m in morceaux if m)


def lire(request: HttpRequest) -> Simulation | None:
    """What this browser's session holds, if anything."""
    garde = request.session.get(CLE)
    return Simulation(garde["service"], garde["reponses"]) if garde else None


def garder(request: HttpRequest, simulation: Simulation) -> None:
    """Keep the answers; those given for another service are replaced."""
    request.session[CLE] = {"service": simulation.service, "reponses": dict(simulation.reponses)}


def oublier(request: HttpRequest) -> None:
    request.session.pop(CLE, None)


def retenir(brutes: Mapping[str, Iterable[str]], noms: Iterable[str]) -> dict[str, list[str]]:
    """Of what was posted, the fields that the page shows, each bounded: nobody stores anything else here."""
    voulus = {*noms, *CASES}
    return {
        nom: [_conservable(v) for v in list(liste)[:NOMBRE_VALEURS]] for nom, liste in brutes.items() if nom in voulus
    }


def _conservable(texte: str) -> str:
    return texte.replace("\x00", "").encode("utf-8", "ignore").decode()[:TAILLE_VALEUR]


def onglets_de(reponses: Reponses) -> dict[str, dict[str, list[str]]]:
    """The answers as a draft keeps them, tab by tab. The birth date is the account's affair: it is left out."""
    specialite = premiere(reponses, SPECIALITE)
    francais = premiere(reponses, "francais")
    qualification = {
        nom: liste for nom, liste in reponses.items() if nom in (SPECIALITE, "forme") or nom.startswith("question_")
    }
    declares = ("annee_", "note_", "codes_", "reponse_")
    acquis = {nom: liste for nom, liste in reponses.items() if nom in CASES or nom.startswith(declares)}
    return {
        "identification": {"nationalite": [FRANCE if francais == OUI else ""]} if francais else {},
        "informations": {"categorie": [premiere(reponses, "categorie")]},
        "qualification": qualification,
        "acquis": {**acquis, SPECIALITE: [specialite]},
    }


def naissance_de(reponses: Reponses) -> dt.date | None:
    """The birth date as typed, None when it is not (yet) one; its field says what is wrong with it."""
    try:
        lue = DateFrField(required=False).clean(premiere(reponses, "naissance"))
    except ValidationError:
        return None
    return lue if isinstance(lue, dt.date) else None


def contexte_de(service: ServiceInscription, reponses: Reponses) -> ContexteDesRegles:
    """The rules over these answers, complete or not."""
    return ContexteDesRegles(service=service, donnees=onglets_de(reponses), naissance=naissance_de(reponses) or MAJEUR)


def bilan(decision: Decision) -> Bilan:
    """Épreuves covered as the acquis name them, and obligatory épreuves left to sit."""
    couvertes = {d.code: d.position for a in decision.acquis for d in a.dispenses if d.retenue}
    dispensees = sum(position is Position.DISPENSE for position in couvertes.values())
    racines = [e for e in decision.epreuves if e.obligatoire and not e.parent]
    return Bilan(
        dispensees=dispensees,
        conservees=len(couvertes) - dispensees,
        a_passer=sum(e.position is Position.INSCRIT for e in racines),
    )


def resume(contexte: ContexteDesRegles) -> list[tuple[str, str]]:
    """What was answered, in words, to be read again before it goes into a draft; the same lines for any draft."""
    donnees: Donnees = contexte.donnees
    qualification, decision, specialite = (
        donnees.get("qualification", {}),
        contexte.decision,
        contexte.snapshot.specialite,
    )
    categorie = contexte.profil.categorie
    declares = [f"{a.titre} ({a.annee})" if a.annee else a.titre for a in decision.acquis]
    repassees = sorted(decoches_de(donnees.get("acquis", {})))
    return [
        ("Catégorie du candidat", next((c.libelle for c in decision.categories if c.code == categorie), "")),
        ("Spécialité", specialite.libelle if specialite else ""),
        *(
            (question.libelle, reponses_de(qualification).get(question.cle, ""))
            for question in (specialite.questions if specialite else ())
        ),
        ("Forme de passage", premiere(qualification, "forme")),
        ("Acquis déclarés", " ; ".join(declares) or "Aucun"),
        ("Épreuves repassées malgré une dispense", ", ".join(repassees) or "Aucune"),
    ]


def _compte(nombre: int, singulier: str, pluriel: str) -> str:
    return f"{nombre} {singulier if nombre == 1 else pluriel}" if nombre else ""
