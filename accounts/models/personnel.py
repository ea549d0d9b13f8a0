"""Staff: role and académies, what was done to their access, and their recovery codes."""

from django.db import models
from django_otp.plugins.otp_static.models import StaticDevice

from accounts.enums import Evenement, Role
from accounts.secours import empreintes

from .comptes import User
from .gardes import ajout_seul, dernier_superviseur


class StaffProfile(models.Model):
    """Role of a member of staff and the académies they may see; a superviseur sees all."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="personnel")
    role = models.CharField("rôle", max_length=20, choices=Role.choices)
    nom = models.CharField("nom affiché", max_length=120)
    academies = models.ManyToManyField("sessions_cfg.Academie", verbose_name="académies", blank=True)
    # The link to choose a password is signed over this instant: sending another replaces it, using it empties it.
    invite_le = models.DateTimeField("invité le", null=True, blank=True)

    class Meta:
        verbose_name = "membre du personnel"
        verbose_name_plural = "personnel"
        ordering = ["pk"]
        triggers = [
            dernier_superviseur(
                compte="OLD.user_id", quand="OLD.role = 'superviseur'", reste="NEW.role = 'superviseur'"
            )
        ]

    def __str__(self) -> str:
        return self.nom


class EvenementPersonnel(models.Model):
    """What was done to the access of a member of staff, by whom; rows are only ever added (I-27).

    `auteur` is None when the operator did it by a command. `avant` and `apres` hold what changed
    (name, role, codes of the académies, active). `adresse_ip` is kept for sign-ins.
    """

    personne = models.ForeignKey(User, on_delete=models.PROTECT, related_name="evenements")
    auteur = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    quand = models.DateTimeField("quand")
    genre = models.CharField("événement", max_length=30, choices=Evenement.choices)
    avant = models.JSONField("avant", default=dict)
    apres = models.JSONField("après", default=dict)
    adresse_ip = models.CharField("adresse IP", max_length=50, blank=True)

    class Meta:
        verbose_name = "événement d'un compte du personnel"
        verbose_name_plural = "événements des comptes du personnel"
        ordering = ["-quand", "-pk"]
        indexes = [
            models.Index(fields=["personne", "-quand"], name="accounts_evenements_personne"),
            models.Index(fields=["quand"], name="accounts_evenements_menage"),
        ]
        triggers = [ajout_seul()]

    def __str__(self) -> str:
        return f"{self.genre} {self.personne_id}"


class CodesDeSecours(StaticDevice):  # type: ignore[misc]  # django-otp has no types
    """The recovery codes of a person: django-otp's static device, which here holds fingerprints only.

    A code that worked is gone: one statement deletes it and says whether it was there, so that two
    requests with the same code open one session, whoever holds which lock.
    """

    class Meta:
        proxy = True
        verbose_name = "codes de secours"
        verbose_name_plural = "codes de secours"

    def verify_token(self, token: str) -> bool:
        """True once for each code; a wrong one makes the next wait (django-otp's throttle)."""
        if not self.verify_is_allowed()[0]:
            return False
        supprimes, _ = self.token_set.filter(token__in=empreintes(self.user_id, token)).delete()
        if not supprimes:
            self.throttle_increment()
            return False
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp(commit=False)
        self.save()
        return True
