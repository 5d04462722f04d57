// The live line of the connect page: asks every two seconds what has arrived, and stops when the page is left.
"use strict";

(() => {
  const place = document.querySelector("[data-live]");
  if (!place) return;
  const interval = 2000;
  let shown = "";

  async function look() {
    if (document.hidden) return;
    try {
      const answer = await fetch(place.dataset.live, { credentials: "same-origin", headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      const text = await answer.text();
      // A live region speaks when it changes: what is the same is not put there again.
      if (text === shown) return;
      shown = text;
      place.innerHTML = text;
    } catch {
      // The next time, perhaps.
    }
  }

  setInterval(look, interval);
  document.addEventListener("visibilitychange", look);
})();
