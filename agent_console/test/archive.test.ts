import type { ConversationList } from "@firuze/client";
import { NoAnswer } from "@firuze/client";
import { describe, expect, test } from "vitest";
import { createArchive } from "../src/model/archive";
import type { ArchiveQuery } from "../src/transport/api";
import { item, theirs } from "./samples";

function scene() {
  const asked: { query: ArchiveQuery; answer: (list: ConversationList | Error) => void }[] = [];
  const archive = createArchive(
    (query) =>
      new Promise((resolve, reject) => {
        asked.push({
          query,
          answer: (list) => (list instanceof Error ? reject(list) : resolve(list)),
        });
      }),
    () => undefined,
  );
  return { asked, archive, ids: () => archive.items.value.map(({ id }) => id) };
}

describe("the supervisor's list", () => {
  test("comes page by page, each conversation once", async () => {
    const { asked, archive, ids } = scene();
    const loading = archive.load();
    asked[0]?.answer({ items: [item("a"), item("b")], next: "b" });
    await loading;
    expect(archive.more.value).toBe(true);
    const more = archive.loadMore();
    expect(asked[1]?.query.before).toBe("b");
    asked[1]?.answer({ items: [item("b"), item("c")], next: null });
    await more;
    expect(ids()).toEqual(["a", "b", "c"]);
    expect(archive.more.value).toBe(false);
  });

  test("shows the answer to the latest question, whichever comes last", async () => {
    const { asked, archive, ids } = scene();
    const first = archive.filter({ q: "par" });
    const second = archive.filter({ q: "parcel" });
    asked[1]?.answer({ items: [item("right")], next: null });
    asked[0]?.answer({ items: [item("stale")], next: null });
    await Promise.all([first, second]);
    expect(ids()).toEqual(["right"]);
    expect(archive.loading.value).toBe(false);
  });

  test("says when it could not be loaded", async () => {
    const { asked, archive } = scene();
    const loading = archive.load();
    asked[0]?.answer(new NoAnswer("timeout"));
    await loading;
    expect(archive.problem.value).toEqual({ key: "error.offline" });
  });

  test("follows changes of what it shows, and learns the agents' names", async () => {
    const { asked, archive } = scene();
    const loading = archive.load();
    asked[0]?.answer({ items: [item("a", { epoch: 1 })], next: null });
    await loading;
    archive.receive(item("a", { epoch: 2, owner: theirs("agent") }));
    archive.receive(item("unseen"));
    expect(archive.items.value).toMatchObject([{ id: "a", epoch: 2 }]);
    expect(archive.agents.value).toEqual([["agent-omid", "Omid"]]);
  });
});
