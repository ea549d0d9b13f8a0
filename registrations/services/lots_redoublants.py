"""« Préparer une session à partir d'une autre »: last session's candidates pre-registered in the next (guide, ch. 8).

Who was admitted is left out, and whoever has, or had, a candidature in the new session. What he entered and the marks
of his relevé are proposed; he changes everything, and saves.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from cyclades.common.errors import Refus
from cyclades.outbox import services as outbox
from registrations.enums import Etat, EtatPreinscription, Origine
from registrations.models import Candidature, LignePreinscription, LotPreinscription, Version
from registrations.rules.acquis import titres
from registrations.rules.arbre import TOUTES, Arbre
from registrations.saisie import SPECIALITE, Donnees, lire_note, premiere
from registrations.seams import Resultat, resultats_de
from sessions_cfg import queries as catalogue
from sessions_cfg.models import ServiceInscription, Session
from sessions_cfg.snapshot import Snapshot

from .erreurs import BrouillonDisparu, DejaInscrit, NumerosEpuises
from .lots_eleves import finir, refuser
from .preinscription import preinscrire

# What of a tab is proposed again: consents and answers about the new session are asked anew.
REPRIS = {"informations": ("categorie", "etablissement"), "qualification": ("specialite", "forme")}
ACQUIS = ("questions", "titres", "annee_", "academie_", "note_", "codes_", "reponse_")
PAR_LECTURE = 1000
Saisie = dict[str, dict[str, list[str]]]


@dataclass(frozen=True)
class Selection:
    """From which session of an académie, into which service; one spécialité or all; those without a relevé or not."""

    source: Session
    service: ServiceInscription
    specialite: str = ""
    sans_releve: bool = False


@dataclass(frozen=True)
class Prevision:
    """Who would be pre-registered, and why the others would not."""

    retenues: dict[int, int]  # candidature → account
    par_specialite: list[tuple[str, int]]
    total: int
    admis: int
    sans_releve: int
    deja: int
    fermes: int


def prevoir(selection: Selection) -> Prevision:
    """Count, and write nothing (3 queries, and those of the results for each thousand)."""
    candidatures = Candidature.objects.filter(
        session=selection.source, academie=selection.service.academie_id, etat=Etat.INSCRIT, version_courante__gt=0
    ).exclude(origine=Origine.ETABLISSEMENT)
    if selection.specialite:
        candidatures = candidatures.filter(specialite=selection.specialite)
    lignes = list(
        candidatures.order_by("pk").values_list("pk", "compte_id", "compte__is_active", "specialite__libelle")
    )
    deja = set(Candidature.objects.filter(session=selection.service.session_id).values_list("compte_id", flat=True))
    resultats: dict[int, Resultat] = {}
    for debut in range(0, len(lignes), PAR_LECTURE):
        resultats |= resultats_de([pk for pk, *_ in lignes[debut : debut + PAR_LECTURE]])
    raisons: Counter[str] = Counter()
    retenues: dict[int, int] = {}
    specialites: Counter[str] = Counter()
    for pk, compte, actif, specialite in lignes:
        resultat = resultats.get(pk)
        raison = _ecartee(resultat, selection, actif=actif, deja=compte in deja)
        raisons[raison] += 1
        if not raison:
            deja.add(compte)  # one candidature each, were there several in the first session
            retenues[pk] = compte
            specialites[specialite or "Sans spécialité"] += 1
    return Prevision(
        retenues,
        sorted(specialites.items()),
        len(lignes),
        raisons["admis"],
        raisons["sans_releve"],
        raisons["deja"],
        raisons["ferme"],
    )


def _ecartee(resultat: Resultat | None, selection: Selection, *, actif: bool, deja: bool) -> str:
    if not actif:
        return "ferme"
    if deja:
        return "deja"
    if resultat is None:
        return "" if selection.sans_releve else "sans_releve"
    return "admis" if resultat.admis else ""


def verifier(selection: Selection) -> None:
    """Raises `Refus` when these two sessions do not follow each other, or the exam does not allow it."""
    source, cible = selection.source, selection.service.session
    if not cible.examen.redoublants:
        raise Refus("Cet examen ne préinscrit pas ses candidats d'une session à l'autre.", champ="service")
    if source.examen_id != cible.examen_id:
        raise Refus("Les deux sessions ne sont pas du même examen.", champ="service")
    if source.mois >= cible.mois:
        raise Refus("La session à préparer doit suivre l'autre.", champ="service")


def lignes_de(selection: Selection, prevision: Prevision) -> list[LignePreinscription]:
    """The people of the batch, not written yet."""
    return [
        LignePreinscription(compte_id=compte, service=selection.service, donnees={"source": pk})
        for pk, compte in prevision.retenues.items()
    ]


def preinscrire_lignes(lot: LotPreinscription, lignes: Sequence[LignePreinscription], par: str) -> None:
    """In the caller's transaction: each is born *À compléter* on his account, with what he had; a mail tells him."""
    versions = _versions(ligne.donnees["source"] for ligne in lignes)
    resultats = resultats_de(list(versions))
    comptes = [ligne.compte_id for ligne in lignes]
    services = {ligne.service_id for ligne in lignes}
    deja = dict(
        Candidature.objects.filter(compte__in=comptes, session__services__in=services)
        .order_by("pk")
        .values_list("compte_id", "pk")
    )
    for ligne in sorted(lignes, key=lambda ligne: ligne.compte_id or 0):
        source = ligne.donnees["source"]
        resultat = resultats.get(source)
        if ligne.compte is None or ligne.service is None or source not in versions:
            refuser(ligne, "Ce compte ou sa candidature a été effacé depuis.")
        elif ligne.compte_id in deja:
            finir(ligne, EtatPreinscription.DEJA, deja[ligne.compte_id])
        elif resultat is not None and resultat.admis:
            refuser(ligne, "Le candidat a été déclaré admis depuis.")
        else:
            _preinscrire(lot, ligne, ligne.compte, ligne.service, versions[source], resultat, par)


def _preinscrire(
    lot: LotPreinscription,
    ligne: LignePreinscription,
    compte: User,
    service: ServiceInscription,
    version: Version,
    resultat: Resultat | None,
    par: str,
) -> None:
    try:
        with transaction.atomic():
            candidature = preinscrire(
                compte=compte,
                service=service,
                origine=Origine.REDOUBLANT,
                saisie=reprise(version, resultat, service),
                par=par,
                motif=str(lot),
            )
    except DejaInscrit as erreur:
        autre = erreur.candidature or Candidature.objects.get(compte=compte, session=service.session_id)
        return finir(ligne, EtatPreinscription.DEJA, autre.pk)
    except (NumerosEpuises, BrouillonDisparu):
        return refuser(ligne, "Ce compte ne peut plus recevoir de candidature.")
    except Refus as refus:
        return refuser(ligne, refus.phrase)
    outbox.post(
        "candidature.preinscrite",
        ids={"candidature": candidature.pk, "compte": compte.pk},
        cle=f"candidature:{candidature.pk}:preinscrite",
    )
    return finir(ligne, EtatPreinscription.FAITE, candidature.pk)


def _versions(candidatures: Iterable[int]) -> dict[int, Version]:
    """The last version saved of each (1 query)."""
    lignes = Version.objects.filter(candidature__in=list(candidatures)).order_by("candidature_id", "-numero")
    trouvees = lignes.distinct("candidature_id").select_related("candidature__session")
    return {version.candidature_id: version for version in trouvees}


def reprise(version: Version, resultat: Resultat | None, service: ServiceInscription) -> Saisie:
    """What the new candidature starts from, as it would be typed: tab → field → values."""
    avant: Donnees = version.saisie
    repris: Saisie = {"identification": dict(avant.get("identification", {}))}
    specialite = premiere(avant.get("qualification", {}), SPECIALITE)
    snapshot = catalogue.snapshot(specialite or None, service)
    offerte = specialite in {cle for cle, _ in snapshot.offertes}
    for onglet, champs in REPRIS.items():
        valeurs = avant.get(onglet, {})
        repris[onglet] = {c: list(valeurs[c]) for c in champs if c in valeurs and (offerte or c != SPECIALITE)}
    if offerte:
        annee, academie = version.candidature.session.annee, version.candidature.academie_id
        gardes = {c: list(v) for c, v in avant.get("acquis", {}).items() if c.startswith(ACQUIS)}
        notes = resultat.notes if resultat else {}
        repris["acquis"] = {**_avec_les_notes(gardes, notes, snapshot, annee, academie), SPECIALITE: [specialite]}
    return repris


def _avec_les_notes(
    acquis: dict[str, list[str]], notes: Mapping[str, str], snapshot: Snapshot, annee: int, academie: str
) -> dict[str, list[str]]:
    """The marks of last session declared under the rule of the same spécialité; those of before, else, stay."""
    regles = {r.cle for r in snapshot.regles if r.type_droit == "benefice" and TOUTES in r.disciplines}
    titre = next((t for t in titres(snapshot, Arbre(snapshot.specialite)) if t.regle in regles), None)
    if titre is None:
        return acquis
    chiffrees = {e.code: notes[e.code] for e in titre.epreuves if lire_note(notes.get(e.code, "")) is not None}
    if not chiffrees:
        return acquis
    cle = f"{titre.question}/{titre.regle}"
    return {
        **acquis,
        "questions": list(dict.fromkeys([*acquis.get("questions", ()), titre.question])),
        "titres": list(dict.fromkeys([*acquis.get("titres", ()), cle])),
        f"annee_{titre.regle}": [str(annee)],
        f"academie_{titre.regle}": [academie],
        **{f"note_{titre.regle}_{code}": [note] for code, note in chiffrees.items()},
    }
