"""People: who signs in, under which mail address and civil status."""

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import F, Q

from accounts.enums import Civilite
from accounts.managers import UserManager
from cyclades.common.normalisation import adresse_normalisee

from .gardes import dernier_superviseur

IDENTITE = (
    "civilite",
    "nom_naissance",
    "nom_usage",
    "prenoms",
    "date_naissance",
    "pays_naissance_id",
    "departement_naissance_id",
    "departement_libre",
    "commune_naissance",
    "commune_code",
    "ville_naissance",
)


class User(AbstractBaseUser):
    """An account. `identifiant` is the sign-in key: the normalised mail address, or a papillon login.

    Candidates get `numero_candidat` (11 digits) at activation, from the sequence
    `accounts_numero_candidat`; it is never reused. `corrections` counts the mail addresses corrected before
    activation: the link of an address that was corrected is worth nothing. `last_login` is an instant of the
    portal's clock.
    """

    identifiant = models.CharField("identifiant de connexion", max_length=254, unique=True)
    email = models.CharField("adresse mail", max_length=254, blank=True)
    numero_candidat = models.CharField("N° candidat", max_length=11, unique=True, null=True, blank=True)
    is_active = models.BooleanField("activé", default=False)
    is_staff = models.BooleanField("personnel", default=False)
    cree_le = models.DateTimeField("créé le")
    active_le = models.DateTimeField("activé le", null=True, blank=True)
    corrections = models.PositiveSmallIntegerField("corrections de l'adresse avant activation", default=0)

    USERNAME_FIELD = "identifiant"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        ordering = ["pk"]
        indexes = [models.Index(fields=["cree_le"], name="accounts_purge", condition=Q(active_le__isnull=True))]
        constraints = [
            models.CheckConstraint(name="accounts_actif_a_une_date", condition=~Q(is_active=True, active_le=None)),
            models.CheckConstraint(
                name="accounts_candidat_actif_a_un_numero",
                condition=~Q(is_active=True, is_staff=False, numero_candidat=None),
            ),
            models.CheckConstraint(
                name="accounts_numero_candidat_11_chiffres",
                condition=Q(numero_candidat=None) | Q(numero_candidat__regex=r"^0\d{10}$"),
            ),
            models.CheckConstraint(
                name="accounts_activation_apres_creation",
                condition=Q(active_le=None) | Q(active_le__gte=F("cree_le")),
            ),
        ]
        triggers = [
            dernier_superviseur(
                compte="OLD.id", quand="OLD.is_active AND OLD.is_staff", reste="NEW.is_active AND NEW.is_staff"
            )
        ]

    def __str__(self) -> str:
        return self.numero_candidat or f"compte {self.pk}"

    @property
    def identifiants(self) -> list[str]:
        """What may be typed to sign in: mail address or login of a papillon (with its address), N° candidat."""
        adresse = adresse_normalisee(self.email) if "@" not in self.identifiant else ""
        return [i for i in (self.identifiant, self.numero_candidat, adresse) if i]

    def get_short_name(self) -> str:
        return str(self)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Staff rights come from the role (accounts.permissions), never from per-person grants."""
        return bool(self.is_active and self.is_staff)

    def has_module_perms(self, app_label: str) -> bool:
        return bool(self.is_active and self.is_staff)


class AdresseConnue(models.Model):
    """Every address known to the portal, once (I-01): an account's, or a contact of a candidature."""

    adresse_normalisee = models.CharField(max_length=254, unique=True)
    compte = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="adresses")

    class Meta:
        verbose_name = "adresse connue"
        verbose_name_plural = "adresses connues"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"adresse {self.pk}"


class CandidateProfile(models.Model):
    """Civil status as on the identity document; frozen from the first candidature on (I-05)."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profil")
    civilite = models.CharField("civilité", max_length=10, choices=Civilite.choices)
    nom_naissance = models.CharField("nom de famille", max_length=80)
    nom_usage = models.CharField("nom d'usage", max_length=80, blank=True)
    prenoms = models.CharField("prénoms", max_length=120)
    date_naissance = models.DateField("date de naissance")
    pays_naissance = models.ForeignKey(
        "sessions_cfg.Pays", verbose_name="pays de naissance", on_delete=models.PROTECT, related_name="+"
    )
    departement_naissance = models.ForeignKey(
        "sessions_cfg.Departement",
        verbose_name="département, DOM ou COM de naissance",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    departement_libre = models.CharField(
        "département de naissance qui n'est pas dans la liste", max_length=80, blank=True, default=""
    )
    commune_naissance = models.CharField("commune de naissance", max_length=120, blank=True)
    commune_code = models.CharField("code INSEE de la commune", max_length=5, blank=True)
    commune_libre = models.BooleanField("commune saisie librement", default=False)
    ville_naissance = models.CharField("ville de naissance à l'étranger", max_length=120, blank=True)
    identite_verrouillee_le = models.DateTimeField("identité verrouillée le", null=True, blank=True)

    class Meta:
        verbose_name = "état civil"
        verbose_name_plural = "états civils"
        ordering = ["pk"]
        indexes = [models.Index(fields=["date_naissance"], name="accounts_nes_le")]
        constraints = [
            models.CheckConstraint(
                name="accounts_un_seul_departement",
                condition=Q(departement_libre="") | Q(departement_naissance=None, commune_libre=True),
                violation_error_message="Un lieu de naissance n'a qu'un département ; écrit librement, il se vérifie.",
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="identite_verrouillee",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                declare=[],
                func="""
                    IF OLD.identite_verrouillee_le IS NULL THEN
                        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                        RETURN NEW;
                    END IF;
                    IF TG_OP = 'DELETE' THEN
                        IF COALESCE(current_setting('cyclades.effacement', true), '') <> '' THEN RETURN OLD; END IF;
                        RAISE EXCEPTION 'identite verrouillee' USING ERRCODE = 'CY005';
                    END IF;
                    IF NEW.identite_verrouillee_le IS NULL THEN
                        RAISE EXCEPTION 'identite verrouillee' USING ERRCODE = 'CY005';
                    END IF;
                    IF COALESCE(current_setting('cyclades.acteur', true), '') = '' AND
                       ("""
                + ", ".join(f"OLD.{c}" for c in IDENTITE)
                + """) IS DISTINCT FROM ("""
                + ", ".join(f"NEW.{c}" for c in IDENTITE)
                + """) THEN
                        RAISE EXCEPTION 'identite verrouillee' USING ERRCODE = 'CY005';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nom_naissance} {self.prenoms}"


class ChangementAdresse(models.Model):
    """A new mail address asked for: the new mailbox confirms it within 48 hours, the old one undoes it within 48 more.

    The address that it replaces stays reserved to the account meanwhile. Forgotten once no link can serve.
    """

    compte = models.ForeignKey(User, on_delete=models.CASCADE, related_name="changements_adresse")
    ancienne = models.CharField(max_length=254)
    nouvelle = models.CharField(max_length=254)
    cree_le = models.DateTimeField()
    confirme_le = models.DateTimeField(null=True, blank=True)
    annule_le = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "changement d'adresse mail"
        verbose_name_plural = "changements d'adresse mail"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"changement {self.pk}"


class Adieu(models.Model):
    """The address of an account that its person deleted, until the mail that confirms it has left; nothing else."""

    adresse = models.CharField(max_length=254)
    quand = models.DateTimeField()

    class Meta:
        verbose_name = "mail d'adieu"
        verbose_name_plural = "mails d'adieu"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"adieu {self.pk}"


class AvisInactivite(models.Model):
    """The mail that tells an account left unused that it will be erased; gone as soon as its person comes back.

    `efface_le` is the instant that the mail named (portal's clock), empty until it has left: nobody is
    erased whom the mail could not tell.
    """

    compte = models.OneToOneField(User, on_delete=models.CASCADE, related_name="avis_inactivite")
    poste_le = models.DateTimeField()
    efface_le = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "avis d'inactivité"
        verbose_name_plural = "avis d'inactivité"
        ordering = ["pk"]
        indexes = [models.Index(fields=["efface_le"], name="accounts_avis_echus")]

    def __str__(self) -> str:
        return f"avis {self.pk}"
