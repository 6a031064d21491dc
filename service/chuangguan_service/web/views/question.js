// One question with what was chosen: big options to tap, or a line for each blank.

import { h } from "../dom.js";
import { KINDS, LETTERS } from "../words.js";

/** Returns the form of a question; `on` says what an answer and the way on do, and holds the buttons below. */
export function questionForm(item, number, of, response, on) {
  const fields = item.kind === "blank" ? blanks(item, response, on) : options(item, response, on);
  return h(
    "form",
    {
      class: "card question",
      autocomplete: "off",
      onsubmit: (event) => {
        event.preventDefault();
        on.next();
      },
    },
    h(
      "fieldset",
      null,
      h(
        "legend",
        null,
        h(
          "h2",
          { tabindex: "-1" },
          h("span", { class: "kind" }, `第 ${number} 题，共 ${of} 题　${KINDS[item.kind]}`),
          h("span", { class: "stem" }, item.stem),
        ),
      ),
      item.kind === "multiple" && h("p", { class: "hint" }, "选出所有正确的选项"),
      fields,
    ),
    on.steps,
  );
}

function options(item, response, on) {
  const isMultiple = item.kind === "multiple";
  const inputs = item.options.map((_, place) =>
    h("input", {
      type: isMultiple ? "checkbox" : "radio",
      name: "response",
      value: LETTERS[place],
      checked: response.indexOf(LETTERS[place]) >= 0,
      onchange: () => on.answer(inputs.filter((input) => input.checked).map((input) => input.value)),
    }),
  );
  return h(
    "div",
    { class: "options" },
    item.options.map((text, place) => option(inputs[place], LETTERS[place], text)),
  );
}

function option(input, letter, text) {
  return h(
    "label",
    { class: "option" },
    input,
    h("span", { class: "frame" }),
    h("span", { class: "letter" }, letter),
    h("span", { class: "text" }, text),
  );
}

function blanks(item, response, on) {
  const inputs = Array.from({ length: item.blanks }, (_, place) =>
    h("input", {
      id: `blank-${place}`,
      type: "text",
      maxlength: 200,
      value: response[place] || "",
      autocapitalize: "off",
      spellcheck: "false",
      oninput: () =>
        on.answer(
          inputs.map((input) => input.value),
          true,
        ),
    }),
  );
  return inputs.map((input, place) =>
    h("div", { class: "blank" }, h("label", { for: input.id }, item.blanks > 1 ? `第 ${place + 1} 空` : "答案"), input),
  );
}
