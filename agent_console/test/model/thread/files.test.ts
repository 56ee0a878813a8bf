import { describe, expect, it } from "vitest";
import { createFiles } from "../../../src/model/thread/files";
import { agentSaid } from "../../samples";

/** Requests that the test sees, and nobody answers. */
function requests() {
  const urls: string[] = [];
  const made: XMLHttpRequest[] = [];
  let aborted = 0;
  const newRequest = () => {
    const request = {
      upload: {},
      open: (_method: string, url: string) => urls.push(url),
      setRequestHeader: () => undefined,
      send: () => undefined,
      abort: () => aborted++,
    } as unknown as XMLHttpRequest;
    made.push(request);
    return request;
  };
  return { urls, made, newRequest, aborted: () => aborted };
}

const api = {
  filesTaken: async () => ({ most_bytes: 1000 }),
  fileLinks: async (conversation: string, files: string[]) => ({
    links: files.map((id) => ({ id, whole: `/files/${conversation}/${id}`, thumbnail: null })),
    seconds: 600,
  }),
};
const page = new EventTarget() as Window;
const picture = () => new File([new Uint8Array(10)], "box.png");

describe("the files of conversations", () => {
  it("go to their own conversation, once it is known how large they may be", async () => {
    const { urls, newRequest } = requests();
    const files = createFiles({ api, newRequest, page });
    await files.learn();
    expect(files.most.value).toBe(1000);
    files.of("one").add([picture()]);
    files.of("two").add([picture()]);
    expect(urls.map((url) => url.split("?")[0])).toEqual([
      "/api/staff/conversations/one/files",
      "/api/staff/conversations/two/files",
    ]);
    expect(files.of("one").uploads.value).toHaveLength(1);
  });

  it("are gone from the page once the log has them", async () => {
    const { newRequest } = requests();
    const files = createFiles({ api, newRequest, page });
    await files.learn();
    files.of("one").add([picture()]);
    const id = files.of("one").uploads.value[0]?.client_id ?? "";
    files.settle([agentSaid(4, "box.png", id)]);
    expect(files.of("one").uploads.value).toEqual([]);
  });

  it("have links of their conversation", async () => {
    const files = createFiles({ api, newRequest: requests().newRequest, page });
    const whole = await new Promise((resolve) => {
      files.of("one").links.watch("f", ({ link }) => link && resolve(link.whole));
    });
    expect(whole).toBe("/files/one/f");
  });

  it("end with the agent's session", async () => {
    const { newRequest, aborted } = requests();
    const files = createFiles({ api, newRequest, page });
    await files.learn();
    files.of("one").add([picture()]);
    files.leave();
    expect(aborted()).toBe(1);
    expect(files.of("one").uploads.value).toEqual([]);
  });

  it("go on where the line was cut, once it is back", async () => {
    const { urls, made, newRequest } = requests();
    const files = createFiles({ api, newRequest, page });
    await files.learn();
    files.of("one").add([picture()]);
    made[0]?.onerror?.({} as ProgressEvent);
    expect(files.of("one").uploads.value[0]?.state).toBe("failed");
    files.resume();
    expect(files.of("one").uploads.value[0]?.state).toBe("sending");
    expect(urls[1]).toBe(urls[0]);
    files.leave();
  });
});
