import type { MiddlewareHandler } from 'hono';
import { webPageWording } from '../../../i18n/ko/web-page.ts';
import { problemPage } from '../pages/page.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Returns true if a host name or address, written as in a URL or in HOST, is this machine's loopback. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host) || host === '::1';

/**
 * Creates middleware that refuses requests with 403. Requests with side effects are refused if Sec-Fetch-Site (or
 * Origin, if the browser sends no Sec-Fetch-Site) shows that they come from another origin. A server bound to
 * loopback accepts only loopback host names, which prevents DNS rebinding (through a foreign name that resolves to
 * 127.0.0.1).
 */
export function refuseCrossSite(boundTo: string): MiddlewareHandler {
  return async (context, next) => {
    const { method, url } = context.req;
    const { host, hostname } = new URL(url);
    const origin = context.req.header('origin');
    const site = context.req.header('sec-fetch-site');
    const isWrite = method !== 'GET' && method !== 'HEAD';
    const isCrossSite =
      site !== undefined
        ? site !== 'same-origin' && site !== 'none'
        : origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
    const isWrongHost = isLoopback(boundTo) && !isLoopback(hostname);
    if (isWrongHost) return context.html(problemPage(webPageWording.wrongName), 403);
    if (isWrite && isCrossSite) return context.html(problemPage(webPageWording.crossSite), 403);
    return next();
  };
}
