"""From a file of staff to documents: what it may hold (`colonnes`), how it is read (`fichier`), what is wrong with
it (`controle`), and what a kind of document makes of its lines (`contenus`). Nothing here writes."""
