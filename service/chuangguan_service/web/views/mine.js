// My standing, runs and attempts.

import { api, signOut } from "../api.js";
import { h } from "../dom.js";
import { facts, heading, step, table } from "../parts.js";
import { duration, instant } from "../words.js";

export async function mine() {
  const [me, progress] = await Promise.all([api.me(), api.progress()]);
  return {
    title: "我的",
    nodes: [
      h(
        "div",
        { class: "narrow" },
        heading("我的成绩", [me.name, me.unit].filter(Boolean).join("　")),
        h("section", { class: "card" }, standing(progress.standing)),
        progress.runs.length > 0 && h("section", { class: "card" }, runs(progress)),
        progress.attempts.length > 0 && h("section", { class: "card" }, attempts(progress)),
        h("p", { class: "steps" }, h("button", { type: "button", class: "button", onclick: leave }, "退出登录")),
      ),
    ],
  };
}

function leave() {
  signOut();
  location.replace("#/sign-in");
}

function standing(best) {
  if (!best) {
    return h(
      "div",
      { class: "action" },
      h("p", null, "还没有通过的关卡。通过第 1 关，就有成绩了。"),
      step("去闯关", "", true),
    );
  }
  return facts([
    ["最好成绩", `${best.levels} 关`],
    ["累计用时", digits(duration(best.elapsed_ms, 3))],
    ["达到时刻", digits(instant(best.reached_at))],
  ]);
}

function runs(progress) {
  const rows = progress.runs.map((run) =>
    h(
      "tr",
      null,
      h("th", { scope: "row" }, `第 ${run.run} 轮`),
      h("td", { class: "number" }, `${run.levels} 关`),
      h("td", { class: "number" }, run.levels ? duration(run.elapsed_ms, 3) : "—"),
    ),
  );
  return table("各轮成绩", [["轮次"], ["通过", "number"], ["累计用时", "number"]], rows);
}

function attempts(progress) {
  const rows = progress.attempts
    .slice()
    .reverse()
    .map((attempt) =>
      h(
        "tr",
        null,
        h(
          "th",
          { scope: "row" },
          h("a", { class: "entry", href: `#/result/${attempt.attempt}` }, `第 ${attempt.level} 关`),
          h("span", { class: "below" }, instant(attempt.submitted_at)),
        ),
        h(
          "td",
          null,
          h("span", { class: attempt.passed && !attempt.is_void ? "verdict passed" : "verdict" }, verdict(attempt)),
          attempt.correct < 0 ? null : h("span", { class: "below" }, `答对 ${attempt.correct} / ${attempt.of}`),
        ),
        h("td", { class: "number" }, duration(attempt.elapsed_ms, 3)),
      ),
    );
  return table("历次闯关", [["关卡"], ["结果"], ["用时", "number"]], rows);
}

function verdict(attempt) {
  if (attempt.is_void) {
    return "已作废";
  }
  const end = attempt.kind === "expired" ? "（到时收卷）" : "";
  return `${attempt.passed ? "通过" : "未通过"}${end}`;
}

function digits(text) {
  return h("span", { class: "digits" }, text);
}
