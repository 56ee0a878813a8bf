/** The launcher's few texts, extracted from the catalogues at build time to keep it small. */
import type { Language } from "@firuze/client";

export type LauncherKey = "open" | "unread" | "close" | "failed";

declare const __LAUNCHER_TEXTS__: Record<Language, Record<LauncherKey, string>>;

export const TEXTS = __LAUNCHER_TEXTS__;
