"""Turn the data files into rows: one function per lot. Called by `chargement` only, in its transaction."""

import csv
import gzip
import io
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from cyclades.common.normalisation import cle_recherche
from sessions_cfg.models import (
    Academie,
    CategorieCandidat,
    Commune,
    Departement,
    Epreuve,
    Examen,
    ListeChoix,
    Pays,
    QuestionAcquis,
    RegleAcquis,
    RegleEligibilite,
    ReglePiece,
    Specialite,
)

from .coherence import verifier
from .fichiers import DOSSIER, lire, lire_specialites

M = TypeVar("M", bound=Model)


def remplacer(
    modele: type[M],
    objets: Iterable[M],
    cles: tuple[str, ...],
    *,
    retirer: bool = False,
    parmi: QuerySet[M] | None = None,
) -> None:
    """Insert or update rows by `cles`; with `retirer`, rows (`parmi` those) that the files no longer have go away.

    What a responsable wrote in `/gestion/` stays as it is.
    """
    objets = list(objets)
    if hasattr(modele, "modifiee_le"):
        ici = set(modele._default_manager.filter(modifiee_le__isnull=False).values_list("pk", flat=True))
        objets = [o for o in objets if o.pk not in ici]
        retirer_de = modele._default_manager.filter(modifiee_le=None)
    else:
        retirer_de = modele._default_manager.all() if parmi is None else parmi
    champs = [c.name for c in modele._meta.concrete_fields if not c.primary_key and c.name not in cles]
    modele._default_manager.bulk_create(objets, update_conflicts=True, unique_fields=list(cles), update_fields=champs)
    if retirer:
        gardes = {tuple(getattr(o, _attribut(modele, c)) for c in cles) for o in objets}
        colonnes = [_attribut(modele, c) for c in cles]
        en_trop = [ligne[0] for ligne in retirer_de.values_list("pk", *colonnes) if tuple(ligne[1:]) not in gardes]
        modele._default_manager.filter(pk__in=en_trop).delete()


def _attribut(modele: type[Model], champ: str) -> str:
    return str(modele._meta.get_field(champ).attname)  # type: ignore[union-attr]


def _decimal(valeur: float | None) -> Decimal | None:
    return None if valeur is None else Decimal(str(valeur))


def charger_geographie() -> None:
    academies = lire("academies.json")
    remplacer(
        Academie,
        (Academie(**{k: v for k, v in a.items() if k != "gestion"}) for a in academies),
        ("code",),
    )
    liens = [
        Academie(code=a["code"], gestion_id=a["gestion"])
        for a in academies
        if a["gestion"] and a["gestion"] != a["code"]
    ]
    Academie.objects.bulk_update(liens, ["gestion"])
    remplacer(
        Departement,
        (
            Departement(academie_id=d["academie"], **{k: v for k, v in d.items() if k != "academie"})
            for d in lire("departements.json")
        ),
        ("code",),
    )
    remplacer(Pays, (Pays(**{k: v for k, v in p.items() if k != "souverain"}) for p in lire("pays.json")), ("iso2",))


def charger_communes() -> None:
    """Replace all communes by COPY (nothing points at them); about 42,000 rows."""
    Commune.objects.all().delete()
    texte = gzip.decompress((DOSSIER / "communes.csv.gz").read_bytes()).decode("utf-8")
    with (
        connection.cursor() as curseur,
        curseur.copy(
            "COPY sessions_cfg_commune (code, genre, nom, cle, departement_id, codes_postaux, actuelle) FROM STDIN"
        ) as copie,
    ):
        for c in csv.DictReader(io.StringIO(texte)):
            codes = json.dumps(c["codes_postaux"].split())
            cle = cle_recherche(c["nom"])
            copie.write_row((c["code"], c["genre"], c["nom"], cle, c["departement"], codes, c["actuelle"]))
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE sessions_cfg_commune")


def charger_catalogue() -> None:
    """Exams, spécialités and rules; refuses incoherent files with a message that names the record."""
    examens, regles = lire("examens.json"), lire("regles_acquis.json")
    specialites, pieces, eligibilite = lire_specialites(), lire("pieces.json"), lire("eligibilite.json")
    choix = lire("choix.json")
    verifier(
        examens=examens,
        specialites=specialites,
        regles=regles,
        pieces=pieces,
        eligibilite=eligibilite,
        listes=[c["cle"] for c in choix],
    )
    remplacer(Examen, (_examen(e) for e in examens), ("code",))
    remplacer(CategorieCandidat, _ordonner(CategorieCandidat, lire("categories.json")), ("code",), retirer=True)
    remplacer(ListeChoix, (ListeChoix(**c) for c in choix), ("cle",), retirer=True)
    remplacer(
        RegleAcquis,
        _ordonner(RegleAcquis, regles["regles"], sauf=("note",), decimaux=("seuil",)),
        ("cle",),
        retirer=True,
    )
    questions = [
        QuestionAcquis(examen_id=examen, code=q["code"], libelle=q["libelle"], effet=q["effet"], ordre=ordre)
        for examen, liste in regles["questions"].items()
        for ordre, q in enumerate(liste)
    ]
    remplacer(QuestionAcquis, questions, ("examen", "code"), retirer=True)
    remplacer(RegleEligibilite, _ordonner(RegleEligibilite, eligibilite), ("cle",), retirer=True)
    remplacer(ReglePiece, _ordonner(ReglePiece, pieces, sauf=("remarque",)), ("cle",), retirer=True)
    remplacer(Specialite, (_specialite(s) for s in specialites), ("cle",))
    epreuves = [_epreuve(s["cle"], ordre, e) for s in specialites for ordre, e in enumerate(s["epreuves"])]
    ecrites = set(Specialite.objects.exclude(modifiee_le=None).values_list("pk", flat=True))
    remplacer(
        Epreuve,
        (e for e in epreuves if e.specialite_id not in ecrites),
        ("specialite", "code"),
        retirer=True,
        parmi=Epreuve.objects.filter(specialite__modifiee_le=None),
    )


def _examen(donnees: dict[str, Any]) -> Examen:
    champs = {k: v for k, v in donnees.items() if k not in ("niveau", "code_bcn", "notes_seuil")}
    return Examen(notes_seuil=_decimal(donnees["notes_seuil"]), **champs)


def _ordonner(
    modele: type[M], lignes: list[dict[str, Any]], *, sauf: tuple[str, ...] = (), decimaux: tuple[str, ...] = ()
) -> list[M]:
    """Rows in the file's own order."""
    objets = []
    for ordre, ligne in enumerate(lignes):
        champs = {k: _decimal(v) if k in decimaux else v for k, v in ligne.items() if k not in sauf}
        objets.append(modele(ordre=ordre, **champs))
    return objets


def _specialite(donnees: dict[str, Any]) -> Specialite:
    champs = {k: v for k, v in donnees.items() if k not in ("examen", "rncp", "epreuves")}
    return Specialite(examen_id=donnees["examen"], **champs)


def _epreuve(specialite: str, ordre: int, donnees: dict[str, Any]) -> Epreuve:
    champs = {k: v for k, v in donnees.items() if k not in ("parent", "coefficient")}
    return Epreuve(
        specialite_id=specialite,
        ordre=ordre,
        parent_code=donnees["parent"],
        coefficient=_decimal(donnees["coefficient"]),
        **champs,
    )
