/** Links to files: asked for together, kept for as long as they are good. */
import type { FileLinks, FileLinkTo } from "./protocol";
import { browserTimers, type Timers } from "./timers";

/** Links that end within this are asked for again, in milliseconds. */
const BEFORE_THE_END = 60_000;
const AT_ONCE = 50;

export interface FileLinkOptions {
  ask(files: string[]): Promise<FileLinks>;
  timers?: Timers;
}

interface Waiting {
  resolve(link: FileLinkTo | null): void;
  reject(error: unknown): void;
}

/**
 * `of` resolves to null for a file that is gone. What is asked for in one go becomes one question; a question
 * that fails is asked again by the next caller.
 */
export function createFileLinks({ ask, timers = browserTimers }: FileLinkOptions) {
  const known = new Map<string, Promise<FileLinkTo | null>>();
  let waiting = new Map<string, Waiting>();

  async function askAll(): Promise<void> {
    const asked = waiting;
    waiting = new Map();
    const ids = [...asked.keys()];
    for (let begin = 0; begin < ids.length; begin += AT_ONCE) {
      await askSome(ids.slice(begin, begin + AT_ONCE), asked);
    }
  }

  async function askSome(ids: string[], asked: Map<string, Waiting>): Promise<void> {
    try {
      const { links, seconds } = await ask(ids);
      for (const id of ids) asked.get(id)?.resolve(links.find((link) => link.id === id) ?? null);
      timers.set(() => forget(ids), Math.max(seconds * 1000 - BEFORE_THE_END, 1000));
    } catch (error) {
      forget(ids);
      for (const id of ids) asked.get(id)?.reject(error);
    }
  }

  function forget(ids: readonly string[]): void {
    for (const id of ids) known.delete(id);
  }

  return {
    of(id: string): Promise<FileLinkTo | null> {
      const found = known.get(id);
      if (found) return found;
      const link = new Promise<FileLinkTo | null>((resolve, reject) => {
        if (waiting.size === 0) queueMicrotask(() => void askAll());
        waiting.set(id, { resolve, reject });
      });
      known.set(id, link);
      return link;
    },
  };
}
