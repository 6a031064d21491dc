// The paper: one question at a time, the overview of all, the server's clock, and handing in.

import { api } from "../api.js";
import { forget, held, newAttempt, take } from "../attempt.js";
import { hasSlept, now } from "../clock.js";
import { fill, h, say, warn } from "../dom.js";
import { heading, step } from "../parts.js";
import { countdown } from "../words.js";
import { questionForm } from "./question.js";

const TICK_MS = 200;
const WARNINGS = [
  [60000, "还剩1分钟"],
  [10000, "还剩10秒，到时自动交卷"],
];
const STATES = {
  saved: "已保存",
  saving: "正在保存……",
  waiting: "离线，已存在本机，联网后自动保存",
  refused: "没有保存，请刷新页面",
};

export async function paper({ part }) {
  const number = Number(part);
  const kept = held(number);
  if (kept && kept.kept.handingIn) {
    return handing(kept);
  }
  const open = (await api.progress()).open_attempt;
  if (!open || open.attempt !== number) {
    forget(number);
    return { to: `result/${number}` };
  }
  // Once the time is up, asking for the paper again might begin the next attempt.
  if (now() >= open.limit_end) {
    return handing(kept || newAttempt(number));
  }
  const attempt = take(await api.start(open.level));
  return attempt.number === number ? new Desk(attempt).view() : { to: `attempt/${attempt.number}` };
}

/** The page of handing in, which asks until it is answered. */
function handing(attempt) {
  const news = h("p", { role: "status", class: "note" }, "正在把作答交给服务器，请稍候。");
  const box = h(
    "div",
    { class: "narrow" },
    heading("正在交卷"),
    h("div", { class: "turning", "aria-hidden": "true" }),
    news,
  );
  const onWait = (problem) => {
    news.textContent = `${problem.message}。作答已存在本机，正在自动重试，请不要关闭页面。`;
  };
  attempt.handIn(onWait).then(
    () => location.replace(`#/result/${attempt.number}`),
    (problem) => {
      if (problem.status !== 401) {
        fill(
          box,
          heading("没有交上"),
          h("p", { role: "alert" }, problem.message),
          h("p", { class: "steps" }, step("回到关卡", "", true)),
        );
      }
    },
  );
  return { title: "正在交卷", nodes: [box], isPlain: true };
}

/** What somebody who answers has before them. */
class Desk {
  constructor(attempt) {
    this.attempt = attempt;
    this.questions = attempt.paper.questions;
    this.place = Math.max(
      this.questions.findIndex((item) => !attempt.isAnswered(item.question)),
      0,
    );
    this.isConfirming = false;
    this.isLeft = false;
    this.left = h("span", { class: "left digits", role: "timer", "aria-label": "剩余时间" });
    this.progress = h("progress", { max: this.questions.length, "aria-label": "已答题数" });
    this.counted = h("span", { class: "counted digits" });
    this.stand = h("div", { class: "stand" });
    this.sheet = h("ol", { class: "sheet" });
    this.state = h("p", { class: "saving", role: "status" });
    this.warnings = WARNINGS.filter(([ms]) => this.leftMs() > ms);
  }

  view() {
    const { level, ordinal } = this.attempt.paper;
    this.attempt.onChange = () => this.showState();
    this.attempt.onEnd = () => !this.isLeft && location.replace(`#/result/${this.attempt.number}`);
    this.onReturn = () => document.visibilityState === "visible" && this.lookAtClock();
    document.addEventListener("visibilitychange", this.onReturn);
    this.timer = setInterval(() => this.tick(), TICK_MS);
    const bar = h(
      "div",
      { class: "bar" },
      h("h1", { class: "where" }, `第 ${level} 关`, h("span", { class: "ordinal" }, ` 第 ${ordinal} 次`)),
      this.left,
      this.progress,
      this.state,
      this.counted,
    );
    const overview = h(
      "section",
      { class: "card overview", "aria-labelledby": "overview" },
      h("h2", { id: "overview" }, "答题卡"),
      this.sheet,
      h("button", { type: "button", class: "button wide", onclick: () => this.confirm() }, "交卷"),
    );
    this.showQuestion(false);
    this.showState();
    this.tick();
    return {
      title: `第 ${level} 关`,
      nodes: [bar, h("div", { class: "desk" }, this.stand, overview)],
      focus: this.stand.querySelector("h2"),
      isPlain: true,
      leave: () => this.leave(),
    };
  }

  leave() {
    this.isLeft = true;
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.onReturn);
    this.attempt.onChange = () => {};
    this.attempt.onEnd = () => {};
  }

  leftMs() {
    return this.attempt.paper.limit_end - now();
  }

  tick() {
    const left = this.leftMs();
    this.left.textContent = countdown(left);
    this.left.className = `left digits${left <= 10000 ? " last" : left <= 60000 ? " late" : ""}`;
    while (this.warnings.length && left <= this.warnings[0][0]) {
      warn(this.warnings.shift()[1]);
    }
    if (hasSlept()) {
      this.lookAtClock();
    }
    if (left <= 0) {
      this.handIn();
    }
  }

  /** Asks the server what time it is, after the device may have slept. */
  lookAtClock() {
    if (!this.isAsking) {
      this.isAsking = true;
      const done = () => {
        this.isAsking = false;
      };
      api.campaign().then(done, () => setTimeout(done, 1000));
    }
  }

  go(place) {
    this.place = Math.min(Math.max(place, 0), this.questions.length - 1);
    this.isConfirming = false;
    this.showQuestion(true);
  }

  showQuestion(takesFocus) {
    const isLast = this.place === this.questions.length - 1;
    const item = this.questions[this.place];
    const back = h(
      "button",
      { type: "button", class: "button", disabled: this.place === 0, onclick: () => this.go(this.place - 1) },
      "上一题",
    );
    const on = h("button", { type: "submit", class: "button main" }, isLast ? "检查并交卷" : "下一题");
    const form = questionForm(item, this.place + 1, this.questions.length, this.attempt.response(item.question), {
      answer: (response, isTyped) => this.answer(item.question, response, isTyped),
      next: () => (isLast ? this.confirm() : this.go(this.place + 1)),
      steps: h("div", { class: "turns" }, back, on),
    });
    this.put(form, takesFocus);
  }

  put(content, takesFocus) {
    fill(this.stand, content);
    this.showSheet();
    if (takesFocus) {
      window.scrollTo(0, 0);
      content.querySelector("h2").focus({ preventScroll: true });
    }
  }

  answer(question, response, isTyped) {
    this.attempt.answer(question, response, isTyped);
    this.showSheet();
  }

  showSheet() {
    const answered = this.questions.length - this.attempt.unanswered.length;
    this.counted.textContent = `已答 ${answered} / ${this.questions.length}`;
    this.progress.value = answered;
    fill(
      this.sheet,
      this.questions.map((item, place) => h("li", null, this.chip(item, place))),
    );
  }

  chip(item, place) {
    const isAnswered = this.attempt.isAnswered(item.question);
    const isHere = place === this.place && !this.isConfirming;
    return h(
      "button",
      {
        type: "button",
        class: isAnswered ? "chip answered" : "chip",
        "aria-current": isHere ? "step" : null,
        "aria-label": `第${place + 1}题，${isAnswered ? "已答" : "未答"}`,
        onclick: () => this.go(place),
      },
      place + 1,
    );
  }

  showState() {
    const text = STATES[this.attempt.state];
    this.state.className = `saving ${this.attempt.state}`;
    if (this.state.textContent !== text) {
      this.state.textContent = text;
    }
  }

  confirm() {
    const missing = this.attempt.unanswered;
    const places = this.questions.map((item, place) => (missing.indexOf(item) < 0 ? 0 : place + 1)).filter(Boolean);
    this.isConfirming = true;
    this.put(
      h(
        "section",
        { class: "card" },
        h("h2", { tabindex: "-1" }, missing.length ? `还有 ${missing.length} 题未答` : "全部题目都已作答"),
        missing.length > 0 && h("p", null, `未答：第 ${places.join("、")} 题。`),
        h("p", null, "交卷后不能再修改，用时到交卷为止。"),
        h(
          "div",
          { class: "turns" },
          h(
            "button",
            { type: "button", class: "button", onclick: () => this.go(missing.length ? places[0] - 1 : this.place) },
            "继续答题",
          ),
          h("button", { type: "button", class: "button main", onclick: () => this.handIn() }, "确认交卷"),
        ),
      ),
      true,
    );
  }

  handIn() {
    if (this.isLeft) {
      return;
    }
    this.leave();
    say("正在交卷");
    const page = handing(this.attempt);
    const main = document.getElementById("view");
    fill(main, page.nodes);
    main.querySelector("h1").focus();
  }
}
