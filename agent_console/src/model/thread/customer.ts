/** The customer behind the open conversation. */
import type { BodyOf, CustomerPanel, Event } from "@firuze/client";
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../catalogue";
import { isLoggedOut, problemOf } from "../parts/problems";

export type Contact = Pick<BodyOf<"contact.left">, "name" | "email" | "phone">;

export interface CustomerModel {
  readonly panel: ReadonlySignal<CustomerPanel | null>;
  readonly problem: ReadonlySignal<Message | null>;
  /** Shows this customer; fetches them each time. */
  show(id: string | null): Promise<void>;
  /** Fetches the shown customer again. */
  again(): Promise<void>;
}

export function createCustomer(
  fetchPanel: (id: string) => Promise<CustomerPanel>,
  onLoggedOut: () => void,
): CustomerModel {
  const panel = signal<CustomerPanel | null>(null);
  const problem = signal<Message | null>(null);
  let wanted: string | null = null;

  async function show(id: string | null): Promise<void> {
    wanted = id;
    problem.value = null;
    if (panel.peek()?.profile.id !== id) panel.value = null;
    if (id === null) return;
    try {
      const fetched = await fetchPanel(id);
      if (wanted === id) panel.value = fetched;
    } catch (error) {
      if (isLoggedOut(error)) onLoggedOut();
      else if (wanted === id) problem.value = problemOf(error);
    }
  }

  return { panel, problem, show, again: () => show(wanted) };
}

/** The contact that the customer left in this conversation; later entries add to earlier ones. */
export function contactOf(events: readonly Event[]): Contact | null {
  return events.reduce<Contact | null>((contact, { body }) => {
    if (body.type !== "contact.left") return contact;
    return {
      name: body.name ?? contact?.name ?? null,
      email: body.email ?? contact?.email ?? null,
      phone: body.phone ?? contact?.phone ?? null,
    };
  }, null);
}
