/** The files of one chat: those on their way, and links to those that the log has. */
import {
  createFileLinks,
  createUploads,
  type ErrorBody,
  type FileLinks,
  type LinkKeeper,
  type Upload,
} from "@firuze/client";
import { computed, effect, NoAnswer, RequestRefused, signal, uuid } from "../../kit";
import type { Chat } from "../../panel/model/chat";

export type ChatFiles = ReturnType<typeof begin>;

const known = new WeakMap<Chat, ChatFiles>();
const links = new WeakMap<Chat, Map<string | undefined, LinkKeeper>>();
/** What the chat before had not finished; the next one goes on with it if it is the same customer's. */
let unfinished: readonly Upload[] = [];

export function filesOf(chat: Chat): ChatFiles {
  const found = known.get(chat) ?? begin(chat);
  known.set(chat, found);
  return found;
}

function begin(chat: Chat) {
  const items = signal<readonly Upload[]>([]);
  const token = () => chat.session.peek()?.token;
  const uploads = createUploads({
    target() {
      const visit = token();
      return visit
        ? {
            url: `${chat.origin}/api/visitor/files`,
            headers: { Authorization: `Bearer ${visit}` },
          }
        : null;
    },
    most: () => chat.session.peek()?.file_bytes ?? 0,
    newId: uuid,
    onChange(next) {
      items.value = next;
    },
  });
  if (chat.resumes) uploads.adopt(unfinished);
  unfinished = [];
  effect(() => {
    const picked = chat.files.value;
    if (!picked) {
      unfinished = uploads.all;
      uploads.stop();
    } else if (picked.length && chat.session.value) {
      chat.files.value = [];
      uploads.add(picked);
    }
  });
  effect(() =>
    uploads.settle(
      chat.events.value.flatMap(({ body }) =>
        body.type === "customer.said" ? [body.client_id] : [],
      ),
    ),
  );
  effect(() => {
    if (chat.link.value.kind === "connected") uploads.resume();
  });
  /** The ids of files that were refused for want of an agreement. */
  const unagreed = computed(() =>
    items.value.flatMap(({ client_id, code }) => (code === "consent_needed" ? client_id : [])),
  );
  const some = computed(() => unagreed.value.length > 0);
  effect(() => {
    if (some.value && !chat.consent.peek()) void chat.open(); // shows what the shop asks
  });
  effect(() => {
    if (chat.consent.value === null) for (const id of unagreed.peek()) uploads.retry(id);
  });
  return { items, retry: uploads.retry, cancel: uploads.cancel };
}

/** Links to the files of the chat, or of an `earlier` conversation of the same customer. */
export function linksOf(chat: Chat, earlier?: string): LinkKeeper {
  const kept = links.get(chat) ?? new Map<string | undefined, LinkKeeper>();
  links.set(chat, kept);
  const found = kept.get(earlier) ?? createFileLinks({ ask: (files) => ask(chat, files, earlier) });
  kept.set(earlier, found);
  return found;
}

async function ask(chat: Chat, files: string[], earlier?: string): Promise<FileLinks> {
  const response = await fetch(`${chat.origin}/api/visitor/files/links`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Authorization: `Bearer ${chat.session.peek()?.token}`,
    },
    body: JSON.stringify({ files, conversation_id: earlier }),
  }).catch(() => {
    throw new NoAnswer("offline");
  });
  const answer: (FileLinks & { error?: ErrorBody }) | null = await response
    .json()
    .catch(() => null);
  if (response.ok && answer) return answer;
  const none = { code: "unavailable", message: "", id: null, data: {} };
  throw new RequestRefused(answer?.error ?? none);
}
