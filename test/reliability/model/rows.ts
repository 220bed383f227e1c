import type { Row } from '../../bench/row.ts';
import type { ModelForm } from './forms.ts';
import type { ModelVerdict } from './simulate.ts';

/** The messages that are due in each form: on both platforms, over three days. */
const MESSAGES = 60;

/** Returns the figures of model servers that misbehave for a day; `forms` are those that had to be tried. */
export function toRows(forms: readonly ModelForm[], verdicts: readonly ModelVerdict[]): Row[] {
  const messages = verdicts.reduce((sum, verdict) => sum + verdict.messages, 0);
  const slowest = (after: (verdict: ModelVerdict) => number | null) =>
    Math.max(0, ...verdicts.map((verdict) => after(verdict) ?? Number.POSITIVE_INFINITY)) / 1_000;
  const of = { count: verdicts.length, unit: 'forms', least: forms.length };
  const named = slowest(({ namedAfter }) => namedAfter);
  const well = slowest(({ wellAfter }) => wellAfter);
  return [
    { name: 'model server: named in /healthz after', value: named, unit: 's', limit: 60, of },
    { name: 'model server: healthy after it is mended', value: well, unit: 's', limit: 300, of },
    {
      name: 'model server: a day, named, told once, and edited',
      value: verdicts.filter(({ problems }) => problems.length === 0).length,
      unit: 'forms',
      limit: forms.length,
      atLeast: true,
      of: { count: messages, unit: 'messages', least: forms.length * MESSAGES },
    },
  ];
}
