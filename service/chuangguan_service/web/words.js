// Numbers, lengths of time and instants as people read them.

let zone = "Asia/Shanghai";

/** Sets the zone that instants are shown in, the campaign's. */
export function setZone(name) {
  zone = name;
}

/** Returns a length of time, cut to whole seconds or to milliseconds: 4分07秒, 18.437秒. */
export function duration(ms, digits) {
  const seconds = Math.floor(ms / 1000);
  const rest = digits ? `.${pad(Math.floor(ms % 1000), 3).slice(0, digits)}` : "";
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours) {
    return `${hours}小时${pad(minutes, 2)}分${pad(seconds % 60, 2)}${rest}秒`;
  }
  return minutes ? `${minutes}分${pad(seconds % 60, 2)}${rest}秒` : `${seconds}${rest}秒`;
}

/** Returns a level's number in words, or nothing where its title says no more than that. */
export function ordinal(level) {
  return level.title === `第${level.number}关` ? "" : `第 ${level.number} 关`;
}

/** Returns a limit in whole minutes where it is one. */
export function limit(ms) {
  return ms % 60000 ? duration(ms) : `${ms / 60000}分钟`;
}

/** Returns what a countdown shows; it reaches 0:00 when the time is up, not a second earlier. */
export function countdown(ms) {
  const seconds = Math.ceil(Math.max(ms, 0) / 1000);
  return `${Math.floor(seconds / 60)}:${pad(seconds % 60, 2)}`;
}

/** Returns an instant in the campaign's zone: 3月12日 09:00, with the year where it is asked for. */
export function instant(at, withYear) {
  const parts = partsOf(at);
  const date = `${Number(parts.month)}月${Number(parts.day)}日 ${parts.hour}:${parts.minute}`;
  return withYear ? `${parts.year}年${date}` : date;
}

/** Returns the day of an instant; an end that is midnight is the evening before. */
export function day(at) {
  const parts = partsOf(at);
  return `${parts.year}年${Number(parts.month)}月${Number(parts.day)}日`;
}

/** Returns a whole number with its thousands parted. */
export function count(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

function partsOf(at) {
  const format = new Intl.DateTimeFormat("zh-CN-u-nu-latn", {
    timeZone: zone,
    hour12: false,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  const parts = {};
  format.formatToParts(new Date(at)).forEach((part) => {
    parts[part.type] = part.value;
  });
  return { ...parts, hour: parts.hour === "24" ? "00" : parts.hour };
}

function pad(number, digits) {
  return String(number).padStart(digits, "0");
}

export const KINDS = { single: "单选题", multiple: "多选题", true_false: "判断题", blank: "填空题" };
export const LETTERS = "ABCDEF";
export const PHASES = { upcoming: "未开始", open: "进行中", ended: "待结榜", closed: "公示中", final: "已定榜" };
