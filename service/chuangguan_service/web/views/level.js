// One level before it begins: what it asks for, and the button that starts the clock.

import { Problem, api } from "../api.js";
import { take } from "../attempt.js";
import { h } from "../dom.js";
import { nextStep } from "../next.js";
import { facts, heading, once, step } from "../parts.js";
import { duration, limit, ordinal } from "../words.js";

export async function level({ part }) {
  const progress = await api.progress();
  const found = progress.levels[Number(part) - 1];
  if (!found) {
    throw new Problem(404, { code: "not_found", detail: "没有这一关" });
  }
  const title = `第 ${found.number} 关`;
  return {
    title,
    nodes: [
      h(
        "div",
        { class: "narrow" },
        heading(found.title, ordinal(found)),
        h("section", { class: "card" }, facts(about(found)), action(found, nextStep(progress))),
        h("p", { class: "steps" }, step("回到关卡", "")),
      ),
    ],
  };
}

function about(found) {
  return [
    ["题数", `${found.questions} 题`],
    ["限时", limit(found.time_limit_ms)],
    ["闯过", `${found.attempts} 次`],
    ["最好用时", found.best_ms ? duration(found.best_ms, 3) : ""],
  ];
}

function rules() {
  return h(
    "ul",
    { class: "rules" },
    h("li", null, "开始后立即计时，以服务器的时间为准；离开页面、刷新或断网，计时不停。"),
    h("li", null, "每答一题即时保存；断网时先存在本机，联网后自动补存。"),
    h("li", null, "到时自动交卷；交卷前可以修改任何一题。"),
  );
}

function action(found, next) {
  if (next.kind === "resume") {
    const name = `第 ${next.level.number} 关`;
    return h(
      "div",
      { class: "action" },
      h("p", null, `${name}还没有结束，正在计时。`),
      step(`继续${name}`, `attempt/${next.attempt.attempt}`, true),
    );
  }
  if (found.refusal) {
    return h("div", { class: "action" }, h("p", { class: "note" }, `${found.refusal.detail}。`));
  }
  const trouble = h("p", { class: "complaint", role: "alert" });
  const start = async () => {
    location.replace(`#/attempt/${take(await api.start(found.number)).number}`);
  };
  const button = h(
    "button",
    { type: "button", class: "button main wide", onclick: () => once(button, trouble, start) },
    "开始闯关",
  );
  return [rules(), h("div", { class: "action" }, trouble, button)];
}
