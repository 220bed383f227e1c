import { resolve } from 'node:path';
import type { Price } from '../domain/paper/cost.ts';
import type { Place } from '../domain/subscription/subscription.ts';

/** The platforms that SUBSCRIBE and ALERT_PLACE can name; the web channel is always subscribed. */
const PLATFORMS = ['discord', 'slack'];

// Each function returns undefined for invalid text.

/** A whole number in decimal digits, from `min` to `max`. */
export const parseWhole = (min: number, max: number) => (text: string) =>
  /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max ? Number(text) : undefined;

/** A fraction from 0 to 1, such as `0.1` or `.25`. */
export const parseShare = (text: string) =>
  /^\d*\.?\d+$/.test(text) && Number(text) <= 1 ? Number(text) : undefined;

/** An http(s) URL without credentials. */
export function parseHttpUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && !username && !password ? text : undefined;
}

/** An http(s) URL without trailing slashes: clients append `/path` to it. */
export const parseBaseUrl = (text: string) => parseHttpUrl(text)?.replace(/\/+$/, '');

/** The absolute path in `file:PATH`, so that two spellings of one file compare equal. */
export function parseFileUrl(text: string): string | undefined {
  const path = text.match(/^file:(?:\/\/(?=\/))?(.+)$/)?.[1];
  return path && resolve(path);
}

/** `HH:MM` in minutes past midnight. */
export function parseTime(text: string): number | undefined {
  const [, hours, minutes] = text.match(/^([01]?\d|2[0-3]):([0-5]\d)$/) ?? [];
  return hours && minutes ? Number(hours) * 60 + Number(minutes) : undefined;
}

/** An ISO date and time with a time zone, in milliseconds since the epoch. */
export function parseInstant(text: string): number | undefined {
  const instant = Date.parse(text);
  return /^\d{4}-\d{2}-\d{2}T.+(Z|[+-]\d{2}:?\d{2})$/.test(text) && Number.isFinite(instant)
    ? instant
    : undefined;
}

/** `0.40,1.60`: US dollars per million tokens, input and output. */
export function parsePrice(text: string): Price | undefined {
  const [prompt, completion, ...rest] = text.split(',').map((part) => part.trim());
  const isPrice = (part: string | undefined) => part !== undefined && /^\d*\.?\d+$/.test(part);
  if (!isPrice(prompt) || !isPrice(completion) || rest.length > 0) return undefined;
  return { prompt: Number(prompt), completion: Number(completion) };
}

/** `discord:123,slack:C0123`. One invalid place makes the whole list invalid. */
export function parsePlaces(text: string): Place[] | undefined {
  const places = text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)
    .map((item) => {
      const [platform = '', channel = '', ...rest] = item.split(':');
      const isId = platform !== 'discord' || /^\d{1,21}$/.test(channel);
      return PLATFORMS.includes(platform) && channel && isId && rest.length === 0
        ? { platform, workspace: '', channel }
        : undefined;
    });
  return places.every((place) => place !== undefined) ? places : undefined;
}

/** One place, or null for an empty list. */
export function parsePlace(text: string): Place | null | undefined {
  const places = parsePlaces(text);
  return places && places.length <= 1 ? (places[0] ?? null) : undefined;
}
