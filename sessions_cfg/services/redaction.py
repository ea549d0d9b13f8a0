"""The catalogue as responsables edit it: compared with what is published, checked, published, exchanged as a file."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import JSONField, Model

from cyclades.common import clock
from cyclades.common.errors import Refus
from sessions_cfg.models import RegleAcquis, RegleEligibilite, ReglePiece, VersionCatalogue

from .chargement import VERROU
from .coherence import fautes
from .publication import HORS_CONTENU, contenu_des_tables, publier

# Part of the published content → table that is edited here.
PARTIES: dict[str, type[Model]] = {"regles": RegleAcquis, "pieces": ReglePiece, "eligibilite": RegleEligibilite}
NOMS = {"regles": "Règle d'acquis", "pieces": "Pièce", "eligibilite": "Condition d'inscription"}


@dataclass(frozen=True)
class Ecart:
    """A record that differs from the published catalogue.

    `champs`: (label, value published, value here); empty when the record is new or gone.
    """

    genre: str
    cle: str
    nature: str
    champs: tuple[tuple[str, str, str], ...] = ()


def fautes_du_catalogue(contenu: dict[str, Any] | None = None) -> list[str]:
    """Every incoherence of the catalogue as it stands here, or of `contenu`."""
    c = contenu or contenu_des_tables()
    questions: dict[str, list[dict[str, Any]]] = {}
    for q in c["questions"]:
        questions.setdefault(q["examen"], []).append(q)
    specialites = [
        {**s, "epreuves": [{**e, "parent": e["parent_code"]} for e in s["epreuves"]]} for s in c["specialites"].values()
    ]
    return fautes(
        examens=list(c["examens"].values()),
        specialites=specialites,
        regles={"regles": c["regles"], "questions": questions},
        pieces=c["pieces"],
        eligibilite=c["eligibilite"],
    )


def fautes_avec(partie: str, ligne: dict[str, Any]) -> list[str]:
    """The incoherences that the record `ligne` of that part would bring: what is edited is judged before it is kept."""
    contenu = contenu_des_tables()
    autres = [r for r in contenu[partie] if r["cle"] != ligne["cle"]]
    avant = set(fautes_du_catalogue(contenu))
    return [f for f in fautes_du_catalogue({**contenu, partie: [*autres, ligne]}) if f not in avant]


def ecarts() -> list[Ecart]:
    """What publishing would change, record by record; empty when nothing would."""
    derniere = VersionCatalogue.objects.order_by("-numero").first()
    publie: dict[str, Any] = derniere.contenu if derniere else {}
    return _ecarts(publie, contenu_des_tables())


def _ecarts(avant: dict[str, Any], apres: dict[str, Any]) -> list[Ecart]:
    trouves = []
    for partie, modele in PARTIES.items():
        anciens = {r["cle"]: r for r in avant.get(partie, [])}
        nouveaux = {r["cle"]: r for r in apres.get(partie, [])}
        for cle in [*nouveaux, *(c for c in anciens if c not in nouveaux)]:
            ancien, nouveau = anciens.get(cle), nouveaux.get(cle)
            if ancien == nouveau:
                continue
            nature = "ajoutée" if ancien is None else "retirée" if nouveau is None else "modifiée"
            champs = _champs(modele, ancien or {}, nouveau or {}) if ancien and nouveau else ()
            trouves.append(Ecart(NOMS[partie], cle, nature, champs))
    restes = [p for p in apres if p not in PARTIES and avant.get(p) != apres[p]]
    trouves += [Ecart("Catalogue", partie, "modifiée") for partie in sorted(restes)]
    return trouves


def _champs(modele: type[Model], avant: dict[str, Any], apres: dict[str, Any]) -> tuple[tuple[str, str, str], ...]:
    noms = {c.name: str(getattr(c, "verbose_name", c.name)) for c in modele._meta.concrete_fields}
    return tuple(
        (noms.get(champ, champ), _texte(avant.get(champ)), _texte(apres.get(champ)))
        for champ in apres
        if avant.get(champ) != apres.get(champ)
    )


def _texte(valeur: Any) -> str:
    if valeur in (None, "", [], {}):
        return "—"
    if isinstance(valeur, list):
        return ", ".join(str(v) for v in valeur)
    return json.dumps(valeur, ensure_ascii=False) if isinstance(valeur, dict) else str(valeur)


def publier_la_redaction() -> VersionCatalogue:
    """Publish what is written here: from then on, every save is judged by it. Versions already saved keep theirs.

    Raises `Refus` that names the records when the catalogue contradicts itself. Two at once: one after the other.
    """
    with transaction.atomic():
        with connection.cursor() as curseur:
            curseur.execute("SELECT pg_advisory_xact_lock(%s)", [VERROU])
        trouvees = fautes_du_catalogue()
        if trouvees:
            raise Refus("Le catalogue se contredit : " + " ; ".join(trouvees), code="incoherent")
        return publier()


def importer(contenu: dict[str, Any]) -> int:
    """Take the rules, pieces and conditions of an exported file for what is written here; the number that changed.

    Nothing is published. Raises `Refus` when the file is no export, or contradicts the rest of the catalogue.
    """
    if not isinstance(contenu, dict) or any(not isinstance(contenu.get(p), list) for p in PARTIES):
        raise Refus("Ce fichier n'est pas un export du catalogue.", champ="fichier", code="forme")
    with transaction.atomic():
        actuel = contenu_des_tables()
        voulu = {**actuel, **{p: contenu[p] for p in PARTIES}}
        for partie, modele in PARTIES.items():
            _verifier_forme(partie, modele, contenu[partie])
        trouvees = fautes_du_catalogue(voulu)
        if trouvees:
            raise Refus("Le fichier se contredit : " + " ; ".join(trouvees), champ="fichier", code="incoherent")
        changes = 0
        for partie, modele in PARTIES.items():
            changes += _remplacer(modele, actuel[partie], contenu[partie])
        return changes


def _verifier_forme(partie: str, modele: type[Model], lignes: list[Any]) -> None:
    attendus = {c.name for c in modele._meta.concrete_fields} - set(HORS_CONTENU)
    for rang, ligne in enumerate(lignes, 1):
        if not isinstance(ligne, dict) or set(ligne) != attendus:
            raise Refus(
                f"{NOMS[partie]} n° {rang} : les champs attendus sont {', '.join(sorted(attendus))}.",
                champ="fichier",
                code="forme",
            )


def _remplacer(modele: type[Model], actuelles: list[dict[str, Any]], voulues: list[dict[str, Any]]) -> int:
    instant = clock.maintenant()
    connues = {r["cle"]: r for r in actuelles}
    changees = [r for r in voulues if connues.get(r["cle"]) != r]
    for ligne in changees:
        objet = modele(**ligne, modifiee_le=instant)
        objet.clean_fields(exclude={c.name for c in modele._meta.fields if isinstance(c, JSONField)})
        objet.save()
    parties = set(connues) - {r["cle"] for r in voulues}
    modele._default_manager.filter(pk__in=parties).update(retiree=True, modifiee_le=instant)
    return len(changees) + len(parties)
