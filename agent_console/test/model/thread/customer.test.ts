import { type CustomerPanel, RequestRefused } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { contactOf, createCustomer } from "../../../src/model/thread/customer";
import { CUSTOMER, event, panelOf } from "../../samples";

const left = (seq: number, more: { name?: string; email?: string; phone?: string }) =>
  event(
    seq,
    { type: "contact.left", client_id: `c${seq}`, name: null, email: null, phone: null, ...more },
    CUSTOMER,
  );

describe("the customer's panel", () => {
  test("belongs to the conversation chosen last, whichever answer arrives last", async () => {
    const answers = new Map<string, (panel: CustomerPanel) => void>();
    const customer = createCustomer(
      (id) => new Promise((resolve) => answers.set(id, resolve)),
      () => undefined,
    );
    const first = customer.show("a");
    const second = customer.show("b");
    answers.get("b")?.(panelOf("b"));
    answers.get("a")?.(panelOf("a"));
    await Promise.all([first, second]);
    expect(customer.panel.value?.profile.id).toBe("b");
  });

  test("never shows one customer's details beside another's words", async () => {
    const customer = createCustomer(
      async (id) => {
        if (id === "a") return panelOf("a");
        throw new RequestRefused({ code: "unavailable", message: "", id: null, data: {} });
      },
      () => undefined,
    );
    await customer.show("a");
    await customer.show("b");
    expect(customer.panel.value).toBeNull();
    expect(customer.problem.value).toEqual({ key: "error.unavailable" });
  });
});

test("what the customer left later adds to what was left before", () => {
  expect(contactOf([])).toBeNull();
  expect(contactOf([left(1, { email: "a@shop.example" }), left(2, { phone: "0912" })])).toEqual({
    name: null,
    email: "a@shop.example",
    phone: "0912",
  });
});
