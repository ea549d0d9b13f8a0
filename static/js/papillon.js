"use strict";
/* The QR of a papillon leads here with « #prenom.nom/K7QM-X2RT-9HWB »: a fragment, which no server ever receives. */
(() => {
  const form = document.querySelector("[data-papillon]");
  const lu = /^#([^/]{1,254})\/([A-Za-z0-9-]{1,20})$/.exec(location.hash);
  if (!form || !lu) return;
  history.replaceState(null, "", location.pathname);
  try { form.elements.identifiant.value = decodeURIComponent(lu[1]); } catch { return; }
  form.elements.mot_de_passe.value = lu[2];
  form.querySelector("button[type=submit]").focus();
})();
