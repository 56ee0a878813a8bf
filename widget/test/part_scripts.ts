import { createParts } from "../src/panel/model/parts";

// Every part's script, as in a page that has loaded them all.
import.meta.glob("../src/parts/*/part.ts", { eager: true });

export const loadedParts = () =>
  createParts(
    (name) => Promise.reject(new Error(`no ${name}`)),
    () => undefined,
  );

/** Alerts that nobody changes. */
export const quietAlerts = {
  sound: true,
  notify: null,
  setSound: (): void => undefined,
  setNotify: async (): Promise<void> => undefined,
};
