import { afterEach, expect, test } from "vitest";
import { language } from "../../src/catalogue";
import { memberName, named, nameIn, staff } from "../../src/wording/people";
import { STAFF } from "../samples";

afterEach(() => {
  language.value = "en";
  staff.value = new Map();
});

test("a name is in the reader's language, or else the other one", () => {
  const both = { en: "Sara", fa: "سارا" };
  expect(nameIn(both, "en")).toBe("Sara");
  expect(nameIn(both, "fa")).toBe("سارا");
  expect(nameIn({ en: "Omid", fa: null }, "fa")).toBe("Omid");
  expect(nameIn({ en: null, fa: "امید" }, "en")).toBe("امید");
  language.value = "fa";
  expect(named(both)).toBe("سارا");
});

test("whoever the gateway knows is named anew, anybody else as it was written", () => {
  staff.value = new Map(STAFF.map((person) => [person.id, person]));
  language.value = "fa";
  expect(memberName("agent-sara", "Sara")).toBe("سارا");
  expect(memberName("agent-omid", "Omid")).toBe("Omid");
  expect(memberName("somebody", "Reza")).toBe("Reza");
  expect(memberName(null, null)).toBeNull();
});
