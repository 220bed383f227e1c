import type { Context } from 'hono';

const FORM = /^\s*(application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i;

/**
 * Reads the fields of a submitted form. Returns null if the body is not a form, is malformed or was aborted, or if a
 * field occurs twice or contains a file.
 */
export async function readForm(context: Context): Promise<Readonly<Record<string, string>> | null> {
  if (!FORM.test(context.req.header('content-type') ?? '')) return null;
  const values = await context.req.parseBody({ all: true }).catch(() => null);
  if (!values) return null;
  const fields: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'string') return null;
    fields[name] = value;
  }
  return fields;
}
