import { beforeEach, describe, expect, it } from "vitest";
import { createFollowing } from "../src/follow";

/** A box as the browser keeps it: its top never passes the end. */
class Box {
  private top = 0;
  constructor(
    public scrollHeight: number,
    public clientHeight: number,
  ) {}
  get scrollTop(): number {
    return Math.min(this.top, this.scrollHeight - this.clientHeight);
  }
  set scrollTop(top: number) {
    this.top = Math.max(0, Math.min(top, this.scrollHeight - this.clientHeight));
  }
}

let box: Box;
let following: ReturnType<typeof createFollowing>;

beforeEach(() => {
  box = new Box(2000, 500);
  following = createFollowing();
  following.toEnd(box);
});

describe("a log that is read at its end", () => {
  it("is followed when the scroll event comes after the box has shrunk", () => {
    box.clientHeight = 300; // a composer has appeared below it
    expect(following.scrolled(box)).toBe(true);
    expect(box.scrollTop).toBe(1700);
  });

  it("is followed when the scroll event comes after its content has grown", () => {
    box.scrollHeight = 2400; // a picture has arrived
    expect(following.scrolled(box)).toBe(true);
    expect(box.scrollTop).toBe(1900);
  });

  it("is left by a reader who scrolls up, and followed again at the end", () => {
    box.scrollTop = 1000;
    expect(following.scrolled(box)).toBe(false);
    box.scrollTop = 1200;
    expect(following.scrolled(box)).toBe(false);
    box.scrollTop = 1450;
    expect(following.scrolled(box)).toBe(true);
  });

  it("is followed again when it is sent to its end", () => {
    box.scrollTop = 1000;
    following.scrolled(box);
    following.toEnd(box);
    expect(following.follows).toBe(true);
  });
});
