// Which page is shown: the part of the address behind #/.

import { Problem, api, isSignedIn, whenSignedOut } from "./api.js";
import { fill, h, say, svg, warn } from "./dom.js";
import { heading } from "./parts.js";
import { board } from "./views/board.js";
import { ladder } from "./views/ladder.js";
import { level } from "./views/level.js";
import { mine } from "./views/mine.js";
import { paper } from "./views/paper.js";
import { open } from "./views/public.js";
import { result } from "./views/result.js";
import { review } from "./views/review.js";
import { signIn } from "./views/sign-in.js";
import { day, setZone } from "./words.js";

const SOON_MS = 400;

const ROUTES = [
  { path: /^$/, view: ladder },
  { path: /^sign-in$/, view: signIn, isPublic: true },
  { path: /^public$/, view: open, isPublic: true },
  { path: /^level\/(\d+)$/, view: level },
  { path: /^attempt\/(\d+)$/, view: paper },
  { path: /^result\/(\d+)$/, view: result },
  { path: /^review\/(\d+)$/, view: review },
  { path: /^me$/, view: mine },
  { path: /^board\/([^/]+)$/, view: board },
];

// Where to, its name, the pages that belong to it, and the lines of its sign.
const SECTIONS = [
  ["", "闯关", /^(level.*)?$/, "M3 20 10 8l3.5 5.5L16 10l5 10ZM10 8V3l4 1.7L10 6.4"],
  ["board/now", "榜单", /^board/, "M4 20v-7h5v7M9.5 20V6h5v14M15 20v-9h5v9M3 20h18"],
  ["me", "我的", /^(me|result|review)/, "M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4 20.5c1.2-4 4.300-6 8-6s6.800 2 8 6"],
  ["public", "公开信息", /^public/, "M6 3h8.5L19 7.5V21H6ZM14 3v5h5M9.5 13h6M9.5 17h6"],
];

const main = document.getElementById("view");
let campaign = null;
let leave = () => {};
let turn = 0;

/** Shows the page of the address; of two that overlap the later one stays. */
async function arrive() {
  const mine = ++turn;
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const route = ROUTES.find((item) => item.path.test(path)) || ROUTES[0];
  if (!route.isPublic && !isSignedIn()) {
    location.replace(`#/sign-in?to=${encodeURIComponent(path)}`);
    return;
  }
  leave();
  leave = () => {};
  const late = setTimeout(() => fill(main, h("p", { class: "loading" }, "正在读取……")), SOON_MS);
  const shown = await seen(route, path, new URLSearchParams(query || ""));
  clearTimeout(late);
  if (mine !== turn) {
    (shown.leave || (() => {}))();
  } else if (shown.to !== undefined) {
    location.replace(`#/${shown.to}`);
  } else {
    show(shown, path);
  }
}

async function seen(route, path, query) {
  try {
    if (!campaign) {
      campaign = await api.campaign();
      setZone(campaign.zone);
      frame();
    }
    return await route.view({ campaign, query, part: decodeURIComponent((route.path.exec(path) || [])[1] || "") });
  } catch (problem) {
    if (!(problem instanceof Problem)) {
      throw problem;
    }
    return trouble(problem);
  }
}

function show(shown, path) {
  leave = shown.leave || leave;
  say("");
  warn("");
  document.title = campaign ? `${shown.title} · ${campaign.title}` : shown.title;
  document.body.className = shown.isPlain ? "plain" : "";
  navigate(path, !shown.isPlain && isSignedIn());
  fill(main, shown.nodes);
  window.scrollTo(0, 0);
  const first = shown.focus || main.querySelector("h1");
  if (first) {
    first.focus({ preventScroll: true });
  }
}

function trouble(problem) {
  const retry = h("button", { class: "button main", type: "button", onclick: arrive }, "重试");
  const back = h("a", { class: "button", href: "#/" }, "回到关卡");
  const title = problem.passes ? "暂时打不开" : problem.status === 404 ? "没有找到" : "不能打开";
  const steps = h("p", { class: "steps" }, problem.passes ? retry : null, back);
  return {
    title,
    nodes: [h("div", { class: "narrow" }, heading(title), h("p", { class: "card" }, problem.message), steps)],
  };
}

function navigate(path, isShown) {
  const nav = document.getElementById("nav");
  nav.hidden = !isShown;
  fill(
    nav,
    SECTIONS.map(([to, name, paths, lines]) =>
      h("a", { href: `#/${to}`, "aria-current": paths.test(path) ? "page" : null }, sign(lines), name),
    ),
  );
}

function sign(lines) {
  return svg(
    "svg",
    { viewBox: "0 0 24 24", class: "sign", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: lines }),
  );
}

function frame() {
  document.getElementById("campaign").textContent = campaign.title;
  fill(
    document.getElementById("foot"),
    campaign.organiser && h("p", null, `主办：${campaign.organiser}`),
    h("p", null, `活动时间：${day(campaign.opens_at)}至${day(campaign.closes_at - 1)}`),
    campaign.contacts.length > 0 && h("p", null, `咨询：${campaign.contacts.join("　")}`),
    h("p", null, h("a", { href: "#/public" }, "公开信息")),
  );
}

whenSignedOut(() => {
  const path = location.hash.replace(/^#\/?/, "").split("?")[0];
  if (path !== "sign-in") {
    location.replace(`#/sign-in?again=1&to=${encodeURIComponent(path)}`);
  }
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
window.addEventListener("hashchange", arrive);
arrive();
