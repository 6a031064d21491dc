// Elements made in one way: text is always text, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** Returns an element; attributes that begin with "on" are listeners, true is an empty attribute, null is none. */
export function h(tag, attributes, ...children) {
  return build(document.createElement(tag), attributes, children);
}

/** Returns an element of a drawing. */
export function svg(tag, attributes, ...children) {
  return build(document.createElementNS(SVG, tag), attributes, children);
}

/** Replaces what a node holds. */
export function fill(node, ...children) {
  while (node.firstChild) {
    node.removeChild(node.firstChild);
  }
  append(node, children);
  return node;
}

function build(node, attributes, children) {
  Object.entries(attributes || {}).forEach(([name, value]) => {
    if (name.startsWith("on")) {
      node.addEventListener(name.slice(2), value);
    } else if (value === true) {
      node.setAttribute(name, "");
    } else if (value !== null && value !== undefined && value !== false) {
      node.setAttribute(name, String(value));
    }
  });
  append(node, children);
  return node;
}

function append(node, children) {
  children.forEach((child) => {
    if (Array.isArray(child)) {
      append(node, child);
    } else if (child instanceof Node) {
      node.appendChild(child);
    } else if (child !== null && child !== undefined && child !== false && child !== "") {
      node.appendChild(document.createTextNode(String(child)));
    }
  });
}

/** Has a screen reader say a sentence when it comes to it. */
export function say(text) {
  document.getElementById("said").textContent = text;
}

/** Has a screen reader say a sentence at once. */
export function warn(text) {
  document.getElementById("warned").textContent = text;
}
