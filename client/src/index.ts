export { v7 as newClientId } from "uuid";
export * from "./connection";
export * from "./errors";
export * from "./log";
export type * from "./names";
export * from "./outbox";
export type * from "./protocol";
export * from "./storage";
export * from "./timers";
