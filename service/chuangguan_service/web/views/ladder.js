// The ladder of levels: how far one is, what comes next, and why a level is locked.

import { api } from "../api.js";
import { now } from "../clock.js";
import { h } from "../dom.js";
import { mountain } from "../motif.js";
import { climbed, nextStep } from "../next.js";
import { facts, heading, step } from "../parts.js";
import { countdown, duration, limit } from "../words.js";

const TICK_MS = 500;

export async function ladder() {
  const [me, progress] = await Promise.all([api.me(), api.progress()]);
  const next = nextStep(progress);
  const left = h("span", { class: "digits" });
  const tick = () => {
    left.textContent = next.attempt ? countdown(next.attempt.limit_end - now()) : "";
  };
  tick();
  const timer = next.attempt ? setInterval(tick, TICK_MS) : null;
  return {
    title: "闯关",
    nodes: [h("div", { class: "two" }, summit(me, progress, next, left), rungs(progress, next))],
    leave: () => clearInterval(timer),
  };
}

function summit(me, progress, next, left) {
  const passed = climbed(progress);
  const total = progress.levels.length;
  return h(
    "section",
    { class: "card summit" },
    h("div", { class: "scene" }, mountain(total, passed)),
    heading(
      passed ? `已通过 ${passed} 关，共 ${total} 关` : `共 ${total} 关，从第 1 关开始`,
      [me.name, me.unit].filter(Boolean).join("　"),
    ),
    action(next, left),
    progress.standing && standing(progress.standing),
  );
}

function standing(mine) {
  return facts([
    ["最好成绩", `${mine.levels} 关`],
    ["累计用时", h("span", { class: "digits" }, duration(mine.elapsed_ms, 3))],
  ]);
}

function action(next, left) {
  const name = `第 ${next.level.number} 关`;
  if (next.kind === "resume") {
    return h(
      "div",
      { class: "action" },
      h("p", null, `${name}正在计时，还剩 `, left),
      step(`继续${name}`, `attempt/${next.attempt.attempt}`, true),
    );
  }
  if (next.kind === "start") {
    const what = `${next.level.title}　${next.level.questions} 题，限时${limit(next.level.time_limit_ms)}`;
    return h(
      "div",
      { class: "action" },
      h("p", null, what),
      step(next.level.attempts ? `再闯${name}` : `闯${name}`, `level/${next.level.number}`, true),
    );
  }
  if (next.kind === "again") {
    const may = "现在可以再闯一轮，争取更好的成绩；原有成绩不会变差。";
    return h(
      "div",
      { class: "action" },
      next.why && h("p", null, `${next.why}。`),
      h("p", null, may),
      step(`再闯${name}`, `level/${next.level.number}`, true),
    );
  }
  return h("div", { class: "action" }, next.why && h("p", null, `${next.why}。`), step("看榜单", "board/now", true));
}

function rungs(progress, next) {
  return h(
    "section",
    { "aria-labelledby": "rungs" },
    h("h2", { id: "rungs" }, "全部关卡"),
    h(
      "ol",
      { class: "rungs" },
      progress.levels.map((level) => rung(level, next)),
    ),
  );
}

function rung(level, next) {
  const isOpen = !level.refusal;
  const state = level.passed ? "passed" : isOpen ? "open" : "locked";
  const isNext = next.level === level && next.kind !== "wait";
  const inside = [
    h("span", { class: "badge", "aria-hidden": "true" }, level.number),
    h(
      "span",
      { class: "words" },
      h("span", { class: "name" }, h("span", { class: "unseen" }, `第 ${level.number} 关 `), level.title),
      h("span", { class: "meta" }, said(level)),
    ),
    h(
      "span",
      { class: "state" },
      level.passed
        ? "已通过"
        : isOpen
          ? next.kind === "resume" && isNext
            ? "进行中"
            : isNext
              ? "可以闯"
              : "已开放"
          : "未解锁",
    ),
  ];
  const name = `rung ${state}${isNext ? " next" : ""}`;
  return h(
    "li",
    { class: name },
    isOpen ? h("a", { class: "row", href: `#/level/${level.number}` }, inside) : h("div", { class: "row" }, inside),
  );
}

function said(level) {
  const size = `${level.questions} 题 · 限时${limit(level.time_limit_ms)}`;
  if (level.passed) {
    return `${size} · 最好用时 ${duration(level.best_ms, 3)}`;
  }
  if (level.refusal) {
    return level.refusal.detail;
  }
  return level.attempts ? `${size} · 闯过 ${level.attempts} 次` : size;
}
