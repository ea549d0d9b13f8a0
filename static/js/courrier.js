"use strict";
/* A number that was refused stays in its field, selected: the next one, typed or scanned, takes its place. */
document.getElementById("id_numero").select();
