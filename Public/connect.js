// The connect page: its live line asks every two seconds what has arrived, and its lines of code have buttons that copy.
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

(() => {
  const steps = document.querySelector("[data-copy]");
  if (!steps) return;

  // Without TLS there is no clipboard of its own: then the lines are selected and copied as a person would.
  async function copy(code) {
    if (navigator.clipboard) return navigator.clipboard.writeText(code.textContent);
    getSelection().selectAllChildren(code);
    document.execCommand("copy");
  }

  for (const code of steps.querySelectorAll(".snippet code")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = steps.dataset.copy;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      await copy(code);
      button.textContent = steps.dataset.copied;
      setTimeout(() => { button.textContent = steps.dataset.copy; }, 2000);
    });
    code.parentElement.before(button);
  }
})();
