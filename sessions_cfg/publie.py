"""A published catalogue, read back as the frozen data that the rules see.

`contenu` is what `services.publication` froze: rows as dictionaries. Pure Python; each part is built
once and kept as long as the version is in force.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cyclades.common.normalisation import cle_recherche

from .periodes import MOIS, mois_de_session
from .snapshot import (
    Categorie,
    Choix,
    Epreuve,
    Examen,
    Lien,
    Option,
    PositionOfferte,
    QuestionAcquis,
    QuestionCondition,
    QuestionSpecialite,
    RegleAcquis,
    RegleEligibilite,
    ReglePiece,
    Session,
    Snapshot,
    Specialite,
)

Ligne = Mapping[str, Any]

SITUATIONS = "situation_inscription"  # the list of choices that feeds « Situation à l'inscription »


class Catalogue:
    """One published version: its key (0 for a draft) and its content."""

    def __init__(self, version: int, contenu: Mapping[str, Any]) -> None:
        self.version = version
        self._contenu = contenu
        self._parties: dict[tuple[str, str | None], tuple[Any, ...]] = {}
        self._listes: dict[tuple[str, int], tuple[tuple[str, str], ...]] = {}
        self._situations = tuple(v["libelle"] for v in contenu["listes"].get(SITUATIONS, []))

    def snapshot(
        self, specialite: str | None, *, examen: str, session: str, mois: dt.date, academie: str, public: str
    ) -> Snapshot:
        """See `sessions_cfg.queries.snapshot`. Raises KeyError when the exam is not in this version."""
        cle = (examen, specialite)
        parties = self._parties.get(cle)
        if parties is None:
            parties = self._parties[cle] = self._assembler(examen, specialite)
        lu_examen, categories, regles, questions, eligibilite, pieces, lue, bornes = parties
        if lue is not None and not bornes[0] <= mois.year <= bornes[1]:
            return self.snapshot(None, examen=examen, session=session, mois=mois, academie=academie, public=public)
        return Snapshot(
            version=self.version,
            examen=lu_examen,
            session=Session(session, mois.year, mois.month, mois_de_session(mois)),
            academie=academie,
            public=public,
            categories=categories,
            regles=regles,
            questions_acquis=questions,
            eligibilite=eligibilite,
            pieces=pieces,
            specialite=lue,
            situations=self._situations,
            offertes=self._offertes(examen, mois.year),
        )

    def lire_tout(self) -> None:
        """Read every exam and spécialité once: a content of the wrong shape fails here, not in a candidate's page."""
        for examen in self._contenu["examens"]:
            self._assembler(examen, None)
            self._offertes(examen, 2000)
        for cle, ligne in self._contenu["specialites"].items():
            self._assembler(ligne["examen"], cle)

    def _offertes(self, examen: str, annee: int) -> tuple[tuple[str, str], ...]:
        cle = (examen, annee)
        if cle not in self._listes:
            lignes = [
                (s["cle"], s["libelle"])
                for s in self._contenu["specialites"].values()
                if s["examen"] == examen and (s["premiere_session"] or 0) <= annee <= (s["derniere_session"] or 9999)
            ]
            self._listes[cle] = tuple(sorted(lignes, key=lambda ligne: (cle_recherche(ligne[1]), ligne)))
        return self._listes[cle]

    def _assembler(self, examen: str, cle: str | None) -> tuple[Any, ...]:
        contenu = self._contenu
        ligne = contenu["specialites"].get(cle) if cle else None
        if ligne is not None and ligne["examen"] != examen:
            ligne = None
        cle = ligne["cle"] if ligne else ""
        regles = tuple(_regle(r) for r in contenu["regles"] if examen in r["examens"] and _vise(r["specialites"], cle))
        posees = {r.question for r in regles}
        questions = tuple(
            QuestionAcquis(q["code"], q["libelle"], q["effet"])
            for q in contenu["questions"]
            if q["examen"] == examen and q["code"] in posees
        )
        eligibilite = tuple(
            RegleEligibilite(
                e["cle"], e["effet"], e["onglet"], e["champ"], e["phrase"], e["condition"], tuple(e["sources"])
            )
            for e in contenu["eligibilite"]
            if _vise(e["examens"], examen) and _vise(e["specialites"], cle)
        )
        pieces = tuple(_piece(p) for p in contenu["pieces"] if _vise(p["condition"].get("examens", ()), examen))
        categories = tuple(
            Categorie(c["code"], c["libelle"], c["publique"], c["ponctuel"], tuple(c["formes"]))
            for c in contenu["categories"]
        )
        lue = _specialite(ligne, contenu["listes"]) if ligne else None
        bornes = (ligne["premiere_session"] or 0, ligne["derniere_session"] or 9999) if ligne else (0, 9999)
        return (_examen(contenu["examens"][examen]), categories, regles, questions, eligibilite, pieces, lue, bornes)


def _vise(visees: Any, valeur: str) -> bool:
    """An empty list aims at all."""
    return not visees or valeur in visees


def _decimal(valeur: str | None) -> Decimal | None:
    return None if valeur is None else Decimal(valeur)


def _examen(e: Ligne) -> Examen:
    return Examen(
        e["code"],
        e["libelle"],
        e["libelle_cyclades"],
        tuple(e["formes"]),
        e["notes_validite_sessions"],
        _decimal(e["notes_seuil"]),
        e["facultatives_max"],
        e["source"].get("choix_forme") or "",
        e["source"].get("facultatives") or "",
    )


def _regle(r: Ligne) -> RegleAcquis:
    return RegleAcquis(
        cle=r["cle"],
        question=r["question"],
        titre=r["titre"],
        type_droit=r["type_droit"],
        disciplines=tuple(r["disciplines"]),
        codes=tuple(r["codes"]),
        validite_sessions=r["validite_sessions"],
        seuil=_decimal(r["seuil"]),
        report_progressif=r["report_progressif"],
        origine=r["origine"],
        condition=r["condition"],
        questions=tuple(QuestionCondition(q["cle"], q["libelle"], tuple(q["disciplines"])) for q in r["questions"]),
        sources=tuple(r["sources"]),
        apres_validite=r.get("apres_validite", ""),
        a_confirmer=r["fiabilite"] != "sourced",
    )


def _piece(p: Ligne) -> ReglePiece:
    return ReglePiece(
        cle=p["cle"],
        code=p["code"],
        libelle=p["libelle"],
        famille=p["famille"],
        famille_libelle=p["famille_libelle"],
        quand=p["quand"],
        condition=p["condition"],
        obligatoire=p["obligatoire"],
        alternatives=tuple(p["alternatives"]),
        sources=tuple(p["sources"]),
    )


def _specialite(s: Ligne, listes: Mapping[str, list[Ligne]]) -> Specialite:
    return Specialite(
        cle=s["cle"],
        code_bcn=s["code_bcn"],
        libelle=s["libelle"],
        epreuves=tuple(_epreuve(e, listes) for e in s["epreuves"]),
        questions=tuple(
            QuestionSpecialite(q["cle"], q["libelle"], tuple(q["valeurs"]), q["obligatoire"]) for q in s["questions"]
        ),
        structure_valable=s["structure_valable"],
        texte=_texte(s["arrete"]),
        liens=tuple(Lien(lien["libelle"], lien["adresse"]) for lien in s.get("liens", [])),
    )


def _texte(arrete: Ligne) -> str:
    """« arrêté du 19 juillet 1991 », "" when the date is not known."""
    if not arrete.get("date"):
        return ""
    date = dt.date.fromisoformat(arrete["date"])
    jour = "1er" if date.day == 1 else str(date.day)
    return f"arrêté du {jour} {MOIS[date.month - 1]} {date.year}"


def _epreuve(e: Ligne, listes: Mapping[str, list[Ligne]]) -> Epreuve:
    return Epreuve(
        code=e["code"],
        titre=e["titre"],
        discipline=e["discipline"],
        parent=e["parent_code"],
        unite=e["unite"],
        obligatoire=e["nature"] == "obligatoire",
        coefficient=_decimal(e["coefficient"]),
        duree_minutes=e["duree_minutes"],
        forme=e["forme"],
        mode_individuel=e["mode_individuel"],
        mode_etablissement=e["mode_etablissement"],
        choix=_choix(e["choix"], listes) if e["choix"] else None,
        note=e["note"],
        a_confirmer=tuple(e["a_confirmer"]),
    )


def _choix(c: Ligne, listes: Mapping[str, list[Ligne]]) -> Choix:
    impose = c.get("impose", "")
    valeurs = [{"libelle": impose}] if impose else c.get("valeurs") or listes.get(c.get("liste", ""), [])
    return Choix(
        genre=c["genre"],
        options=tuple(Option(v["libelle"], v.get("code", ""), v.get("verifiee", True)) for v in valeurs),
        obligatoire=c.get("obligatoire", True),
        impose=impose,
        distinct=c.get("distinct", False),
        positions=tuple(
            PositionOfferte(p["position"], tuple(p["publics"]), p["raison"], p.get("source", ""))
            for p in c.get("positions", [])
        ),
    )
