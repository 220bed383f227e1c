import { parseWithin } from './find-json.ts';
import type { Reading } from './parse-answer.ts';
import { asObject, asText, type Fields, firstOf } from './values.ts';

/** The maximum depth of wrapping, and the maximum number of values that are looked at. */
const MAX_DEPTH = 5;
const MAX_VALUES = 200;

/**
 * Looks for an object that `read` recognises in JSON that wraps it: in arrays, in objects, in JSON texts. Of several, a
 * whole one wins, then the last one. In a list of objects, each can hold one part.
 */
export function findObject(json: unknown, read: (fields: Fields) => Reading | null): Reading | null {
  let values = MAX_VALUES;
  let part: Reading | null = null;

  function look(value: unknown, depth: number): Reading | null {
    values -= 1;
    if (values < 0 || depth > MAX_DEPTH) return null;
    if (typeof value === 'string') {
      return /^\s*[{["]/.test(value) ? look(parseWithin(value), depth + 1) : null;
    }
    const fields = asObject(value);
    const own = fields ? read(fields) : null;
    if (own?.isWhole) return own;
    part ??= own;
    const inner = fields ? Object.values(fields) : Array.isArray(value) ? value : [];
    for (const each of inner.slice(-MAX_VALUES).reverse()) {
      const found = look(each, depth + 1);
      if (found) return found;
    }
    const joined = !fields && inner.length > 1 ? read(Object.assign({}, ...inner.map(toPart))) : null;
    return joined?.isWhole ? joined : null;
  }

  return look(json, 0) ?? part;
}

/** Returns an object of a list as one part, whose name can be its key, or the value of a key such as `type`. */
function toPart(value: unknown): Fields | undefined {
  const fields = asObject(value);
  const name = ['key', 'name', 'type', 'section'].map((key) => asText(fields?.[key])).find(Boolean);
  const content = firstOf(...['value', 'content', 'text'].map((key) => fields?.[key]));
  return name && content ? { [name]: content } : fields;
}
