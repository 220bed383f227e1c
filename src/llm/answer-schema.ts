import { FIELDS } from '../domain/fields/field.ts';
import type { Shape } from './protocol.ts';

const text = { type: 'string' } as const;

/** A field is an id of our list; if none fits, it is a name of the model's own. */
const FIELD = {
  anyOf: [
    { type: 'string', enum: FIELDS.map(({ id }) => id) },
    {
      type: 'object',
      properties: { ko: text, en: text },
      required: ['ko', 'en'],
      additionalProperties: false,
    },
  ],
} as const;

/** The answer's JSON schema. Strict mode accepts it only if all keys are required and no others are allowed. */
export const ANSWER: Shape = {
  name: 'summary',
  schema: {
    type: 'object',
    properties: {
      summary: { ...text, description: '요약' },
      easy: { ...text, description: '쉬운설명' },
      fields: { type: 'array', description: '관련분야', items: FIELD },
    },
    required: ['summary', 'easy', 'fields'],
    additionalProperties: false,
  },
};
