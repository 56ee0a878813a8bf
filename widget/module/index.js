/** Puts the widget on the page: the same launcher, from the gateway, by the same tag. */

const CALLS = "open close toggle send identify setLanguage setContext on off remove".split(" ");

/** What keeps calls until `window.Firuze` is there, as the script of the documentation does. */
function stub() {
  const waiting = { q: [] };
  for (const name of CALLS) {
    waiting[name] = (...given) => {
      const now = globalThis.Firuze ?? waiting; // also called when it is not the stub any more
      now.q ? now.q.push([name, given]) : now[name](...given);
    };
  }
  return waiting;
}

function current() {
  globalThis.Firuze ??= stub();
  return globalThis.Firuze;
}

export const firuze = Object.fromEntries(
  CALLS.map((name) => [name, (...given) => current()[name](...given)]),
);

let loading = null;

export function load(origin, options = {}, nonce = "") {
  if (!current().q) return Promise.resolve(globalThis.Firuze);
  loading ??= fetchLauncher(origin, options, nonce).finally(() => {
    loading = null; // one that failed may be tried again
  });
  return loading;
}

function fetchLauncher(origin, options, nonce) {
  return new Promise((resolve, reject) => {
    const tag = document.createElement("script");
    tag.src = new URL("/widget.js", origin).href;
    tag.nonce = nonce;
    for (const [name, value] of Object.entries(options)) {
      if (value != null)
        tag.dataset[name] = Object(value) === value ? JSON.stringify(value) : value;
    }
    const ready = () => resolve(globalThis.Firuze);
    addEventListener("firuze:ready", ready, { once: true });
    tag.onerror = () => {
      removeEventListener("firuze:ready", ready);
      tag.remove();
      reject(new Error(`Firuze did not load from ${tag.src}`));
    };
    document.head.append(tag);
  });
}
