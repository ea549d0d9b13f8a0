"""Database guards of the candidature, shared by its models.

No name in `cyclades.acteur` means that the candidate himself writes: his writes are held to the
opening hours of the service and to his own transitions, on any path (I-11, I-13).
"""

import pgtrigger

from registrations.enums import Etat, Origine
from registrations.states import GESTIONNAIRE, sql_naissances, sql_transitions

# The actor under which a candidate's change of address or telephone is written after the closing.
COORDONNEES = "systeme:coordonnees"

_OUVERTURE = """
    IF COALESCE(current_setting('cyclades.acteur', true), '') <> '' THEN RETURN NEW; END IF;
    SELECT s.ouverture, s.fermeture INTO ouverture, fermeture
      FROM sessions_cfg_serviceinscription s
     WHERE s.id = {service} FOR SHARE;
    instant := cyclades_maintenant();
    IF ouverture IS NULL OR instant < ouverture OR instant >= fermeture THEN
        RAISE EXCEPTION 'service non ouvert' USING ERRCODE = 'CY011';
    END IF;
    RETURN NEW;
"""


def service_ouvert(nom: str, service: str = "NEW.service_id") -> pgtrigger.Trigger:
    """Refuse a candidate's INSERT or UPDATE unless the service is open at the instant of the write (CY011).

    The row of the service is locked FOR SHARE first: a closing moved meanwhile is waited for and obeyed.
    """
    return pgtrigger.Trigger(
        name=nom,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("ouverture", "timestamptz"), ("fermeture", "timestamptz"), ("instant", "timestamptz")],
        func=_OUVERTURE.format(service=service),
    )


def etats_permis() -> pgtrigger.Trigger:
    """Refuse any birth or move of `etat` that `registrations.states` does not declare (CY013)."""
    return pgtrigger.Trigger(
        name="etat_transition_permise",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("genre", "text")],
        func=f"""
            genre := COALESCE(NULLIF(split_part(COALESCE(current_setting('cyclades.acteur', true), ''), ':', 1), ''),
                              'candidat');
            IF TG_OP = 'INSERT' THEN
                IF (NEW.etat, genre) NOT IN ({sql_naissances()}) THEN
                    RAISE EXCEPTION 'etat initial interdit' USING ERRCODE = 'CY013';
                END IF;
                RETURN NEW;
            END IF;
            IF NEW.etat <> OLD.etat AND (OLD.etat, NEW.etat, genre) NOT IN ({sql_transitions()}) THEN
                RAISE EXCEPTION 'transition interdite' USING ERRCODE = 'CY013';
            END IF;
            RETURN NEW;
        """,
    )


def preinscription_reservee() -> pgtrigger.Trigger:
    """Refuse a write of what only his school enters (CY013, specification §5).

    A candidate is born by himself only as « grand public »; registered by his school, he neither changes spécialité
    nor leaves. What was entered before he came is corrected by staff alone, for a school, while nothing is saved; who
    entered it and which pupil it names never change (`services.corrections`).
    """
    return pgtrigger.Trigger(
        name="preinscription_reservee",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("genre", "text")],
        func=f"""
            genre := split_part(COALESCE(current_setting('cyclades.acteur', true), ''), ':', 1);
            IF TG_OP = 'INSERT' THEN
                IF genre = '' AND NEW.origine <> '{Origine.GRAND_PUBLIC.value}' THEN
                    RAISE EXCEPTION 'origine interdite' USING ERRCODE = 'CY013';
                END IF;
                RETURN NEW;
            END IF;
            IF (OLD.origine, OLD.cle_eleve) IS DISTINCT FROM (NEW.origine, NEW.cle_eleve) THEN
                RAISE EXCEPTION 'preinscription reservee' USING ERRCODE = 'CY013';
            END IF;
            IF (OLD.ecole_id, OLD.classe, OLD.preinscription) IS DISTINCT FROM
               (NEW.ecole_id, NEW.classe, NEW.preinscription)
               AND NOT (genre = '{GESTIONNAIRE}' AND OLD.origine = '{Origine.ETABLISSEMENT.value}'
                        AND OLD.etat = '{Etat.A_COMPLETER.value}' AND NEW.etat = OLD.etat) THEN
                RAISE EXCEPTION 'preinscription reservee' USING ERRCODE = 'CY013';
            END IF;
            IF genre <> '' THEN RETURN NEW; END IF;
            IF OLD.origine = '{Origine.ETABLISSEMENT.value}' AND
               (OLD.specialite_id IS DISTINCT FROM NEW.specialite_id
                OR (NEW.etat = '{Etat.DESINSCRIT.value}' AND OLD.etat <> NEW.etat)) THEN
                RAISE EXCEPTION 'reserve a l etablissement' USING ERRCODE = 'CY013';
            END IF;
            RETURN NEW;
        """,
    )


def jamais_supprimee() -> pgtrigger.Trigger:
    """A candidature is never deleted, save by the erasure service (decision 9)."""
    return pgtrigger.Trigger(
        name="candidature_jamais_supprimee",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func="""
            IF COALESCE(current_setting('cyclades.effacement', true), '') <> '' THEN RETURN OLD; END IF;
            RAISE EXCEPTION 'suppression interdite' USING ERRCODE = 'CY013';
        """,
    )


def coordonnees_seules(nom: str, func: str, operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    """Hold the actor `systeme:coordonnees` to what a change of address or telephone may change (CY011).

    That name opens the closed service to a candidate's own declaration, and to nothing else.
    """
    condition = f"IF COALESCE(current_setting('cyclades.acteur', true), '') <> '{COORDONNEES}' THEN RETURN NEW; END IF;"
    return pgtrigger.Trigger(
        name=nom,
        when=pgtrigger.Before,
        operation=operation,
        declare=[("avant", "jsonb")],
        func=f"""
            {condition}
            {func}
                RAISE EXCEPTION 'autre chose que les coordonnees' USING ERRCODE = 'CY011';
            END IF;
            RETURN NEW;
        """,
    )


def version_de_coordonnees() -> pgtrigger.Trigger:
    """The next version differs from the one before by its address and telephones alone; the contact mail stays."""
    return coordonnees_seules(
        "version_coordonnees_seules",
        """
            SELECT v.contenu INTO avant FROM registrations_version v
             WHERE v.candidature_id = NEW.candidature_id AND v.numero = NEW.numero - 1;
            IF avant IS NULL OR (avant - 'coordonnees') IS DISTINCT FROM (NEW.contenu - 'coordonnees')
               OR avant #> '{coordonnees,mail}' IS DISTINCT FROM NEW.contenu #> '{coordonnees,mail}' THEN
        """,
        pgtrigger.Insert,
    )


def candidature_de_coordonnees() -> pgtrigger.Trigger:
    """Of the candidature itself, only the number and the instant of its version move."""
    return coordonnees_seules(
        "candidature_coordonnees_seules",
        """
            IF TG_OP = 'INSERT' THEN
                RAISE EXCEPTION 'autre chose que les coordonnees' USING ERRCODE = 'CY011';
            END IF;
            avant := to_jsonb(OLD) - 'version_courante' - 'modifiee_le';
            IF avant IS DISTINCT FROM to_jsonb(NEW) - 'version_courante' - 'modifiee_le' THEN
        """,
        pgtrigger.Insert | pgtrigger.Update,
    )
