// What somebody may do next, from their progress.

/** Returns the kind of the next step (resume, start, again, wait) with its level and, for wait, the sentence why. */
export function nextStep(progress) {
  const levels = progress.levels;
  if (progress.open_attempt) {
    return { kind: "resume", level: levels[progress.open_attempt.level - 1], attempt: progress.open_attempt };
  }
  const ahead = levels.find((level) => !level.passed);
  if (ahead && !ahead.refusal) {
    return { kind: "start", level: ahead, why: "" };
  }
  const why = (ahead || levels[levels.length - 1]).refusal;
  const again = levels.filter((level) => level.passed && !level.refusal).pop();
  return { kind: again ? "again" : "wait", level: again || ahead || levels[0], why: ahead && why ? why.detail : "" };
}

/** Returns how many levels are passed without a gap. */
export function climbed(progress) {
  const gap = progress.levels.findIndex((level) => !level.passed);
  return gap < 0 ? progress.levels.length : gap;
}
