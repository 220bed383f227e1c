import type { MiddlewareHandler } from 'hono';
import { webPageWording } from '../../../i18n/ko/web-page.ts';
import { problemPage } from '../pages/page.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

export const isLoopback = (host: string): boolean => LOOPBACK.test(host) || host === '::1';

/**
 * Refuses what another site's page sends in a reader's name: a request that changes something must come from
 * this origin (Sec-Fetch-Site, or Origin where a browser does not send that). A channel on loopback also answers
 * only to loopback names, so that a foreign name pointed at 127.0.0.1 gets nothing.
 */
export function refuseStrangers(boundTo: string): MiddlewareHandler {
  return async (context, next) => {
    const { method, url } = context.req;
    const { host, hostname } = new URL(url);
    const origin = context.req.header('origin');
    const site = context.req.header('sec-fetch-site');
    const isWrite = method !== 'GET' && method !== 'HEAD';
    const fromElsewhere =
      site !== undefined
        ? site !== 'same-origin' && site !== 'none'
        : origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host);
    const wrongName = isLoopback(boundTo) && !isLoopback(hostname);
    if (wrongName) return context.html(problemPage(webPageWording.wrongName), 403);
    if (isWrite && fromElsewhere) return context.html(problemPage(webPageWording.crossSite), 403);
    return next();
  };
}
