"use strict";
/* Tabs redrawn by the server while something is typed: a reply drawn from an older state is dropped. */
(() => {
  const empreintes = new WeakMap();
  const saisie = () => document.getElementById("saisie");
  function empreinte(formulaire) {
    const champs = new URLSearchParams(new FormData(formulaire));
    champs.delete("revision"); // changes whenever what is typed is kept
    return champs.toString();
  }

  document.addEventListener("htmx:beforeRequest", (evenement) => {
    if (saisie() && evenement.detail.target.id === "saisie") empreintes.set(evenement.detail.xhr, empreinte(saisie()));
  });
  document.addEventListener("htmx:beforeSwap", (evenement) => {
    const envoyee = empreintes.get(evenement.detail.xhr);
    if (envoyee !== undefined && (!saisie() || envoyee !== empreinte(saisie()))) evenement.detail.shouldSwap = false;
  });
})();

/* The time left before the service closes: from ten minutes before, each minute; then that it is over, the screen kept. */
(() => {
  const bloc = document.getElementById("fermeture");
  if (!bloc) return;
  const ANNONCE = 600;
  const phrase = bloc.querySelector("[data-fermeture-phrase]");
  let fin = 0;

  function partir(secondes) {
    fin = Date.now() + secondes * 1000;
    montrer();
  }
  function montrer() {
    const reste = (fin - Date.now()) / 1000;
    bloc.hidden = reste > ANNONCE;
    bloc.querySelector("[data-fermeture-proche]").hidden = reste <= 0;
    bloc.querySelector("[data-fermeture-passee]").hidden = reste > 0;
    if (reste > ANNONCE || reste <= 0) return;
    const minutes = Math.ceil(reste / 60);
    const texte = "Le service ferme dans " + (minutes > 1 ? minutes + " minutes" : "moins d'une minute") + " : enregistrez avant " + bloc.dataset.fin + ".";
    if (phrase.textContent !== texte) phrase.textContent = texte;
  }
  document.addEventListener("cyclades:reste", (evenement) => partir(evenement.detail));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) montrer(); });
  partir(Number(bloc.dataset.reste));
  setInterval(montrer, 1000);
})();
