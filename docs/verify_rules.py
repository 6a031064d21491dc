"""The arithmetic of verify.py: the draw, scores, runs, tiers and units, from docs/regulations.md alone."""

import hashlib
import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import chain, combinations
from typing import Any

DIGESTED = ("level", "ordinal", "run", "bank_version", "started_at", "submitted_at", "correct", "of", "kind")
Plain = dict[str, Any]
Ranked = list[tuple[int, Any, str]]


def message(*fields: str | bytes) -> bytes:
    """Return the fields, each behind its length in 4 bytes (clause 2.3)."""
    parts = [field.encode() if isinstance(field, str) else field for field in fields]
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def sha256(data: bytes) -> str:
    """Return the SHA-256 as hex."""
    return hashlib.sha256(data).hexdigest()


def canonical(value: object) -> bytes:
    """Return the canonical JSON of integers and strings (clause 6.4)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def number_of(entrant: str) -> int:
    """Return the number in an opaque id, by which people are sorted."""
    return int(entrant[1:])


def is_named(period: Plain, name: str) -> bool:
    """Say whether an award's period is this one."""
    return name == period["id"] or (name == "month" and period["kind"] == "month")


def ranks(ordered: Iterable[tuple[Any, str]], numbering: str) -> Ranked:
    """Return rank, key and name in order: 1 1 3, 1 1 2 (`dense`) or 1 2 3 (`ordinal`) (clause 5.1)."""
    found: Ranked = []
    for place, (key, name) in enumerate(ordered, start=1):
        last, known = found[-1][:2] if found else (0, None)
        others = {"dense": last + (key != known), "ordinal": place}
        found.append((others.get(numbering, last if key == known else place), key, name))
    return found


class Words:
    """The words of a seed, and what is drawn with them."""

    def __init__(self, seed: bytes) -> None:
        """Stand before word 0."""
        self.seed, self.stream, self.k = seed, b"", 0

    def below(self, bound: int) -> int:
        """Return a number from 0 to bound − 1."""
        while bound > 1:
            if len(self.stream) < 8 * self.k + 8:
                self.stream = hashlib.shake_256(self.seed).digest(2 * len(self.stream) + 1024)
            word = int.from_bytes(self.stream[8 * self.k : 8 * self.k + 8], "big")
            self.k += 1
            if word < 2**64 - 2**64 % bound:
                return word % bound
        return 0

    def take(self, items: Iterable[Any], n: int) -> list[Any]:
        """Return the first n of a partial shuffle."""
        pool = list(items)
        for i in range(n):
            j = i + self.below(len(pool) - i)
            pool[i], pool[j] = pool[j], pool[i]
        return pool[:n]


def matches(quota: Plain, question: Plain) -> bool:
    """Say whether a quota may take a question (clause 2.1)."""
    pairs = (("kinds", "kind"), ("topics", "topic"), ("difficulties", "difficulty"))
    return all(not quota[wanted] or question[has] in quota[wanted] for wanted, has in pairs)


def fills(questions: list[Plain], quotas: list[Plain]) -> bool:
    """Say whether every quota can be filled whatever the ones before it took (clause 2.1, by König's theorem)."""
    pools = [{q["id"] for q in questions if matches(quota, q)} for quota in quotas]
    for i, mine in enumerate(pools):
        subsets = chain.from_iterable(combinations(range(i), size) for size in range(i + 1))
        free = ((set().union(*(pools[j] & mine for j in some)), set(range(i)) - set(some)) for some in subsets)
        lost = min(len(taken) + sum(quotas[j]["n"] for j in others) for taken, others in free)
        if len(mine) - lost < quotas[i]["n"]:
            return False
    return True


def draw(questions: Iterable[Plain], quotas: list[Plain], seed: bytes, seen: Counter[str]) -> str:
    """Return the paper of a seed in one line; `seen` is empty where repeats are allowed."""
    words, chosen = Words(seed), dict[str, Plain]()
    for quota in quotas:
        pool = [q for q in questions if q["id"] not in chosen and matches(quota, q)]
        taken: list[Plain] = []
        for count in sorted({seen[q["id"]] for q in pool}):
            group = [q for q in pool if seen[q["id"]] == count]
            taken += words.take(group, min(quota["n"] - len(taken), len(group)))
        chosen.update((q["id"], q) for q in taken)
    shown = []
    for question in words.take(chosen.values(), len(chosen)):
        letters = "ABCDEF"[: len(question["options"])]
        if not question["option_order_fixed"] and question["kind"] in ("single", "multiple"):
            letters = "".join(words.take(letters, len(letters)))
        shown.append(f"{question['id']}:{letters}")
    return " ".join(shown)


def is_right(question: Plain, response: list[str]) -> bool:
    """Say whether a response is right; blanks are compared folded (clause 3.1)."""
    if question["kind"] != "blank":
        return bool(response) and set(response) == set(question["answer"])
    given, *wanted = (
        [" ".join(unicodedata.normalize("NFKC", word).casefold().split()) for word in words]
        for words in (response, *(answer.split("|") for answer in question["answer"]))
    )
    return len(given) == len(wanted) and all(word in words for word, words in zip(given, wanted, strict=True))


def passes(rule: Plain, correct: int, of: int, points: int) -> bool:
    """Say whether a score passes (clause 3.2)."""
    value = Fraction(rule["value"] or 0)
    wanted = {"all_correct": correct == of, "min_correct": correct >= value, "ratio": correct >= value * of}
    return bool(wanted.get(rule["rule"], points >= value))


def key_of(result: Plain, ranking: Plain) -> list[int]:
    """Return what results are ordered by, smallest first (clause 5.1)."""
    elapsed = result["elapsed_ms"] // (1000 if ranking["precision"] == "second_floor" else 1)
    parts = {"levels desc": -result["levels"], "elapsed asc": elapsed, "reached_at asc": result["reached_at"]}
    return [parts[key] for key in ranking["keys"]]


def worth(run: int, attempts: list[Plain], ladder: Plain, *, in_period: bool) -> Plain:
    """Return what the attempts of a run are worth (clauses 4.2, 4.4, 5.3)."""
    best: dict[int, Plain] = {}
    for attempt in attempts:
        level = attempt["level"]
        if attempt["passed"] and (level not in best or attempt["elapsed"] < best[level]["elapsed"]):
            best[level] = attempt
    level = first = min(best, default=1) if in_period else 1
    while level in best:
        level += 1
    counting = [best[number] for number in range(first, level)]
    added = [a for a in attempts if not a["passed"] and first <= a["level"] < level]
    elapsed = sum(a["elapsed"] for a in counting + (added if ladder["time"] == "all_attempts" else []))
    reached = max((a["submitted_at"] for a in counting), default=0)
    return {"run": run, "levels": len(counting), "elapsed_ms": elapsed, "reached_at": reached}


def runs_of(attempts: list[Plain], ladder: Plain, *, in_period: bool = False) -> list[Plain]:
    """Return every run of one entrant."""
    mine = defaultdict(list)
    for attempt in attempts:
        mine[attempt["run"]].append(attempt)
    return [worth(run, mine[run], ladder, in_period=in_period) for run in sorted(mine)]


def best_of(attempts: list[Plain], rules: Plain, *, in_period: bool = False) -> Plain | None:
    """Return the best result of counted attempts (clause 4.5)."""
    ladder = rules["ladder"]
    if ladder["best_of"] == "level":
        best = worth(0, attempts, ladder, in_period=in_period)
    else:
        every = runs_of(attempts, ladder, in_period=in_period)
        best = min(every, key=lambda run: (key_of(run, rules["ranking"]), run["run"]))
    return best if best["levels"] else None


def climbed(attempts: list[Plain], rules: Plain) -> Plain | None:
    """Return the standing after all attempts: the best so far, replaced only by a better one (clauses 4.2, 4.5)."""
    best: Plain | None = None
    for place, attempt in enumerate(attempts, start=1):
        now = best_of(attempts[:place], rules) if attempt["passed"] else None
        if now and (best is None or key_of(now, rules["ranking"]) < key_of(best, rules["ranking"])):
            best = now
    return best


def award(tiers: list[Plain], shared: Iterable[list[str]], how: str, lot: Callable[[str], str]) -> Iterator[Plain]:
    """Yield the awards of one group, and a note where a split leaves a remainder; `shared` are ties, best first."""

    def tier_at(place: int) -> Plain | None:
        return next((tier for tier in tiers if tier["first"] <= place <= tier["last"]), None)

    def give(tier: Plain, entrant: str, cash: int, ticket: str = "") -> Plain:
        kept = {name: tier[name] for name in ("item", "title", "advancement")}
        return {"tier": tier["name"], "position": at, "entrant": entrant, "cash_fen": cash, "lot": ticket, **kept}

    at = 1
    for people in shared:
        tier, cash = tier_at(at), None
        is_over = tier and at + len(people) - 1 > tier["last"]
        if tier and is_over and (how == "draw" or tier["advancement"]):
            for place, (ticket, entrant) in enumerate(sorted((lot(who), who) for who in people), start=at):
                if taken := tier_at(place):
                    yield give(taken, entrant, taken["cash_fen"], ticket)
        elif tier:
            cash = tier["cash_fen"]
            if is_over and how == "split":
                covered = [tier_at(place) for place in range(at, at + len(people))]
                cash, rest = divmod(sum(one["cash_fen"] for one in covered if one), len(people))
                if rest:
                    details = {"tier": tier["name"], "position": at, "remainder_fen": rest}
                    yield {"code": "split_remainder", "details": details}
            yield from (give(tier, entrant, cash) for entrant in people)
        at += len(people)


def weighted(term: Plain, value: Fraction) -> Fraction:
    """Return weight × metric, rounded and capped before where the term says so."""
    if term["rounding"] >= 0:
        value = Fraction(int(value * 10 ** term["rounding"] + Fraction(1, 2)), 10 ** term["rounding"])
    return Fraction(term["weight"]) * (min(value, Fraction(term["cap"])) if term["cap"] else value)


def rate(turnout: Counter[str]) -> Fraction | None:
    """Return the participation in per cent, capped; None with nobody due (clause 7.1)."""
    return min(Fraction(100 * turnout["took_part"], turnout["due"]), Fraction(100)) if turnout["due"] else None


def printed(turnout: Counter[str]) -> dict[str, int]:
    """Return a participation as the closing holds it."""
    share, counts = rate(turnout), {key: turnout[key] for key in ("due", "took_part", "persons", "attempts")}
    is_over = turnout["took_part"] > turnout["due"] > 0
    return counts | {"rate": -1 if share is None else hundredths(share), "is_over": int(is_over)}


def hundredths(value: Fraction) -> int:
    """Return a figure as printed, in hundredths, half up (clause 7.3)."""
    return int(value * 100 + Fraction(1, 2))


def digest(attempts: list[Plain]) -> bytes:
    """Return the chained digest of an entrant's counted attempts (clause 6.4)."""
    value = bytes(32)
    for attempt in attempts:
        value = hashlib.sha256(value + message(*(str(attempt.get(key, "")) for key in DIGESTED))).digest()
    return value


def changes(before: Plain, after: Plain) -> list[Plain]:
    """Return whose rank or awards a revision changed (clause 6.5)."""
    given, ranks_of = defaultdict(list), {}
    for when, closing in (("before", before), ("after", after)):
        ranks_of[when] = {row["entrant"]: row["rank"] for row in closing["board"]}
        for item in closing["awards"]:
            given[when, item["entrant"]].append(item)
    found = []
    for who in sorted({*ranks_of["before"], *ranks_of["after"], *(name for _, name in given)}, key=number_of):
        row: Plain = {"entrant": who}
        for when, rank_of in ranks_of.items():
            mine = given.get((when, who), [])
            row |= {f"rank_{when}": rank_of.get(who, 0), f"tiers_{when}": "、".join(item["tier"] for item in mine)}
            row[f"cash_{when}_fen"] = sum(item["cash_fen"] for item in mine)
        if any(value != row[key.replace("before", "after")] for key, value in row.items()):
            found.append(row)
    return found


class Units:
    """Participation and scores of units (clause 7), over what the facts say."""

    rules: Plain
    units: dict[str, Plain]

    def counted(self, opens_at: int, closes_at: int) -> dict[str, list[Plain]]:
        """Return everybody's counted attempts handed in between two instants."""
        raise NotImplementedError

    def on_roster(self, at: int) -> dict[str, Plain]:
        """Return who is on the roster at an instant, by the number of the id."""
        raise NotImplementedError

    def above(self, unit: str) -> list[str]:
        """Return a unit and every unit that holds it."""
        return [unit, *self.above(self.units[unit]["parent"])] if unit in self.units else []

    def _windows(self, name: str) -> list[tuple[dict[str, Plain], dict[str, int]]]:
        """Return roster and number of attempts handed in for each part of a period."""
        whole = next(p for p in self.rules["periods"] if p["id"] == name)["window"]
        months = [p["window"] for p in self.rules["periods"] if p["kind"] == "month"]
        parts = [w for w in months if whole["opens_at"] <= w["opens_at"] and w["closes_at"] <= whole["closes_at"]]
        found = []
        for part in parts or [whole]:
            done = self.counted(part["opens_at"], part["closes_at"])
            counts = {who: n for who, mine in done.items() if (n := sum(a["has_response"] for a in mine))}
            found.append((self.on_roster(part["closes_at"] - 1), counts))
        return found

    def turnout_of(self, name: str, roster: dict[str, Plain]) -> dict[str, Counter[str]]:
        """Return the participation of every unit with what lies below it, and of everybody under the empty name."""
        found: dict[str, Counter[str]] = {unit: Counter() for unit in ("", *self.units)}
        windows = self._windows(name)
        for members, counts in windows:
            for who, member in members.items():
                n, is_due = counts.get(who, 0), member["duty"] == "required"
                one = Counter(due=is_due, took_part=is_due and n > 0, persons=n > 0, attempts=n)
                for unit in ("", *self.above(roster.get(who, member)["unit"])):
                    found[unit].update(one)
        if self.rules["denominator"] == "declared_headcount":
            for unit, turnout in found.items():
                if (declared := self._declared(unit)) is not None:
                    turnout["due"] = declared * len(windows)
        return found

    def _declared(self, unit: str) -> int | None:
        if unit and self.units[unit]["headcount"] is not None:
            return int(self.units[unit]["headcount"])
        below = [self._declared(name) for name, item in self.units.items() if item["parent"] == unit]
        known = [count for count in below if count is not None]
        return sum(known) if known else None

    def _metric(
        self, term: Plain, period: Plain, roster: dict[str, Plain], standings: Plain, levels_open: int
    ) -> dict[str, Fraction | None]:
        """Return a metric of every unit in per cent, None with nobody due (clause 7.3)."""
        name = term["window"] or period["id"]
        if term["metric"] == "participation":
            return {unit: rate(turnout) for unit, turnout in self.turnout_of(name, roster).items() if unit}
        handed_in = {who for _, counts in self._windows(name) for who in counts}
        levels = defaultdict(list)
        for who, member in roster.items():
            if member["duty"] == "required" and (who in handed_in or term["over"] == "roster"):
                for unit in self.above(member["unit"]):
                    levels[unit].append(standings[who]["levels"] if who in standings else 0)
        most = {unit: len(levels[unit]) * levels_open for unit in self.units}
        return {unit: Fraction(100 * sum(levels[unit]), most[unit]) if most[unit] else Fraction(0) for unit in most}

    def unit_awards(
        self, period: Plain, roster: dict[str, Plain], standings: Plain, levels_open: int
    ) -> tuple[list[Plain], list[Plain]]:
        """Return the lists of every unit award, and a note where the number of winners is not stated."""
        scores, notes = [], []
        for given in (item for item in self.rules["unit_awards"] if is_named(period, item["period"])):
            figures = [self._metric(term, period, roster, standings, levels_open) for term in given["terms"]]
            shown = {}
            for metric in ("participation", "level_ratio"):
                own = [term for term in given["terms"] if term["metric"] == metric]
                term = own[0] if own else {**given["terms"][0], "metric": metric}
                shown[metric] = self._metric(term, period, roster, standings, levels_open)
            for kind in given["lists"] or [""]:
                rows = []
                for unit, share in shown["participation"].items():
                    if share is not None and kind in ("", self.units[unit]["kind"]):
                        total = sum(
                            weighted(t, f[unit] or Fraction(0)) for t, f in zip(given["terms"], figures, strict=True)
                        )
                        ratio = shown["level_ratio"][unit] or Fraction(0)
                        rows.append(((-hundredths(Fraction(total)), -share, -ratio), unit))
                for rank, key, unit in ranks(sorted(rows), "competition"):
                    line = {"participation": hundredths(-key[1]), "level_ratio": hundredths(-key[2]), "score": -key[0]}
                    scores.append({"award": given["name"], "list": kind, "rank": rank, "unit": unit, **line})
            if not given["winners"]:
                notes.append({"code": "winners_not_stated", "details": {"award": given["name"]}})
        return scores, notes
