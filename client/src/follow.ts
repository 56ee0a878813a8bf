/** Following the end of a scrolled box, until its reader scrolls up. */

const NEAR = 80; // pixels from the end that still count as the end

type Box = Pick<HTMLElement, "scrollTop" | "scrollHeight" | "clientHeight">;

/**
 * A scroll event comes late: by then the box may have shrunk, or its content grown, and the end that it was
 * sent to is no longer the end. So only a way upwards counts as the reader's wish.
 */
export function createFollowing() {
  let top = 0;
  let follows = true;

  function toEnd(box: Box): void {
    box.scrollTop = box.scrollHeight;
    top = box.scrollTop;
    follows = true;
  }

  return {
    get follows() {
      return follows;
    },
    toEnd,
    /** Whether the end is followed, now that the box has scrolled; if it has moved meanwhile, goes there. */
    scrolled(box: Box): boolean {
      const up = box.scrollTop < top;
      top = box.scrollTop;
      if (box.scrollHeight - top - box.clientHeight < NEAR) follows = true;
      else if (up) follows = false;
      else if (follows) toEnd(box);
      return follows;
    },
  };
}
