"use strict";
/* The bench of pieces by keyboard: a letter follows the link, or presses the button, that bears it. */
(() => {
  const champs = "input, select, textarea, [contenteditable]";
  for (const element of document.querySelectorAll("[data-touche]")) {
    element.setAttribute("aria-keyshortcuts", element.dataset.touche === "+" ? "plus" : element.dataset.touche);
  }
  // Whoever speaks to the computer, or brushes a key, can turn them off; the browser remembers.
  const CLE = "cyclades-raccourcis";
  const aide = document.querySelector(".touches");
  const bascule = aide && aide.querySelector("button");
  let actifs = localStorage.getItem(CLE) !== "non";
  function dire() {
    bascule.setAttribute("aria-pressed", String(actifs));
    bascule.textContent = actifs ? "Raccourcis actifs" : "Raccourcis coupés";
  }
  if (aide) {
    aide.hidden = false;
    bascule.addEventListener("click", () => { actifs = !actifs; localStorage.setItem(CLE, actifs ? "oui" : "non"); dire(); });
    dire();
  }
  document.addEventListener("keydown", (evenement) => {
    if (!actifs || evenement.ctrlKey || evenement.metaKey || evenement.altKey || evenement.target.closest(champs)) return;
    const element = document.querySelector('[data-touche="' + CSS.escape(evenement.key.toLowerCase()) + '"]');
    if (!element) return;
    evenement.preventDefault();
    if (element.value === "non_conforme") {
      document.getElementById("id_motif").focus(); // a reason is needed: the button is one more key away
      return;
    }
    element.click();
  });
})();
