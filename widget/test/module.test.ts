// @vitest-environment happy-dom
// @vitest-environment-options {"settings": {"disableJavaScriptFileLoading": true, "handleDisabledFileLoadingAsSuccess": true}}
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Identity, Language } from "@firuze/client";
import { afterEach, describe, expect, expectTypeOf, it } from "vitest";
import { firuze, load, type Identity as Theirs, type Language as Tongue } from "../module";
import type { Firuze } from "../src/contract";

const FOLDER = join(import.meta.dirname, "..", "module");

/** The tag that is in the page, whose script nobody serves here. */
const tag = () => document.querySelector("script") as HTMLScriptElement;

/** What the launcher does when it has run. */
function arrive(): void {
  const waiting = window.Firuze?.q ?? [];
  const done: string[] = [];
  const api = Object.fromEntries(
    Object.keys(firuze).map((name) => [
      name,
      (...given: unknown[]) => void done.push(`${name} ${given}`),
    ]),
  );
  window.Firuze = Object.assign(api, { inner: {}, done }) as unknown as Firuze;
  for (const [name, given] of waiting) (api[name] as (...given: unknown[]) => void)(...given);
  dispatchEvent(new Event("firuze:ready"));
}

const done = () => (window.Firuze as unknown as { done: string[] }).done;

afterEach(() => {
  delete window.Firuze;
  document.head.replaceChildren();
});

describe("the module", () => {
  it("loads the launcher by a tag with the options, and makes the calls that waited", async () => {
    firuze.send("Hello");
    const greeting = { "/": { en: "Hi", fa: "سلام" } };
    const loaded = load(
      "https://help.shop.example/x",
      { colorDark: "#ffffff", radius: 4, greeting },
      "n1",
    );
    firuze.open();
    expect(tag().src).toBe("https://help.shop.example/widget.js");
    expect({ ...tag().dataset }).toEqual({
      ...{ colorDark: "#ffffff", radius: "4" },
      greeting: JSON.stringify(greeting),
    });
    expect(tag().nonce).toBe("n1");
    arrive();
    expect(await loaded).toBe(window.Firuze);
    firuze.close();
    expect(done()).toEqual(["send Hello", "open ", "close "]);
  });

  it("makes calls by a function that somebody kept from before", async () => {
    const loaded = load("https://help.shop.example");
    const kept = (window.Firuze as Firuze).open;
    arrive();
    await loaded;
    kept();
    expect(done()).toEqual(["open "]);
  });

  it("puts one tag into the page, however often it is asked to, and another after a removal", async () => {
    const both = [load("https://help.shop.example"), load("https://help.shop.example")];
    expect(document.querySelectorAll("script")).toHaveLength(1);
    arrive();
    const [first, second] = await Promise.all([...both, load("https://help.shop.example")]);
    expect(first).toBe(second);
    delete window.Firuze;
    document.head.replaceChildren();
    void load("https://help.shop.example");
    expect(document.querySelectorAll("script")).toHaveLength(1);
    arrive();
  });

  it("says when the gateway cannot be reached, keeps the calls, and may try again", async () => {
    firuze.open();
    const failing = load("https://help.shop.example");
    tag().dispatchEvent(new Event("error"));
    await expect(failing).rejects.toThrow("https://help.shop.example/widget.js");
    expect(document.querySelector("script")).toBeNull();
    const loaded = load("https://help.shop.example");
    arrive();
    await loaded;
    expect(done()).toEqual(["open "]);
  });

  it("has the types of the protocol", () => {
    expectTypeOf<Tongue>().toEqualTypeOf<Language>();
    expectTypeOf<Theirs>().toEqualTypeOf<Identity>();
  });

  it("is a package of its own, and can be imported where there is no page", () => {
    const [packed] = JSON.parse(
      execFileSync("npm", ["pack", "--dry-run", "--json"], { cwd: FOLDER, encoding: "utf8" }),
    );
    const files = packed.files.map(({ path }: { path: string }) => path).toSorted();
    expect(files).toEqual(["README.md", "index.d.ts", "index.js", "package.json"]);
    const script =
      "import('./index.js').then(({ firuze }) => console.log(Object.keys(firuze).length))";
    expect(execFileSync("node", ["-e", script], { cwd: FOLDER, encoding: "utf8" })).toBe("10\n");
  }, 60_000); // npm takes its time on a busy machine
});
