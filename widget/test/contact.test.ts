import { describe, expect, it } from "vitest";
import contracts from "../../contracts/events.schema.json";
import phones from "../../contracts/phones.json";
import { contactProblem, PHONE } from "../src/parts/contact/contact";

describe("a contact", () => {
  it("needs one way to reach the customer", () => {
    expect(contactProblem({ name: "Nika", email: null, phone: null })).toBe("contact.needed");
    expect(contactProblem({ email: "nika@mail.example" })).toBeNull();
  });

  it("may have a phone number in any digits", () => {
    for (const phone of phones.numbers) expect(contactProblem({ phone }), phone).toBeNull();
    for (const phone of phones.others) {
      expect(contactProblem({ phone }), phone).toBe("contact.phone.invalid");
    }
  });

  it("follows the gateway's own rule", () => {
    const rule = contracts.$defs.VisitorContact.properties.phone.anyOf[0];
    expect(new RegExp(rule?.pattern ?? "").source).toBe(PHONE.source);
  });

  it("recognises an invalid e-mail address", () => {
    for (const email of ["nika", "nika@mail", "a b@mail.example", "nika@mail.example."]) {
      expect(contactProblem({ email }), email).toBe("contact.email.invalid");
    }
  });
});
