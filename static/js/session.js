"use strict";
/* The end of the session is announced five minutes before; every open page of the browser is told when it is put off. */
(() => {
  const dialogue = document.getElementById("session-fin");
  if (!dialogue) return;
  const ANNONCE = 5 * 60;
  const canal = "BroadcastChannel" in window ? new BroadcastChannel("cyclades-session") : null;
  const phrase = dialogue.querySelector("[data-session-phrase]");
  const rester = dialogue.querySelector("[data-session-rester]");
  let fin = 0;
  let ecarte = false;

  const reste = () => Math.round((fin - Date.now()) / 1000);
  function repartir(secondes) {
    fin = Date.now() + secondes * 1000;
    if (secondes <= ANNONCE) return;
    ecarte = false;
    if (dialogue.open) dialogue.close();
  }
  async function demander(methode) {
    const entetes = { "X-CSRFToken": dialogue.querySelector("[name=csrfmiddlewaretoken]").value };
    const reponse = await fetch(dialogue.dataset.adresse, { method: methode, headers: entetes, cache: "no-store" });
    if (!reponse.ok) throw new Error(String(reponse.status));
    return (await reponse.json()).reste;
  }
  function expirer() {
    phrase.textContent = "Votre session est terminée. Gardez cette page ouverte : à l'envoi, connectez-vous de nouveau, votre saisie vous sera rendue.";
    rester.hidden = true;
    if (!dialogue.open) dialogue.showModal();
  }
  async function verifier() {
    const secondes = reste();
    if (secondes > ANNONCE) return;
    if (!dialogue.open && secondes > 0) {
      try { repartir(await demander("GET")); } catch { /* offline: what is known stands */ }
      if (reste() > ANNONCE) return;
    }
    if (reste() <= 0) { if (!rester.hidden) expirer(); return; }
    const minutes = Math.max(1, Math.ceil(reste() / 60));
    const texte = "Sans action de votre part, vous serez déconnecté(e) dans " + (minutes > 1 ? minutes + " minutes" : "une minute") + ".";
    if (phrase.textContent !== texte) phrase.textContent = texte;
    if (!dialogue.open && !ecarte) dialogue.showModal();
  }
  rester.addEventListener("click", async () => {
    try {
      const secondes = await demander("POST");
      if (secondes <= 0) { expirer(); return; }
      repartir(secondes);
      if (dialogue.open) dialogue.close();
      if (canal) canal.postMessage(secondes);
    } catch { phrase.textContent = "La demande n'a pas abouti. Vérifiez votre connexion, puis recommencez."; }
  });
  dialogue.querySelector("[data-session-fermer]").addEventListener("click", () => { ecarte = true; dialogue.close(); });
  if (canal) canal.addEventListener("message", (evenement) => repartir(Number(evenement.data)));
  document.addEventListener("htmx:afterRequest", (evenement) => {
    const secondes = Number(evenement.detail.xhr.getResponseHeader("X-Session-Reste"));
    if (secondes > 0) repartir(secondes);
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) verifier(); });
  repartir(Number(dialogue.dataset.reste));
  setInterval(verifier, 5000);
})();
