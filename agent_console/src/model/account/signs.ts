/** Signs of life: the gateway ends the session of a console at which nobody moves. */
import type { Connection } from "@firuze/client";

const PAUSE = 60_000; // milliseconds: far below any idle end, far above any moving hand

/** Call what it returns whenever somebody moves; the gateway hears of it once a minute. */
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
