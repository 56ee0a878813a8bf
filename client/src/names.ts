import type { Event, HandoffPacket, SessionReply, VisitorState } from "./protocol";

/** Names for unions that the contract spells out inline. */
export type Body = Event["body"];
export type BodyOf<Type extends Body["type"]> = Extract<Body, { type: Type }>;
export type Language = SessionReply["language"];
export type HandoffReason = HandoffPacket["reason"];
export type VisitorOwner = VisitorState["owner"];
