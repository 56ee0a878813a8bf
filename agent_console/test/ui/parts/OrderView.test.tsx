// @vitest-environment happy-dom
import type { OrderCard } from "@firuze/client";
import { afterEach, describe, expect, test } from "vitest";
import contracts from "../../../../contracts/events.schema.json";
import { language } from "../../../src/catalogue";
import { OrderView } from "../../../src/ui/parts/OrderView";
import { connected } from "../../scene";
import { clear, draw, one } from "../page";

afterEach(clear);

const STATES = contracts.$defs.OrderCard.properties.state.enum as OrderCard["state"][];

const order = (state: OrderCard["state"]): OrderCard => ({
  kind: "order",
  number: "1042",
  state,
  placed_at: "2026-11-01T10:00:00",
  expected_at: "2999-11-30T00:00:00",
  items: [{ title: "Masnavi", quantity: 2 }],
  total: { amount: "1250000", currency: "IRR" },
  tracking: [{ step: "sorting_centre", at: "2026-11-03T10:00:00", place: null }] as never,
});

describe.each(["en", "fa"] as const)("an order in %s", (reading) => {
  test.each(STATES)("that is %s is shown in words", async (state) => {
    const { desk } = await connected();
    language.value = reading;
    await draw(desk, <OrderView order={order(state)} />);
    const shown = one("order").textContent ?? "";
    expect(shown).toContain(reading === "fa" ? "۱۰۴۲" : "1042");
    expect(shown).not.toMatch(/[{}]|_/);
  });
});
