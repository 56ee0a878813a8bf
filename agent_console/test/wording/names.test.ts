import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { language } from "../../src/catalogue";
import { intentName, responseName, slotName, slotValue, topics } from "../../src/wording/names";

beforeEach(() => {
  topics.value = {
    order_status: { en: "Order status", fa: "وضعیت سفارش" },
    return_policy: { en: "Returns", fa: "مرجوعی" },
  };
});

afterEach(() => {
  language.value = "en";
  topics.value = {};
});

describe("names from outside", () => {
  test("a slot's value is shown in words where there are some", () => {
    language.value = "fa";
    expect(slotValue("order_purpose", "cancel")).toBe("سفارش را لغو کند");
    expect(slotValue("order_number", "FB-7")).toBe("FB-7");
  });

  test("a topic is called as the shop calls it, in the agent's language", () => {
    language.value = "fa";
    expect(intentName("order_status")).toBe("وضعیت سفارش");
    expect(responseName("utter_return_policy")).toBe("مرجوعی");
  });

  test("are shown in words where there are any, else made readable", () => {
    expect(intentName("order_status")).toBe("Order status");
    expect(intentName("gift_wrapping")).toBe("gift wrapping");
    expect(intentName("nlu_fallback")).toBe("Not understood");
    expect(slotName("order_number")).toBe("Order number");
    expect(responseName("utter_return_policy")).toBe("Returns");
    expect(responseName("utter_order_delayed")).toBe("Order status: delayed");
  });
});
