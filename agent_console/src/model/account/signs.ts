/** Signs of life: the gateway ends the session of a console that nobody uses. */
import type { Connection } from "@firuze/client";

const PAUSE = 60_000; // milliseconds: far below any idle timeout

/** Call the returned function at every sign of activity; it notifies the gateway once a minute. */
export function createSigns(
  line: Pick<Connection, "state" | "send">,
  now: () => number,
): () => void {
  let told = Number.NEGATIVE_INFINITY;
  return () => {
    if (line.state.kind !== "connected" || now() - told < PAUSE) return;
    told = now();
    line.send("here", {});
  };
}
