import { describe, expect, it } from "vitest";
import { contactProblem } from "../src/panel/contact";

describe("a contact", () => {
  it("needs one way to reach the customer", () => {
    expect(contactProblem({ name: "Nika", email: null, phone: null })).toBe("contact.needed");
    expect(contactProblem({ email: "nika@mail.example" })).toBeNull();
  });

  it("may have a phone number in any digits", () => {
    for (const phone of ["+98 912 555 0142", "۰۹۱۲۵۵۵۰۱۴۲", "(021) 555-0128"]) {
      expect(contactProblem({ phone }), phone).toBeNull();
    }
    expect(contactProblem({ phone: "call me" })).toBe("contact.phone.invalid");
  });

  it("tells what is no e-mail address", () => {
    for (const email of ["nika", "nika@mail", "a b@mail.example", "nika@mail.example."]) {
      expect(contactProblem({ email }), email).toBe("contact.email.invalid");
    }
  });
});
