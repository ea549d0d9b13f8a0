# ruff: noqa: S608
"""For each line of tests/faults/invariants.sql, writes that break what it says, on the rows of `dossiers_sains.Sain`.

`{candidature}` and the like are keys of those rows. They are done with every trigger asleep and every CHECK and
UNIQUE dropped: what would happen if the database's own guards were gone.
"""

C = "UPDATE registrations_candidature SET"
J = "UPDATE registrations_journal SET"
V = "UPDATE registrations_version SET"
B = "UPDATE registrations_brouillon SET"
D = "UPDATE documents_documentversion SET"
P = "UPDATE justificatifs_pieceattendue SET"
DEPOT = "UPDATE justificatifs_depot SET"
R = "UPDATE registrations_rectification SET"
M = "UPDATE outbox_message SET"
CETTE = "WHERE id = {candidature}"
SA_VERSION = "WHERE candidature_id = {candidature} AND numero = 2"
SON_JOURNAL = "WHERE candidature_id = {candidature}"
SON_TRAVAIL = "DELETE FROM outbox_message WHERE cle_dedoublonnage"


def copie(table: str, condition: str, **autres: str) -> str:
    """One more row like those of `condition`, with a key of its own; `autres` are columns that differ."""
    autres = {"id": "(r.id + 1000000)", **autres}
    valeurs = ", ".join(f"'{nom}', {valeur}" for nom, valeur in autres.items())
    return (
        f"INSERT INTO {table} SELECT (jsonb_populate_record(r, jsonb_build_object({valeurs}))).* "
        f"FROM {table} r WHERE {condition}"
    )


MORSURES: dict[str, list[str]] = {
    # Accounts.
    "I-01 adresse en double": [copie("accounts_adresseconnue", "r.compte_id = {compte}")],
    "I-01 compte de candidat sans adresse connue": ["DELETE FROM accounts_adresseconnue WHERE compte_id = {compte}"],
    "I-02 activation après 48 h": [
        "UPDATE accounts_user SET active_le = cree_le + interval '49 hours' WHERE id = {compte}"
    ],
    "I-02 deux codes de première connexion à la fois": [
        "INSERT INTO accounts_codepremieracces (compte_id, empreinte, tire_par, tire_le) "
        "SELECT {compte}, n, 'systeme:test', now() FROM generate_series(1, 2) n"
    ],
    "I-04 compte jamais activé au-delà de 48 h 15": ["UPDATE accounts_user SET active_le = NULL WHERE id = {compte}"],
    "I-05 candidature sans identité verrouillée": [
        "UPDATE accounts_candidateprofile SET identite_verrouillee_le = NULL WHERE user_id = {compte}"
    ],
    "I-06 numéro de candidat en double": ["UPDATE accounts_user SET numero_candidat = '1'"],
    # Candidatures and their journal.
    "I-06 trou dans les numéros d'inscription": [f"{C} numero = 2 {CETTE}"],
    "I-06 trou dans les versions": [f"{V} numero = 3 {SA_VERSION}"],
    "I-06 version courante fausse": [f"{C} version_courante = 1 {CETTE}"],
    "I-08 clé de formulaire en double": [f"{V} cle_formulaire = '00000000-0000-4000-8000-000000000000'"],
    "I-08 deux candidatures actives": [copie("registrations_candidature", "r.id = {candidature}", numero="2")],
    "I-11 version du candidat hors période": [
        f"{V} cree_le = '2030-01-01' WHERE candidature_id = {{candidature}} AND numero = 1"
    ],
    "I-11 changement de coordonnées qui change autre chose": [
        f"{V} auteur = 'systeme:coordonnees' {SA_VERSION}",
    ],
    "I-13 candidature active sans journal": [f"DELETE FROM registrations_journal {SON_JOURNAL}"],
    "I-06 numéro d'inscription en double": [copie("registrations_candidature", "r.id = {candidature}")],
    "I-06 candidature d'un compte sans N° candidat": [
        "UPDATE accounts_user SET numero_candidat = NULL WHERE id = {compte}"
    ],
    "I-24 session ou académie autre que celle du service": [f"{C} academie_id = '23' {CETTE}"],
    "I-12 état qui contredit les versions": [f"{C} etat = 'a_completer' {CETTE}"],
    "I-09 spécialité autre que celle de la version en vigueur": [f"{C} specialite_id = NULL {CETTE}"],
    "I-13 transition non déclarée": [f"{J} de = 'desinscrit' WHERE action = 'ecarter'"],
    "I-13 état qui n'est pas celui du journal": [f"{C} etat = 'inscrit' WHERE id = {{desinscrite}}"],
    "I-13 transition qui ne part pas de l'état d'avant": [
        copie("registrations_journal", "r.candidature_id = {ecartee} AND r.action = 'ecarter'")
    ],
    "I-13 désinscription réservée à l'établissement": [f"{C} etat = 'desinscrit' WHERE id = {{eleve}}"],
    "I-13 préinscription sans journal": ["DELETE FROM registrations_journal WHERE candidature_id = {eleve}"],
    "I-11 désinscription hors période": [f"{J} quand = '2030-01-01' WHERE action = 'desinscrire'"],
    "I-20 désinscription sans mail": [f"{SON_TRAVAIL} = 'candidature:{{desinscrite}}:desinscrite'"],
    "I-20 décision sans mail": [f"{SON_TRAVAIL} LIKE 'candidature:{{ecartee}}:decision:%'"],
    "I-27 décision sans motif": [f"{J} motif = '' WHERE action = 'ecarter'"],
    "I-27 recevabilité sans décision au journal": [f"{C} recevabilite = 'conforme' {CETTE}"],
    "I-18 recevabilité CONFORME, pièce obligatoire non conforme": [f"{C} recevabilite = 'conforme' {CETTE}"],
    "I-27 acteur inconnu au journal": [f"{J} acteur = 'quelqu''un' {SON_JOURNAL}"],
    # Versions.
    "I-06 numéro de version en double": [f"{V} numero = 1 {SA_VERSION}"],
    "I-27 auteur de version inconnu": [f"{V} auteur = '' {SA_VERSION}"],
    "I-12 version sans sa ligne de journal, ou avec plusieurs": [
        copie("registrations_journal", "r.candidature_id = {candidature} AND r.vers = 'version 01'")
    ],
    "I-12 journal d'une version qui n'existe pas": [f"{J} vers = 'version 07' {SON_JOURNAL} AND vers = 'version 02'"],
    "I-20 version sans son mail": [f"{SON_TRAVAIL} = 'candidature:{{candidature}}:version:2'"],
    "I-10 version sans sa confirmation": [f"{D} numero = 7 WHERE numero = 2"],
    # Drafts.
    "I-08 brouillon déjà enregistré": [
        f"{B} cle_formulaire = (SELECT cle_formulaire FROM registrations_version {SA_VERSION}) WHERE id = {{brouillon}}"
    ],
    "I-08 deux brouillons pour un service": [copie("registrations_brouillon", "r.id = {brouillon}")],
    "I-08 deux brouillons pour une candidature": [copie("registrations_brouillon", "r.id = {modification}")],
    "I-09 brouillon d'une version qui n'existe pas": [f"{B} version_lue = 5 WHERE id = {{modification}}"],
    "I-11 brouillon écrit hors période": [f"{B} modifie_le = '2030-01-01' WHERE id = {{brouillon}}"],
    "I-13 brouillon d'une candidature désinscrite": [f"{C} etat = 'desinscrit' WHERE id = {{eleve}}"],
    "I-23 brouillon d'un autre compte ou service que sa candidature": [
        f"{B} compte_id = {{compte}} WHERE id = {{modification}}"
    ],
    # Documents.
    "I-10 document émis sans fichier ni empreinte": [f"{D} sha256 = '' WHERE etat = 'produit'"],
    "I-06 trou dans les versions d'un document": [f"{D} numero = 7 WHERE numero = 2"],
    "I-10 confirmation d'une version qui n'existe pas": [f"{D} numero = 7 WHERE numero = 2"],
    "I-10 deux documents d'un genre": [copie("documents_document", "r.candidature_id = {candidature}")],
    "I-10 code de vérification en double": [f"{D} code = 'A'"],
    "I-10 document à produire sans travail": [f"{D} etat = 'en_preparation'"],
    "I-25 document lu avant sa publication": [f"{D} lu_le = publie_le - interval '1 second'"],
    "I-20 même publication émise deux fois de suite": [f"{D} source = 'x'"],
    "I-06 deux candidatures actives pour un élève": [
        copie("registrations_candidature", "r.id = {eleve}", compte_id="{compte}", numero="900")
    ],
    "élève sans son école, ou école de qui n'est pas élève": [f"{C} ecole_id = NULL WHERE id = {{eleve}}"],
    "élève à compléter dans une autre spécialité que celle de son établissement": [
        f"{C} specialite_id = 'CAP-50024127' WHERE id = {{eleve}}"
    ],
    "I-27 préinscription corrigée sans journal": [
        "UPDATE registrations_lignepreinscription SET etat = 'corrigee' WHERE etat = 'faite'"
    ],
    "lot de préinscriptions dont il manque une personne": ["UPDATE registrations_lotpreinscription SET total = 7"],
    "préinscription d'un lot dans un autre service que le sien": [
        "UPDATE registrations_lignepreinscription SET service_id = NULL WHERE etat = 'faite'"
    ],
    "publication dont il manque un document": ["UPDATE documents_lot SET total = 7"],
    "document publié qui n'est pas celui du fichier": ["UPDATE documents_lignelot SET serie = 'x'"],
    "I-02 fichier de papillons qui porte un code remplacé, sans travail qui l'efface": [
        "UPDATE accounts_codepremieracces SET revoque_le = now()"
    ],
    "I-02 papillon d'un code d'un autre compte": ["UPDATE accounts_codepremieracces SET compte_id = {compte}"],
    # Pieces.
    "I-12 candidature enregistrée sans demande de pièces": [
        "DELETE FROM justificatifs_demandepieces WHERE candidature_id = {candidature}"
    ],
    "I-14 pièces demandées autres que celles de la version en vigueur": [
        f"{P} retiree_le = now() WHERE id = {{piece}}"
    ],
    "I-23 pièce dans le groupe d'une autre candidature": [
        f"{P} groupe_id = (SELECT max(id) FROM justificatifs_groupepieces) WHERE id = {{piece}}"
    ],
    "I-15 dépôt transmis dans un groupe jamais verrouillé": [
        "UPDATE justificatifs_groupepieces SET verrouille_le = NULL WHERE id = {groupe}"
    ],
    "I-15 groupe transmis sans fichier": [f"{DEPOT} valide_le = NULL"],
    "I-15 pièce obligatoire d'un groupe transmis, sans fichier ni délai": [
        f"{DEPOT} supprime_le = depose_le WHERE id = {{depot}}",
        f"{P} statut = '', rouverte_le = NULL, echeance_propre = NULL WHERE id = {{piece}}",
    ],
    "I-15 fichier transmis retiré sans être remplacé": [f"{DEPOT} supprime_le = depose_le WHERE id = {{depot}}"],
    "I-15 statut et réouverture qui se contredisent": [f"{P} rouverte_le = NULL WHERE statut = 'non_conforme'"],
    "I-16 fichier infecté encore en vigueur": [f"{DEPOT} \"analyse\" = 'infecte' WHERE id = {{depot}}"],
    "I-17 deux fichiers courants pour une pièce": [copie("justificatifs_depot", "r.id = {depot}")],
    "I-17 fichier dont le nom n'est pas l'empreinte": [f"{DEPOT} fichier = 'x' WHERE id = {{depot}}"],
    "I-17 preuve dont le nom n'est pas l'empreinte": ["UPDATE justificatifs_preuve SET sha256 = 'x'"],
    "I-27 fichier effacé sans trace, ou dont il reste le nom": [f"{DEPOT} efface_le = now() WHERE id = {{depot}}"],
    "I-27 preuve effacée sans trace, ou dont il reste le nom": ["UPDATE justificatifs_preuve SET efface_le = now()"],
    "I-18 statut de pièce sans décision": ["DELETE FROM justificatifs_revue WHERE id = {revue}"],
    "I-19 fichier de plus de 5 Mo": [f"{DEPOT} taille = 5000001 WHERE id = {{depot}}"],
    "I-20 pièce non conforme sans mail": ["DELETE FROM outbox_message WHERE genre = 'pieces.decisions'"],
    # Rectifications.
    "I-09 rectification d'une version qui n'existe pas": [f"{R} version_lue = 9 WHERE id = {{refusee}}"],
    "I-18 deux demandes ouvertes sur un point": [f"{R} etat = 'demandee'"],
    "I-18 rectification acceptée sans version à elle": [f"{R} version_id = NULL WHERE id = {{acceptee}}"],
    "I-18 rectification close à moitié": [f"{R} reponse = '' WHERE id = {{refusee}}"],
    "I-20 rectification refusée sans mail": [f"{SON_TRAVAIL} = 'rectification:{{refusee}}'"],
    "I-27 rectification sans journal": ["DELETE FROM registrations_journal WHERE action = 'rectification demandée'"],
    # The outbox.
    "I-20 travail fait sans date, ou date sans travail fait": [f"{M} fait_le = NULL"],
    "I-20 travail en double": [f"{M} cle_dedoublonnage = 'x'"],
    "I-20 travail fait encore sous bail": [f"{M} bail_jusqu_a = now()"],
    "I-20 travail d'état inconnu": [f"{M} etat = 'perdu'"],
    "I-22 travail essayé sans fin": [f"{M} etat = 'a_faire', essais = 50"],
    "I-26 adresse dans un travail": [f'{M} identifiants = \'{{{{"mail": "a@b.c"}}}}\''],
}
