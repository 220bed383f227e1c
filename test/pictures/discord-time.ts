const STYLES: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
};

/** Returns the text that a Korean client in Seoul shows for `<t:…:style>`. */
export function timeText(at: Date, style: string, now: Date): string {
  if (style === 'R') return relative((at.getTime() - now.getTime()) / 1000);
  return new Intl.DateTimeFormat('ko', { ...(STYLES[style] ?? STYLES.f), timeZone: 'Asia/Seoul' }).format(at);
}

/**
 * Returns the time that is shown next to a message's author: for today only the time, for yesterday 어제 and the
 * time, for earlier days the short date and the time.
 */
export function messageTime(at: Date, now: Date): string {
  const time = timeText(at, 't', now);
  const daysAgo = (seoulDay(now) - seoulDay(at)) / 86_400_000;
  if (daysAgo === 0) return time;
  return daysAgo === 1 ? `어제 ${time}` : `${timeText(at, 'd', now)} ${time}`;
}

function seoulDay(at: Date): number {
  return Date.parse(new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Seoul' }).format(at));
}

function relative(seconds: number): string {
  const units = { year: 31_536_000, month: 2_592_000, day: 86_400, hour: 3600, minute: 60, second: 1 };
  const [unit, size] = Object.entries(units).find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
  return new Intl.RelativeTimeFormat('ko').format(
    Math.trunc(seconds / size),
    unit as Intl.RelativeTimeFormatUnit,
  );
}
