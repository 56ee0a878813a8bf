/** What work costs, for tests that hold a bound on any machine, however busy. */

const USUAL_TRIES = 3;
const TRIES = 40;
const FAR_BEYOND = 10; // times what would be enough: no machine is so busy

/**
 * Milliseconds of the fastest run. It is tried a few times, and where none takes as little as
 * `enough`, on for a while: on a busy machine the same work takes several times as long.
 */
export function cost(work: () => unknown, enough: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let tried = 0; tried < TRIES; tried += 1) {
    const sure = best <= enough || best > FAR_BEYOND * enough;
    if (tried >= USUAL_TRIES && sure) break;
    const began = performance.now();
    work();
    best = Math.min(best, performance.now() - began);
  }
  return best;
}
