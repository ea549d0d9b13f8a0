from django.apps import AppConfig

from cyclades.outbox.registry import register


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Comptes"

    def ready(self) -> None:
        from cyclades.staff_site import staff_site

        from . import permissions, receivers, session  # noqa: F401  the last two hear of each sign-in
        from .services import acces

        register("compte.activation", "accounts.tasks.envoyer_activation")
        register("compte.mot_de_passe_oublie", "accounts.tasks.envoyer_mot_de_passe_oublie")
        register("compte.mot_de_passe_change", "accounts.tasks.envoyer_mot_de_passe_change")
        register("compte.adresse_a_confirmer", "accounts.tasks.envoyer_adresse_a_confirmer")
        register("compte.adresse_changee", "accounts.tasks.envoyer_adresse_changee")
        register("compte.adresse_retablie", "accounts.tasks.envoyer_adresse_retablie")
        register("compte.adresse_retiree", "accounts.tasks.envoyer_adresse_retiree")
        register("compte.etat_civil_corrige", "accounts.tasks.envoyer_etat_civil_corrige")
        register("compte.supprime", "accounts.tasks.envoyer_adieu")
        register("compte.inactif", "accounts.tasks.envoyer_inactivite", file="bulk")
        register("comptes.inactifs", "accounts.tasks.traiter_inactifs_par_travail", file="bulk")
        register("personnel.invitation", "accounts.tasks.envoyer_invitation")
        register("personnel.securite", "accounts.tasks.envoyer_securite")
        register("comptes.purger", "accounts.tasks.purger_par_travail", file="bulk")
        staff_site.brancher(
            academies=permissions.academies_visibles,
            est_personnel=permissions.est_personnel,
            est_responsable=permissions.est_responsable,
            est_superviseur=permissions.est_superviseur,
            noter_acces=acces.noter_acces,
        )
