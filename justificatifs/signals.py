"""What this app tells those above it; sent inside the transaction that writes.

`demande_etablie(sender, candidature, version, numero)`: the list asked of a candidature is new or has changed;
`numero` is that of the list. `pieces_relancees(sender, candidature, pieces, instant)`: its candidate is being reminded
of `pieces`, each with its `limite`. Receivers write rows and nothing else.
"""

from django.dispatch import Signal

demande_etablie = Signal()
pieces_relancees = Signal()
