import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import { webPageWording } from '../../../i18n/ko/web-page.ts';
import { isLoopback, readHostName } from '../../../lib/host-name.ts';
import { answerProblem } from './answers.ts';

/**
 * Creates middleware that refuses requests for host names other than loopback and `hosts` with 403, which prevents
 * DNS rebinding: a foreign page whose own name resolves to this server would otherwise count as the same origin.
 * Requests with side effects are also refused if Sec-Fetch-Site (or Origin, if the browser sends no Sec-Fetch-Site)
 * shows that they come from another origin.
 * @param hosts as `readHostName` returns them
 */
export function refuseForeign(hosts: readonly string[]): MiddlewareHandler<{ Bindings: HttpBindings }> {
  const isOurs = (name: string) => isLoopback(name) || hosts.includes(name);

  return async (context, next) => {
    const names = hostNamesOf(context.env.incoming, context.req.url);
    if (!names) return answerProblem(context, webPageWording.badRequest, 400);
    if (!names.every(isOurs)) return answerProblem(context, webPageWording.wrongName, 403);
    const { method } = context.req;
    const isWrite = method !== 'GET' && method !== 'HEAD';
    if (isWrite && isCrossSite(context.req)) return answerProblem(context, webPageWording.crossSite, 403);
    return next();
  };
}

/**
 * Returns the host names for which a request asks: that of the Host header and, if the request line has a whole URL,
 * also that of the URL. Returns null unless there is exactly one Host header (RFC 9112, section 3.2), all names are
 * valid, and the URL contains no credentials, with which no `Request` can be made.
 */
function hostNamesOf({ headersDistinct }: HttpBindings['incoming'], url: string): readonly string[] | null {
  const headers = headersDistinct.host ?? [];
  if (headers.length !== 1 || !URL.canParse(url)) return null;
  const { host, username, password } = new URL(url);
  if (username || password) return null;
  const names = [headers[0] ?? '', host].map(readHostName);
  return names.every((name) => name !== null) ? names : null;
}

interface Request {
  readonly url: string;
  header(name: string): string | undefined;
}

function isCrossSite(request: Request): boolean {
  const site = request.header('sec-fetch-site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = request.header('origin');
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== new URL(request.url).host;
}
