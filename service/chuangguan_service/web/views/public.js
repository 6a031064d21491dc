// What everybody may see: rules hash, the record's head, commitments, seals.

import { api } from "../api.js";
import { h } from "../dom.js";
import { digest, facts, heading } from "../parts.js";
import { PHASES, count, instant } from "../words.js";

const STATES = { provisional: "公示中", published: "公示中", final: "已定榜", replaced: "已被更正" };

export async function open() {
  const [campaign, closings] = await Promise.all([api.campaign(), api.closings()]);
  return {
    title: "公开信息",
    nodes: [
      h(
        "div",
        { class: "narrow" },
        heading("公开信息", campaign.title),
        h(
          "p",
          null,
          "以下内容不用登录即可查看，供参赛者和监督人员核对：规则、抽题和结榜事先承诺、事后可查，任何改动都会使校验值对不上。",
        ),
        h(
          "section",
          { class: "card" },
          h("h2", null, "规则和记录"),
          facts([
            ["规则校验值", digest(campaign.rules_hash)],
            ["记录条数", h("span", { class: "digits" }, count(campaign.facts))],
            ["最新记录的校验值", digest(campaign.head)],
          ]),
        ),
        h(
          "section",
          { class: "card" },
          h("h2", null, "结榜"),
          closings.length
            ? closings.map((item) => sealed(item, campaign))
            : h("p", { class: "note" }, "还没有结榜的期次。"),
        ),
        h(
          "section",
          { class: "card" },
          h("h2", null, "各期和抽题密钥承诺值"),
          h("p", { class: "hint" }, "承诺值在活动开始前公布；定榜后公布密钥，即可重新计算每个人抽到的题目。"),
          campaign.periods.map(committed),
        ),
      ),
    ],
  };
}

function sealed(item, campaign) {
  const period = campaign.periods.find((one) => one.id === item.period);
  const version = item.revision > 1 ? `　第 ${item.revision} 版` : "";
  return h(
    "div",
    { class: "entry" },
    h(
      "h3",
      null,
      `${(period && period.title) || item.period}${version}`,
      h("span", { class: "tag" }, STATES[item.state] || item.state),
    ),
    facts([
      ["编号", count(item.number)],
      ["统计截至", instant(item.cutoff_at, true)],
      ["上榜人数", count(item.ranked)],
      ["公示至", item.objections_until ? instant(item.objections_until, true) : ""],
      ["封存摘要", digest(item.seal)],
      ["更正前的摘要", item.replaced_seal ? digest(item.replaced_seal) : ""],
      ["抽题密钥", item.secret ? digest(item.secret) : ""],
    ]),
  );
}

function committed(period) {
  return h(
    "div",
    { class: "entry" },
    h("h3", null, period.title || period.id, h("span", { class: "tag" }, PHASES[period.phase] || period.phase)),
    facts([
      ["时间", `${instant(period.opens_at, true)} 起，${instant(period.closes_at, true)} 前`],
      ["承诺值", period.commitment ? digest(period.commitment) : ""],
    ]),
  );
}
