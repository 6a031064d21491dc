// Signing in: the member number, then the code that was sent to it.

import { api } from "../api.js";
import { h, say } from "../dom.js";
import { mountain } from "../motif.js";
import { heading, once } from "../parts.js";

const AGAIN_S = 60;

export async function signIn({ campaign, query }) {
  const trouble = h("p", { class: "complaint", role: "alert" });
  const note = h("p", { class: "note", id: "sent", role: "status" });
  const number = field("member-no", "名册编号", {
    autocomplete: "username",
    inputmode: "text",
    maxlength: 40,
    "aria-describedby": "member-hint",
  });
  const code = field("code", "验证码", {
    autocomplete: "one-time-code",
    inputmode: "numeric",
    pattern: "[0-9]{6}",
    maxlength: 6,
    title: "6位数字",
    "aria-describedby": "sent",
  });
  const send = h(
    "button",
    { type: "button", class: "button", onclick: () => once(send, trouble, askForCode) },
    "获取验证码",
  );
  const enter = h("button", { type: "submit", class: "button main wide" }, "登录");
  let waiting = null;

  async function askForCode() {
    if (send.getAttribute("aria-disabled") === "true" || !number.input.reportValidity()) {
      return;
    }
    note.textContent = (await api.askForCode(number.input.value.trim())).detail;
    code.input.focus();
    countDown();
  }

  function countDown() {
    const endsAt = performance.now() + AGAIN_S * 1000;
    clearInterval(waiting);
    const tick = () => {
      const left = Math.ceil((endsAt - performance.now()) / 1000);
      send.textContent = left > 0 ? `${left}秒后可重发` : "重新获取";
      send.setAttribute("aria-disabled", String(left > 0));
      if (left <= 0) {
        clearInterval(waiting);
      }
    };
    waiting = setInterval(tick, 1000);
    tick();
  }

  async function signInNow() {
    await api.signIn(number.input.value.trim(), code.input.value);
    say("已登录");
    location.replace(`#/${query.get("to") || ""}`);
  }

  const form = h(
    "form",
    {
      class: "form",
      onsubmit: (event) => {
        event.preventDefault();
        once(enter, trouble, signInNow);
      },
    },
    query.get("again") ? h("p", { class: "note" }, "登录已失效，请重新登录；没有交的试卷和已答的内容都还在。") : null,
    number.label,
    number.input,
    h("p", { class: "hint", id: "member-hint" }, "手机号码或工号，以主办方的名册为准"),
    code.label,
    h("div", { class: "beside" }, code.input, send),
    note,
    trouble,
    enter,
  );
  return {
    title: "登录",
    nodes: [
      h(
        "div",
        { class: "welcome" },
        h(
          "section",
          { class: "card summit" },
          h("div", { class: "scene" }, mountain(campaign.levels.length, 0)),
          heading("登录，开始闯关", campaign.title),
          form,
        ),
      ),
    ],
    leave: () => clearInterval(waiting),
  };
}

function field(id, text, attributes) {
  return { label: h("label", { for: id }, text), input: h("input", { id, name: id, required: true, ...attributes }) };
}
