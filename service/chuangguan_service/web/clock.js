// The server's time. The device's own clock is never asked what time it is, only whether it went on while we slept.

const CLOSE_ENOUGH_MS = 1500;

let offset = null;
let uncertainty = Infinity;
let drift = Date.now() - performance.now();

/** Learns from an answer that held the server's `now`, asked for at `sentAt` of performance.now(). */
export function learn(serverNow, sentAt) {
  const receivedAt = performance.now();
  const half = (receivedAt - sentAt) / 2;
  if (half <= uncertainty || hasSlept()) {
    offset = serverNow + half - receivedAt;
    uncertainty = half;
    drift = Date.now() - receivedAt;
  }
}

/** Returns the server's time in UTC ms, or null before the first answer. */
export function now() {
  return offset === null ? null : performance.now() + offset;
}

/** Says whether performance.now() stood still for a while, as it does on some devices that sleep. */
export function hasSlept() {
  return Math.abs(Date.now() - performance.now() - drift) > CLOSE_ENOUGH_MS;
}
