/** The launcher's few texts, taken out of the catalogues when it is built to keep it small. */
import type { Language } from "@firuze/client";

export type LauncherKey = "open" | "unread" | "close" | "failed";

declare const __LAUNCHER_TEXTS__: Record<Language, Record<LauncherKey, string>>;

export const TEXTS = __LAUNCHER_TEXTS__;
