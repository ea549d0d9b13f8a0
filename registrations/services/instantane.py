"""From a checked candidature to `Version.contenu`, the frozen snapshot (see `registrations.contenu`)."""

import datetime as dt
from decimal import Decimal

from accounts.models import CandidateProfile, User
from registrations.contenu import (
    AcquisDeclare,
    Contenu,
    Coordonnees,
    EpreuveRetenue,
    Identite,
    Informations,
    Libelle,
    PieceDemandee,
    Qualification,
    Service,
)
from registrations.contexte import Contexte
from registrations.enums import Position
from registrations.rules.types import AcquisDecide, Decision, EpreuveDecidee
from registrations.saisie import Identification, Saisie
from sessions_cfg.models import ServiceGestionnaire, ServiceInscription
from sessions_cfg.periodes import mois_de_session

SCHEMA = 1
MODES_A_PASSER = (Position.INSCRIT,)
TYPES_DE_DROIT = {
    "dispense": "épreuves dispensées dans la spécialité présentée",
    "benefice": "notes conservées dans la spécialité présentée",
    "report": "notes reportées dans la spécialité présentée",
    "dispense_vae": "épreuves dispensées au titre de la validation des acquis de l'expérience",
}


def instantane(*, contexte: Contexte, saisie: Saisie, decision: Decision) -> Contenu:
    """The whole candidature with every label as shown now. Lists come from `contexte`, already read."""
    return Contenu(
        schema=SCHEMA,
        service=_service(contexte.service, contexte.bureau),
        identite=_identite(contexte, saisie),
        coordonnees=coordonnees_de(contexte, saisie.identification),
        informations=_informations(contexte, saisie, decision),
        qualification=_qualification(contexte, saisie, decision),
        vae=any(a.type_droit == "dispense_vae" for a in decision.acquis),
        acquis=[_acquis(contexte, acquis) for acquis in decision.acquis],
        epreuves=[_epreuve(epreuve) for epreuve in decision.epreuves],
        pieces=[
            PieceDemandee(
                cle=p.cle,
                code=p.code,
                libelle=p.libelle,
                famille=p.famille,
                famille_libelle=p.famille_libelle,
                obligatoire=p.obligatoire,
                raison=p.raison,
                alternatives=list(p.alternatives),
            )
            for p in decision.pieces
        ],
    )


def _iso(instant: dt.datetime | None) -> str | None:
    return instant.astimezone(dt.UTC).isoformat() if instant else None


def _service(service: ServiceInscription, bureau: ServiceGestionnaire) -> Service:
    session = service.session
    return Service(
        cle=service.cle,
        academie=Libelle(code=service.academie_id, libelle=service.academie.libelle_cyclades),
        examen=Libelle(code=session.examen_id, libelle=session.examen.libelle_cyclades),
        session=session.libelle,
        session_mois=mois_de_session(session.mois),
        ouverture=_iso(service.ouverture) or "",
        fermeture=_iso(service.fermeture) or "",
        fuseau=service.fuseau,
        libelle_heure=service.libelle_heure,
        pieces_mode=service.pieces_mode,
        pieces_ouverture=_iso(service.pieces_ouverture),
        pieces_fermeture=_iso(service.pieces_fermeture) or "",
        instructions=service.instructions,
        contact={
            "academie": service.academie.nom_officiel or service.academie.libelle_cyclades,
            "nom": bureau.nom,
            "adresse": bureau.adresse,
            "mail": bureau.mail,
            "telephone": bureau.telephone,
        },
    )


def etat_civil_de(contexte: Contexte) -> Identite:
    """The account's civil status as it is now; what is asked in tab 1 of the identity is left empty."""
    compte: User = contexte.compte
    profil = contexte.identite
    pays = {p.iso2: p.libelle for p in contexte.pays}
    return Identite(
        numero_candidat=compte.numero_candidat or "",
        civilite=Libelle(code=profil.civilite, libelle=profil.get_civilite_display().upper()),
        nom_naissance=profil.nom_naissance,
        nom_usage=profil.nom_usage,
        prenoms=profil.prenoms,
        date_naissance=profil.date_naissance.isoformat(),
        pays_naissance=Libelle(code=profil.pays_naissance_id, libelle=pays.get(profil.pays_naissance_id, "")),
        departement_naissance=_departement(profil),
        commune_naissance=profil.commune_naissance or profil.ville_naissance,
        nationalite=Libelle(code="", libelle=""),
        pere="",
        mere="",
    )


def _identite(contexte: Contexte, saisie: Saisie) -> Identite:
    tapee = saisie.identification
    nationalites = {p.iso3: p.nationalite for p in contexte.pays}
    nationalite = Libelle(code=tapee.nationalite, libelle=nationalites.get(tapee.nationalite, ""))
    return {**etat_civil_de(contexte), "nationalite": nationalite, "pere": tapee.pere, "mere": tapee.mere}


def _departement(profil: CandidateProfile) -> Libelle | None:
    """The département of birth; one that the list does not hold has no code, and its name as written."""
    departement = profil.departement_naissance
    if departement is not None:
        return Libelle(code=departement.code_bcn, libelle=departement.libelle_cyclades)
    return Libelle(code="", libelle=profil.departement_libre) if profil.departement_libre else None


def coordonnees_de(contexte: Contexte, tapees: Identification) -> Coordonnees:
    """Address, telephones and contact mail as a version keeps them."""
    libelle = next((p.libelle for p in contexte.pays if p.iso2 == tapees.pays), "")
    return Coordonnees(
        pays=Libelle(code=tapees.pays, libelle=libelle),
        voie=tapees.voie,
        complement_1=tapees.complement_1,
        complement_2=tapees.complement_2,
        complement_3=tapees.complement_3,
        code_postal=tapees.code_postal,
        localite=tapees.localite,
        telephone_mobile=tapees.telephone_mobile,
        telephone_fixe=tapees.telephone_fixe,
        mail=tapees.mail,
    )


def _informations(contexte: Contexte, saisie: Saisie, decision: Decision) -> Informations:
    tapees = saisie.informations
    categorie = next((c.libelle for c in decision.categories if c.code == tapees.categorie), "")
    choisi = next(e for e in contexte.etablissements if e.code == tapees.etablissement)
    return Informations(
        situation=tapees.situation,
        categorie=Libelle(code=tapees.categorie, libelle=categorie),
        amenagement_duree=tapees.amenagement_duree,
        etablissement=Libelle(code=choisi.numero, libelle=choisi.nom),
        handicap=tapees.handicap,
        amenagement_deja_accorde=tapees.amenagement_deja_accorde,
        diffusion_presse=tapees.diffusion_presse,
        diffusion_collectivites=tapees.diffusion_collectivites,
        modalites=list(contexte.service.modalites),
    )


def _qualification(contexte: Contexte, saisie: Saisie, decision: Decision) -> Qualification:
    tapees, specialite = saisie.qualification, contexte.snapshot.specialite
    return Qualification(
        specialite=Libelle(code=tapees.specialite, libelle=specialite.libelle if specialite else ""),
        enseignement=tapees.reponses.get("enseignement", ""),
        situation_professionnelle=tapees.reponses.get("situation_professionnelle", ""),
        forme=tapees.forme,
        derogation_forme=tapees.derogation_forme,
        forme_finale=decision.forme_finale,
    )


def note_affichee(note: Decimal | None) -> str:
    """« 12,50 », "" when there is none."""
    return "" if note is None else f"{note:.2f}".replace(".", ",")


def _acquis(contexte: Contexte, decide: AcquisDecide) -> AcquisDeclare:
    declare = next(a for a in contexte.profil.acquis if a.regle == decide.regle)
    academie = next((a.libelle for a in contexte.academies if a.code == decide.academie), "")
    return AcquisDeclare(
        regle=decide.regle,
        question=decide.question,
        titre=decide.titre,
        type_droit=TYPES_DE_DROIT.get(decide.type_droit, decide.type_droit),
        annee=decide.annee,
        academie=Libelle(code=decide.academie, libelle=academie),
        notes={code: note_affichee(note) for code, note in declare.notes.items()},
        reponses=dict(declare.reponses),
        admis=decide.admis,
        raison=decide.raison.phrase,
    )


def _epreuve(decidee: EpreuveDecidee) -> EpreuveRetenue:
    position = Position(decidee.position)
    return EpreuveRetenue(
        code=decidee.code,
        titre=decidee.titre,
        parent=decidee.parent,
        nature="obligatoire" if decidee.obligatoire else "facultative",
        position=position.value,
        position_libelle=str(position.label),
        option=decidee.option,
        mode=decidee.mode if position in MODES_A_PASSER else "",
        coefficient="" if decidee.coefficient is None else f"{decidee.coefficient.normalize():f}".replace(".", ","),
        duree_minutes=decidee.duree_minutes,
        raison=decidee.raison.phrase,
        source=decidee.raison.source,
        note=note_affichee(decidee.note),
    )
