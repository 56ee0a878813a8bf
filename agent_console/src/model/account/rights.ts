/**
 * What I may do, by the rights that the server has sent with my account.
 *
 * The gateway decides by the same table (`handoff/domain/permissions.py`); the console asks here
 only
 * to avoid showing what would be refused.
 */
import type { ConversationItem, Me } from "@firuze/client";

export type Action = keyof Me["rights"];
type Reach = NonNullable<Me["rights"][Action]>;
type Owner = ConversationItem["owner"];

const WITH_NOBODY: ReadonlySet<Owner["kind"]> = new Set(["bot", "queued", "ticket"]);

const REACHES: Record<Reach, (owner: Owner, mine: boolean) => boolean> = {
  never: () => false,
  own: ({ kind }, mine) => mine && kind === "agent",
  offered: ({ kind }, mine) => mine && kind === "offered",
  waiting: ({ kind }, mine) => WITH_NOBODY.has(kind) || (mine && kind === "offered"),
  colleagues: ({ agent_id }, mine) => agent_id !== null && !mine,
  in_sight: () => true, // the server sends nothing else
  any: () => true,
};

/** Whether I may do it to `item`; without one, whether I may do it to any. */
export function may(me: Me, action: Action, item?: ConversationItem): boolean {
  const reach = me.rights[action] ?? "never";
  if (!item) return reach !== "never";
  return REACHES[reach](item.owner, item.owner.agent_id === me.id);
}
