"""Take an exported catalogue for what is written here: checked as a whole, then written, never published."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ForeignKey, JSONField, Model

from cyclades.common import clock
from cyclades.common.errors import Refus
from sessions_cfg.models import Epreuve, Examen, ListeChoix, Specialite

from .ecarts import NOMS, PARTIES, TABLES, par_cle
from .publication import HORS_CONTENU, contenu_des_tables
from .redaction import FORME_FAUSSE, fautes_du_catalogue, lisible

Ligne = dict[str, Any]
EN_PLUS = {"specialites": {"examen", "epreuves"}}


def importer(contenu: Any) -> int:
    """Take the rules, pieces, conditions, spécialités, exams and lists of a file for what is written here.

    Returns the number of records that changed; nothing is published. Raises `Refus` when the file is no export, or
    contradicts itself: nothing is then written.
    """
    _verifier_forme(contenu)
    with transaction.atomic():
        actuel = contenu_des_tables()
        voulu = {**actuel, **{p: contenu[p] for p in TABLES}}
        try:
            trouvees = fautes_du_catalogue(voulu)
            if not trouvees:
                lisible(voulu)
        except FORME_FAUSSE as erreur:
            raise _pas_un_export() from erreur
        inconnus = sorted(set(contenu["examens"]) - set(actuel["examens"]))
        trouvees += [f"l'examen {code} n'existe pas ici" for code in inconnus]
        if trouvees:
            raise Refus("Le fichier se contredit : " + " ; ".join(trouvees), champ="fichier", code="incoherent")
        try:
            return sum(_reprendre(partie, par_cle(partie, actuel), par_cle(partie, voulu)) for partie in TABLES)
        except (ValidationError, *FORME_FAUSSE) as erreur:
            raise _pas_un_export() from erreur


def _pas_un_export(detail: str = "") -> Refus:
    return Refus(f"Ce fichier n'est pas un export du catalogue.{detail}", champ="fichier", code="forme")


def _verifier_forme(contenu: Any) -> None:
    if not isinstance(contenu, dict) or any(not isinstance(contenu.get(p), list) for p in PARTIES):
        raise _pas_un_export()
    if any(not isinstance(contenu.get(p), dict) for p in ("specialites", "examens", "listes")):
        raise _pas_un_export()
    for partie, modele in TABLES.items():
        lignes = contenu[partie].values() if isinstance(contenu[partie], dict) else contenu[partie]
        if partie == "listes":
            continue
        attendus = _attendus(modele) | EN_PLUS.get(partie, set())
        for rang, ligne in enumerate(lignes, 1):
            _verifier_champs(f"{NOMS[partie]} n° {rang}", ligne, attendus)
            for e in ligne.get("epreuves", []) if partie == "specialites" else []:
                _verifier_champs(f"{NOMS[partie]} n° {rang}, épreuve", e, _attendus(Epreuve))


def _verifier_champs(quoi: str, ligne: Any, attendus: set[str]) -> None:
    if not isinstance(ligne, dict) or set(ligne) != attendus:
        raise Refus(f"{quoi} : les champs attendus sont {', '.join(sorted(attendus))}.", champ="fichier", code="forme")


def _attendus(modele: type[Model]) -> set[str]:
    return {c.attname for c in modele._meta.concrete_fields} - set(HORS_CONTENU)


def _reprendre(partie: str, actuelles: dict[str, Ligne], voulues: dict[str, Ligne]) -> int:
    instant, modele = clock.maintenant(), TABLES[partie]
    changees = [r for cle, r in voulues.items() if actuelles.get(cle) != r]
    for ligne in changees:
        if modele is ListeChoix:
            ListeChoix.objects.update_or_create(
                cle=ligne["cle"], defaults={"valeurs": ligne["valeurs"], "modifiee_le": instant}
            )
            continue
        champs = {nom: valeur for nom, valeur in ligne.items() if nom not in EN_PLUS.get(partie, ())}
        _ecrire(modele(**champs, modifiee_le=instant))
        if modele is Specialite:
            Epreuve.objects.filter(specialite=ligne["cle"]).delete()
            for e in ligne["epreuves"]:
                _ecrire(Epreuve(**{**e, "specialite_id": ligne["cle"]}))
    parties = set(actuelles) - set(voulues)
    if modele not in (Examen, ListeChoix):  # these are never taken away: sessions and épreuves point at them
        modele._default_manager.filter(pk__in=parties).update(retiree=True, modifiee_le=instant)
    return len(changees) + (0 if modele in (Examen, ListeChoix) else len(parties))


def _ecrire(objet: Model) -> None:
    objet.clean_fields(exclude={c.name for c in objet._meta.fields if isinstance(c, (JSONField, ForeignKey))})
    objet.save()
