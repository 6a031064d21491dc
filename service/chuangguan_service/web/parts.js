// Pieces that several pages are made of.

import { h } from "./dom.js";

/** Returns a page's heading, which gets the focus when one arrives. */
export function heading(text, above) {
  return h("div", { class: "heading" }, above && h("p", { class: "above" }, above), h("h1", { tabindex: "-1" }, text));
}

/** Returns a link that looks like the button it stands for. */
export function step(text, hash, isMain) {
  return h("a", { class: isMain ? "button main" : "button", href: `#/${hash}` }, text);
}

/** Returns a list of terms and what they are; rows that are empty are left out. */
export function facts(rows) {
  return h(
    "dl",
    { class: "facts" },
    rows.filter(([, value]) => value !== "" && value !== null).map(([term, value]) => row(term, value)),
  );
}

function row(term, value) {
  const isWide = value instanceof Node && value.className === "digest";
  return h("div", { class: isWide ? "wide" : null }, h("dt", null, term), h("dd", null, value));
}

/** Returns a message about something that went wrong, said at once. */
export function complaint(text) {
  return h("p", { class: "complaint", role: "alert" }, text);
}

/** Returns a table that keeps its width to itself on a narrow screen. */
export function table(caption, head, rows) {
  return h(
    "table",
    null,
    h("caption", null, caption),
    h(
      "thead",
      null,
      h(
        "tr",
        null,
        head.map(([text, name]) => h("th", { scope: "col", class: name }, text)),
      ),
    ),
    h("tbody", null, rows),
  );
}

/** Returns a digest, which may break anywhere. */
export function digest(text) {
  return h("code", { class: "digest" }, text);
}

/** Runs an action for a button that must not be pressed twice; a problem is said beside it. */
export async function once(button, place, action) {
  button.disabled = true;
  place.textContent = "";
  try {
    await action();
  } catch (problem) {
    place.textContent = problem.message;
  } finally {
    button.disabled = false;
  }
}
