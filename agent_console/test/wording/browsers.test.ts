import { afterEach, expect, test } from "vitest";
import { language } from "../../src/catalogue";
import { browserName } from "../../src/wording/browsers";

afterEach(() => {
  language.value = "en";
});

const LIKE_CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0";

test.each([
  [`Mozilla/5.0 (X11; Linux x86_64) ${LIKE_CHROME} Safari/537.36`, "Chrome on Linux"],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64) ${LIKE_CHROME} Safari/537.36 Edg/142.0`,
    "Edge on Windows",
  ],
  [`Mozilla/5.0 (Linux; Android 15) ${LIKE_CHROME} Mobile Safari/537.36`, "Chrome on Android"],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 15.0; rv:140.0) Firefox/140.0", "Firefox on macOS"],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
    "Safari on iPhone",
  ],
  ["curl/8.5.0", "Unknown browser"],
  ["", "Unknown browser"],
])("%s", (told, name) => {
  expect(browserName(told)).toBe(name);
});

test("in Persian", () => {
  language.value = "fa";
  expect(browserName("Mozilla/5.0 (X11; Linux) Firefox/140.0")).toContain("روی");
  expect(browserName("")).toBe("مرورگر ناشناس");
});
