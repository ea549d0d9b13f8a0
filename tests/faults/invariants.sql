-- One query a line; each must return no row. `manage.py verifier_invariants` runs them all.
SELECT 'I-01 adresse en double', adresse_normalisee FROM accounts_adresseconnue GROUP BY 2 HAVING count(*) > 1;
SELECT 'I-01 compte de candidat sans adresse connue', u.id FROM accounts_user u WHERE u.email <> '' AND NOT EXISTS (SELECT 1 FROM accounts_adresseconnue a WHERE a.compte_id = u.id);
SELECT 'I-02 activation après 48 h', id FROM accounts_user WHERE active_le > cree_le + interval '48 hours' AND NOT is_staff;
SELECT 'I-04 compte jamais activé au-delà de 48 h 15', id FROM accounts_user WHERE active_le IS NULL AND cree_le < cyclades_maintenant() - interval '48 hours 15 minutes';
SELECT 'I-05 candidature sans identité verrouillée', c.id FROM registrations_candidature c JOIN accounts_candidateprofile p ON p.user_id = c.compte_id WHERE p.identite_verrouillee_le IS NULL;
SELECT 'I-06 numéro de candidat en double', numero_candidat FROM accounts_user WHERE numero_candidat IS NOT NULL GROUP BY 2 HAVING count(*) > 1;
SELECT 'I-06 trou dans les numéros d''inscription', compte_id FROM registrations_candidature GROUP BY 2 HAVING max(numero) <> count(*);
SELECT 'I-06 trou dans les versions', candidature_id FROM registrations_version GROUP BY 2 HAVING max(numero) <> count(*);
SELECT 'I-06 version courante fausse', c.id FROM registrations_candidature c WHERE c.version_courante <> COALESCE((SELECT max(v.numero) FROM registrations_version v WHERE v.candidature_id = c.id), 0);
SELECT 'I-08 clé de formulaire en double', cle_formulaire FROM registrations_version GROUP BY 2 HAVING count(*) > 1;
SELECT 'I-08 deux candidatures actives', compte_id, session_id FROM registrations_candidature WHERE etat IN ('a_completer', 'inscrit') AND exclusive GROUP BY 2, 3 HAVING count(*) > 1;
SELECT 'I-11 version du candidat hors période', v.id FROM registrations_version v JOIN registrations_candidature c ON c.id = v.candidature_id JOIN sessions_cfg_serviceinscription s ON s.id = c.service_id WHERE v.auteur LIKE 'candidat%' AND (v.cree_le < s.ouverture OR v.cree_le >= s.fermeture);
SELECT 'I-11 changement de coordonnées qui change autre chose', v.id FROM registrations_version v JOIN registrations_version p ON p.candidature_id = v.candidature_id AND p.numero = v.numero - 1 WHERE v.auteur = 'systeme:coordonnees' AND v.contenu - 'coordonnees' IS DISTINCT FROM p.contenu - 'coordonnees';
SELECT 'I-13 candidature active sans journal', c.id FROM registrations_candidature c WHERE c.version_courante > 0 AND NOT EXISTS (SELECT 1 FROM registrations_journal j WHERE j.candidature_id = c.id);
SELECT 'I-20 travail fait sans date, ou date sans travail fait', id FROM outbox_message WHERE (etat = 'fait') <> (fait_le IS NOT NULL);
SELECT 'I-10 document émis sans fichier ni empreinte', id FROM documents_documentversion WHERE etat = 'produit' AND (fichier = '' OR produit_le IS NULL OR sha256 !~ '^[0-9a-f]{64}$');
SELECT 'I-15 dépôt transmis dans un groupe jamais verrouillé', d.id FROM justificatifs_depot d JOIN justificatifs_pieceattendue p ON p.id = d.piece_id JOIN justificatifs_groupepieces g ON g.id = p.groupe_id WHERE d.valide_le IS NOT NULL AND g.verrouille_le IS NULL;
SELECT 'I-17 deux fichiers courants pour une pièce', piece_id FROM justificatifs_depot WHERE supprime_le IS NULL GROUP BY 2 HAVING count(*) > 1;
-- Candidatures and their journal. Instants of the web, whose clock may differ from the database's, are left two hours.
SELECT 'I-06 numéro d''inscription en double', compte_id, numero FROM registrations_candidature GROUP BY 2, 3 HAVING count(*) > 1;
SELECT 'I-06 candidature d''un compte sans N° candidat', c.id FROM registrations_candidature c JOIN accounts_user u ON u.id = c.compte_id WHERE u.numero_candidat IS NULL;
SELECT 'I-24 session ou académie autre que celle du service', c.id FROM registrations_candidature c JOIN sessions_cfg_serviceinscription s ON s.id = c.service_id WHERE (c.session_id, c.academie_id) <> (s.session_id, s.academie_id);
SELECT 'I-12 état qui contredit les versions', id FROM registrations_candidature WHERE (etat = 'inscrit' AND version_courante = 0) OR (etat = 'a_completer' AND version_courante > 0);
SELECT 'I-09 spécialité autre que celle de la version en vigueur', c.id FROM registrations_candidature c JOIN registrations_version v ON v.candidature_id = c.id AND v.numero = c.version_courante WHERE c.specialite_id IS DISTINCT FROM v.contenu #>> '{qualification,specialite,code}';
SELECT 'I-13 transition non déclarée', id FROM registrations_journal WHERE action IN ('completer', 'desinscrire', 'ecarter', 'annuler', 'retablir') AND (action, de, vers) NOT IN (VALUES ('completer', 'a_completer', 'inscrit'), ('desinscrire', 'inscrit', 'desinscrit'), ('desinscrire', 'a_completer', 'desinscrit'), ('ecarter', 'inscrit', 'ecarte'), ('ecarter', 'a_completer', 'ecarte'), ('annuler', 'inscrit', 'annule'), ('annuler', 'a_completer', 'annule'), ('retablir', 'ecarte', 'inscrit'), ('retablir', 'ecarte', 'a_completer'), ('retablir', 'annule', 'inscrit'), ('retablir', 'annule', 'a_completer'));
SELECT 'I-13 état qui n''est pas celui du journal', c.id FROM registrations_candidature c WHERE c.etat <> COALESCE((SELECT j.vers FROM registrations_journal j WHERE j.candidature_id = c.id AND j.action IN ('completer', 'desinscrire', 'ecarter', 'annuler', 'retablir') ORDER BY j.id DESC LIMIT 1), CASE c.origine WHEN 'grand_public' THEN 'inscrit' ELSE 'a_completer' END);
SELECT 'I-13 transition qui ne part pas de l''état d''avant', id FROM (SELECT j.id, j.de, lag(j.vers) OVER (PARTITION BY j.candidature_id ORDER BY j.id) AS avant FROM registrations_journal j WHERE j.action IN ('completer', 'desinscrire', 'ecarter', 'annuler', 'retablir')) t WHERE avant <> de;
SELECT 'I-13 désinscription réservée à l''établissement', id FROM registrations_candidature WHERE etat = 'desinscrit' AND origine = 'etablissement';
SELECT 'I-13 préinscription sans journal', c.id FROM registrations_candidature c WHERE c.origine <> 'grand_public' AND NOT EXISTS (SELECT 1 FROM registrations_journal j WHERE j.candidature_id = c.id AND j.action = 'preinscription');
SELECT 'I-11 désinscription hors période', j.id FROM registrations_journal j JOIN registrations_candidature c ON c.id = j.candidature_id JOIN sessions_cfg_serviceinscription s ON s.id = c.service_id WHERE j.action = 'desinscrire' AND (j.quand < s.ouverture - interval '2 hours' OR j.quand >= s.fermeture + interval '2 hours');
SELECT 'I-20 désinscription sans mail', c.id FROM registrations_candidature c WHERE c.etat = 'desinscrit' AND NOT EXISTS (SELECT 1 FROM outbox_message m WHERE m.cle_dedoublonnage = 'candidature:' || c.id || ':desinscrite');
SELECT 'I-20 décision sans mail', j.id FROM registrations_journal j WHERE j.action IN ('ecarter', 'annuler', 'retablir', 'conforme') AND NOT EXISTS (SELECT 1 FROM outbox_message m WHERE m.cle_dedoublonnage = 'candidature:' || j.candidature_id || ':decision:' || j.id);
SELECT 'I-27 décision sans motif', id FROM registrations_journal WHERE action IN ('ecarter', 'annuler', 'retablir') AND motif = '';
SELECT 'I-27 recevabilité sans décision au journal', c.id FROM registrations_candidature c WHERE c.recevabilite = 'conforme' AND NOT EXISTS (SELECT 1 FROM registrations_journal j WHERE j.candidature_id = c.id AND j.action = 'conforme');
SELECT 'I-18 recevabilité CONFORME, pièce obligatoire non conforme', c.id, p.id FROM registrations_candidature c JOIN justificatifs_pieceattendue p ON p.candidature_id = c.id WHERE c.recevabilite = 'conforme' AND p.obligatoire AND p.retiree_le IS NULL AND p.statut <> 'conforme';
SELECT 'I-27 acteur inconnu au journal', id FROM registrations_journal WHERE acteur !~ '^(candidat(:[0-9]+)?|gestionnaire:[0-9]+|systeme:.+)$';
-- Versions.
SELECT 'I-06 numéro de version en double', candidature_id, numero FROM registrations_version GROUP BY 2, 3 HAVING count(*) > 1;
SELECT 'I-27 auteur de version inconnu', id FROM registrations_version WHERE auteur !~ '^(candidat(:[0-9]+)?|gestionnaire:[0-9]+|systeme:.+)$';
SELECT 'I-12 version sans sa ligne de journal, ou avec plusieurs', v.id FROM registrations_version v WHERE (SELECT count(*) FROM registrations_journal j WHERE j.candidature_id = v.candidature_id AND j.vers = 'version ' || lpad(v.numero::text, 2, '0')) <> 1;
SELECT 'I-12 journal d''une version qui n''existe pas', j.id FROM registrations_journal j WHERE j.vers LIKE 'version %' AND NOT EXISTS (SELECT 1 FROM registrations_version v WHERE v.candidature_id = j.candidature_id AND j.vers = 'version ' || lpad(v.numero::text, 2, '0'));
SELECT 'I-20 version sans son mail', v.id FROM registrations_version v WHERE NOT EXISTS (SELECT 1 FROM outbox_message m WHERE m.cle_dedoublonnage = 'candidature:' || v.candidature_id || ':version:' || v.numero);
SELECT 'I-10 version sans sa confirmation', v.id FROM registrations_version v WHERE NOT EXISTS (SELECT 1 FROM documents_document d JOIN documents_documentversion dv ON dv.document_id = d.id WHERE d.candidature_id = v.candidature_id AND d.kind = 'confirmation' AND dv.numero = v.numero);
-- Drafts.
SELECT 'I-08 brouillon déjà enregistré', b.id FROM registrations_brouillon b JOIN registrations_version v ON v.cle_formulaire = b.cle_formulaire;
SELECT 'I-08 deux brouillons pour un service', compte_id, service_id FROM registrations_brouillon WHERE candidature_id IS NULL GROUP BY 2, 3 HAVING count(*) > 1;
SELECT 'I-08 deux brouillons pour une candidature', candidature_id FROM registrations_brouillon WHERE candidature_id IS NOT NULL GROUP BY 2 HAVING count(*) > 1;
SELECT 'I-09 brouillon d''une version qui n''existe pas', b.id FROM registrations_brouillon b LEFT JOIN registrations_candidature c ON c.id = b.candidature_id WHERE b.version_lue > COALESCE(c.version_courante, 0);
SELECT 'I-11 brouillon écrit hors période', b.id FROM registrations_brouillon b JOIN sessions_cfg_serviceinscription s ON s.id = b.service_id WHERE b.modifie_le < s.ouverture - interval '2 hours' OR b.modifie_le >= s.fermeture + interval '2 hours';
SELECT 'I-13 brouillon d''une candidature désinscrite', b.id FROM registrations_brouillon b JOIN registrations_candidature c ON c.id = b.candidature_id WHERE c.etat = 'desinscrit';
SELECT 'I-23 brouillon d''un autre compte ou service que sa candidature', b.id FROM registrations_brouillon b JOIN registrations_candidature c ON c.id = b.candidature_id WHERE (b.compte_id, b.service_id) <> (c.compte_id, c.service_id);
-- Documents. A demande de pièces bears the version of its list, which may pass over some.
SELECT 'I-06 trou dans les versions d''un document', d.id FROM documents_document d JOIN documents_documentversion v ON v.document_id = d.id WHERE d.kind <> 'demande-pieces' GROUP BY 2 HAVING max(v.numero) <> count(*);
SELECT 'I-10 confirmation d''une version qui n''existe pas', dv.id FROM documents_documentversion dv JOIN documents_document d ON d.id = dv.document_id WHERE d.kind = 'confirmation' AND NOT EXISTS (SELECT 1 FROM registrations_version v WHERE v.candidature_id = d.candidature_id AND v.numero = dv.numero);
SELECT 'I-10 deux documents d''un genre', candidature_id, kind, serie FROM documents_document GROUP BY 2, 3, 4 HAVING count(*) > 1;
SELECT 'I-10 code de vérification en double', code FROM documents_documentversion GROUP BY 2 HAVING count(*) > 1;
SELECT 'I-10 document à produire sans travail', v.id FROM documents_documentversion v WHERE v.etat = 'en_preparation' AND NOT EXISTS (SELECT 1 FROM outbox_message m WHERE m.genre = 'document.produire' AND m.identifiants ->> 'version' = v.id::text AND m.etat <> 'fait');
SELECT 'I-25 document lu avant sa publication', id FROM documents_documentversion WHERE lu_le < publie_le OR (lu_le IS NOT NULL AND etat <> 'produit');
-- Pieces. A proof or a file is named after its hash.
SELECT 'I-12 candidature enregistrée sans demande de pièces', c.id FROM registrations_candidature c WHERE c.version_courante > 0 AND NOT EXISTS (SELECT 1 FROM justificatifs_demandepieces d WHERE d.candidature_id = c.id);
SELECT 'I-14 pièces demandées autres que celles de la version en vigueur', c.id FROM registrations_candidature c JOIN registrations_version v ON v.candidature_id = c.id AND v.numero = c.version_courante WHERE ARRAY(SELECT p.cle::text FROM justificatifs_pieceattendue p WHERE p.candidature_id = c.id AND p.retiree_le IS NULL ORDER BY 1) <> ARRAY(SELECT e ->> 'cle' FROM jsonb_array_elements(v.contenu -> 'pieces') e ORDER BY 1);
SELECT 'I-23 pièce dans le groupe d''une autre candidature', p.id FROM justificatifs_pieceattendue p JOIN justificatifs_groupepieces g ON g.id = p.groupe_id WHERE p.candidature_id <> g.candidature_id;
SELECT 'I-15 groupe transmis sans fichier', g.id FROM justificatifs_groupepieces g WHERE g.verrouille_le IS NOT NULL AND NOT EXISTS (SELECT 1 FROM justificatifs_depot d JOIN justificatifs_pieceattendue p ON p.id = d.piece_id WHERE p.groupe_id = g.id AND d.valide_le IS NOT NULL);
SELECT 'I-15 pièce obligatoire d''un groupe transmis, sans fichier ni délai', p.id FROM justificatifs_pieceattendue p JOIN justificatifs_groupepieces g ON g.id = p.groupe_id WHERE g.mode = 'EN_LIGNE' AND g.verrouille_le IS NOT NULL AND p.obligatoire AND p.retiree_le IS NULL AND p.statut NOT IN ('recue', 'conforme') AND p.rouverte_le IS NULL AND NOT EXISTS (SELECT 1 FROM justificatifs_depot d WHERE d.piece_id = p.id AND d.supprime_le IS NULL AND d.valide_le IS NOT NULL);
SELECT 'I-15 fichier transmis retiré sans être remplacé', d.id FROM justificatifs_depot d WHERE d.valide_le IS NOT NULL AND d.supprime_le IS NOT NULL AND d.analyse <> 'infecte' AND NOT EXISTS (SELECT 1 FROM justificatifs_depot r WHERE r.piece_id = d.piece_id AND r.id > d.id);
SELECT 'I-15 statut et réouverture qui se contredisent', id FROM justificatifs_pieceattendue WHERE (rouverte_le IS NULL) <> (echeance_propre IS NULL) OR (statut = 'non_conforme' AND rouverte_le IS NULL) OR (statut IN ('recue', 'conforme') AND rouverte_le IS NOT NULL);
SELECT 'I-16 fichier infecté encore en vigueur', id FROM justificatifs_depot WHERE justificatifs_depot.analyse = 'infecte' AND supprime_le IS NULL;
SELECT 'I-17 fichier dont le nom n''est pas l''empreinte', id FROM justificatifs_depot WHERE sha256 !~ '^[0-9a-f]{64}$' OR fichier NOT LIKE '%/' || sha256;
SELECT 'I-17 preuve dont le nom n''est pas l''empreinte', id FROM justificatifs_preuve WHERE sha256 !~ '^[0-9a-f]{64}$' OR fichier NOT LIKE '%/' || sha256;
SELECT 'I-18 statut de pièce sans décision', p.id FROM justificatifs_pieceattendue p WHERE p.statut <> '' AND p.statut IS DISTINCT FROM (SELECT r.vers FROM justificatifs_revue r WHERE r.piece_id = p.id ORDER BY r.id DESC LIMIT 1);
SELECT 'I-19 fichier de plus de 5 Mo', id FROM justificatifs_depot WHERE taille > 5000000;
SELECT 'I-20 pièce non conforme sans mail', r.id FROM justificatifs_revue r WHERE r.vers = 'non_conforme' AND NOT EXISTS (SELECT 1 FROM outbox_message m WHERE m.cle_dedoublonnage = 'pieces.non_conforme:' || r.id);
-- Rectifications.
SELECT 'I-09 rectification d''une version qui n''existe pas', r.id FROM registrations_rectification r JOIN registrations_candidature c ON c.id = r.candidature_id WHERE r.version_lue > c.version_courante;
SELECT 'I-18 deux demandes ouvertes sur un point', candidature_id, champ FROM registrations_rectification WHERE etat = 'demandee' GROUP BY 2, 3 HAVING count(*) > 1;
SELECT 'I-18 rectification acceptée sans version à elle', r.id FROM registrations_rectification r LEFT JOIN registrations_version v ON v.id = r.version_id WHERE (r.etat = 'acceptee') <> (v.id IS NOT NULL) OR v.candidature_id <> r.candidature_id OR v.numero <= r.version_lue OR v.auteur <> r.close_par;
SELECT 'I-18 rectification close à moitié', id FROM registrations_rectification WHERE (etat = 'demandee') <> (close_le IS NULL) OR (etat = 'demandee') <> (close_par = '') OR (etat = 'refusee' AND reponse = '');
SELECT 'I-20 rectification refusée sans mail', r.id FROM registrations_rectification r WHERE r.etat = 'refusee' AND NOT EXISTS (SELECT 1 FROM outbox_message m WHERE m.cle_dedoublonnage = 'rectification:' || r.id);
SELECT 'I-27 rectification sans journal', candidature_id FROM registrations_rectification r GROUP BY 2 HAVING count(*) <> (SELECT count(*) FROM registrations_journal j WHERE j.candidature_id = r.candidature_id AND j.action = 'rectification demandée');
-- The outbox. ESSAIS_MAX is 8; one more may be counted while it is done.
SELECT 'I-20 travail en double', cle_dedoublonnage FROM outbox_message GROUP BY 2 HAVING count(*) > 1;
SELECT 'I-20 travail fait encore sous bail', id FROM outbox_message WHERE etat <> 'a_faire' AND bail_jusqu_a IS NOT NULL;
SELECT 'I-20 travail d''état inconnu', id FROM outbox_message WHERE etat NOT IN ('a_faire', 'fait', 'rebut');
SELECT 'I-22 travail essayé sans fin', id FROM outbox_message WHERE etat = 'a_faire' AND essais > 9 AND NOT panne;
SELECT 'I-26 adresse dans un travail', id FROM outbox_message WHERE identifiants::text LIKE '%@%';
SELECT 'I-20 même publication émise deux fois de suite', v.id FROM documents_documentversion v JOIN documents_documentversion p ON p.document_id = v.document_id AND p.numero = v.numero - 1 WHERE v.source <> '' AND v.source = p.source AND (p.retiree_le IS NULL OR p.retiree_le > v.cree_le);
SELECT 'publication dont il manque un document', l.id FROM documents_lot l WHERE l.total <> (SELECT count(*) FROM documents_lignelot g WHERE g.lot_id = l.id);
SELECT 'document publié qui n''est pas celui du fichier', g.id FROM documents_lignelot g JOIN documents_documentversion v ON v.id = g.version_id JOIN documents_document d ON d.id = v.document_id WHERE d.candidature_id <> g.candidature_id OR d.serie <> g.serie OR (g.etat = 'faite' AND v.source <> g.source);
