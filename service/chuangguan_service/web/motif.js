// The mountain: a trail with a mark for each level, filled as far as somebody has climbed.

import { svg } from "./dom.js";

const TRAIL = [
  [66, 218],
  [150, 204],
  [246, 210],
  [318, 186],
  [262, 164],
  [322, 140],
  [402, 150],
  [432, 122],
  [388, 100],
  [432, 78],
  [470, 82],
  [478, 52],
];
const SUMMIT = TRAIL[TRAIL.length - 1];

/** Returns the drawing for so many levels, of which some are passed; it says nothing that the text does not say. */
export function mountain(levels, passed) {
  const marks = Array.from({ length: levels }, (_, place) => mark(along((place + 1) / levels), place, levels, passed));
  return svg(
    "svg",
    { viewBox: "0 0 640 240", class: "mountain", "aria-hidden": "true", focusable: "false" },
    svg("circle", { class: "sun", cx: 566, cy: 62, r: 25 }),
    svg("path", { class: "ridge far", d: "M0 170 70 128l48 26 84-62 62 48 58-30 74 44 92-58 78 50 74-34v188H0Z" }),
    svg("path", { class: "ridge middle", d: "M0 206 96 166l60 24 92-66 44 22 78-58 108-54 62 66 46-14 54 42v112H0Z" }),
    svg("path", {
      class: "ridge near",
      d: "M0 232q88-34 176-24 70-30 128-26 44-44 84-96l42-12 50-30 62 70 34 12 64 66v48H0Z",
    }),
    svg("polyline", { class: "trail", points: points(TRAIL) }),
    passed > 0 && svg("polyline", { class: "trail done", points: points(upTo(passed / levels)) }),
    marks,
    svg("path", {
      class: passed >= levels ? "flag reached" : "flag",
      d: `M${SUMMIT[0]} ${SUMMIT[1] - 6}v-34l24 9-24 9`,
    }),
  );
}

function mark([x, y], place, levels, passed) {
  const state = place < passed ? "done" : place === passed ? "next" : "ahead";
  return svg("circle", { class: `mark ${state}`, cx: x, cy: y, r: levels > 14 ? 4 : 6 });
}

function upTo(share) {
  const end = along(share);
  const whole = lengths().total * share;
  return [...TRAIL.filter((_, place) => lengths().at[place] < whole), end];
}

/** Returns the point that lies this share of the trail's length from its foot. */
function along(share) {
  const { at, total } = lengths();
  const wanted = share * total;
  const last = Math.max(
    at.findIndex((length) => length >= wanted - 0.001),
    1,
  );
  const rest = (wanted - at[last - 1]) / (at[last] - at[last - 1]);
  return [0, 1].map((axis) => Math.round(TRAIL[last - 1][axis] + rest * (TRAIL[last][axis] - TRAIL[last - 1][axis])));
}

function lengths() {
  let total = 0;
  const at = TRAIL.map(([x, y], place) => {
    const [beforeX, beforeY] = TRAIL[Math.max(place - 1, 0)];
    total += Math.hypot(x - beforeX, y - beforeY);
    return total;
  });
  return { at, total };
}

function points(line) {
  return line.map((point) => point.join(",")).join(" ");
}
