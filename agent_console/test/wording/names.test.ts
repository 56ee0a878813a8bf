import { afterEach, describe, expect, test } from "vitest";
import { language } from "../../src/catalogue";
import { intentName, responseName, slotName, slotValue } from "../../src/wording/names";

afterEach(() => {
  language.value = "en";
});

describe("names from outside", () => {
  test("a slot's value is shown in words where there are some", () => {
    language.value = "fa";
    expect(slotValue("order_purpose", "cancel")).toBe("سفارش را لغو کند");
    expect(slotValue("order_number", "FB-7")).toBe("FB-7");
  });

  test("are shown in words where there are any, else made readable", () => {
    expect(intentName("order_status")).toBe("Order status");
    expect(intentName("gift_wrapping")).toBe("gift wrapping");
    expect(slotName("order_number")).toBe("Order number");
    expect(responseName("utter_return_policy")).toBe("Returns");
    expect(responseName("utter_order_delayed")).toBe("Order status: delayed");
  });
});
