"use strict";
/* Tabs redrawn by the server while something is typed: a reply drawn from an older state is dropped. */
(() => {
  const empreintes = new WeakMap();
  const empreinte = (formulaire) => new URLSearchParams(new FormData(formulaire)).toString();
  const saisie = () => document.getElementById("saisie");

  document.addEventListener("htmx:beforeRequest", (evenement) => {
    if (saisie() && evenement.detail.target.id === "saisie") empreintes.set(evenement.detail.xhr, empreinte(saisie()));
  });
  document.addEventListener("htmx:beforeSwap", (evenement) => {
    const envoyee = empreintes.get(evenement.detail.xhr);
    if (envoyee !== undefined && (!saisie() || envoyee !== empreinte(saisie()))) evenement.detail.shouldSwap = false;
  });
})();
