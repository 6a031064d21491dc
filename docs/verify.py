"""Check an audit bundle with Python's standard library alone: `python verify.py DIR [--head [N:]HASH]...`.

Written from docs/regulations.md and docs/closing-format.md, apart from the program that made the bundle. From the facts
it makes again the chain, rules and banks, papers, scores, runs and closings, key by key, and says what it checked, what
it could not check (未复核, and always NOT_CHECKED), and the first thing that differs of each fact (不符). Exit code 0:
nothing differs. `--head` is the hash of a fact as published, 16 or more digits; only that shows a chain cut or remade.
"""

import argparse
import hashlib
import hmac
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache
from itertools import combinations, count, groupby
from pathlib import Path
from typing import Any
from unicodedata import normalize

Plain = dict[str, Any]

HASHED = ("number", "stored_at", "actor", "reason", "software", "previous_hash", "body")
DIGESTED = ("level", "ordinal", "run", "bank_version", "started_at", "submitted_at", "correct", "of", "kind")
SAID = "unit-stored roster-changed public-text-drawn closing-published objection-recorded objection-decided "
SAID += "award-decided sanction-imposed sanction-lifted period-extended interval-voided extra-time-granted "
SAID += "person-erased publication-basis-recorded origins-forgotten personal-data-shown"
MEMBER: Plain = {"from_at": 0, "unit": "", "category": "", "duty": "required", "labels": [], "has_prize_right": True}
UNUSABLE = (ArithmeticError, AttributeError, LookupError, RuntimeError, StopIteration, TypeError, ValueError)
NOT_CHECKED = (
    "结榜中的说明、更正的各处变化、参加情况、单位得分（notes、changes、figures、turnout、unit_awards）",
    "姓名和号码（本包没有），答题的设备和地址；开始时是否在册、是否被禁止参加、次数上限；公示的天数",
    "不影响结果的文字（经办、事由、依据、解析等），只由记录链和公布的链首保证",
)


class Differs(Exception):
    """Something that does not come out as it is written."""


def _require(holds: object, text: str) -> None:
    if not holds:
        raise Differs(text)


def _same(written: Plain, again: Plain) -> None:
    for key in sorted(again):
        if written.get(key) != again[key]:
            raise Differs(f"{key} 应为 {again[key]}，写的是 {written.get(key)}"[:300])


def _message(*fields: object) -> bytes:
    parts = [field if isinstance(field, bytes) else str(field).encode() for field in fields]
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def _sha256(data: str | bytes) -> str:
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _read(text: str) -> list[Plain]:  # 5.2
    found: list[Plain] = []
    previous, at = "0" * 64, 0
    for n, line in enumerate(text.split("\n")[:-1], start=1):
        envelope = json.loads(line)
        _require(set(envelope) == {*HASHED, "hash"} and envelope["number"] == n, f"记录 {n} 缺失或不在其位")
        whole = _sha256(_message(*(envelope[name] for name in HASHED)))
        _require([envelope["previous_hash"], envelope["hash"]] == [previous, whole], f"记录 {n} 被改动，或前面有缺")
        _require(envelope["stored_at"] >= at, f"记录 {n} 的时刻早于前一条")
        previous, at, body = whole, envelope["stored_at"], json.loads(envelope["body"])
        found.append(body | {"fact": str(body["fact"]), "n": n, "at": at, "hash": whole})
    _require(found, "没有记录")
    return found


def _take(numbers: Iterator[int], items: Iterable[Any], n: int) -> list[Any]:
    pool = list(items)
    for i in range(n):
        left = len(pool) - i
        j = i if left == 1 else i + next(w for w in numbers if w < 2**64 - 2**64 % left) % left
        pool[i], pool[j] = pool[j], pool[i]
    return pool[:n]


def _matches(quota: Plain, question: Plain) -> bool:
    pairs = (("kinds", "kind"), ("topics", "topic"), ("difficulties", "difficulty"))
    return all(not quota[wanted] or question[has] in quota[wanted] for wanted, has in pairs)


@cache
def _fills(bank: str, level: str) -> bool:  # 2.1, by König's theorem: whatever the quotas before it took
    quotas: list[Plain] = json.loads(level)
    pools = [{q["id"] for q in json.loads(bank) if _matches(quota, q)} for quota in quotas]
    for i, mine in enumerate(pools):
        lost = len(mine)
        for some in (some for size in range(i + 1) for some in combinations(range(i), size)):
            others = sum(quotas[j]["n"] for j in range(i) if j not in some)
            lost = min(lost, others + len(set().union(*(pools[j] & mine for j in some))))
        if len(mine) - lost < quotas[i]["n"]:
            return False
    return True


def _draw(questions: list[Plain], quotas: list[Plain], seed: bytes, seen: Counter[str]) -> str:  # 2.3, 2.6
    size = 8 * 16 * (1 + sum(quota["n"] for quota in quotas))  # a question takes 8 numbers at most
    stream, chosen = hashlib.shake_256(seed).digest(size), dict[str, Plain]()
    numbers = iter([int.from_bytes(stream[k : k + 8], "big") for k in range(0, size, 8)])
    for quota in quotas:
        pool = [q for q in questions if q["id"] not in chosen and _matches(quota, q)]
        taken: list[Plain] = []
        for times in sorted({seen[q["id"]] for q in pool}):
            group = [q for q in pool if seen[q["id"]] == times]
            taken += _take(numbers, group, min(quota["n"] - len(taken), len(group)))
        chosen |= {q["id"]: q for q in taken}
    shown = []
    for question in _take(numbers, chosen.values(), len(chosen)):
        letters = "ABCDEF"[: len(question["options"])]
        if not question["option_order_fixed"] and question["kind"] in ("single", "multiple"):
            letters = "".join(_take(numbers, letters, len(letters)))
        shown.append(f"{question['id']}:{letters}")
    return " ".join(shown)


def _is_right(question: Plain, response: list[str]) -> bool:  # 3.1
    if question["kind"] != "blank":
        return bool(response) and set(response) == set(question["answer"])
    blanks = [response, *(answer.split("|") for answer in question["answer"])]
    given, *wanted = ([" ".join(normalize("NFKC", word).casefold().split()) for word in words] for words in blanks)
    return len(given) == len(wanted) and all(word in words for word, words in zip(given, wanted, strict=True))


def _digest(attempts: list[Plain]) -> bytes:  # 6.4
    value = bytes(32)
    for attempt in attempts:
        value = hashlib.sha256(value + _message(*(attempt.get(key, "") for key in DIGESTED))).digest()
    return value


class Record:
    """The facts so far, by kind, and what the rules make of them."""

    def __init__(self, facts: list[Plain]) -> None:
        self.facts, self.rules = facts, Plain()
        self.periods, self.levels = dict[str, Plain](), dict[int, Plain]()
        self.of: defaultdict[str, list[Plain]] = defaultdict(list)
        self.own, self.banks = dict[str, list[Plain]](), dict[str, list[Plain]]()
        self.attempts, self.files = dict[int, Plain](), dict[str, bytes]()
        revealed = (fact for fact in facts if fact["fact"] == "closing-finalised")
        self.secrets = {fact["period"]: bytes.fromhex(fact["secret"]) for fact in revealed}
        self.counts = Counter({f"已复核：记录链上的记录（链首 {facts[-1]['hash']}）": len(facts)})

    def check(self) -> Iterator[str]:
        """Yield what differs: the first thing of every fact that does not come out."""
        for fact in self.facts:
            kind = fact["fact"]
            self.of[kind].append(fact)
            try:
                if kind not in SAID.split():
                    getattr(self, "_" + kind.replace("-", "_"))(fact)
                self._refer(fact)
            except (Differs, *UNUSABLE) as error:
                yield f"记录 {fact['n']}（{kind}）：{error if isinstance(error, Differs) else f'不能复核 {error!r}'}"

    def _refer(self, fact: Plain) -> None:
        """Put the rules in force (1.5), and require that whom and what a fact names is there."""
        if fact["fact"] in ("campaign-stored", "period-extended"):
            self.rules = json.loads(self.of["campaign-stored"][-1]["canonical"])
            self.periods = {period["id"]: period for period in self.rules["periods"]}
            self.levels = {level["number"]: level for level in self.rules["levels"]}
            for moved in self.of["period-extended"]:
                for one in (self.rules, self.periods[moved["period"]]):
                    one["window"]["closes_at"] = max(one["window"]["closes_at"], moved["cutoff_at"])
        _require(fact.get("period", self.rules["id"]) in (self.rules["id"], *self.periods), "没有这一期")
        for key, kind in (("sanction", "sanction-imposed"), ("objection", "objection-recorded")):
            _require(key not in fact or any(other["n"] == fact[key] for other in self.of[kind]), f"没有这个 {key}")
        if fact["fact"] == "roster-changed":
            self.own.setdefault(fact["entrant"], [])
        _require(fact.get("entrant", "") in self.own or not fact.get("entrant"), "名册上没有此人")
        if "seal" in fact:
            newest = [one for one in self.of["closing-made"] if one["period"] == fact["period"]][-1]
            _require(fact["seal"] == newest["seal"], "封存摘要不是最新的一版")

    def _campaign_stored(self, fact: Plain) -> None:
        stored = self.of["campaign-stored"]
        _same(fact, {"version": len(stored), "rules_hash": _sha256(fact["canonical"])})
        _same(fact, {"canonical": _canonical(json.loads(fact["canonical"]))})
        _same(fact["commitments"], {key: one for old in stored for key, one in old["commitments"].items()})

    def _bank_stored(self, fact: Plain) -> None:
        questions = self.banks[fact["version"]] = json.loads(fact["canonical"])
        _same(fact, {"version": _sha256(fact["canonical"])})
        _require(questions == sorted(questions, key=lambda q: str(q["id"]).encode()), "题库没有按题号排列")
        for attempt in self.attempts.values() if fact["mode"] == "revision" else ():
            if "responses" in attempt and self.levels[attempt["level"]]["bank"] == fact["bank"]:
                again = self._marked(attempt)
                attempt.update(again, passed=attempt["passed"] or again["passed"])

    def _closing_finalised(self, fact: Plain) -> None:
        committed = self.of["campaign-stored"][-1]["commitments"][fact["period"]]
        _require(_sha256(self.secrets[fact["period"]]) == committed, "公布的密钥与承诺值不符")
        _require([one["period"] for one in self.of[fact["fact"]]].count(fact["period"]) == 1, "同一期定榜两次")

    def _sanctions(self) -> list[Plain]:
        lifted = [fact["sanction"] for fact in self.of["sanction-lifted"]]
        return [fact for fact in self.of["sanction-imposed"] if fact["n"] not in lifted]

    def _counted(self, attempts: Iterable[Plain], opens_at: int, closes_at: int) -> list[Plain]:  # 1.5, 8.2
        void = {n for sanction in self._sanctions() for n in sanction.get("attempts", ())}
        spans = [(out["opens_at"], out["closes_at"]) for out in self.of["interval-voided"]]
        ended = (a for a in attempts if opens_at <= a.get("submitted_at", -1) < closes_at and a["n"] not in void)
        return [a for a in ended if all(a["started_at"] >= end or a["submitted_at"] < start for start, end in spans)]

    def _period_at(self, at: int) -> str:  # 2.3
        spans = [(p["window"]["opens_at"], p["window"]["closes_at"], p["id"]) for p in self.rules["periods"]]
        holding = [(end - start, name) for start, end, name in spans if start <= at < end]
        return str(min(holding, key=lambda pair: pair[0])[1]) if holding else str(self.rules["id"])

    def _text_of(self, period: str) -> Plain:
        texts = [fact for fact in self.of["public-text-drawn"] if fact["period"] == period]
        return texts[0] if texts else {"text": ""}

    def _bank_at(self, level: Plain, at: int) -> str:  # 2.1, 2.2: empty while a level is not open
        opens_at, chosen = level["opens_at"], ""
        freezes_at = min(opens_at, self._text_of(self._period_at(opens_at)).get("at", opens_at))
        for fact in self.of["bank-stored"] if 0 < opens_at <= at else ():
            if fact["bank"] == level["bank"] and fact["at"] <= at:
                good = fact["version"] if _fills(fact["canonical"], _canonical(level["quotas"])) else ""
                if fact["at"] < freezes_at or not chosen or (fact["mode"] == "revision" and good):
                    chosen = good
        return chosen

    def _admit(self, fact: Plain, open_levels: set[int]) -> None:  # 1.3, 4.1, 4.2
        everyone = list(self.own[fact["entrant"]])
        self.attempts[fact["n"]] = fact
        self.own[fact["entrant"]].append(fact)
        earlier = self._counted(everyone, 0, fact["at"] + 1)
        runs, passed = self._runs(earlier), {a["level"] for a in earlier if a["passed"]}
        waiting = [run for run in runs if run["levels"] == fact["level"] - 1]
        may_restart = {"anytime": True, "never": False}.get(self.rules["ladder"]["restart"], passed >= open_levels)
        run = min(waiting, key=lambda one: (self._key(one), -one["run"]))["run"] if waiting else 0
        if not run and fact["level"] == 1 and (may_restart or not runs):
            run = runs[-1]["run"] + 1 if runs else 1
        extra = [one["per_cent"] for one in self.of["extra-time-granted"] if one["entrant"] == fact["entrant"]]
        limit_ms = self.levels[fact["level"]]["time_limit_ms"] * (100 + [0, *extra][-1]) // 100
        _require(all("correct" in a for a in everyone), "上一次还没有结束")
        _require(fact["level"] == 1 or fact["level"] - 1 in passed, "上一关还没有通过")
        again = {"run": run, "ordinal": 1 + sum(a["level"] == fact["level"] for a in everyone)}
        again |= {"period": self._period_at(fact["started_at"]), "grace_ms": self.rules["grace_ms"]}
        again |= {"limit_end": fact["started_at"] + limit_ms, "campaign_version": len(self.of["campaign-stored"])}
        _same(fact, again)

    def _attempt_started(self, fact: Plain) -> None:
        level, at, period = self.levels[fact["level"]], fact["at"], fact["period"]
        fact["questions"] = [word.rpartition(":")[0] for word in fact["paper"].split(" ")]
        self._admit(fact, {one["number"] for one in self.rules["levels"] if self._bank_at(one, at)})
        _same(fact, {"started_at": at, "bank_version": self._bank_at(level, at)})
        if period not in self.secrets:
            self.counts["未复核：抽题（所在期次未定榜，密钥未公布）"] += 1
            return
        drawn = [a for a in self.own[fact["entrant"]][:-1] if "paper" in a and self.rules["repeat"] == "avoid_seen"]
        seen = Counter(q for a in drawn if self.levels[a["level"]]["bank"] == level["bank"] for q in a["questions"])
        fields = (self.rules["id"], fact["entrant"], fact["level"], fact["ordinal"], self._text_of(period)["text"])
        seed = hmac.digest(self.secrets[period], _message("draw", *fields), "sha256")
        _same(fact, {"paper": _draw(self.banks[fact["bank_version"]], level["quotas"], seed, seen)})
        self.counts["已复核：抽题"] += 1

    def _attempt_ended(self, fact: Plain) -> None:
        attempt = self.attempts[fact["attempt"]]
        _require("correct" not in attempt, "同一次结束了两次")
        attempt |= fact | {"n": attempt["n"], "elapsed": fact["submitted_at"] - attempt["started_at"]}
        limit_end, closes_at = attempt["limit_end"], self.rules["window"]["closes_at"]
        last, received = min(limit_end + attempt["grace_ms"], closes_at), fact.get("received_at")
        end = min(limit_end, closes_at - 1) if received is None else min(received, limit_end)
        in_time = fact["at"] >= last if received is None else attempt["started_at"] <= received < last
        _require(in_time, "交卷或超时的时刻不合规则")
        again = {"kind": "expired" if received is None else "submitted", "submitted_at": end}
        _same(fact, again | self._marked(attempt))
        self.counts["已复核：评分"] += 1

    def _marked(self, attempt: Plain) -> Plain:  # 3.1, 3.4
        level, version = self.levels[attempt["level"]], attempt["bank_version"]
        stored = [fact for fact in self.of["bank-stored"] if fact["bank"] == level["bank"]]
        since = max(i for i, fact in enumerate(stored) if fact["version"] == version)
        revised = [fact["version"] for fact in stored[since + 1 :] if fact["mode"] == "revision"]
        drawn, newest = ({q["id"]: q for q in self.banks[one]} for one in (version, [version, *revised][-1]))
        paper, given = attempt["questions"], attempt["responses"]
        right = [newest.get(q, drawn[q]) for q in paper if q not in newest or _is_right(newest[q], given.get(q, []))]
        worth = [[quota["points"] for quota in level["quotas"] if _matches(quota, q)] for q in right]
        return self._score(attempt["kind"], len(right), len(paper), sum([*points, 1][0] for points in worth))

    def _score(self, kind: str, correct: int, of: int, points: int) -> Plain:
        rule, value = self.rules["pass_rule"]["rule"], Fraction(self.rules["pass_rule"]["value"] or 0)
        wanted = {"all_correct": correct == of, "min_correct": correct >= value, "ratio": correct >= value * of}
        counts = kind == "submitted" or self.rules["on_limit"] == "submit"
        return {"correct": correct, "of": of, "score": points, "passed": counts and wanted.get(rule, points >= value)}

    def _attempt_imported(self, fact: Plain) -> None:
        started_at, handed_in, quotas = (
            fact["started_at"],
            fact["line_submitted_at"],
            self.levels[fact["level"]]["quotas"],
        )
        self._admit(fact, {one["number"] for one in self.rules["levels"] if 0 < one["opens_at"] <= started_at})
        fact |= {"kind": "expired" if handed_in is None else "submitted", "elapsed": fact["submitted_at"] - started_at}
        end = self.rules["window"]["closes_at"] - 1 if handed_in is None else handed_in
        points = fact["correct"] * quotas[0]["points"]
        again = self._score(fact["kind"], fact["correct"], sum(quota["n"] for quota in quotas), points)
        _same(fact, again | {"submitted_at": min(fact["limit_end"], end)})
        self.counts["未复核：导入成绩的抽题和答案（只有一行结果）"] += 1

    def _key(self, result: Plain) -> list[int]:
        elapsed = result["elapsed_ms"] // (1000 if self.rules["ranking"]["precision"] == "second_floor" else 1)
        parts = {"levels desc": -result["levels"], "elapsed asc": elapsed, "reached_at asc": result["reached_at"]}
        return [parts[key] for key in self.rules["ranking"]["keys"]]

    def _worth(self, run: int, attempts: list[Plain], *, in_period: bool) -> Plain:  # 4.2, 4.4, 5.3
        passed = [a for a in attempts if a["passed"]]
        first = min((a["level"] for a in passed), default=1) if in_period else 1
        end = next(level for level in count(first) if all(a["level"] != level for a in passed))
        counting = [min((a for a in passed if a["level"] == n), key=lambda a: a["elapsed"]) for n in range(first, end)]
        failed = [a for a in attempts if not a["passed"] and first <= a["level"] < end]
        timed = counting + (failed if self.rules["ladder"]["time"] == "all_attempts" else [])
        result = {"run": run, "levels": end - first, "elapsed_ms": sum(a["elapsed"] for a in timed)}
        return result | {"reached_at": max((a["submitted_at"] for a in counting), default=0)}

    def _runs(self, attempts: list[Plain], *, in_period: bool = False) -> list[Plain]:
        numbers = sorted({a["run"] for a in attempts})
        return [self._worth(n, [a for a in attempts if a["run"] == n], in_period=in_period) for n in numbers]

    def _best(self, attempts: list[Plain], *, in_period: bool = False) -> Plain:  # 4.5
        if self.rules["ladder"]["best_of"] == "level":
            return self._worth(0, attempts, in_period=in_period)
        return min(self._runs(attempts, in_period=in_period), key=lambda run: (self._key(run), run["run"]))

    def _climbed(self, attempts: list[Plain]) -> Plain:  # 4.2, 4.5: replaced only by a better one
        prefixes = [attempts[: place + 1] for place, attempt in enumerate(attempts) if attempt["passed"]]
        results = [result for prefix in prefixes if (result := self._best(prefix))["levels"]]
        return min(results, key=self._key, default={"levels": 0})

    def _closing_made(self, fact: Plain) -> None:
        name = f"closings/{fact['number']:02d}-{fact['period']}-r{fact['revision']}.json"
        self.files[name] = fact["canonical"].encode()
        earlier, sealed = self.of["closing-made"][:-1], json.loads(fact["canonical"])
        replaced = [one for one in earlier if one["period"] == fact["period"]]
        order = {"number": len(earlier) + 1, "revision": len(replaced)}
        made = {"format": "chuangguan-closing-1", "edition": 1, "last_fact": fact["n"] - 1} | order
        made |= self._closing(fact["period"], sealed)
        made["previous_seal"], made["replaced_seal"] = ([{"seal": ""}, *one][-1]["seal"] for one in (earlier, replaced))
        _same(sealed, made)
        _require(set(sealed) == {*made, "notes", "changes", "figures", "turnout", "unit_awards"}, "结榜的栏目不符")
        _same(fact, order | {"canonical": _canonical(sealed), "seal": "sha256:" + _sha256(fact["canonical"])})
        self.counts["已复核：结榜"] += 1

    def _closing(self, name: str, sealed: Plain) -> Plain:  # 6.4
        rules, period, stored = self.rules, self.periods[name], self.of["campaign-stored"][-1]
        opens_at, cutoff = period["window"]["opens_at"], period["window"]["closes_at"]
        roster = self._roster(cutoff - 1)
        before = {who: self._counted(mine, 0, cutoff) for who, mine in self.own.items()}
        results = {who: self._climbed(mine) for who, mine in before.items()}
        if rules["ranking"]["scope"] == "attempts_in_period":
            within = {who: self._counted(mine, opens_at, cutoff) for who, mine in self.own.items()}
            results = {who: self._best(mine, in_period=True) for who, mine in within.items() if mine}
        standings = {
            who: results[who] for who in sorted(results, key=lambda who: int(who[1:])) if results[who]["levels"]
        }
        reasons = self._reasons(standings, roster, name)
        listed = [who for who, reason in reasons.items() if reason in ("", "vacancy", "no_prize_right")]
        ties = groupby(sorted(listed, key=lambda who: self._key(standings[who])), lambda who: self._key(standings[who]))
        shared = [list(people) for _, people in ties]
        digests = [(who, _digest(before.get(who, []))) for who, m in roster.items() if m["duty"] != "excluded"]
        imported = sum("paper" not in attempt for mine in before.values() for attempt in mine)
        due = [level for level in rules["levels"] if 0 < level["opens_at"] < cutoff]
        banks = [{"level": level["number"], "version": self._bank_at(level, cutoff - 1)} for level in due]
        people = [[who, m["unit"], m["category"], m["duty"], m["from_at"]] for who, m in roster.items()]
        made = {"campaign": rules["id"], "period": name, "cutoff_at": cutoff, "rules_hash": stored["rules_hash"]}
        made |= {"roster_hash": _sha256(_canonical(people)), "banks": [bank for bank in banks if bank["version"]]}
        made |= {"attempts_hash": _sha256(b"".join(_message(*pair) for pair in digests)), "imported_attempts": imported}
        made |= {"commitment": stored["commitments"][name], "public_text": self._text_of(name)["text"]}
        made["board"] = [row for row in self._ranked(shared, standings) if reasons[row["entrant"]] != "vacancy"]
        made["exclusions"] = [{"entrant": who, "reason": reason} for who, reason in reasons.items() if reason]
        made |= self._awards(period, shared, roster, sealed)
        made["awards"] = [award for award in made["awards"] if reasons[award["entrant"]] != "vacancy"]
        return made

    def _ranked(self, ties: list[list[str]], standings: Plain) -> Iterator[Plain]:  # 5.1
        place = 0
        for group, people in enumerate(ties, start=1):
            first = place + 1
            for place, who in enumerate(people, start=first):
                rank = {"dense": group, "ordinal": place}.get(self.rules["ranking"]["numbering"], first)
                yield {"entrant": who, "rank": rank} | standings[who]

    def _roster(self, at: int) -> dict[str, Plain]:  # 7.4
        held = dict[str, Plain]()
        for fact in (MEMBER | one for one in self.of["roster-changed"]):
            if held.get(fact["entrant"], fact)["from_at"] <= fact["from_at"] <= at:
                held[fact["entrant"]] = fact
        return {who: held[who] for who in sorted(held, key=lambda who: int(who[1:])) if not held[who].get("ended")}

    def _reasons(self, standings: Plain, roster: dict[str, Plain], period: str) -> dict[str, str]:  # 5.4, 6.3, 8.2
        final = [fact["n"] for fact in self.of["closing-finalised"] if fact["period"] == period]
        naming = [s for s in self._sanctions() if period in (s.get("periods") or [period])]
        against = [(s["entrant"], s["n"]) for s in naming if s["kind"] != "void_attempts"]
        vacant = {who for who, n in against if final and n > final[0]}
        ahead = {who for who, n in against if not final or n < final[0]}
        found, nobody = {}, {"duty": "", "has_prize_right": True}
        for who in standings:
            member = roster.get(who, nobody)
            tests = {"left_roster": member is nobody, "excluded_duty": member["duty"] == "excluded"}
            tests |= {"sanctioned": who in ahead, "vacancy": who in vacant}
            tests["no_prize_right"] = not member["has_prize_right"]
            found[who] = next((reason for reason, holds in tests.items() if holds), "")
        return found

    def _awards(self, period: Plain, ties: list[list[str]], roster: Plain, sealed: Plain) -> Plain:  # 2.5, 6.1
        lots = defaultdict(lambda: "~", {one["entrant"]: one["lot"] for one in sealed["awards"] if one["lot"]})
        if secret := self.secrets.get(period["id"]):
            fields = {who: _message("tie", self.rules["id"], period["id"], who) for who in roster}
            lots |= {who: hmac.digest(secret, fields[who], "sha256").hex() for who in roster}
        elif lots:
            self.counts["未复核：抽签（所在期次未定榜，密钥未公布）"] += 1
        groups = defaultdict[object, list[Plain]](list)
        named = [tier for tier in self.rules["awards"] if tier["period"] in (period["id"], period["kind"])]
        for tier in (tier for tier in named if tier["decided"] != "outside"):
            groups[tier["period"], tier["group"] or _canonical(tier["among"])].append(tier)
        out = [{"tier": t["name"], "first": t["first"], "last": t["last"]} for t in named if t["decided"] == "outside"]
        given = (self._award(sorted(tiers, key=lambda t: t["first"]), ties, roster, lots) for tiers in groups.values())
        return {"awards": [award for group in given for award in group], "decided_outside": out}

    def _award(self, tiers: list[Plain], ties: list[list[str]], roster: Plain, lots: Plain) -> Iterator[Plain]:  # 6.2
        slots = {place: tier for tier in tiers for place in range(tier["first"], tier["last"] + 1)}
        at = 1
        for tied in ties:
            people = [who for who in tied if self._may_win(tiers[0]["among"], roster[who])]
            first, places, cash = slots.get(at), range(at, at + len(people)), -1
            given = [(first, who, "") for who in people if first]
            if first and places and places[-1] > first["last"]:
                if first["advancement"] or self.rules["boundary"] == "draw":
                    drawn = zip(places, sorted((lots[who], who) for who in people), strict=True)
                    given = [(slots[place], who, lot) for place, (lot, who) in drawn if place in slots]
                elif self.rules["boundary"] == "split":
                    cash = sum(slots[place]["cash_fen"] for place in places if place in slots) // len(people)
            for tier, who, lot in given:
                row = {"tier": tier["name"], "position": at, "entrant": who, "lot": lot}
                row |= {key: tier[key] for key in ("item", "title", "advancement", "cash_fen")}
                yield row if cash < 0 else row | {"cash_fen": cash}
            at += len(people)

    def _may_win(self, among: Plain, member: Plain) -> bool:  # 5.4, 6.1
        units, parents = [member["unit"]], {fact["unit"]: fact.get("parent", "") for fact in self.of["unit-stored"]}
        while among["unit"] and units[-1] in parents and len(units) <= len(parents):
            units.append(parents[units[-1]])
        held = (("unit", units), ("category", [member["category"]]), ("label", member["labels"]))
        return bool(member["has_prize_right"] and all(among[key] in ("", *values) for key, values in held))


def check(files: dict[str, bytes], heads: Iterable[str] = ()) -> tuple[Counter[str], list[str]]:
    """Return how often what was checked or could not be, and what differs, of a bundle's files by their paths."""
    try:
        record = Record(_read(files.get("facts.jsonl", b"").decode()))
    except (Differs, *UNUSABLE) as error:
        return Counter(), [str(error) or type(error).__name__]
    found = list(record.check())
    there = {name: data for name, data in files.items() if name.startswith("closings/")}
    wrong = [name for name in sorted({*record.files, *there}) if record.files.get(name) != there.get(name)]
    found += [f"{name} 与记录不符" for name in wrong]
    hashes = [text for fact in record.facts for text in (fact["hash"], f"{fact['n']}:{fact['hash']}")]
    for head in heads:
        if len(head.rpartition(":")[2]) < 16 or not any(text.startswith(head) for text in hashes):
            found.append(f"公布的链首 {head} 不在记录中：末尾有缺，或另有改动（摘要至少写16位）")
    return record.counts, found


def main() -> int:
    """Check the bundle that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--head", "--expect-head", action="append", default=[], metavar="[N:]HASH")
    options = parser.parse_args()
    paths = [path for path in options.directory.rglob("*") if path.is_file()]
    files = {path.relative_to(options.directory).as_posix(): path.read_bytes() for path in paths}
    counts, found = check(files, options.head)
    said = [f"{what} {times} 次" for what, times in sorted(counts.items())]
    said += [f"未复核：{text}" for text in NOT_CHECKED] + [f"不符：{text}" for text in found]
    print("\n".join([*said, "有不符之处。" if found else "全部相符。"]))
    return int(bool(found))


if __name__ == "__main__":
    raise SystemExit(main())
