/** The received part of the conversation: its log, its state, and how far both sides have read. */
import {
  accepted,
  type Connection,
  createLog,
  createMarker,
  type Event,
  type Log,
  laterMarks,
  type Mark,
  type Marker,
  type Marks,
  NOTHING,
  type Noted,
  type Timers,
  type VisitorPage,
  type VisitorPush,
  type VisitorState,
  visitorGap,
} from "@firuze/client";
import { batch, signal } from "@preact/signals-core";

export interface ReadingOptions {
  request: Connection["request"];
  timers: Timers;
  /** The log has grown. */
  onEvents(events: readonly Event[]): void;
}

const UNREAD: Marks = { customer: NOTHING, staff: NOTHING };

export function createReading({ request, timers, onEvents }: ReadingOptions) {
  const events = signal<readonly Event[]>([]);
  const loaded = signal(false);
  const state = signal<VisitorState | null>(null);
  const marks = signal(UNREAD);
  let log = newLog();
  let marker = newMarker();

  function newLog(): Log {
    return createLog({
      async fetchPage(after) {
        const page = accepted(await request<VisitorPage>("sync", { after }));
        know(page.state);
        marked(page.marks);
        return page;
      },
      onChange: logChanged,
      gapRule: visitorGap,
      timers,
    });
  }

  function newMarker(): Marker {
    return createMarker({ send: (mark) => request<Noted>("mark", mark), timers });
  }

  function marked(news: Partial<Marks>): void {
    marks.value = laterMarks(marks.peek(), news);
  }

  function got(mark: Mark): void {
    marked({ customer: mark });
    marker.note(mark);
  }

  function logChanged(next: readonly Event[]): void {
    batch(() => {
      events.value = next;
      onEvents(next);
      got({ delivered: headOf(next), read: 0 });
    });
  }

  /** Keeps the newer state: an older one never replaces it. */
  function know(next: VisitorState): void {
    const known = state.value;
    if (!known || next.epoch > known.epoch || next.head >= known.head) state.value = next;
  }

  function learn(next: VisitorState): void {
    know(next);
    log.expect(next.head);
  }

  return {
    events,
    loaded,
    state,
    marks,
    marked,
    learn,
    receive(push: VisitorPush): void {
      batch(() => {
        log.receive(push.events);
        learn(push.state);
      });
    },
    resume(): void {
      marker.resume();
      const mine = log;
      void mine.load().then(() => {
        if (mine === log) loaded.value = true;
      });
    },
    pause: (): void => marker.pause(),
    /** Everything received is on a page in view. */
    saw(): void {
      const head = headOf(events.value);
      got({ delivered: head, read: head });
    },
    hurry: (): void => marker.hurry(),
    /** Switches to another conversation: nothing of the old one may stay on the screen. */
    startAfresh(): void {
      log.stop();
      log = newLog();
      marker = newMarker();
      events.value = [];
      marks.value = UNREAD;
      state.value = null;
      loaded.value = false;
    },
    stop: (): void => log.stop(),
  };
}

const headOf = (events: readonly Event[]): number => events.at(-1)?.seq ?? 0;
