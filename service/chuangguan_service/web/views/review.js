// A paper after its end, with answers and explanations where the campaign's rules allow it.

import { Problem, api } from "../api.js";
import { h } from "../dom.js";
import { heading, step } from "../parts.js";
import { KINDS, LETTERS } from "../words.js";

export async function review({ part }) {
  const back = h("p", { class: "steps" }, step("回到成绩", `result/${part}`));
  try {
    const items = await api.review(Number(part));
    const list = h(
      "ol",
      { class: "reviewed" },
      items.map((item, place) => h("li", { class: "card" }, reviewed(item, place + 1))),
    );
    return { title: "答案和解析", nodes: [h("div", { class: "narrow" }, heading("答案和解析"), list, back)] };
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.code !== "not_revealed") {
      throw problem;
    }
    return {
      title: "答案和解析",
      nodes: [
        h(
          "div",
          { class: "narrow" },
          heading("答案和解析"),
          h("p", { class: "card note" }, `${problem.message}。`),
          back,
        ),
      ],
    };
  }
}

function reviewed(item, number) {
  const { question } = item;
  const isBlank = question.kind === "blank";
  return [
    h(
      "h2",
      null,
      h("span", { class: "kind" }, `第 ${number} 题　${KINDS[question.kind]}`),
      h("span", { class: "stem" }, question.stem),
    ),
    isBlank
      ? null
      : h(
          "ul",
          { class: "options" },
          question.options.map((text, place) => choice(item, LETTERS[place], text)),
        ),
    isBlank ? blanks(item) : null,
    item.explanation && h("p", { class: "explanation" }, h("strong", null, "解析　"), item.explanation),
    item.source && h("p", { class: "hint" }, `出处：${item.source}`),
  ];
}

function choice(item, letter, text) {
  const isRight = item.answer.indexOf(letter) >= 0;
  const isMine = item.response.indexOf(letter) >= 0;
  const said = [isRight && "正确答案", isMine && "我的选择"].filter(Boolean).join("，");
  return h(
    "li",
    { class: `option shown${isRight ? " right" : ""}${isMine ? " mine" : ""}` },
    h("span", { class: "frame" }),
    h("span", { class: "letter" }, letter),
    h("span", { class: "text" }, text),
    said && h("span", { class: "said" }, said),
  );
}

function blanks(item) {
  return h(
    "dl",
    { class: "facts" },
    h(
      "div",
      null,
      h("dt", null, "正确答案"),
      h("dd", null, item.answer.map((words) => words.split("|").join("（或）")).join("；")),
    ),
    h("div", null, h("dt", null, "我的答案"), h("dd", null, item.response.filter(Boolean).join("；") || "未答")),
  );
}
