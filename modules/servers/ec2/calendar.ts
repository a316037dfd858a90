const SHORTHANDS = [
  ...["minutely", "hourly", "daily", "weekly", "monthly", "quarterly", "yearly", "annually"],
  ...["semiannually", "semi-annually", "biannually", "bi-annually"],
];
const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/**
 * Whether systemd takes a text for `OnCalendar=`: `[weekdays] [date] [time] [time zone]`, or one word. Read from
 * systemd.time(7) and tried with systemd 252, which is that of Amazon Linux 2023. A timer that systemd does not take
 * would only be seen on the instance, where nobody looks.
 */
export function isCalendar(text: string): boolean {
  const words = text.split(/ +/);
  if (words.length > 1 && isTimeZone(words.at(-1) ?? "")) words.pop();
  if (words.length === 1 && SHORTHANDS.includes(words[0]!.toLowerCase())) return true;
  const parts = [isWeekdays, isDate, isTime];
  // Each part at most once, in this order, and at least one.
  let next = 0;
  for (const word of words) {
    const found = parts.findIndex((isPart, index) => index >= next && isPart(word));
    if (found < 0) return false;
    next = found + 1;
  }
  return true;
}

/** `Mon`, `Monday..Friday,Sun`: from Monday on, never over the end of the week. */
function isWeekdays(word: string): boolean {
  return word.split(",").every((item) => {
    const [from, to, ...others] = item.split(/\.\.|-/).map(dayOfWeek);
    return from !== undefined && from >= 0 && (to === undefined || to >= from) && others.length === 0;
  });
}

function dayOfWeek(name: string): number {
  return DAYS.findIndex((day) => [day, day.slice(0, 3)].includes(name.toLowerCase()));
}

/** `*-*-*`, `2027-01-15`, `12-24`, `*-*~1` for the last day of the month. */
function isDate(word: string): boolean {
  const match = /^(?:([^-~:]+)-)?([^-~:]+)[-~]([^-~:]+)$/.exec(word);
  if (!match) return false;
  const [, year = "*", month = "", day = ""] = match;
  return isChain(year, 1970, 2199, shortYear) && isChain(month, 1, 12) && isChain(day, 1, 31);
}

/** systemd takes two digits for the years 1970 to 2069. */
function shortYear(year: number): number {
  if (year > 99) return year;
  return year < 70 ? 2000 + year : 1900 + year;
}

/** `03:00`, `*:0/15`, `0/6:30:00`, `12:00:59.5`. */
function isTime(word: string): boolean {
  const [hour = "", minute, second = "0", ...others] = word.split(":");
  if (minute === undefined || others.length > 0) return false;
  return isChain(hour, 0, 23) && isChain(minute, 0, 59) && isChain(second.replace(/\.\d{1,6}(?=$|[,/])/g, ""), 0, 59);
}

/** `*`, or a list of numbers, ranges `a..b`, and repetitions `a/n`, of which at least the second must fit. */
function isChain(text: string, min: number, max: number, read = (value: number) => value): boolean {
  if (text === "*") return true;
  return text.split(",").every((item) => {
    const match = /^(\d+)(?:\.\.(\d+))?(?:\/(\d+))?$/.exec(item);
    if (!match) return false;
    const from = read(Number(match[1]));
    const to = match[2] === undefined ? from : read(Number(match[2]));
    const every = Number(match[3] ?? 0);
    return from >= min && to >= from && to <= max && from + every <= max;
  });
}

/** A zone that exists, in the case in which it is written in the time zone database; `UTC` in any. */
function isTimeZone(word: string): boolean {
  if (word.toUpperCase() === "UTC" || word === "localtime") return true;
  if (!/^[A-Z][A-Za-z0-9_+-]*(\/[A-Z][A-Za-z0-9_+-]*)*$/.test(word)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: word });
    return true;
  } catch {
    return false;
  }
}
