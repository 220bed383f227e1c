import { methodNotAllowed, notFound } from './errors.ts';

/** A request with its matching route, such as 'POST /channels/:id/messages'. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly route: string;
  /** The decoded values of the route's `:parts`, in order. */
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** The names of the files in a multipart body. */
  readonly files: readonly string[];
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

export type Handler = (call: Call) => Answer;
export type Routes = Readonly<Record<string, Handler>>;

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const noContent: Answer = { status: 204 };

/** Creates a function that finds the handler for a method and a path, or throws 404 or 405 with code 0. */
export function createRouter(routes: Routes) {
  const table = Object.entries(routes).map(([route, handler]) => {
    const [method = '', pattern = ''] = route.split(' ');
    return { method, route, handler, matcher: new RegExp(`^${pattern.replace(/:\w+/g, '([^/]+)')}$`) };
  });
  return (method: string, path: string) => {
    const fits = table.filter(({ matcher }) => matcher.test(path));
    const hit = fits.find((row) => row.method === method);
    if (!hit) throw fits.length > 0 ? methodNotAllowed() : notFound();
    const params = (hit.matcher.exec(path) ?? []).slice(1).map((part) => decodeURIComponent(part));
    return { ...hit, params };
  };
}

/**
 * Returns true for routes with a token in the path: they need no `Authorization`, and are exempt from the global rate
 * limit.
 */
export const isOpenRoute = (route: string): boolean => /^\w+ \/(?:interactions|webhooks)\//.test(route);
