import { resolve } from 'node:path';
import type { Price } from '../domain/paper/cost.ts';
import type { Place } from '../domain/subscription/subscription.ts';
import { readHostName } from '../lib/host-name.ts';

/** The platforms that SUBSCRIBE and ALERT_PLACE accept; the web channel is always subscribed. */
const PLATFORMS = ['discord', 'slack'];

// All parsers in this file return undefined for invalid text.

/** Returns a parser for whole numbers from `min` to `max`, in decimal digits. */
export const parseWhole = (min: number, max: number) => (text: string) =>
  /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max ? Number(text) : undefined;

/** Parses a fraction from 0 to 1, such as `0.1` or `.25`. */
export const parseShare = (text: string) =>
  /^\d*\.?\d+$/.test(text) && Number(text) <= 1 ? Number(text) : undefined;

/** Returns the text if it is an http(s) URL without credentials. */
export function parseHttpUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && !username && !password ? text : undefined;
}

/** Returns an http(s) URL with trailing slashes removed, because clients append `/path` to it. */
export const parseBaseUrl = (text: string) => parseHttpUrl(text)?.replace(/\/+$/, '');

/** Parses the URL of an HTTP proxy, which can contain a user name and a password. */
export function parseProxyUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.hash)
    return undefined;
  try {
    decodeURIComponent(`${url.username}${url.password}`);
    return url;
  } catch {
    return undefined;
  }
}

/** Returns the path in `file:PATH` as an absolute path, so that different spellings of one path compare equal. */
export function parseFileUrl(text: string): string | undefined {
  const path = text.match(/^file:(?:\/\/(?=\/))?(.+)$/)?.[1];
  return path && resolve(path);
}

/** Converts `HH:MM` to minutes past midnight. */
export function parseTime(text: string): number | undefined {
  const [, hours, minutes] = text.match(/^([01]?\d|2[0-3]):([0-5]\d)$/) ?? [];
  return hours && minutes ? Number(hours) * 60 + Number(minutes) : undefined;
}

/** Converts an ISO date and time with a time zone to milliseconds since the epoch. */
export function parseInstant(text: string): number | undefined {
  const instant = Date.parse(text);
  return /^\d{4}-\d{2}-\d{2}T.+(Z|[+-]\d{2}:?\d{2})$/.test(text) && Number.isFinite(instant)
    ? instant
    : undefined;
}

/** Parses two prices such as `0.40,1.60`: US dollars per million input tokens and per million output tokens. */
export function parsePrice(text: string): Price | undefined {
  const [prompt, completion, ...rest] = text.split(',').map((part) => part.trim());
  const isPrice = (part: string | undefined) => part !== undefined && /^\d*\.?\d+$/.test(part);
  if (!isPrice(prompt) || !isPrice(completion) || rest.length > 0) return undefined;
  return { prompt: Number(prompt), completion: Number(completion) };
}

/** Parses a list such as `discord:123,slack:C0123`. One invalid place makes the whole list invalid. */
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

/** Parses a list of at most one place; returns null if the list is empty. */
export function parsePlace(text: string): Place | null | undefined {
  const places = parsePlaces(text);
  return places && places.length <= 1 ? (places[0] ?? null) : undefined;
}

/**
 * Parses a list of host names such as `papers.example,192.168.0.5`, and returns them as `readHostName` does. One
 * invalid name makes the whole list invalid; so do ports, because a published port can differ from ours.
 */
export function parseHostNames(text: string): string[] | undefined {
  const names = text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)
    .map((item) => {
      const isBareIpv6 = /^[\da-f]*:[\da-f:.]*:[\da-f:.]*$/i.test(item);
      const name = readHostName(isBareIpv6 ? `[${item}]` : item);
      const hasPort = !isBareIpv6 && /:\d*$/.test(item);
      return name && !hasPort && /^([a-z\d._-]+|\[[\da-f:]+\])$/.test(name) ? name : undefined;
    });
  return names.every((name) => name !== undefined) ? names : undefined;
}

/** Parses a switch: `1` or `0`, or what people write instead. */
export function parseSwitch(text: string): boolean | undefined {
  if (/^(?:1|true|yes|on)$/i.test(text)) return true;
  return /^(?:0|false|no|off)$/i.test(text) ? false : undefined;
}
