export type Fields = Readonly<Record<string, unknown>>;

/** Returns a value as an object's fields; undefined if it is not an object, or an array. */
export const asObject = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;

export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Returns the first value that is neither null nor undefined nor an empty string. */
export const firstOf = (...values: readonly unknown[]): unknown =>
  values.find((value) => value !== null && value !== undefined && value !== '');

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ quot: '"', '#34': '"', apos: "'", '#39': "'", '#x27': "'" },
  ...{ nbsp: ' ', lt: '<', gt: '>', amp: '&' },
};

/** Decodes the entities that a gateway or a model writes for HTML; once, and no others. */
export const decodeEntities = (text: string): string =>
  text.replace(/&(#?\w{2,4});/g, (entity, name) => ENTITIES[name.toLowerCase()] ?? entity);
