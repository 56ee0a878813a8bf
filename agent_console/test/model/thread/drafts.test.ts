import { safeStorage } from "@firuze/client";
import { expect, test } from "vitest";
import { clearDrafts, createDrafts } from "../../../src/model/thread/drafts";

test("drafts are kept by agent, conversation and kind", () => {
  const storage = safeStorage();
  const sara = createDrafts(storage, "sara");
  sara.write("a", "reply", "Hello Dan");
  sara.write("a", "note", "calm him");
  expect(createDrafts(storage, "sara").read("a", "reply")).toBe("Hello Dan");
  expect(sara.read("a", "note")).toBe("calm him");
  expect(sara.read("b", "reply")).toBe("");
  expect(createDrafts(storage, "omid").read("a", "reply")).toBe("");
  sara.write("a", "reply", "");
  expect(sara.read("a", "reply")).toBe("");
});

test("signing out deletes the agent's drafts, and none of a colleague's", () => {
  const storage = safeStorage();
  const [sara, omid] = [createDrafts(storage, "sara"), createDrafts(storage, "omid")];
  sara.write("a", "reply", "Hello Dan");
  sara.write("b", "note", "calm him");
  omid.write("a", "reply", "Hello");
  clearDrafts(storage, "sara");
  expect([sara.read("a", "reply"), sara.read("b", "note")]).toEqual(["", ""]);
  expect(omid.read("a", "reply")).toBe("Hello");
});
