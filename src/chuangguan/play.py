"""Play: what an entrant does: start, save, submit, review (clauses 1.3, 1.4, 2.3, 2.7, 3.3, 4.1–4.3)."""

from collections.abc import Mapping, Sequence

from chuangguan.errors import BadInput, NotFound
from chuangguan.facts import Envelope, Responses, scored_responses
from chuangguan.ports import Origin, Saved
from chuangguan.progress import Progress, progress
from chuangguan.record import Entry, Record
from chuangguan.rules.attempt import Attempt, saved_before, taken_before
from chuangguan.rules.bank import Kind, Question
from chuangguan.rules.draw import Paper, read_paper
from chuangguan.rules.scoring import in_bank_letters, in_shown_letters, not_shown
from chuangguan.sitting import begin, hand_in, with_paper
from chuangguan.values import Accepted, Refused, Value
from chuangguan.view import View


class ShownQuestion(Value, frozen=True, kw_only=True):
    """A question as it is handed out: options in shown order (A, B, …), never an answer (clause 2.7)."""

    question: str
    kind: Kind
    stem: str
    options: tuple[str, ...]
    blanks: int


class Started(Value, frozen=True, kw_only=True):
    """An attempt handed out, new or resumed; instants in UTC ms.

    Responses arrive in time before `taken_before`; those after `limit_end` count as handed in at the limit.
    `saved` holds what was saved so far, in the letters that are shown.
    """

    attempt: int
    level: int
    ordinal: int
    started_at: int
    limit_end: int
    taken_before: int
    now: int
    resumed: bool
    questions: tuple[ShownQuestion, ...]
    saved: Responses


class Receipt(Value, frozen=True, kw_only=True):
    """What a submission is answered with, the same again when it is repeated.

    `correct` is −1 where the campaign does not tell it; `fact` and `hash` are the recorded end's place in the chain.
    """

    attempt: int
    level: int
    kind: str
    passed: bool
    correct: int
    of: int
    submitted_at: int
    elapsed_ms: int
    fact: int
    hash: str


class RefusedWithReceipt(Refused, frozen=True, kw_only=True, tag="refused-with-receipt"):
    """A submission that changes nothing, with the receipt of the one that counts (clause 3.3)."""

    receipt: Receipt


class ReviewedQuestion(Value, frozen=True, kw_only=True):
    """A question after the end; `answer` and `response` in the letters that were shown, or the blanks' texts."""

    question: ShownQuestion
    response: tuple[str, ...]
    answer: tuple[str, ...]
    explanation: str
    source: str


class Play:
    """What entrants do, each call one unit of work; an entrant sees and ends only their own attempts."""

    def __init__(self, record: Record, root_secret: bytes | None) -> None:
        """Play the campaign of `record`; drawing needs the root secret of 32 bytes (clause 2.4)."""
        self._record = record
        self._root_secret = root_secret

    def start(self, entrant: str, level: int, *, origin: Origin | None = None) -> Started | Refused:
        """Return the attempt that is open, or a new one at `level`, or why there is none (clauses 4.1–4.3).

        Raises `NotFound` for an unknown level, `SecretMissing` where no root secret was given.
        """
        with self._record.write(entrant) as entry:
            current = entry.rows.open_attempt(entrant)
            if current and entry.is_overdue(current):
                entry.expire(current)
            elif current:
                return _handed_out(entry, current, resumed=True)
            begun = begin(entry, entrant, entry.campaign.level(level), entry.at)
            if isinstance(begun, Refused):
                return begun
            number = entry.append(with_paper(entry, begun, self._root_secret)).number
            if origin:
                entry.rows.put_origin(number, origin)
            return _handed_out(entry, _own(entry, entrant, number), resumed=False)

    def save(
        self,
        entrant: str,
        attempt: int,
        responses: Mapping[str, Sequence[str]],
        *,
        counter: int,
        received_at: int | None = None,
    ) -> Accepted | Refused:
        """Keep responses, in shown letters, for an expiry or a submission that omits them (clauses 1.4, 3.3).

        `counter` grows with each save of a client; for each question the highest wins. Raises `BadInput` for a question
        that is not on the paper and an option that was not shown.
        """
        with self._record.write(entrant) as entry:
            own = _own(entry, entrant, attempt)
            if own.is_ended:
                return Refused(reason="already_ended", details={"attempt": attempt})
            received_at = entry.at if received_at is None else received_at
            if received_at >= saved_before(own.limit_end, entry.campaign.window.closes_at):
                return Refused(reason="too_late", details={"limit_end": own.limit_end})
            given = _given(own, responses)
            entry.rows.save(attempt, [Saved(question, response, counter) for question, response in given.items()])
            return Accepted()

    def submit(
        self,
        entrant: str,
        attempt: int,
        responses: Mapping[str, Sequence[str]],
        *,
        key: str = "",
        received_at: int | None = None,
        origin: Origin | None = None,
    ) -> Receipt | Refused:
        """Hand an attempt in and return its receipt, or why it is not taken (clauses 1.3, 3.3).

        `responses` are in shown letters; `received_at` is the stamp of arrival, now where it is not given.
        The same responses again get the stored receipt, others `RefusedWithReceipt`. Raises `NotFound` for an attempt
        that is not the entrant's, `BadInput` for a question that is not on the paper and an option that was not shown.
        """
        with self._record.write(entrant) as entry:
            own = _own(entry, entrant, attempt)
            used = entry.rows.attempt_by_key(entrant, key) if key else None
            if used and used.attempt != attempt:
                return Refused(reason="key_used_for_another_attempt", details={"attempt": used.attempt})
            given = _given(own, responses)
            if own.is_ended:
                return _again(entry, own, given)
            received_at = entry.at if received_at is None else received_at
            if received_at < own.started_at:
                return Refused(reason="before_start", details={"started_at": own.started_at})
            if received_at >= taken_before(own.limit_end, own.grace_ms, entry.campaign.window.closes_at):
                entry.expire(own)
                return _again(entry, _own(entry, entrant, attempt), None)
            end = _hand_in(entry, own, given, key=key, received_at=received_at)
            if origin:
                entry.rows.put_origin(end.number, origin)
            return _receipt(entry, _own(entry, entrant, attempt), end)

    def receipt(self, entrant: str, attempt: int) -> Receipt | Refused:
        """Return the receipt of an ended attempt."""
        with self._record.read() as view:
            own = _own(view, entrant, attempt)
            if not own.is_ended:
                return Refused(reason="still_open", details={"attempt": attempt})
            return _receipt(view, own, view.rows.end_of(attempt))

    def review(self, entrant: str, attempt: int) -> list[ReviewedQuestion] | Refused:
        """Return an ended paper with answers and explanations, as far as the campaign reveals them (clause 2.7)."""
        at = self._record.now()
        with self._record.read() as view:
            own = _own(view, entrant, attempt)
            if not own.is_ended:
                return Refused(reason="still_open", details={"attempt": attempt})
            if not own.paper or not _is_revealed(view, own, at):
                return Refused(reason="not_revealed", details={"attempt": attempt})
            return _reviewed(view, own)

    def progress(self, entrant: str) -> Progress:
        """Return how far an entrant is and what they may do next (clauses 4.1–4.5)."""
        at = self._record.now()
        with self._record.read() as view:
            return progress(view, entrant, at)

    def sweep(self) -> int:
        """Expire every attempt that can no longer be handed in; return how many (clause 1.4)."""
        with self._record.write("clock") as entry:
            return entry.expire_due()


def _own(view: View, entrant: str, attempt: int) -> Attempt:
    found = view.rows.attempt(attempt)
    if found is None or found.entrant != entrant:
        raise NotFound(kind="attempt", key=attempt)
    return found


def _given(own: Attempt, responses: Mapping[str, Sequence[str]]) -> Responses:
    """Return responses in the bank's letters; one that the paper does not allow is `BadInput`."""
    paper = read_paper(own.paper)
    problems = not_shown(paper, responses)
    if problems:
        raise BadInput(problems)
    return in_bank_letters(paper, responses)


def _hand_in(entry: Entry, own: Attempt, given: Responses, *, key: str, received_at: int) -> Envelope:
    saved = {item.question: item.response for item in entry.rows.saved(own.attempt)}
    responses = {**saved, **given}
    return entry.append(hand_in(entry, own, responses, key=key, received_at=received_at))


def _again(view: View, ended: Attempt, given: Responses | None) -> Receipt | Refused:
    """Answer a submission of an attempt that has ended: `given` None means that it came too late."""
    end = view.rows.end_of(ended.attempt)
    receipt = _receipt(view, ended, end)
    scored = scored_responses(end)
    if given is not None and all(scored.get(question) == response for question, response in given.items()):
        return receipt
    reason = "already_submitted" if ended.state == "submitted" else "too_late"
    return RefusedWithReceipt(reason=reason, details={"attempt": ended.attempt}, receipt=receipt)


def _receipt(view: View, ended: Attempt, end: Envelope | None) -> Receipt:
    """Return the receipt of an ended attempt; an imported one has no end of its own but begins and ends in one fact."""
    return Receipt(
        attempt=ended.attempt,
        level=ended.level,
        kind=ended.state,
        passed=ended.passed,
        correct=-1 if view.campaign.reveal == "never" else ended.correct,
        of=ended.of,
        submitted_at=ended.submitted_at,
        elapsed_ms=ended.elapsed_ms,
        fact=end.number if end else ended.attempt,
        hash=end.hash if end else "",
    )


def _handed_out(entry: Entry, attempt: Attempt, *, resumed: bool) -> Started:
    paper = read_paper(attempt.paper)
    saved = {item.question: item.response for item in entry.rows.saved(attempt.attempt)} if resumed else {}
    return Started(
        attempt=attempt.attempt,
        level=attempt.level,
        ordinal=attempt.ordinal,
        started_at=attempt.started_at,
        limit_end=attempt.limit_end,
        taken_before=taken_before(attempt.limit_end, attempt.grace_ms, entry.campaign.window.closes_at),
        now=entry.at,
        resumed=resumed,
        questions=_shown(entry, attempt, paper),
        saved=in_shown_letters(paper, saved),
    )


def _shown(view: View, attempt: Attempt, paper: Paper) -> tuple[ShownQuestion, ...]:
    questions = view.library.questions(attempt.bank_version, view.rows)
    return tuple(_as_shown(questions[item.question], item.letters) for item in paper.questions)


def _as_shown(question: Question, letters: str) -> ShownQuestion:
    options = dict(zip(question.letters, question.options, strict=True))
    return ShownQuestion(
        question=question.id,
        kind=question.kind,
        stem=question.stem,
        options=tuple(map(options.__getitem__, letters)),
        blanks=len(question.answer) if question.kind == "blank" else 0,
    )


def _is_revealed(view: View, own: Attempt, at: int) -> bool:
    campaign = view.campaign
    if campaign.reveal == "after_pass":
        return own.passed or at >= campaign.window.closes_at
    return campaign.reveal == "all"


def _reviewed(view: View, own: Attempt) -> list[ReviewedQuestion]:
    paper = read_paper(own.paper)
    questions = view.library.questions(own.bank_version, view.rows)
    answers = {item.question: questions[item.question].answer for item in paper.questions}
    responses = in_shown_letters(paper, scored_responses(view.rows.end_of(own.attempt)))
    shown_answers = in_shown_letters(paper, answers)
    return [
        ReviewedQuestion(
            question=shown,
            response=responses.get(shown.question, ()),
            answer=shown_answers[shown.question],
            explanation=questions[shown.question].explanation,
            source=questions[shown.question].source,
        )
        for shown in _shown(view, own, paper)
    ]
