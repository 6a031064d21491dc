"""Check an audit bundle with nothing but Python's standard library: `python verify.py DIR [--expect-head HASH]`.

Written from docs/regulations.md and docs/closing-format.md, apart from the program that made the bundle. It makes
again, from facts.jsonl alone: the hash chain, papers, scores, runs, and every closing, key by key. It prints what it
checked, what it could not check (未复核), and the first difference of each closing. Exit code 0: nothing differs.
verify_rules.py beside it holds the arithmetic.
"""

import argparse
import hmac
import json
import sys
from collections import Counter, defaultdict
from itertools import groupby
from pathlib import Path

from verify_rules import (
    Plain,
    Ranked,
    Units,
    award,
    best_of,
    canonical,
    changes,
    climbed,
    digest,
    draw,
    fills,
    is_named,
    is_right,
    key_of,
    matches,
    message,
    number_of,
    passes,
    printed,
    ranks,
    runs_of,
    sha256,
)

ENVELOPE = {"number", "stored_at", "actor", "reason", "software", "body", "previous_hash", "hash"}
SAID_ONLY = {"closing-published", "objection-recorded", "objection-decided", "person-erased", "personal-data-shown"}
OUTAGE = ("opens_at", "closes_at", "reason")
ROSTER_KEYS = ("unit", "category", "duty", "from_at")
UNUSABLE = (ArithmeticError, AttributeError, LookupError, RuntimeError, StopIteration, TypeError, ValueError)
NOT_CHECKED = (
    "姓名和号码（本包没有）；答题的设备和地址",
    "开始时是否在册、是否被禁止参加、次数上限",
)


class Differs(Exception):
    """Something that does not come out as it is written."""


def require(holds: object, text: str) -> None:
    """Raise what differs unless it holds."""
    if not holds:
        raise Differs(text)


class Record(Units):
    """What the facts say so far, and what did not come out."""

    def __init__(self, facts: list[tuple[Plain, Plain]]) -> None:
        """Take envelopes with their facts; secrets that were revealed count from the beginning."""
        self.facts = facts
        self.rules, self.stored = Plain(), Plain()
        self.banks: list[tuple[Plain, int]] = []
        self.texts: dict[str, tuple[str, int]] = {}
        self.questions: dict[str, list[Plain]] = {}
        self.roster: defaultdict[str, dict[int, Plain]] = defaultdict(dict)
        self.units: dict[str, Plain] = {}
        self.attempts, self.sanctions = dict[int, Plain](), dict[int, Plain]()
        self.own: defaultdict[str, list[Plain]] = defaultdict(list)
        self.final: dict[str, int] = {}
        revealed = (fact for _, fact in facts if fact["fact"] == "closing-finalised")
        self.secrets = {fact["period"]: bytes.fromhex(fact["secret"]) for fact in revealed}
        self.closings, self.moved, self.outages = list[Plain](), list[Plain](), list[Plain]()
        self.extra, self.counts, self.unchecked = Counter[str](), Counter[str](), Counter[str]()

    def check(self) -> list[str]:
        """Return what differs: the first thing of every fact that does not come out."""
        found = []
        for envelope, fact in self.facts:
            kind, number = fact["fact"], envelope["number"]
            try:
                if take := getattr(self, "_" + kind.replace("-", "_"), None):
                    take(fact, number, envelope["stored_at"])
                elif kind not in SAID_ONLY:
                    self.unchecked[f"记录种类 {kind}（本程序不认识，其后的结果可能因此不符）"] += 1
            except Differs as difference:
                found.append(f"记录 {number}：{difference}")
            except UNUSABLE as error:
                found.append(f"记录 {number}：不能复核（{type(error).__name__} {error}）")
        return found

    def _campaign_stored(self, fact: Plain, _number: int, _at: int) -> None:
        self.stored = fact
        self._amend()
        require(sha256(fact["canonical"].encode()) == fact["rules_hash"], "规则的摘要不符")
        require(canonical(json.loads(fact["canonical"])).decode() == fact["canonical"], "规则不是规范的字节")

    def _amend(self) -> None:
        """Put the rules in force: the newest that were stored, with the ends that were moved (clause 1.5)."""
        self.rules = json.loads(self.stored["canonical"])
        self.fitting = dict[tuple[str, int], bool]()
        for moved in self.moved:
            whole = self.rules["window"]
            whole["closes_at"] = max(whole["closes_at"], moved["cutoff_at"])
            for period in self.rules["periods"]:
                if period["id"] == moved["period"]:
                    period["window"]["closes_at"] = moved["cutoff_at"]

    def _period_extended(self, fact: Plain, _number: int, _at: int) -> None:
        self.moved.append(fact)
        self._amend()

    def _interval_voided(self, fact: Plain, _number: int, _at: int) -> None:
        self.outages.append(fact)

    def _extra_time_granted(self, fact: Plain, _number: int, _at: int) -> None:
        self.extra[fact["entrant"]] = fact["per_cent"]

    def _bank_stored(self, fact: Plain, _number: int, at: int) -> None:
        questions = json.loads(fact["canonical"])
        self.banks.append((fact, at))
        self.questions[fact["version"]] = questions
        require(sha256(fact["canonical"].encode()) == fact["version"], "题库的版本不符")
        require(questions == sorted(questions, key=lambda q: q["id"].encode()), "题库没有按题号排列")
        for attempt in self.attempts.values() if fact["mode"] == "revision" else ():
            if "responses" in attempt and self.rules["levels"][attempt["level"] - 1]["bank"] == fact["bank"]:
                again = self._marked(attempt)
                attempt.update(again, passed=attempt["passed"] or again["passed"])

    def _public_text_drawn(self, fact: Plain, _number: int, at: int) -> None:
        require(fact["period"] not in self.texts, "公开文本记录了两次")
        self.texts[fact["period"]] = fact["text"], at

    def _unit_stored(self, fact: Plain, _number: int, _at: int) -> None:
        self.units[fact["unit"]] = {"parent": "", "kind": "", "headcount": None, **fact}

    def _roster_changed(self, fact: Plain, _number: int, _at: int) -> None:
        plain = {"from_at": 0, "unit": "", "category": "", "duty": "required", "labels": [], "has_prize_right": True}
        self.roster[fact["entrant"]][fact.get("from_at", 0)] = {**plain, "ended": False, **fact}

    def _sanction_imposed(self, fact: Plain, number: int, _at: int) -> None:
        self.sanctions[number] = {"periods": [], "attempts": [], **fact}

    def _sanction_lifted(self, fact: Plain, _number: int, _at: int) -> None:
        del self.sanctions[fact["sanction"]]

    def _closing_finalised(self, fact: Plain, number: int, _at: int) -> None:
        secret = self.secrets[fact["period"]]
        require(fact["period"] not in self.final, "同一期定榜两次")
        self.final[fact["period"]] = number
        require(fact["seal"] == self.newest(fact["period"])["seal"], "定榜的封存摘要不是最新的一次")
        require(sha256(secret) == self.stored["commitments"][fact["period"]], "公布的密钥与承诺值不符")

    def newest(self, period: str) -> Plain:
        """Return the newest closing of a period, empty where there is none."""
        return next((fact for fact in reversed(self.closings) if fact["period"] == period), {})

    def counts_for(self, attempt: Plain) -> bool:
        """Say whether an attempt has ended and counts (clauses 1.5, 8.2)."""
        if "correct" not in attempt or any(attempt["n"] in item["attempts"] for item in self.sanctions.values()):
            return False
        start, end = attempt["started_at"], attempt["submitted_at"]
        return not any(start < out["closes_at"] and end >= out["opens_at"] for out in self.outages)

    def counted(self, opens_at: int, closes_at: int) -> dict[str, list[Plain]]:
        """Return everybody's counted attempts handed in between two instants."""
        found = defaultdict(list)
        for attempt in filter(self.counts_for, self.attempts.values()):
            if opens_at <= attempt["submitted_at"] < closes_at:
                found[attempt["entrant"]].append(attempt)
        return found

    def bank_at(self, level: Plain, at: int) -> str:
        """Return the bank version that a level draws from, empty while it is not open (clauses 2.1, 2.2)."""
        opens_at = level["opens_at"]
        if not 0 < opens_at <= at:
            return ""
        text = self.texts.get(self.period_at(opens_at)) if self.rules["public_text"] == "required" else None
        freezes_at = min(opens_at, text[1]) if text else opens_at
        chosen = frozen = ""
        for fact, stored_at in self.banks:
            if fact["bank"] == level["bank"] and stored_at <= at:
                known = (fact["version"], level["number"])
                if known not in self.fitting:
                    self.fitting[known] = fills(self.questions[fact["version"]], level["quotas"])
                good = fact["version"] if self.fitting[known] else ""
                if stored_at < freezes_at:
                    frozen = good
                elif not (chosen := chosen or frozen) or (fact["mode"] == "revision" and good):
                    chosen = good
        return chosen or frozen

    def period_at(self, at: int) -> str:
        """Return the shortest declared period that an instant lies in, else the campaign (clause 2.3)."""
        spans = [(p["window"]["opens_at"], p["window"]["closes_at"], p["id"]) for p in self.rules["periods"]]
        holding = [(end - start, name) for start, end, name in spans if start <= at < end]
        return str(min(holding, key=lambda pair: pair[0])[1]) if holding else str(self.rules["id"])

    def _admitted(self, fact: Plain, number: int, open_levels: list[int]) -> Plain:
        """Return the level of an attempt that was rightly put into its period and run (clauses 4.1, 4.2)."""
        level: Plain = self.rules["levels"][fact["level"] - 1]
        everyone = list(self.own[fact["entrant"]])
        self.attempts[number] = {**fact, "n": number}
        self.own[fact["entrant"]].append(self.attempts[number])
        earlier = list(filter(self.counts_for, everyone))
        runs = runs_of(earlier, self.rules["ladder"])
        passed = {a["level"] for a in earlier if a["passed"]}
        waiting = [run for run in runs if run["levels"] == fact["level"] - 1]
        again = {"anytime": True, "never": False}.get(self.rules["ladder"]["restart"], passed >= set(open_levels))
        run = min(waiting, key=lambda r: (key_of(r, self.rules["ranking"]), -r["run"]))["run"] if waiting else 0
        if not run and fact["level"] == 1 and (again or not runs):
            run = runs[-1]["run"] + 1 if runs else 1
        require(all("correct" in a for a in everyone), "上一次还没有结束")
        require(fact["level"] == 1 or fact["level"] - 1 in passed, "上一关还没有通过")
        require(fact["run"] == run, f"轮次应为 {run}")
        require(fact["ordinal"] == 1 + sum(a["level"] == fact["level"] for a in everyone), "次序不符")
        require(fact["period"] == self.period_at(fact["started_at"]), "期次不符")
        require(fact["grace_ms"] == self.rules["grace_ms"], "宽限不符")
        limit_ms = level["time_limit_ms"] * (100 + self.extra[fact["entrant"]]) // 100
        require(fact["limit_end"] == fact["started_at"] + limit_ms, "时限不符")
        require(fact["campaign_version"] == self.stored["version"], "规则的版本不符")
        return level

    def _attempt_started(self, fact: Plain, number: int, at: int) -> None:
        opened = [level["number"] for level in self.rules["levels"] if self.bank_at(level, at)]
        level = self._admitted(fact, number, opened)
        require(fact["started_at"] == at, "开始时刻不是收到的时刻")
        require(fact["bank_version"] == self.bank_at(level, at), "题库不是当时的版本")
        if fact["period"] not in self.secrets:
            self.unchecked["抽题（所在期次未定榜，密钥未公布）"] += 1
            return
        same = {other["number"] for other in self.rules["levels"] if other["bank"] == level["bank"]}
        mine = self.own[fact["entrant"]][:-1]
        papers = [a.get("paper", "") for a in mine if a["level"] in same and self.rules["repeat"] == "avoid_seen"]
        seen = Counter(word.rpartition(":")[0] for paper in papers for word in paper.split())
        text = self.texts[fact["period"]][0] if self.rules["public_text"] == "required" else ""
        numbers = (str(fact["level"]), str(fact["ordinal"]))
        fields = message("draw", self.rules["id"], fact["entrant"], *numbers, text)
        seed = hmac.digest(self.secrets[fact["period"]], fields, "sha256")
        paper = draw(self.questions[fact["bank_version"]], level["quotas"], seed, seen)
        require(paper == fact["paper"], "试卷与抽题的结果不符")
        self.counts["抽题"] += 1

    def _attempt_ended(self, fact: Plain, _number: int, at: int) -> None:
        attempt = self.attempts[fact["attempt"]]
        require("correct" not in attempt, "同一次结束了两次")
        attempt.update(fact, has_response=bool(fact["responses"]) or fact["kind"] == "submitted")
        attempt["elapsed"] = fact["submitted_at"] - attempt["started_at"]
        limit_end, closes_at = attempt["limit_end"], self.rules["window"]["closes_at"]
        last, received = min(limit_end + attempt["grace_ms"], closes_at), fact.get("received_at")
        end = min(limit_end, closes_at - 1) if received is None else min(received, limit_end)
        in_time = at >= last if received is None else attempt["started_at"] <= received < last
        require((fact["kind"] == "expired") == (received is None) and in_time, "交卷或超时的时刻不合规则")
        require(fact["submitted_at"] == end, "用时不符")
        require(all(fact[key] == value for key, value in self._marked(attempt).items()), "评分不符")
        self.counts["评分"] += 1

    def _marked(self, attempt: Plain) -> Plain:
        """Return the score by the newest revision of the bank since it was drawn from (clauses 3.1, 3.4)."""
        level, version = self.rules["levels"][attempt["level"] - 1], attempt["bank_version"]
        stored = [fact for fact, _ in self.banks if fact["bank"] == level["bank"]]
        since = max(i for i, fact in enumerate(stored) if fact["version"] == version)
        revised = [fact["version"] for fact in stored[since + 1 :] if fact["mode"] == "revision"]
        drawn, newest = ({q["id"]: q for q in self.questions[one]} for one in (version, (revised or [version])[-1]))
        paper = [word.rpartition(":")[0] for word in attempt["paper"].split(" ")]
        given = attempt["responses"]
        right = [q for q in paper if q not in newest or is_right(newest[q], given.get(q, []))]
        worth = [
            [quota["points"] for quota in level["quotas"] if matches(quota, newest.get(q, drawn[q]))] for q in right
        ]
        return self._score(attempt, len(right), len(paper), sum((one or [1])[0] for one in worth))

    def _score(self, attempt: Plain, correct: int, of: int, points: int) -> Plain:
        may_pass = attempt["kind"] == "submitted" or self.rules["on_limit"] == "submit"
        passed = may_pass and passes(self.rules["pass_rule"], correct, of, points)
        return {"correct": correct, "of": of, "score": points, "passed": passed}

    def _attempt_imported(self, fact: Plain, number: int, _at: int) -> None:
        due = [level["number"] for level in self.rules["levels"] if 0 < level["opens_at"] <= fact["started_at"]]
        line_end, limit_end = fact["line_submitted_at"], fact["limit_end"]
        kind = "expired" if line_end is None else "submitted"
        level = self._admitted({**fact, "kind": kind}, number, due)
        elapsed = fact["submitted_at"] - fact["started_at"]
        self.attempts[number].update(has_response=line_end is not None or fact["correct"] > 0, elapsed=elapsed)
        end = min(limit_end, self.rules["window"]["closes_at"] - 1 if line_end is None else line_end)
        require(fact["submitted_at"] == end, "用时不符")
        of = sum(quota["n"] for quota in level["quotas"])
        again = self._score({"kind": kind}, fact["correct"], of, fact["correct"] * level["quotas"][0]["points"])
        require(all(fact[key] == value for key, value in again.items()), "评分不符")
        self.unchecked["导入成绩的抽题和答案（只有一行结果）"] += 1

    def _closing_made(self, fact: Plain, number: int, _at: int) -> None:
        sealed, replaced = json.loads(fact["canonical"]), self.newest(fact["period"])
        made = self.closing(fact["period"], sealed)
        made |= {"format": "chuangguan-closing-1", "edition": 1, "number": len(self.closings) + 1}
        made |= {"revision": replaced["revision"] + 1 if replaced else 0, "last_fact": number - 1}
        made |= {"replaced_seal": replaced.get("seal", ""), "changes": []}
        made["previous_seal"] = self.closings[-1]["seal"] if self.closings else ""
        if replaced:
            made["changes"] = changes(json.loads(replaced["canonical"]), made)
            made["notes"] += self._later(made["cutoff_at"])
        self.closings.append(fact)
        key = next((key for key in sorted(made | sealed) if made.get(key) != sealed.get(key)), "")
        require(not key, f"{fact['period']} 第 {fact['revision']} 版结榜，第一处不符是 {key}")
        require(canonical(sealed).decode() == fact["canonical"], "结榜不是规范的字节")
        require("sha256:" + sha256(fact["canonical"].encode()) == fact["seal"], "封存摘要不符")
        require(all(fact[name] == made[name] for name in ("number", "revision")), "结榜的次序不符")
        self.counts["结榜"] += 1

    def _later(self, cutoff_at: int) -> list[Plain]:
        """Return the note that names later closings which would differ too (clause 6.5)."""
        later = []
        for name in dict.fromkeys(fact["period"] for fact in self.closings):
            sealed = json.loads(self.newest(name)["canonical"])
            sealed["notes"] = [note for note in sealed["notes"] if note["code"] != "later_closings_differ"]
            again = self.closing(name, sealed) | {"rules_hash": sealed["rules_hash"]}
            if sealed["cutoff_at"] > cutoff_at and any(sealed[key] != value for key, value in again.items()):
                later.append(name)
        return [{"code": "later_closings_differ", "details": {"periods": "、".join(later)}}] if later else []

    def on_roster(self, at: int) -> dict[str, Plain]:
        """Return who is on the roster at an instant, by the number of the id."""
        held = {}
        for who in sorted(self.roster, key=number_of):
            start = max((start for start in self.roster[who] if start <= at), default=-1)
            if start >= 0 and not self.roster[who][start]["ended"]:
                held[who] = self.roster[who][start]
        return held

    def closing(self, name: str, sealed: Plain) -> Plain:
        """Return a closing of a period from the facts so far, its place in the chain apart (clause 6.4)."""
        rules, period = self.rules, next(p for p in self.rules["periods"] if p["id"] == name)
        cutoff = period["window"]["closes_at"]
        roster, before = self.on_roster(cutoff - 1), self.counted(0, cutoff)
        if rules["ranking"]["scope"] == "cumulative":
            results = {who: climbed(mine, rules) for who, mine in before.items()}
        else:
            since = self.counted(period["window"]["opens_at"], cutoff)
            results = {who: best_of(mine, rules, in_period=True) for who, mine in since.items()}
        standings = {who: found for who in sorted(results, key=number_of) if (found := results[who])}
        reasons = self._reasons(standings, roster, name)
        listed = (who for who, reason in reasons.items() if reason in ("", "vacancy", "no_prize_right"))
        order = sorted((key_of(standings[who], rules["ranking"]), number_of(who), who) for who in listed)
        ranked = ranks([(key, who) for key, _, who in order], rules["ranking"]["numbering"])
        board = [{"entrant": w, "rank": r, **standings[w]} for r, _, w in ranked if reasons[w] != "vacancy"]
        awards, notes, outside = self._awards(period, ranked, roster, reasons, sealed)
        due = [level for level in rules["levels"] if 0 < level["opens_at"] < cutoff]
        banks = [{"level": level["number"], "version": self.bank_at(level, cutoff - 1)} for level in due]
        on_board = [(who, m) for who, m in roster.items() if m["duty"] != "excluded"]
        digests = b"".join(message(who, digest(before.get(who, []))) for who, _ in on_board)
        turnout = self.turnout_of(name, roster)
        figures = {key: value for key, value in printed(turnout[""]).items() if key != "is_over"}
        figures["voluntary"] = sum(roster[row["entrant"]]["duty"] == "voluntary" for row in board)
        figures["cleared_all"] = sum(row["levels"] >= len(due) > 0 for row in board)
        scores, said = self.unit_awards(period, roster, standings, len(due))
        return {
            "campaign": rules["id"],
            "period": name,
            "cutoff_at": cutoff,
            "rules_hash": self.stored["rules_hash"],
            "roster_hash": sha256(canonical([[who, *map(m.get, ROSTER_KEYS)] for who, m in roster.items()])),
            "attempts_hash": sha256(digests),
            "banks": [bank for bank in banks if bank["version"]],
            "commitment": self.stored["commitments"][name],
            "public_text": self.texts.get(name, ("",))[0],
            "imported_attempts": sum("bank_version" not in a for mine in before.values() for a in mine),
            "board": board,
            "awards": awards,
            "decided_outside": outside,
            "exclusions": [{"entrant": who, "reason": reason} for who, reason in reasons.items() if reason],
            "notes": notes + said + self._announced(period),
            "turnout": [printed(turnout[u]) | {"unit": u, "kind": item["kind"]} for u, item in self.units.items()],
            "figures": figures | {"levels_open": len(due)},
            "unit_awards": scores,
        }

    def _announced(self, period: Plain) -> list[Plain]:
        """Return the notes about outages in a period (clause 1.5)."""
        moved = [fact for fact in self.moved if fact["period"] == period["id"]]
        start, end = period["window"]["opens_at"], period["window"]["closes_at"]
        outages = [fact for fact in self.outages if fact["opens_at"] < end and fact["closes_at"] > start]
        told = (("period_extended", moved, ("cutoff_at", "reason")), ("interval_voided", outages, OUTAGE))
        return [{"code": code, "details": {key: f[key] for key in keys}} for code, facts, keys in told for f in facts]

    def _reasons(self, standings: Plain, roster: dict[str, Plain], period: str) -> dict[str, str]:
        """Return why people with a level are not ranked or get no prize, else empty (clauses 5.4, 6.3, 8.2)."""
        moved_up, vacant = set[str](), set[str]()
        for number, sanction in self.sanctions.items():
            if sanction["kind"] != "void_attempts" and (not sanction["periods"] or period in sanction["periods"]):
                (vacant if number > self.final.get(period, number) else moved_up).add(sanction["entrant"])
        found, nobody = {}, {"duty": "", "has_prize_right": True}
        for who in standings:
            member = roster.get(who, nobody)
            tests = {"left_roster": member is nobody, "excluded_duty": member["duty"] == "excluded"}
            tests |= {"sanctioned": who in moved_up, "vacancy": who in vacant}
            tests["no_prize_right"] = not member["has_prize_right"]
            found[who] = next((reason for reason, holds in tests.items() if holds), "")
        return found

    def _awards(self, period: Plain, ranked: Ranked, roster: Plain, reasons: Plain, sealed: Plain) -> list[list[Plain]]:
        """Return awards, notes and the tiers that another body fills (clauses 6.1, 6.2)."""
        known = {item["entrant"]: item["lot"] for item in sealed["awards"] if item["lot"]}
        secret = self.secrets.get(period["id"])

        def lot(who: str) -> str:
            if secret is None:
                self.unchecked["抽签（所在期次未定榜，密钥未公布）"] += 1
                return str(known.get(who, "~"))
            return hmac.digest(secret, message("tie", self.rules["id"], period["id"], who), "sha256").hex()

        groups: dict[object, list[Plain]] = defaultdict(list)
        awards, notes, outside = list[Plain](), list[Plain](), list[Plain]()
        for tier in (tier for tier in self.rules["awards"] if is_named(period, tier["period"])):
            if tier["decided"] == "outside":
                outside.append({"tier": tier["name"], "first": tier["first"], "last": tier["last"]})
            else:
                groups[tier["period"], tier["group"] or canonical(tier["among"])].append(tier)
        for group in groups.values():
            tiers = sorted(group, key=lambda tier: tier["first"])
            among = [pair for pair in ranked if self._may_win(tiers[0]["among"], roster[pair[2]])]
            ties = [[who for _, _, who in pairs] for _, pairs in groupby(among, key=lambda row: row[1])]
            given = list(award(tiers, ties, self.rules["boundary"], lot))
            mine = [item for item in given if "tier" in item and reasons[item["entrant"]] != "vacancy"]
            notes += [item for item in given if "code" in item]
            budget = sum((tier["last"] - tier["first"] + 1) * tier["cash_fen"] for tier in tiers)
            if (paid := sum(item["cash_fen"] for item in mine)) > budget:
                details = {"tiers": "、".join(t["name"] for t in tiers), "budget_fen": budget, "paid_fen": paid}
                notes.append({"code": "budget_overrun", "details": details})
            awards += mine
        return [awards, notes, outside]

    def _may_win(self, among: Plain, member: Plain) -> bool:
        """Say whether a tier's population holds a member with the right to prizes (clauses 5.4, 6.1)."""
        is_below = not among["unit"] or among["unit"] in self.above(member["unit"])
        is_alike = among["category"] in ("", member["category"]) and among["label"] in ("", *member["labels"])
        return bool(is_below and is_alike and member["has_prize_right"])


def read_facts(path: Path) -> list[tuple[Plain, Plain]]:
    """Return every envelope with its fact, once the chain holds (clause 5.2)."""
    found: list[tuple[Plain, Plain]] = []
    previous, at = "0" * 64, 0
    for place, line in enumerate(path.read_text(encoding="utf-8").split("\n")[:-1], start=1):
        envelope = json.loads(line)
        require(set(envelope) == ENVELOPE and envelope["number"] == place, f"记录 {place} 缺失或不在其位")
        names = ("number", "stored_at", "actor", "reason", "software", "previous_hash", "body")
        whole = sha256(message(*(str(envelope[name]) for name in names)))
        require([envelope["previous_hash"], envelope["hash"]] == [previous, whole], f"记录 {place} 被改动，或前面有缺")
        require(envelope["stored_at"] >= at, f"记录 {place} 的时刻早于前一条")
        previous, at = whole, envelope["stored_at"]
        found.append((envelope, json.loads(envelope["body"])))
    require(found, "没有记录")
    return found


def main() -> int:
    """Check the bundle that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--expect-head", default="", help="the head of the chain as it was published")
    options = parser.parse_args()
    try:
        facts = read_facts(options.directory / "facts.jsonl")
        head = facts[-1][0]["hash"]
        print(f"记录 {len(facts)} 条，逐条相连，链首 {head}")
        record = Record(facts)
        found = record.check()
        files = {path.name: path.read_bytes() for path in (options.directory / "closings").glob("*")}
        for fact in record.closings:
            name = f"{fact['number']:02d}-{fact['period']}-r{fact['revision']}.json"
            if files.pop(name, b"") != fact["canonical"].encode():
                found.append(f"结榜文件 {name} 与记录不符")
        found += [f"结榜文件 {name} 不在记录中" for name in sorted(files)]
        if not head.startswith(options.expect_head):
            found.append(f"链首不是公布的 {options.expect_head}：末尾有缺，或另有增补")
    except (Differs, OSError, *UNUSABLE) as error:
        print(f"不符：{error or type(error).__name__}")
        return 1
    print("已复核：" + "，".join(f"{what} {count} 次" for what, count in sorted(record.counts.items())))
    for what, count in sorted(record.unchecked.items()):
        print(f"未复核：{what} {count} 次")
    for text in NOT_CHECKED:
        print(f"未复核：{text}")
    for text in found:
        print(f"不符：{text}")
    print("有不符之处。" if found else "全部相符。")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
