"""Texts of the public pages that are lists: steps, help, site map."""

from typing import NamedTuple


class Lien(NamedTuple):
    """An answer of the help that is a link."""

    texte: str
    adresse: str


ETAPES = (
    ("Vérifier les dates", "Chaque académie ouvre les inscriptions à des dates précises, examen par examen."),
    (
        "Créer son compte",
        "Avec une adresse mail personnelle. Le compte s'active depuis le mail reçu, sous 48 heures.",
    ),
    ("Remplir les sept étapes", "Identité, spécialité, acquis, épreuves… Votre saisie est gardée à chaque étape."),
    ("Enregistrer", "Vous recevez un numéro d'inscription et votre confirmation d'inscription en PDF."),
    ("Fournir les pièces", "La confirmation signée et les justificatifs demandés, avant la date indiquée."),
    ("Passer les épreuves", "La convocation, puis le relevé de notes, vous attendent dans « Mes documents »."),
)

# (anchor, title, ((question, answers…)…))
AIDE = (
    (
        "compte",
        "Compte et connexion",
        (
            (
                "Qui doit créer un compte ?",
                "Les candidats qui ne sont pas scolarisés : leur adresse mail devient leur identifiant.",
                "Si un établissement vous a inscrit(e), ne créez pas de compte : connectez-vous avec l'identifiant du "
                "papillon de connexion qu'il vous a remis.",
            ),
            (
                "Quelle adresse mail choisir ?",
                "Une adresse que vous lisez souvent et qui restera la vôtre au moins jusqu'en décembre de l'année de "
                "l'examen. Tous les messages importants y arrivent ; regardez aussi les courriers indésirables.",
            ),
            (
                "Je n'arrive pas à me connecter",
                "Vérifiez que vous avez activé le compte : le mail « Activer mon compte » contient un lien valable "
                "48 heures après la création. Passé ce délai, le compte et ses données sont effacés et vous pouvez "
                "recommencer, avec la même adresse.",
                "Après plusieurs mots de passe erronés, la connexion est ralentie pendant quelques minutes. "
                "« Mot de passe oublié, réinitialisation du mot de passe » permet d'en choisir un nouveau.",
            ),
            (
                "Le portail dit que « Cette adresse mail existe déjà dans l'application Cyclades »",
                "Soit vous avez déjà un compte, peut-être d'une session passée : connectez-vous, ou réinitialisez le "
                "mot de passe.",
                "Soit l'adresse figure dans la candidature d'un proche : utilisez-en une autre pour votre compte.",
            ),
            (
                "Comment changer d'adresse mail ou de mot de passe ?",
                "Une fois connecté(e), par « Modifier mon compte », en haut de page. La nouvelle adresse est à "
                "confirmer depuis le mail que vous y recevrez ; d'ici là, rien ne change. Votre N° candidat vous "
                "connecte toujours.",
            ),
            (
                "Un mail dit que mon adresse a été modifiée, et ce n'est pas moi",
                "Ouvrez le lien de ce mail dans les 48 heures : votre adresse redevient votre identifiant, toutes "
                "les connexions ouvertes sont fermées, et vous choisissez un nouveau mot de passe. Ensuite, écrivez "
                "au service gestionnaire de votre académie.",
            ),
            (
                "Pourquoi les autres champs de mon compte sont-ils grisés ?",
                "Dès qu'une candidature existe ou a existé, même désinscrite, l'état civil ne se modifie plus ici. "
                "En cas d'erreur, écrivez au service gestionnaire dont les coordonnées sont affichées sur la page.",
            ),
        ),
    ),
    (
        "inscription",
        "Inscription",
        (
            (
                "Je ne trouve pas mon examen ou mon académie",
                "Consultez « Ouverture des services » : si aucune période n'est affichée pour votre choix, aucun "
                "service d'inscription n'y est ouvert.",
                "Choisissez l'académie de votre lieu de résidence.",
            ),
            (
                "Puis-je m'arrêter en cours de route ?",
                "Oui. Ce que vous avez saisi est gardé comme brouillon. Mais un brouillon n'est pas une inscription : "
                "seul le bouton « Enregistrer », à l'étape Récapitulatif, crée votre candidature et vous donne un "
                "numéro.",
            ),
            (
                "Comment déclarer un diplôme ou des notes que j'ai déjà ?",
                "À l'étape Acquis. Le portail affiche aussitôt les épreuves dont vous êtes dispensé(e) et pourquoi. "
                "Pour repasser l'une d'elles, décochez-la.",
            ),
            (
                "Comment modifier mon inscription ?",
                "Tant que le service est ouvert : « Mes inscriptions », votre candidature, « Mon inscription », puis "
                "« Modifier ». Chaque enregistrement crée une nouvelle version et une nouvelle confirmation.",
                "Si vos pièces sont déjà verrouillées, imprimez et signez la nouvelle confirmation et prévenez le "
                "service gestionnaire, qui rouvrira le dépôt des pièces concernées.",
            ),
            (
                "Je me suis désinscrit(e) et je le regrette",
                "Une candidature désinscrite ne peut pas être réactivée. Inscrivez-vous à nouveau, si le service est "
                "encore ouvert.",
            ),
            (
                "J'ai besoin d'un aménagement d'épreuves",
                "Signalez-le à l'étape « Informations candidature », puis suivez la procédure de votre académie, dont "
                "le lien vous est donné. La demande se fait séparément de l'inscription.",
            ),
        ),
    ),
    (
        "dispenses",
        "Dispenses et notes conservées",
        (
            (
                "De quelles épreuves suis-je dispensé(e) ?",
                "Cela dépend de l'examen, de la spécialité et de ce que vous avez déjà : diplôme, notes d'une session "
                "passée, validation des acquis de l'expérience. Le simulateur le dit en cinq minutes, avec le texte "
                "qui le prévoit, les épreuves qui restent et les pièces à réunir. Il ne demande ni compte ni nom.",
                Lien("Ouvrir le simulateur", "/simulateur/"),
            ),
            (
                "Mon diplôme est ancien : compte-t-il encore ?",
                "Oui. Un diplôme n'a pas de limite d'âge. Les notes et les décisions de validation des acquis, elles, "
                "se conservent cinq sessions.",
            ),
            (
                "Que veut dire « à vérifier par le service » ?",
                "Le règlement que le portail connaît ne dit pas quelles épreuves ce titre dispense. Aucune dispense "
                "n'est accordée d'avance : déclarez-le, joignez-en la preuve, et le service des examens décidera. "
                "D'ici là, préparez toutes les épreuves.",
            ),
            (
                "Puis-je passer une épreuve dont je suis dispensé(e) ?",
                "Oui : décochez-la, dans le simulateur comme à l'étape Acquis. Elle redevient une épreuve à passer.",
            ),
            (
                "Une dispense affichée est-elle définitive ?",
                "Non. Elle suit le règlement et ce que vous avez déclaré ; le service l'accorde après avoir vu la "
                "preuve, qui figure parmi vos pièces justificatives.",
            ),
            (
                "Que deviennent mes réponses au simulateur ?",
                "Elles restent dans ce navigateur une heure au plus, puis sont effacées. Si vous vous connectez pour "
                "vous inscrire, elles vous sont montrées, et rien n'est repris sans votre accord.",
            ),
        ),
    ),
    (
        "documents",
        "Documents et pièces justificatives",
        (
            (
                "Que faire de la confirmation d'inscription ?",
                "Imprimez-la, vérifiez chaque ligne, datez et signez-la, puis rendez-la avec les pièces demandées, "
                "avant la date indiquée au dos.",
            ),
            (
                "Où sont mes documents ?",
                "Dans « Mes documents » : confirmation, convocation, relevé de notes… La dernière version de chacun y "
                "est affichée.",
            ),
            (
                "Quels fichiers puis-je déposer ?",
                "Des fichiers PDF, PNG, JPG, DOC, DOCX, ZIP, AVI, MP3 ou MP4, de 5 Mo au plus. Une photo nette, prise "
                "bien à plat, convient.",
            ),
            (
                "Ma pièce a été refusée",
                "Le motif est affiché dans « Mes justificatifs ». Cette pièce seule redevient modifiable : déposez-en "
                "une nouvelle avant la date limite.",
            ),
        ),
    ),
)

PLAN = (
    (
        "Pages ouvertes à tous",
        (
            ("/", "Accueil"),
            ("/ouverture-des-services/", "Ouverture des services"),
            ("/simulateur/", "Simulateur"),
            ("/verification/", "Vérifier un document"),
            ("/aide/", "Aide"),
            ("/accessibilite/", "Accessibilité"),
            ("/mentions-legales/", "Mentions légales"),
            ("/donnees-personnelles/", "Données personnelles"),
        ),
    ),
    (
        "Compte",
        (
            ("/compte/connexion/", "Me connecter"),
            ("/compte/creer/", "Créer mon compte"),
            ("/compte/modifier/", "Modifier mon compte"),
        ),
    ),
    (
        "Espace du candidat, une fois connecté(e)",
        (
            ("/inscriptions/", "Mes inscriptions"),
            ("/inscriptions/nouvelle/", "M'inscrire"),
            ("/compte/mes-donnees/", "Mes données"),
        ),
    ),
)

CHEMINS_PRIVES = ("/compte/", "/inscriptions/", "/documents/", "/justificatifs/", "/gestion/", "/demo/")
