/**
 * How far customers and agents have read, by conversation; reports this console's marks to the
 gateway.
 * It notes the agent's own conversations only: watching a colleague's reports nothing.
 */
import {
  type Connection,
  createMarker,
  laterMarks,
  type Mark,
  type Marker,
  type Marks,
  NOTHING,
  type Noted,
  type Timers,
} from "@firuze/client";
import { signal } from "@preact/signals";

export interface MarksModel {
  /** The conversation's marks; whatever is drawn from them follows their changes. */
  of(conversation: string): Marks;
  learn(conversation: string, news: Partial<Marks>): void;
  /** This console has the log, or shows it to somebody, up to here. */
  note(conversation: string, mark: Mark): void;
  /** The page may be gone in a moment. */
  hurry(): void;
  resume(): void;
  pause(): void;
  forget(): void;
}

const NONE: Marks = { customer: NOTHING, staff: NOTHING };

export function createMarks(line: Pick<Connection, "request">, timers?: Timers): MarksModel {
  const known = signal<ReadonlyMap<string, Marks>>(new Map());
  const markers = new Map<string, Marker>();
  let online = false;

  function learn(conversation: string, news: Partial<Marks>): void {
    const before = known.peek().get(conversation) ?? NONE;
    const after = laterMarks(before, news);
    if (!same(before.customer, after.customer) || !same(before.staff, after.staff)) {
      known.value = new Map(known.peek()).set(conversation, after);
    }
  }

  function markerOf(conversation: string): Marker {
    const marker =
      markers.get(conversation) ??
      createMarker({
        send: (mark) => line.request<Noted>("mark", { conversation_id: conversation, ...mark }),
        ...(timers && { timers }),
      });
    markers.set(conversation, marker);
    if (!online) marker.pause();
    return marker;
  }

  function pause(): void {
    online = false;
    for (const marker of markers.values()) marker.pause();
  }

  return {
    of: (conversation) => known.value.get(conversation) ?? NONE,
    learn,
    note(conversation, mark) {
      learn(conversation, { staff: mark });
      markerOf(conversation).note(mark);
    },
    hurry() {
      for (const marker of markers.values()) marker.hurry();
    },
    resume() {
      online = true;
      for (const marker of markers.values()) marker.resume();
    },
    pause,
    forget() {
      pause();
      markers.clear();
      known.value = new Map();
    },
  };
}

const same = (one: Mark, other: Mark): boolean =>
  one.delivered === other.delivered && one.read === other.read;
