// How an attempt ended, and the next step.

import { api } from "../api.js";
import { forget } from "../attempt.js";
import { h } from "../dom.js";
import { nextStep } from "../next.js";
import { digest, facts, heading, step } from "../parts.js";
import { count, duration, instant, ordinal } from "../words.js";

export async function result({ part, campaign }) {
  const number = Number(part);
  const progress = await api.progress();
  if (progress.open_attempt && progress.open_attempt.attempt === number) {
    return { to: `attempt/${number}` };
  }
  const receipt = await api.receipt(number);
  forget(number);
  const level = progress.levels[receipt.level - 1];
  return {
    title: receipt.passed ? "闯关成功" : "没有通过",
    nodes: [
      h(
        "div",
        { class: "narrow" },
        h(
          "section",
          { class: "card outcome" },
          receipt.passed && h("div", { class: "stamp", "aria-hidden": "true" }, "通过"),
          heading(
            receipt.passed ? "闯关成功" : "这次没有通过",
            [ordinal(level), level.title].filter(Boolean).join("　"),
          ),
          receipt.kind === "expired" && h("p", { class: "note" }, "时间已到，按已保存的作答收卷。"),
          facts(figures(receipt, level)),
          steps(receipt, nextStep(progress), campaign),
        ),
        proof(receipt),
        h(
          "p",
          { class: "steps" },
          step("查看答案和解析", `review/${number}`),
          step("看榜单", "board/now"),
          step("回到关卡", ""),
        ),
      ),
    ],
  };
}

function figures(receipt, level) {
  return [
    ["答对", receipt.correct < 0 ? "" : h("span", { class: "digits" }, `${receipt.correct} / ${receipt.of} 题`)],
    ["用时", h("span", { class: "digits" }, duration(receipt.elapsed_ms, 3))],
    [
      "本关最好",
      receipt.passed && level.best_ms !== receipt.elapsed_ms
        ? h("span", { class: "digits" }, duration(level.best_ms, 3))
        : "",
    ],
  ];
}

function steps(receipt, next) {
  const name = `第 ${next.level.number} 关`;
  if (next.kind === "resume") {
    return h("div", { class: "action" }, step(`继续${name}`, `attempt/${next.attempt.attempt}`, true));
  }
  if (next.kind === "wait") {
    return h(
      "div",
      { class: "action" },
      next.why && h("p", null, `${next.why}。`),
      step("看看自己的名次", "board/now", true),
    );
  }
  const isSame = next.level.number === receipt.level && !receipt.passed;
  const why =
    next.kind === "again" && next.why ? h("p", null, `${next.why}。现在可以再闯一轮，原有成绩不会变差。`) : null;
  const cheer = isSame ? h("p", null, "可以马上再闯，题目会重新抽取。") : why;
  return h(
    "div",
    { class: "action" },
    cheer,
    step(
      isSame ? `再闯一次` : next.kind === "start" ? `去闯${name}` : `再闯${name}`,
      `level/${next.level.number}`,
      true,
    ),
  );
}

function proof(receipt) {
  return h(
    "details",
    { class: "card" },
    h("summary", null, "交卷回执"),
    facts([
      ["交卷时刻", h("span", { class: "digits" }, instant(receipt.submitted_at, true))],
      ["记录编号", h("span", { class: "digits" }, count(receipt.fact))],
      ["校验值", digest(receipt.hash)],
    ]),
    h(
      "p",
      { class: "hint" },
      "每次交卷都记入一条前后相连、只能增加的记录。保存编号和校验值，可以向主办方核对这次成绩没有被改动。",
    ),
  );
}
