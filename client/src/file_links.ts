/** Links to files, which live for minutes: asked for together, and renewed for as long as a file is shown. */
import type { FileLinks, FileLinkTo } from "./protocol";
import { browserTimers, type Timers } from "./timers";

/** A link is renewed when it has less than this left, in milliseconds. */
const BEFORE_THE_END = 60_000;
/** How often the page looks for links to renew, by the clock on the wall: a laptop may have slept. */
const LOOK = 15_000;
/** A question without an answer for this long is asked again. */
const PATIENCE = 20_000;
const AT_ONCE = 50;
/** So often in a row may a picture fail to load before its reader hears of it. */
const BROKEN = 3;

export interface FileLinkOptions {
  ask(files: string[]): Promise<FileLinks>;
  timers?: Timers;
  now?(): number;
}

export interface LinkState {
  /** A link that still lives. */
  link: FileLinkTo | null;
  /** How often the picture has failed before this link: it is drawn anew with the next. */
  failures: number;
  /** Why the file cannot be shown: it is gone, its picture does not load, or asking failed. */
  problem: null | { kind: "gone" } | { kind: "broken" } | { kind: "failed"; error: unknown };
}

type Tell = (state: LinkState) => void;

interface Watched {
  state: LinkState;
  /** When the link ends. */
  ends: number;
  broken: number;
  /** Since when an answer is awaited; null when none is. */
  asked: number | null;
  readonly tells: Set<Tell>;
}

export const NO_LINK: LinkState = { link: null, failures: 0, problem: null };

export type LinkKeeper = ReturnType<typeof createFileLinks>;

/** Keeps links to the files of one conversation. What is wanted at one moment is asked in one question. */
export function createFileLinks({ ask, timers = browserTimers, now = Date.now }: FileLinkOptions) {
  const files = new Map<string, Watched>();
  let wanted: string[] = [];
  let looking = false;

  function become(file: Watched, news: Partial<LinkState>): void {
    file.state = { ...file.state, ...news };
    for (const tell of file.tells) tell(file.state);
  }

  function want(id: string, file: Watched): void {
    if (file.asked !== null && now() < file.asked + PATIENCE) return;
    file.asked = now();
    if (wanted.length === 0) queueMicrotask(() => void askAll());
    wanted.push(id);
  }

  async function askAll(): Promise<void> {
    const ids = wanted;
    wanted = [];
    for (let begin = 0; begin < ids.length; begin += AT_ONCE) {
      await askSome(ids.slice(begin, begin + AT_ONCE));
    }
  }

  async function askSome(ids: string[]): Promise<void> {
    const asked = now();
    const reply = await ask(ids).catch((error: unknown) => ({ error }));
    for (const id of ids) {
      const file = files.get(id);
      if (!file) continue;
      file.asked = null;
      if ("error" in reply) failed(file, reply.error);
      else {
        const link = reply.links.find((each) => each.id === id) ?? null;
        file.ends = asked + reply.seconds * 1000;
        const problem = link ? null : { kind: "gone" as const };
        become(file, { link, problem, failures: file.broken });
      }
    }
  }

  /** The reader hears of it only where no link lives that could still be used. */
  function failed(file: Watched, error: unknown): void {
    if (file.state.link && now() < file.ends) return;
    become(file, { link: null, problem: { kind: "failed", error } });
  }

  const isGone = ({ state }: Watched): boolean => state.problem?.kind === "gone";

  function look(): void {
    const watched = [...files].filter(([, { tells }]) => tells.size > 0);
    looking = watched.length > 0;
    if (looking) timers.set(look, LOOK);
    for (const [id, file] of watched) renew(id, file);
  }

  /** Shows no link that has ended. What is gone stays so until the reader asks again; what failed is asked for again. */
  function renew(id: string, file: Watched): void {
    if (isGone(file) || now() < file.ends - BEFORE_THE_END) return;
    if (file.state.link && now() >= file.ends) become(file, { link: null });
    file.broken = 0;
    want(id, file);
  }

  return {
    /** Tells the link to a file at once if one is known, and each time it changes, until the end is called. */
    watch(id: string, tell: Tell): () => void {
      const file = files.get(id) ?? {
        ...{ state: NO_LINK, ends: 0, broken: 0, asked: null },
        tells: new Set<Tell>(),
      };
      files.set(id, file);
      renew(id, file);
      file.tells.add(tell);
      tell(file.state);
      if (!looking) {
        looking = true;
        timers.set(look, LOOK);
      }
      return () => void file.tells.delete(tell);
    },
    /** The reader asks again: for a new link, whatever is known. */
    again(id: string): void {
      const file = files.get(id);
      if (!file) return;
      file.broken = 0;
      want(id, file);
    },
    /** The picture behind the link did not load: a new link may help. */
    broke(id: string): void {
      const file = files.get(id);
      if (!file) return;
      file.broken++;
      if (file.broken < BROKEN) want(id, file);
      else become(file, { problem: { kind: "broken" } });
    },
  };
}
