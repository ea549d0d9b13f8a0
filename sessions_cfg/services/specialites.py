"""Spécialités and their épreuves, written in `/gestion/`: a spécialité is one record, its épreuves keep its order."""

from collections.abc import Sequence

from django.db import transaction

from cyclades.common import clock
from cyclades.common.errors import Refus
from sessions_cfg.models import Epreuve, Specialite


def place(ordre: Sequence[tuple[str, str]], code: str, parent: str, apres: str) -> list[str]:
    """The codes in their new order, once the épreuve `code` (of `parent`, "" for none) stands after `apres`.

    `ordre`: (code, parent) of the others and of itself, as they stand. Its sous-épreuves follow it; an épreuve goes
    after the sous-épreuves of `apres`, and a sous-épreuve stays among those of its own; `apres` "": the first place.
    """
    meres = dict(ordre) | {code: parent}
    bloc = [code, *(c for c, p in ordre if p == code)]
    reste = [c for c, _ in ordre if c not in bloc]
    if parent:
        siens = [parent, *(c for c in reste if meres[c] == parent)]
        rang = reste.index(apres if apres in siens else siens[-1]) + 1 if parent in reste else len(reste)
    elif apres in reste:
        racine = meres[apres] or apres
        rang = max(i for i, c in enumerate(reste) if racine in (c, meres[c])) + 1
    else:
        rang = 0
    return [*reste[:rang], *bloc, *reste[rang:]]


def ecrire_epreuve(*, epreuve: Epreuve, apres: str) -> Epreuve:
    """Add an épreuve, or change it, and put it after the one whose code is `apres` ("" for the first place)."""
    with transaction.atomic():
        specialite = _verrouiller(epreuve.specialite_id)
        if epreuve._state.adding:
            epreuve.ordre = 0
        epreuve.save()
        ordre = list(specialite.epreuves.order_by("ordre", "pk").values_list("code", "parent_code"))
        rangs = {code: rang for rang, code in enumerate(place(ordre, epreuve.code, epreuve.parent_code, apres))}
        epreuves = list(specialite.epreuves.all())
        for autre in epreuves:
            autre.ordre = rangs[autre.code]
        Epreuve.objects.bulk_update(epreuves, ["ordre"])
        _ecrite(specialite)
    epreuve.ordre = rangs[epreuve.code]
    return epreuve


def retirer_epreuve(*, epreuve: Epreuve) -> None:
    """Take an épreuve out of the regulation, with its sous-épreuves."""
    with transaction.atomic():
        specialite = _verrouiller(epreuve.specialite_id)
        specialite.epreuves.filter(parent_code=epreuve.code).delete()
        specialite.epreuves.filter(code=epreuve.code).delete()
        _ecrite(specialite)


def copier_specialite(
    *, source: Specialite, libelle: str, code_bcn: str, premiere_session: int | None = None
) -> Specialite:
    """A new spécialité of the same exam with the same épreuves, out of the catalogue until it has been read.

    Its key is made of the exam and the code, and of the first session when the code has one already. Raises `Refus`
    when that key is taken.
    """
    base = f"{source.examen_id.replace(' ', '')}-{code_bcn}"
    with transaction.atomic():
        prises = set(Specialite.objects.filter(cle__startswith=base).values_list("cle", flat=True))
        cle = base if base not in prises else f"{base}-{premiere_session or ''}".rstrip("-")
        if cle in prises:
            raise Refus(
                f"La spécialité {cle} existe déjà : donnez un autre code, ou la première session du nouveau règlement.",
                champ="code_bcn",
                code="prise",
            )
        champs = {c.attname: getattr(source, c.attname) for c in source._meta.concrete_fields}
        neufs = {
            "cle": cle,
            "libelle": libelle,
            "code_bcn": code_bcn,
            "premiere_session": premiere_session,
            "derniere_session": None,
            "retiree": True,
            "modifiee_le": clock.maintenant(),
        }
        copie = Specialite.objects.create(**{**champs, **neufs})
        Epreuve.objects.bulk_create(_epreuve(e, copie) for e in source.epreuves.order_by("ordre"))
    return copie


def _epreuve(modele: Epreuve, specialite: Specialite) -> Epreuve:
    champs = {c.attname: getattr(modele, c.attname) for c in modele._meta.concrete_fields if not c.primary_key}
    return Epreuve(**{**champs, "specialite_id": specialite.pk})


def _verrouiller(cle: str) -> Specialite:
    """Its row holds the order of its épreuves: two writers one after the other."""
    return Specialite.objects.select_for_update().get(pk=cle)


def _ecrite(specialite: Specialite) -> None:
    specialite.modifiee_le = clock.maintenant()
    specialite.save(update_fields=["modifiee_le"])
