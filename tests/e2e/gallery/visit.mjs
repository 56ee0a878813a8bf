/**
 * Visits pages as a customer would: presses the bubble and sends messages, at the size of a desktop
 * and of a phone. Reads `{browser, executable, flags, desktop, phone, pages: [{name, url, swap, until}]}` from
 * the standard input; writes a line of JSON for each page, `{name, problem}`, with a problem of "" if all went well.
 * If PICTURES names a folder, pictures of each page go there.
 */
import { join } from "node:path";
import { text } from "node:stream/consumers";
import puppeteer from "puppeteer-core";

const PATIENCE = 30_000; // milliseconds
const asked = JSON.parse(await text(process.stdin));

/** In the page: where an element of the widget is, and whether a press on it would reach it. */
function find(testid) {
  const host = document.querySelector("#firuze");
  const element = host?.shadowRoot.querySelector(`[data-testid="${testid}"]`);
  if (!element) return null;
  const { x, y, width, height } = element.getBoundingClientRect();
  if (!width || !height) return null;
  const at = [x + width / 2, y + height / 2];
  const reached = document.elementFromPoint(...at) === host;
  const top = host.shadowRoot.elementFromPoint(...at);
  return { at, width, reached: reached && (top === element || element.contains(top)) };
}

/** In the page: counts the presses that reach the widget, from now on. */
function countPresses() {
  window.reached = 0;
  const host = document.querySelector("#firuze");
  window.addEventListener("pointerdown", ({ target }) => target === host && window.reached++, true);
  return true;
}

/** In the page: whether the composer has the focus; null for a press that has not reached the widget. */
function writing() {
  const focused = document.querySelector("#firuze").shadowRoot.activeElement;
  return focused?.dataset.testid === "composer" || (window.reached ? false : null);
}

/** In the page: whether the log shows what was said, and the bot's answer to it. */
function answered(said) {
  const log = document.querySelector("#firuze")?.shadowRoot.querySelector('[role="log"]');
  const shown = [...(log?.querySelectorAll('[data-testid="event"]') ?? [])];
  const of = (type, words) =>
    shown.some(({ dataset, textContent }) => dataset.type === type && textContent.includes(words));
  return of("customer.said", said) && of("bot.said", `You said: ${said}`);
}

/** In the page: whether the panel is as wide as the page. */
function fills() {
  const { shadowRoot } = document.querySelector("#firuze");
  const panel = shadowRoot.querySelector('[data-testid="panel"]');
  return panel.offsetWidth === document.documentElement.clientWidth;
}

/** In the page: where its keys go, and which events the widget shows. */
function state() {
  const active = document.activeElement;
  const within = active?.shadowRoot?.activeElement;
  const root = document.querySelector("#firuze")?.shadowRoot;
  const shown = [...(root?.querySelectorAll('[data-testid="event"]') ?? [])];
  return JSON.stringify({
    focus: [active?.id || active?.localName, within?.dataset.testid ?? within?.localName],
    typed: [active?.value, root?.querySelector('[data-testid="composer"]')?.value],
    visible: document.visibilityState,
    shown: shown.map(({ dataset, textContent }) => `${dataset.type}: ${textContent}`),
  });
}

/** In the page: whether the step is made that the back button takes back; the page hears of its own. */
function steps() {
  const frame = document.querySelector("#firuze").shadowRoot.querySelector("iframe");
  if (!frame?.contentWindow.history.state) return false;
  addEventListener("popstate", () => complaints.push("heard of the step back"));
  return true;
}

/** In the page: whether the panel is closed. */
function closed() {
  const { shadowRoot } = document.querySelector("#firuze");
  return !shadowRoot.querySelector('[data-testid="panel"]').offsetWidth;
}

async function until(what, look) {
  const end = Date.now() + PATIENCE;
  let last;
  while (Date.now() < end) {
    try {
      last = await look();
      if (last) return last;
    } catch (error) {
      last = error; // the page is on its way to another one
    }
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  throw new Error(`${what} (${last})`);
}

class Visit {
  constructor(page, place) {
    this.page = page;
    this.place = place;
  }

  /** Where the widget is: the page, or the frame in it. */
  get frame() {
    const frames = this.page.frames();
    return this.place.framed ? (frames[1] ?? frames[0]) : frames[0];
  }

  /** Presses what has come to rest: a panel rises when it opens, and the composer with what comes below it. */
  async press(testid) {
    let before;
    const { at } = await until(`${testid} cannot be pressed`, async () => {
      const found = await this.frame.evaluate(find, testid);
      const rests = `${found?.at}` === before;
      before = `${found?.at}`;
      return rests && found?.reached && found;
    });
    await this.page.mouse.click(...at);
  }

  /** A press may come before the browser has painted the panel, and go to the page below it. */
  async write() {
    await until("the page is not there", () => this.frame.evaluate(countPresses));
    let writes = null;
    for (let tries = 0; writes === null && tries < 5; tries++) {
      await this.press("composer");
      writes = await this.frame.evaluate(writing);
    }
    if (!writes) throw new Error(`the composer was pressed and has no focus (${writes})`);
  }

  async say(said) {
    await this.write();
    await this.page.keyboard.type(said);
    await this.page.keyboard.press("Enter");
    await until(`"${said}" was not answered`, () => this.frame.evaluate(answered, said));
  }

  async picture(of) {
    if (!process.env.PICTURES) return;
    await this.page.screenshot({ path: join(process.env.PICTURES, `${this.place.name}-${of}.png`) });
  }

  /** The back button closes the panel, and the page neither changes nor hears of it. */
  async stepBack() {
    const { frame } = this;
    if (this.place.framed) return; // in a sandbox the back button stays the page's
    await until("no step was made for the panel", () => frame.evaluate(steps));
    const at = await frame.evaluate("location.href");
    await frame.evaluate("history.back()");
    await until("the back button did not close the panel", () => frame.evaluate(closed));
    const now = await frame.evaluate("location.href");
    if (now !== at) throw new Error(`the back button went to ${now}`);
  }

  async go() {
    const { page, place } = this;
    await page.setViewport(asked.desktop);
    await page.goto(place.url);
    await this.press("launcher");
    await this.say("shipping, please?");
    if (place.swap) {
      await page.evaluate(place.swap);
      await until("the page has not changed", () => page.evaluate(place.until));
      await this.say("still there");
    }
    await this.picture("desktop");
    await page.setViewport(asked.phone);
    await this.press("close-panel");
    await this.picture("closed");
    await this.press("launcher");
    await until("the panel does not fill the phone", () => this.frame.evaluate(fills));
    await this.say("and on a phone");
    await this.picture("phone");
    await this.stepBack();
    if (await page.evaluate("complaints.length")) throw new Error("the page has complaints");
  }
}

async function visit(browser, place) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const console = [];
  page.on("console", (message) => console.push(message.text()));
  page.on("pageerror", (error) => console.push(String(error)));
  const visit = new Visit(page, place);
  try {
    if (place.media) await page.emulateMediaFeatures(place.media);
    await visit.go();
    return "";
  } catch (error) {
    const complaints = await page.evaluate("JSON.stringify(complaints)").catch(String);
    const seen = await visit.frame.evaluate(state).catch(String);
    await visit.picture("problem");
    return [error.message, complaints, seen, ...console].join("\n");
  } finally {
    await context.close();
  }
}

const browser = await puppeteer.launch({
  browser: asked.browser === "firefox" ? "firefox" : "chrome",
  executablePath: asked.executable,
  headless: true,
  args: asked.flags,
});
try {
  for (const place of asked.pages) {
    const problem = await visit(browser, place);
    process.stdout.write(`${JSON.stringify({ name: place.name, problem })}\n`);
  }
} finally {
  await browser.close();
}
