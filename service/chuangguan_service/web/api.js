// The service's resources. An answer is its body; what went wrong is a Problem with a sentence for people.

import { learn } from "./clock.js";
import { here } from "./kept.js";

const ROOT = "/api/v1";
const PATIENCE_MS = 15000;
const LONGEST_PAUSE_MS = 10000;

/** What the service refused; `status` 0 is a network without an answer. */
export class Problem extends Error {
  constructor(status, said, retryAfter) {
    super(said.detail || "服务暂时不能回答，请稍后再试");
    this.status = status;
    this.code = said.code || "";
    this.receipt = said.receipt || null;
    this.retryAfterMs = Number(retryAfter) * 1000 || 0;
  }

  /** Whether asking again may help. */
  get passes() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

let onSignedOut = () => {};

/** Names what is done when a token is no longer taken. */
export function whenSignedOut(action) {
  onSignedOut = action;
}

export function isSignedIn() {
  return here.get("token") !== null;
}

export function signOut() {
  here.drop("token");
}

/** Returns the answer to a request with its status and tag; the body is null for 304. */
export async function ask(method, path, options) {
  const { body, headers, isPublic, etag } = options || {};
  const token = isPublic ? null : here.get("token");
  const sent = { Accept: "application/json", ...headers };
  if (token) {
    sent.Authorization = `Bearer ${token}`;
  }
  if (body !== undefined) {
    sent["Content-Type"] = "application/json";
  }
  if (etag) {
    sent["If-None-Match"] = etag;
  }
  const sentAt = performance.now();
  const answer = await reach(ROOT + path, { method, headers: sent, body: body && JSON.stringify(body) });
  if (answer.status === 304) {
    return { body: null, etag, status: 304 };
  }
  const said = await words(answer);
  if (!answer.ok) {
    // Another request may have found this out, or somebody signed in again meanwhile.
    if (answer.status === 401 && token && here.get("token") === token) {
      signOut();
      onSignedOut();
    }
    throw new Problem(answer.status, said, answer.headers.get("Retry-After"));
  }
  if (typeof said.now === "number") {
    learn(said.now, sentAt);
  }
  return { body: said, etag: answer.headers.get("ETag"), status: answer.status };
}

async function reach(address, request) {
  const given = new AbortController();
  const timer = setTimeout(() => given.abort(), PATIENCE_MS);
  try {
    return await fetch(address, { ...request, signal: given.signal, cache: "no-store" });
  } catch (lost) {
    throw new Problem(0, { code: "offline", detail: "网络不通，请检查网络后再试" });
  } finally {
    clearTimeout(timer);
  }
}

async function words(answer) {
  try {
    return await answer.json();
  } catch (cut) {
    if (answer.ok) {
      throw new Problem(0, { code: "offline", detail: "网络中断，请稍后再试" });
    }
    return {};
  }
}

/** Waits longer from time to time, or until the network is back. */
export function pause(times, problem) {
  const wait = Math.max(Math.min(1000 * 2 ** times, LONGEST_PAUSE_MS), (problem && problem.retryAfterMs) || 0);
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      window.removeEventListener("online", end);
      resolve();
    };
    const timer = setTimeout(end, wait);
    window.addEventListener("online", end);
  });
}

async function got(method, path, options) {
  return (await ask(method, path, options)).body;
}

const publicly = { isPublic: true };

export const api = {
  askForCode: (memberNo) => got("POST", "/sign-in/codes", { ...publicly, body: { member_no: memberNo } }),
  async signIn(memberNo, code) {
    const answer = await got("POST", "/sign-in", { ...publicly, body: { member_no: memberNo, code } });
    here.set("token", answer.token);
  },
  campaign: () => got("GET", "/campaign", publicly),
  closings: () => got("GET", "/closings", publicly),
  me: () => got("GET", "/me"),
  progress: () => got("GET", "/me/progress"),
  start: (level) => got("POST", "/attempts", { body: { level } }),
  save: (attempt, counter, responses) => got("PUT", `/attempts/${attempt}/responses`, { body: { counter, responses } }),
  submit: (attempt, responses, key) =>
    got("POST", `/attempts/${attempt}/submission`, { body: { responses }, headers: { "Idempotency-Key": key } }),
  receipt: (attempt) => got("GET", `/attempts/${attempt}/receipt`),
  review: (attempt) => got("GET", `/attempts/${attempt}/review`),
  board: (period, query, etag) => ask("GET", `/boards/${encodeURIComponent(period)}${query}`, { etag }),
};
