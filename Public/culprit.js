// Makes the pages quicker where scripts run (ui.md §6). Nothing depends on it: every key presses a button or follows a
// link that is on the page.
(() => {
  "use strict";
  const words = document.currentScript.dataset;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const isShown = (element) => element.checkVisibility();

  // Says something once, also to those who cannot see it.
  const voice = document.createElement("p");
  voice.className = "toast";
  voice.setAttribute("role", "status");
  document.body.append(voice);
  let silence;
  const say = (text, look = "toast") => {
    voice.className = look;
    voice.textContent = text;
    clearTimeout(silence);
    silence = setTimeout(() => { voice.textContent = ""; }, 2500);
  };

  // Copying

  const copy = async (text) => {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
    } else {
      // A server without TLS has no clipboard; selected text can still be copied.
      const field = document.createElement("textarea");
      field.value = text;
      field.className = "hidden";
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    say(words.copied);
  };

  const copyPage = async (link) => {
    try {
      const answer = await fetch(link.href);
      if (!answer.ok) throw new Error(answer.statusText);
      await copy(await answer.text());
    } catch {
      location.href = link.href;
    }
  };

  const addButton = (behind, text, action) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = text;
    button.addEventListener("click", action);
    behind.after(button);
    return button;
  };

  const addCopying = (part) => {
    all("a[data-copy]", part).forEach((link) => {
      addButton(link.parentElement.lastElementChild, link.dataset.copy, () => copyPage(link));
    });
    all("a[data-copy-link]", part).forEach((link) => link.addEventListener("click", (event) => {
      event.preventDefault();
      copy(link.href);
    }));
    all("input.dsn, pre.snippet", part).forEach((field) => {
      const button = addButton(field, words.copy, () => copy(field.value ?? field.textContent));
      button.setAttribute("aria-label", [words.copy, field.getAttribute("aria-label")].filter(Boolean).join(": "));
    });
    all("input.dsn", part).forEach((field) => field.addEventListener("focus", () => field.select()));
  };

  // Frames

  let frames = [];
  const unfold = () => {
    const isOpening = frames.some((frame) => !frame.open);
    frames.forEach((frame) => { frame.open = isOpening; });
  };

  // Times are kept fresh; those that say something else than how long ago stay as they are.

  const ago = (time) => {
    const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
    if (seconds < 60) return words.now;
    if (seconds < 3600) return words.minutes.replace("{}", Math.floor(seconds / 60));
    return seconds < 86400 ? words.hours.replace("{}", Math.floor(seconds / 3600)) : null;
  };
  let fresh = [];
  setInterval(() => {
    if (document.hidden) return;
    for (const time of fresh) time.textContent = ago(time) ?? time.textContent;
  }, 30000);

  // Neighbours are fetched ahead while somebody aims at them.

  const fetchAhead = ({ currentTarget: link }) => {
    if (one(`link[href="${CSS.escape(link.href)}"]`)) return;
    const ahead = document.createElement("link");
    ahead.rel = "prefetch";
    ahead.href = link.href;
    document.head.append(ahead);
  };

  // The browser's time zone is offered; at set-up it is taken.

  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  all("input[data-zone]").forEach((field) => { field.value = zone; });
  all("select[data-zone]").forEach((field) => {
    if (field.value === zone || ![...field.options].some((choice) => choice.value === zone)) return;
    addButton(field, field.dataset.zone.replace("{}", zone), () => { field.value = zone; });
  });

  // Lists

  let rows = [];
  let current = -1;
  const titleOf = (row) => one(".what > a", row);
  const goTo = (index) => {
    if (rows.length) titleOf(rows[Math.min(rows.length - 1, Math.max(0, index))]).focus();
  };
  const move = (step) => goTo(current + step);
  const here = () => rows[current];
  const box = () => here() && one("input[type=checkbox]", here());

  // The mark of a row follows the focus, however that moves.
  document.addEventListener("focusin", (event) => {
    const index = rows.indexOf(event.target.closest?.(".list tbody tr"));
    if (index < 0) return;
    here()?.classList.remove("here");
    current = index;
    here().classList.add("here");
  });

  let lastTicked;
  document.addEventListener("click", (event) => {
    const ticked = event.target;
    if (!ticked.matches?.(".list input[type=checkbox]")) return;
    const boxes = all(".list input[type=checkbox]");
    if (event.shiftKey && boxes.includes(lastTicked)) {
      const [from, to] = [boxes.indexOf(lastTicked), boxes.indexOf(ticked)].sort((a, b) => a - b);
      boxes.slice(from, to + 1).forEach((each) => { each.checked = ticked.checked; });
    }
    lastTicked = ticked;
  });

  /** Presses an action's button; in a list without a tick, for the row that is looked at. */
  const press = (...actions) => {
    const button = actions.map((action) => one(`main button[name=action][value=${action}]`)).find(Boolean);
    if (!button) return false;
    if (rows.length && !one(".list :checked")) {
      const tick = box();
      if (!tick) return true;
      tick.checked = true;
    }
    button.click();
    return true;
  };

  // What has come since the list was shown is counted while somebody looks, and waits behind a button.

  let news;
  const countNews = async () => {
    const place = news;
    if (!place || document.hidden) return;
    try {
      const answer = await fetch(place.dataset.news, { signal: AbortSignal.timeout(15000) });
      // Nobody is logged in any more.
      if (answer.redirected) news = null;
      if (!answer.ok || answer.redirected) return;
      const { text } = await answer.json();
      if (!text || place.textContent === text) return;
      let button = one("button", place);
      if (button) {
        // It was read out once; from here the number changes in silence.
        place.setAttribute("aria-live", "off");
        button.textContent = text;
        return;
      }
      button = document.createElement("button");
      button.className = "primary";
      button.dataset.key = ".";
      button.textContent = text;
      button.addEventListener("click", () => location.assign(place.dataset.news.replace("new-count/", "").replace(/[?&]since=\d+$/, "")));
      place.append(button);
    } catch {
      // The next time, perhaps.
    }
  };
  setInterval(countNews, 30000);
  document.addEventListener("visibilitychange", countNews);

  // Actions on issues happen in place: their form is sent as a browser sends it, and the `main` of the page that answers
  // is shown. What goes wrong is left to the browser.

  /** Puts another `main` into the place of ours; the focus stays where it was, or where that is now. */
  const replaceMain = (main, pressed) => {
    const old = one("main");
    const focused = document.activeElement;
    const index = focused.closest(".list tbody tr") === here() ? current : -1;
    const path = here() && titleOf(here()).pathname;
    const place = [scrollX, scrollY];
    // What is unfolded, and what somebody has begun to write.
    const [before, after] = [old, main].map((each) => all(".columns details", each));
    if (before.length === after.length) before.forEach((each, number) => { after[number].open = each.open; });
    const [said, saying] = [old, main].map((each) => one(".comment textarea", each));
    if (said && saying) saying.value = said.value;
    const notice = one(".notice", main);
    notice?.classList.add("floating");
    notice?.removeAttribute("role");

    old.replaceWith(main);
    current = -1;
    enhance(main);
    if (index >= 0 && rows.length) {
      const same = rows.findIndex((row) => titleOf(row).pathname === path);
      goTo(same < 0 ? index : same);
    } else if (old.contains(focused)) {
      const again = pressed?.value && one(`button[value="${CSS.escape(pressed.value)}"]`, main);
      (again?.closest("details:not([open])")?.firstElementChild ?? (again || main)).focus();
    }
    scrollTo(...place);
    if (notice) say(one("p", notice).textContent, "hidden");
  };

  /** Sends a form; false when nothing came of it. What may have been done is never sent again. */
  const send = async (url, fields, pressed) => {
    let answer, page;
    try {
      answer = await fetch(url, { method: "POST", body: fields, signal: AbortSignal.timeout(60000) });
    } catch (error) {
      if (error.name !== "TimeoutError") return false;
      location.reload();
      return true;
    }
    // What is done leads to a page; a refusal, or a question, is a page at once.
    if (!answer.redirected) return false;
    try {
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      location.assign(answer.url);
      return true;
    }
    const main = answer.ok && new URL(answer.url).pathname === location.pathname && one("main", page);
    if (!main) { location.assign(answer.url); return true; }
    history.replaceState(history.state, "", answer.url);
    document.title = page.title;
    replaceMain(document.adoptNode(main), pressed);
    return true;
  };

  let isSending = false;
  let isLeftAlone = false;
  document.addEventListener("submit", async (event) => {
    const [form, pressed] = [event.target, event.submitter];
    if (isLeftAlone || !form.closest("main") || form.getAttribute("method") !== "post") return;
    // `form.action` would be the buttons of that name.
    const url = new URL(pressed?.getAttribute("formaction") ?? form.getAttribute("action"), location.href);
    if (!/\/issues\/(\d+\/)?$/.test(url.pathname)) return;
    event.preventDefault();
    if (isSending) return;
    const fields = new URLSearchParams(new FormData(form));
    if (pressed?.name) fields.append(pressed.name, pressed.value);
    let isDone = true;
    isSending = true;
    try { isDone = await send(url, fields, pressed); } finally { isSending = false; }
    if (isDone) return;
    isLeftAlone = true;
    form.requestSubmit(pressed);
  });

  /** What a part of the page gets from here: at first all of it, then each new `main`. */
  const enhance = (part) => {
    addCopying(part);
    frames = all(".frames details", part);
    const options = one(".stack .options", part);
    if (options && frames.length > 1) addButton(options.lastElementChild, words.unfold, unfold);
    fresh = all("time[datetime]", part).filter((time) => time.textContent === ago(time));
    all(".event-line nav a, .pager a", part).forEach((link) => {
      ["pointerenter", "focus"].forEach((kind) => link.addEventListener(kind, fetchAhead, { once: true }));
    });
    rows = all(".list tbody tr", part).filter(titleOf);
    news = one("[data-news]", part);
  };
  enhance(document);

  // Keys

  /** Part of another page as a dialog; made once, and finished by `finish`. */
  const show = async (link, part, finish) => {
    let dialog = one("dialog." + part);
    if (!dialog) {
      const answer = await fetch(link.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const content = one("#" + part, page);
      if (!content) { location.href = link.href; return; }
      dialog = document.createElement("dialog");
      dialog.className = part;
      content.removeAttribute("id");
      dialog.append(document.importNode(content, true));
      const title = one("h1", dialog);
      title.id = part + "-title";
      dialog.setAttribute("aria-labelledby", title.id);
      document.body.append(dialog);
      finish(dialog, addButton(dialog.lastElementChild, words.close, () => dialog.close()));
    }
    dialog.showModal();
  };

  const help = (link) => show(link, "keys", (dialog, close) => {
    one("form", dialog)?.remove();
    close.autofocus = true;
  });

  // Pages that this window showed last. They are forgotten when nobody is logged in any more.

  const recent = (() => {
    try {
      const isOut = !one("header nav");
      const here = { path: location.pathname, title: document.title.replace(/ · [^·]*$/, "") };
      let pages = isOut ? [] : JSON.parse(sessionStorage.getItem("recent") ?? "[]");
      const others = pages.filter((page) => page.path !== here.path);
      const isPlace = /\/(issues|releases|projects)\/[^/]+\//.test(here.path) && !one(".error-page");
      pages = isPlace && !isOut ? [here, ...others].slice(0, 9) : pages;
      sessionStorage.setItem("recent", JSON.stringify(pages));
      return others;
    } catch {
      return [];
    }
  })();

  const jump = (link) => show(link, "go", (dialog) => {
    const field = one("input", dialog);
    field.autofocus = true;
    if (!recent.length) return;
    const title = document.createElement("h2");
    title.textContent = one("[data-recent]", dialog).dataset.recent;
    const list = document.createElement("ul");
    recent.forEach((page) => {
      const place = document.createElement("a");
      place.href = page.path;
      place.textContent = page.title;
      const row = document.createElement("li");
      row.append(place);
      list.append(row);
    });
    one("form", dialog).after(title, list);
    field.addEventListener("input", () => all("li", list).forEach((row) => {
      row.hidden = !row.textContent.toLowerCase().includes(field.value.trim().toLowerCase());
    }));
  });

  const go = { g: "/go/", i: "/issues/", d: "/dashboard/", r: "/releases/", l: "/logs/", m: "/monitors/", a: "/alerts/",
    p: "/projects/", s: "/settings/status/" };
  /** A field, with the menu open that it is in. */
  const unfolded = (selector) => {
    const field = one(selector);
    if (field) field.closest("details").open = true;
    return field;
  };
  const plain = {
    "/": () => one("main input[type=search]") ?? one("input[type=search]"),
    j: () => move(1),
    k: () => move(-1),
    o: () => here() && titleOf(here()).click(),
    x: () => box()?.click(),
    u: () => one(".trail a, a[rel=up]")?.click(),
    r: () => press("resolve", "reopen"),
    e: () => press("archive"),
    a: () => unfolded("main select[name=assignee]"),
    s: () => unfolded(".saving input[name=name]"),
    f: unfold,
    y: () => one("input.dsn + button"),
  };

  /** The key that was meant: on a Korean keyboard `ㅓ` is where `j` is. */
  const meant = (event) => {
    if (!/^[\u3131-\u318E\uAC00-\uD7A3]$/.test(event.key) && event.key !== "Process") return event.key;
    if (event.code === "Slash") return event.shiftKey ? "?" : "/";
    if (event.code === "Period") return ".";
    const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
    return letter && (event.shiftKey ? letter : letter.toLowerCase());
  };

  const isTyping = (target) => target.isContentEditable
    || target.matches?.("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [readonly])");

  let isGoing = false;
  const act = (key) => {
    if (isGoing) {
      isGoing = false;
      const link = go[key] && all("header nav a, footer a").find((each) => each.pathname.endsWith(go[key]));
      if (link && key === "g") jump(link); else link?.click();
      return Boolean(link);
    }
    if (key === "g") {
      isGoing = true;
      setTimeout(() => { isGoing = false; }, 1500);
      return true;
    }
    const named = all(`[data-key="${CSS.escape(key)}"]`).find(isShown);
    if (key === "?" && named) { help(named); return true; }
    if (named?.dataset.copy) { copyPage(named); return true; }
    const found = named ?? plain[key]?.();
    if (found instanceof HTMLElement) {
      if (found.matches("input, select, textarea")) { found.focus(); found.select?.(); } else { found.click(); }
      return true;
    }
    return Object.hasOwn(plain, key);
  };

  document.addEventListener("keydown", (event) => {
    if (document.documentElement.dataset.keys === "off" || one("dialog[open]")) return;
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (isTyping(event.target)) return;
    const key = meant(event);
    if (key && [...key].length === 1 && act(key)) event.preventDefault();
  });
})();
