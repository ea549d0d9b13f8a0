"""Erasing an account and everything that is about it."""

from accounts.lockout import effacer_essais
from accounts.models import User
from cyclades.common.acteur import acteur
from cyclades.outbox import services as outbox


class CompteVerrouille(Exception):
    """A candidature is or was attached to this account: it cannot be deleted (I-05)."""


def effacer_compte(compte: User) -> None:
    """Delete the account with its civil status, addresses, drafts, outbox rows, demonstration mails, lockouts.

    The caller holds the account's row lock. Raises ProtectedError when a candidature is attached;
    the database's own guard (CY005) refuses a locked identity.
    """
    with acteur("systeme:effacement"):
        effacer_essais(compte.identifiant, compte.numero_candidat)
        outbox.effacer(compte=compte.pk)
        compte.delete()


def supprimer_compte(*, compte_id: int) -> None:
    """« Supprimer »: the person deletes the account, while no candidature was ever attached.

    Raises CompteVerrouille otherwise. Source: guide, chapter 5.
    """
    with acteur("systeme:effacement"):
        compte = User.objects.select_for_update().get(pk=compte_id)
        profil = getattr(compte, "profil", None)
        if compte.is_staff or profil is None or profil.identite_verrouillee_le is not None:
            raise CompteVerrouille
        effacer_compte(compte)
