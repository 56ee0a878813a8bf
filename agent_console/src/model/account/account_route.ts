/**
 * The pages for people without a session, by the address's hash; all other pages need a session.
 */
export type AccountRoute = { page: "forgotten" } | { page: "password"; token: string };

export const FORGOTTEN = "#/forgotten";
export const LOGIN = "#/inbox";

const TOKEN = /^#\/password\/([\w.-]{1,200})$/;

export function parseAccountRoute(hash: string): AccountRoute | null {
  if (hash === FORGOTTEN) return { page: "forgotten" };
  const token = TOKEN.exec(hash)?.[1];
  return token ? { page: "password", token } : null;
}
