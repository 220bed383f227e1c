import type { FieldLabel } from '../paper/paper.ts';
import { type Field, findField, resolveField, splitLabel } from './field.ts';

/**
 * Reads a field of a summariser's answer. Our prompt asks for ids of the field list, whose label is the list's own;
 * servers without schemas, and models that find no field in the list, send names. A label `{ko, en}` stays as it is.
 * @returns a label, or the value itself if it names no field
 */
export function readFieldLabel(value: unknown): unknown {
  if (typeof value === 'string') return toLabel(value.trim()) ?? value;
  const { id, ko, en } = (value ?? {}) as Readonly<Record<string, unknown>>;
  // A model without a schema can put an id into each part of our label.
  const named = id ?? (ko === en ? ko : undefined);
  return (typeof named === 'string' && labelOf(findField(named.trim()))) || value;
}

function toLabel(name: string): FieldLabel | undefined {
  const [ko, en] = splitLabel(name);
  if (ko && en) return { ko, en };
  // The list puts the usual meaning of an ambiguous name first.
  const [id = ''] = resolveField(name);
  return labelOf(findField(id));
}

const labelOf = (field: Field | undefined): FieldLabel | undefined => field && { ko: field.ko, en: field.en };
