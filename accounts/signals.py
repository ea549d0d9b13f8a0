"""What accounts announce to the apps above, in the transaction that causes it."""

from django.dispatch import Signal

# sender CodePremierAcces, `code`: its person has just chosen a password with it.
premier_acces_fait = Signal()
