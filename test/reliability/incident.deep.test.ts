import { expect, test } from 'vitest';
import { CASES, describeCase, FORMS, type IncidentCase } from './incident/forms.ts';
import { surviveIncident } from './incident/simulate.ts';

/** The form that was reported for each platform, and one more. */
const isShort = ({ form, lasts }: IncidentCase) =>
  form === FORMS.find(({ platform }) => platform === form.platform) ||
  (form.name === '500' && lasts === 'two hours');

test.each(CASES.filter(isShort).map((incident) => [describeCase(incident), incident] as const))(
  'T1: an incident loses and doubles nothing, and is told: %s',
  async (_title, incident) => {
    const { problems, messages } = await surviveIncident(incident);
    expect(problems).toEqual([]);
    expect(messages).toBeGreaterThan(0);
  },
);
