"""The catalogue as responsables edit it: checked, published."""

from typing import Any

from django.db import connection, transaction

from cyclades.common.errors import Refus
from sessions_cfg.models import VersionCatalogue
from sessions_cfg.publie import Catalogue

from .chargement import VERROU
from .coherence import fautes
from .publication import contenu_des_tables, publier

# What a content of the wrong shape makes its readers raise.
FORME_FAUSSE = (ArithmeticError, AttributeError, IndexError, KeyError, TypeError, ValueError)


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
        listes=c["listes"],
    )


def fautes_avec(partie: str, ligne: dict[str, Any]) -> list[str]:
    """The incoherences that the record `ligne` of that part would bring: what is edited is judged before it is kept."""
    contenu = contenu_des_tables()
    if isinstance(contenu[partie], dict):
        return _nouvelles(contenu, {**contenu, partie: {**contenu[partie], ligne["cle"]: ligne}})
    autres = [r for r in contenu[partie] if r["cle"] != ligne["cle"]]
    return _nouvelles(contenu, {**contenu, partie: [*autres, ligne]})


def fautes_sans(partie: str, cle: str) -> list[str]:
    """The incoherences that taking this record out of a part kept by key would bring."""
    contenu = contenu_des_tables()
    return _nouvelles(contenu, {**contenu, partie: {c: r for c, r in contenu[partie].items() if c != cle}})


def _nouvelles(avant: dict[str, Any], apres: dict[str, Any]) -> list[str]:
    connues = set(fautes_du_catalogue(avant))
    return [f for f in fautes_du_catalogue(apres) if f not in connues]


def lisible(contenu: dict[str, Any]) -> None:
    """Read a content wholly, as pages will. Raises one of `FORME_FAUSSE` where it has not the right shape."""
    Catalogue(0, contenu).lire_tout()


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
