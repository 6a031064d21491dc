// The board of a period or of now: its top, my place, and the rows around me. It follows while somebody looks.

import { Problem, api } from "../api.js";
import { now } from "../clock.js";
import { fill, h } from "../dom.js";
import { digest, heading, table } from "../parts.js";
import { PHASES, count, instant } from "../words.js";

const EVERY_MS = 10000;
const NEAR = 3;

export async function board({ part, campaign, query }) {
  const [fresh, me] = await Promise.all([api.campaign(), api.me()]);
  const isMyUnit = query.get("unit") === "mine" && me.unit !== "";
  const unit = isMyUnit ? `&unit=${encodeURIComponent(me.unit)}` : "";
  const period = fresh.periods.find((item) => item.id === part);
  const looks = [new Look(part, `?top=50${unit}`), new Look(`${part}/me`, `?near=${NEAR}${unit}`)];
  const place = h("div", { class: "board" });
  await Promise.all(looks.map((look) => look.again()));
  draw(place, looks, period);

  const again = async () => {
    if (document.visibilityState !== "visible") {
      return;
    }
    try {
      await Promise.all(looks.map((look) => look.again()));
      draw(place, looks, period);
    } catch (problem) {
      if (!(problem instanceof Problem)) {
        throw problem;
      }
    }
  };
  const timer = setInterval(again, EVERY_MS);
  document.addEventListener("visibilitychange", again);
  return {
    title: "榜单",
    nodes: [
      h(
        "div",
        { class: "narrow" },
        heading("榜单", campaign.title),
        tabs(fresh, part, isMyUnit),
        whose(part, me.unit, isMyUnit),
        place,
      ),
    ],
    leave: () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", again);
    },
  };
}

/** One resource that is asked for again with its tag. */
class Look {
  constructor(path, query) {
    const [period, mine] = path.split("/");
    this.period = period;
    this.query = (mine ? "/me" : "") + query;
    this.etag = "";
    this.board = null;
  }

  async again() {
    const answer = await api.board(this.period, this.query, this.etag);
    if (answer.status === 304) {
      this.board.at = Math.max(this.board.at, this.period === "now" ? Math.floor(now()) : 0);
      return;
    }
    this.board = answer.body;
    this.etag = answer.etag;
  }
}

function tabs(campaign, part, isMyUnit) {
  const periods = campaign.periods.filter((item) => item.phase !== "upcoming");
  const every = [{ id: "now", title: "实时" }, ...periods];
  const tail = isMyUnit ? "?unit=mine" : "";
  return h(
    "nav",
    { class: "tabs", "aria-label": "期次" },
    every.map((item) =>
      h(
        "a",
        { href: `#/board/${encodeURIComponent(item.id)}${tail}`, "aria-current": item.id === part ? "page" : null },
        item.title || item.id,
      ),
    ),
  );
}

function whose(part, unit, isMyUnit) {
  if (!unit) {
    return null;
  }
  const to = `#/board/${encodeURIComponent(part)}`;
  return h(
    "nav",
    { class: "whose", "aria-label": "范围" },
    h("a", { href: to, "aria-current": isMyUnit ? null : "true" }, "全体"),
    h("a", { href: `${to}?unit=mine`, "aria-current": isMyUnit ? "true" : null }, `本单位（${unit}）`),
  );
}

function draw(place, looks, period) {
  const [top, mine] = looks.map((look) => look.board);
  const isShown = top.rows.some((item) => item.is_me);
  const mayRise = !period || period.phase === "open";
  fill(
    place,
    h(
      "section",
      { class: "card place" },
      h(
        "p",
        { class: "big" },
        mine.my_rank
          ? ["我的名次 ", h("strong", { class: "digits" }, count(mine.my_rank))]
          : mayRise
            ? "还没有上榜"
            : "本期没有上榜",
      ),
      h(
        "p",
        { class: "note" },
        mine.my_rank || !mayRise
          ? `共 ${count(top.listed)} 人上榜`
          : `通过第 1 关即可上榜，已有 ${count(top.listed)} 人`,
      ),
    ),
    h(
      "section",
      { class: "card" },
      top.rows.length ? table("前列", HEAD, top.rows.map(row)) : h("p", { class: "note" }, "还没有人上榜。"),
    ),
    mine.my_rank > 0 && !isShown && h("section", { class: "card" }, table("我的前后", HEAD, mine.rows.map(row))),
    h(
      "p",
      { class: "hint" },
      `截至 ${instant(top.at, true)}`,
      period ? `，${PHASES[period.phase] || ""}` : "，随时更新",
      top.seal && ["；封存摘要 ", digest(top.seal)],
    ),
  );
}

const HEAD = [["名次", "number"], ["姓名、单位"], ["关数", "number"], ["用时", "number"]];

function row(item) {
  return h(
    "tr",
    { class: item.is_me ? "me" : item.rank <= 3 ? "leading" : null },
    h("td", { class: "number rank" }, count(item.rank)),
    h(
      "th",
      { scope: "row" },
      item.name,
      item.is_me && h("span", { class: "tag" }, "我"),
      h("span", { class: "below" }, item.unit),
    ),
    h("td", { class: "number" }, item.levels),
    h("td", { class: "number" }, item.time),
  );
}
