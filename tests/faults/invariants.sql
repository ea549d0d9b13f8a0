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
SELECT 'I-10 document émis sans fichier ni empreinte', id FROM documents_documentversion WHERE etat = 'produit' AND (fichier = '' OR produit_le IS NULL OR sha256 IS NULL);
SELECT 'I-15 dépôt transmis dans un groupe jamais verrouillé', d.id FROM justificatifs_depot d JOIN justificatifs_pieceattendue p ON p.id = d.piece_id JOIN justificatifs_groupepieces g ON g.id = p.groupe_id WHERE d.valide_le IS NOT NULL AND g.verrouille_le IS NULL;
SELECT 'I-17 deux fichiers courants pour une pièce', piece_id FROM justificatifs_depot WHERE supprime_le IS NULL GROUP BY 2 HAVING count(*) > 1;
