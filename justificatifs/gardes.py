"""The database's own guards on pieces (I-11, I-15, I-17, I-18, I-27), as PostgreSQL trigger bodies.

A transaction without a name (`cyclades.common.acteur`) is the candidate's: it may deposit, delete and
lock within the window only, and change nothing in a locked group but a piece that was reopened.
Order of locks everywhere: group, then service (shared), then piece.
"""

import pgtrigger

NOMME = "COALESCE(current_setting('cyclades.acteur', true), '') <> ''"
EFFACEMENT = "COALESCE(current_setting('cyclades.effacement', true), '') <> ''"

# The window of a group: its own when staff gave it one, else its service's, read at this instant.
FENETRE = """
    SELECT g.mode, g.verrouille_le, c.etat,
           COALESCE(g.ouverture, s.pieces_ouverture, s.ouverture) AS ouverture,
           COALESCE(g.limite, s.pieces_fermeture) AS limite
      INTO fenetre
      FROM justificatifs_groupepieces g
      JOIN registrations_candidature c ON c.id = g.candidature_id
      JOIN sessions_cfg_serviceinscription s ON s.id = c.service_id
"""

# Erased once, by the service that names itself so; what a person called the file goes with it.
EFFACEMENT_SEUL = f"""
    IF TG_OP = 'UPDATE' AND (OLD.nom, OLD.efface_le, OLD.efface_par) IS DISTINCT FROM
       (NEW.nom, NEW.efface_le, NEW.efface_par) AND (OLD.efface_le IS NOT NULL OR NOT ({EFFACEMENT})) THEN
        RAISE EXCEPTION 'un fichier recu ne change pas' USING ERRCODE = 'CY010';
    END IF;
"""

# Made of this module's constants only.
DEPOT = f"""
    IF TG_OP = 'DELETE' THEN
        IF {EFFACEMENT} THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'un depot ne se retire pas de la base' USING ERRCODE = 'CY010';
    END IF;
    IF TG_OP = 'UPDATE' AND
       (OLD.piece_id, OLD.fichier, OLD.sha256, OLD.taille, OLD.type_mime, OLD.depose_le)
       IS DISTINCT FROM
       (NEW.piece_id, NEW.fichier, NEW.sha256, NEW.taille, NEW.type_mime, NEW.depose_le) THEN
        RAISE EXCEPTION 'un depot ne change pas' USING ERRCODE = 'CY010';
    END IF;
    {EFFACEMENT_SEUL}
    IF {NOMME} THEN RETURN NEW; END IF;
    SELECT groupe_id INTO le_groupe FROM justificatifs_pieceattendue WHERE id = NEW.piece_id;
    {FENETRE}
     WHERE g.id = le_groupe FOR SHARE OF g, s;
    SELECT statut, rouverte_le, echeance_propre, retiree_le INTO piece
      FROM justificatifs_pieceattendue WHERE id = NEW.piece_id FOR SHARE;
    IF fenetre.mode <> 'EN_LIGNE' OR fenetre.etat <> 'inscrit' OR piece.retiree_le IS NOT NULL
       OR piece.statut IN ('recue', 'conforme') THEN
        RAISE EXCEPTION 'piece fermee au depot' USING ERRCODE = 'CY015';
    END IF;
    instant := cyclades_maintenant();
    IF piece.rouverte_le IS NOT NULL AND instant < piece.echeance_propre THEN RETURN NEW; END IF;
    IF fenetre.verrouille_le IS NOT NULL AND piece.rouverte_le IS NULL THEN
        RAISE EXCEPTION 'groupe verrouille' USING ERRCODE = 'CY015';
    END IF;
    IF fenetre.verrouille_le IS NOT NULL OR instant < fenetre.ouverture OR instant >= fenetre.limite THEN
        RAISE EXCEPTION 'hors de la periode de depot' USING ERRCODE = 'CY011';
    END IF;
    RETURN NEW;
"""  # noqa: S608  # nosec B608

GROUPE = f"""
    IF TG_OP = 'DELETE' THEN
        IF {EFFACEMENT} THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'un groupe ne se retire pas' USING ERRCODE = 'CY015';
    END IF;
    IF {NOMME} THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' OR OLD.verrouille_le IS NOT NULL OR NEW.verrouille_le IS NULL
       OR OLD.mode <> 'EN_LIGNE'
       OR (OLD.candidature_id, OLD.mode, OLD.ouverture, OLD.limite)
          IS DISTINCT FROM (NEW.candidature_id, NEW.mode, NEW.ouverture, NEW.limite) THEN
        RAISE EXCEPTION 'groupe verrouille' USING ERRCODE = 'CY015';
    END IF;
    {FENETRE}
     WHERE g.id = OLD.id FOR SHARE OF s;
    instant := cyclades_maintenant();
    IF fenetre.etat <> 'inscrit' OR instant < fenetre.ouverture OR instant >= fenetre.limite THEN
        RAISE EXCEPTION 'hors de la periode de depot' USING ERRCODE = 'CY011';
    END IF;
    RETURN NEW;
"""

PIECE = f"""
    IF TG_OP = 'DELETE' THEN
        IF {EFFACEMENT} THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'une piece demandee ne se retire pas' USING ERRCODE = 'CY015';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.revision <> OLD.revision + 1 THEN
        RAISE EXCEPTION 'revision perimee' USING ERRCODE = 'CY009';
    END IF;
    IF {NOMME} THEN RETURN NEW; END IF;
    IF TG_OP = 'INSERT' OR OLD.rouverte_le IS NULL OR NEW.rouverte_le IS NOT NULL OR NEW.statut <> ''
       OR (OLD.candidature_id, OLD.groupe_id, OLD.cle, OLD.obligatoire, OLD.retiree_le)
          IS DISTINCT FROM (NEW.candidature_id, NEW.groupe_id, NEW.cle, NEW.obligatoire, NEW.retiree_le) THEN
        RAISE EXCEPTION 'piece verrouillee' USING ERRCODE = 'CY015';
    END IF;
    RETURN NEW;
"""

_AJOUT_SEUL = f"""
    IF TG_OP = 'DELETE' AND {EFFACEMENT} THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'ligne en ajout seul' USING ERRCODE = 'CY010';
"""

# The proof of a request: given with it by the candidate; afterwards only the antivirus says what it is.
PREUVE = f"""
    IF TG_OP = 'DELETE' THEN
        IF {EFFACEMENT} THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'une preuve ne se retire pas' USING ERRCODE = 'CY010';
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT r.etat INTO etat FROM registrations_rectification r WHERE r.id = NEW.rectification_id FOR SHARE;
        IF etat <> 'demandee' THEN
            RAISE EXCEPTION 'demande close' USING ERRCODE = 'CY013';
        END IF;
        RETURN NEW;
    END IF;
    IF NOT ({NOMME}) OR
       (OLD.rectification_id, OLD.fichier, OLD.sha256, OLD.taille, OLD.type_mime, OLD.depose_le)
       IS DISTINCT FROM
       (NEW.rectification_id, NEW.fichier, NEW.sha256, NEW.taille, NEW.type_mime, NEW.depose_le) THEN
        RAISE EXCEPTION 'une preuve ne change pas' USING ERRCODE = 'CY010';
    END IF;
    {EFFACEMENT_SEUL}
    RETURN NEW;
"""  # noqa: S608  # nosec B608


def ajout_seul(nom: str) -> pgtrigger.Trigger:
    """Rows are only ever added (I-27); retention, which names itself, may delete (decision 9)."""
    return pgtrigger.Trigger(
        name=nom, when=pgtrigger.Before, operation=pgtrigger.Update | pgtrigger.Delete, func=_AJOUT_SEUL
    )
