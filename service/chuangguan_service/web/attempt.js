// One attempt in this browser: what was chosen, what the server has of it, and handing it in.
//
// Everything is kept on the device before it is sent, under the number of the attempt, so that neither a reload nor a
// lost network nor an expired token loses a response. The server's copy is what counts.

import { Problem, api, pause } from "./api.js";
import { now } from "./clock.js";
import { device } from "./kept.js";

const TYPING_MS = 400;

const running = new Map();

function drawer(attempt) {
  return `attempt:${attempt}`;
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `h5-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** Returns the attempt that the server handed out, with what this device has not brought to it yet. */
export function take(paper) {
  const known = running.get(paper.attempt);
  const attempt = known && !known.isOver ? known : new Attempt(paper.attempt, device.get(drawer(paper.attempt)));
  attempt.meet(paper);
  running.set(paper.attempt, attempt);
  return attempt;
}

/** Returns an attempt that this device holds, or null: one whose time is up can still be handed in. */
export function held(number) {
  const kept = device.get(drawer(number));
  return running.get(number) || (kept ? new Attempt(number, kept) : null);
}

/** Returns an attempt that this device knows nothing of: what was saved from another one is handed in. */
export function newAttempt(number) {
  return new Attempt(number, null);
}

class Attempt {
  constructor(number, kept) {
    this.number = number;
    this.kept = kept || { startedAt: 0, key: newKey(), counter: 0, responses: {}, unsaved: [], handingIn: false };
    this.paper = null;
    this.isOver = false;
    this.state = "saved";
    this.onChange = () => {};
    this.onEnd = () => {};
    this.timer = null;
    this.isSending = false;
  }

  /** Joins the server's paper with what is kept here; what another campaign left under the number is forgotten. */
  meet(paper) {
    const mine = this.kept.startedAt === paper.started_at ? this.kept : null;
    const unsaved = mine ? mine.unsaved : [];
    const responses = { ...paper.saved };
    unsaved.forEach((question) => {
      responses[question] = mine.responses[question];
    });
    this.kept = {
      startedAt: paper.started_at,
      key: mine ? mine.key : newKey(),
      counter: mine ? mine.counter : 0,
      responses,
      unsaved,
      handingIn: mine ? mine.handingIn : false,
    };
    this.paper = paper;
    this.keep();
    this.schedule(0);
  }

  response(question) {
    return this.kept.responses[question] || [];
  }

  isAnswered(question) {
    return this.response(question).some((text) => text !== "");
  }

  get unanswered() {
    return this.paper.questions.filter((item) => !this.isAnswered(item.question));
  }

  /** Keeps a response and brings it to the server: taps at once, typing after a short rest. */
  answer(question, response, isTyped) {
    if (this.isOver || this.kept.handingIn) {
      return;
    }
    this.kept.responses[question] = response;
    if (this.kept.unsaved.indexOf(question) < 0) {
      this.kept.unsaved.push(question);
    }
    this.keep();
    this.show(this.state === "waiting" ? "waiting" : "saving");
    this.schedule(isTyped ? TYPING_MS : 0);
  }

  schedule(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
  }

  async send() {
    if (this.isSending) {
      return;
    }
    this.isSending = true;
    let failures = 0;
    while (this.kept.unsaved.length && !this.kept.handingIn && !this.isOver) {
      try {
        await this.sendOnce();
        failures = 0;
      } catch (problem) {
        if (!(await this.survives(problem, failures))) {
          break;
        }
        failures += 1;
      }
    }
    this.isSending = false;
    if (!this.kept.unsaved.length) {
      this.show("saved");
    }
  }

  async sendOnce() {
    const sent = {};
    this.kept.unsaved.forEach((question) => {
      sent[question] = this.kept.responses[question];
    });
    // Of two devices at one paper the later tap wins, so the counter is a time that never stands still.
    this.kept.counter = Math.max(this.kept.counter + 1, Math.floor(now() || 0));
    this.keep();
    await api.save(this.number, this.kept.counter, sent);
    this.kept.unsaved = this.kept.unsaved.filter((question) => this.kept.responses[question] !== sent[question]);
    this.keep();
  }

  /** Says whether saving goes on after a problem. */
  async survives(problem, failures) {
    if (!(problem instanceof Problem)) {
      throw problem;
    }
    if (problem.passes) {
      this.show("waiting");
      await pause(failures, problem);
      return true;
    }
    if (problem.status === 409) {
      this.isOver = true;
      this.onEnd();
    } else if (problem.status !== 401) {
      this.show("refused");
    }
    return false;
  }

  /** Returns the receipt; asks with the same key until there is an answer. `onWait` hears of every failure. */
  async handIn(onWait) {
    this.kept.handingIn = true;
    this.keep();
    for (let failures = 0; ; failures += 1) {
      try {
        return this.end(await api.submit(this.number, this.kept.responses, this.kept.key));
      } catch (problem) {
        if (problem instanceof Problem && problem.receipt) {
          return this.end(problem.receipt);
        }
        if (!(problem instanceof Problem) || !problem.passes) {
          throw problem;
        }
        onWait(problem);
        await pause(failures, problem);
      }
    }
  }

  end(receipt) {
    this.isOver = true;
    running.delete(this.number);
    device.drop(drawer(this.number));
    return receipt;
  }

  show(state) {
    if (state !== this.state) {
      this.state = state;
      this.onChange();
    }
  }

  keep() {
    device.set(drawer(this.number), this.kept);
  }
}

/** Forgets an attempt of which the server has the end. */
export function forget(number) {
  running.delete(number);
  device.drop(drawer(number));
}
