import type { Row } from '../../bench/row.ts';
import { DISCORD_FORMS, SLACK_FORMS } from './forms.ts';
import type { PoisonVerdict } from './simulate.ts';

/** Returns the figures of simulated days with messages that can never be sent. */
export function toRows(verdict: PoisonVerdict, leastDue: number, leastPoisoned: number): Row[] {
  const { due, missing, doubled, late, disordered, unnamed, refused, doses, rejections } = verdict;
  const messages = { count: due, unit: 'messages due', least: leastDue };
  const none = (name: string, value: number, of = messages): Row => ({
    name: `poison: ${name}`,
    value,
    unit: 'messages',
    limit: 0,
    of,
  });
  const forms = DISCORD_FORMS.length + SLACK_FORMS.length;
  return [
    {
      name: 'poison: ways in which messages were refused',
      value: new Set(doses.map(({ place, form }) => `${place.platform} ${form.name}`)).size,
      unit: 'ways',
      limit: forms,
      atLeast: true,
      of: { count: doses.length, unit: 'messages poisoned', least: leastPoisoned },
    },
    none('others missing', missing.length),
    none('others doubled', doubled.length),
    none('others not on their day', late.length),
    none('others out of order', disordered.length),
    none('poisoned and not named in the status', unnamed.length, {
      count: refused,
      unit: 'messages not sent',
      least: Math.floor(leastPoisoned / 2),
    }),
    none('requests that the platforms do not allow', rejections),
  ];
}

/** Returns a line for each message that is not as it should be. */
export const problemsOf = ({ missing, doubled, late, disordered, unnamed }: PoisonVerdict): string[] =>
  Object.entries({ missing, doubled, late, disordered, unnamed }).flatMap(([what, lines]) =>
    lines.map((line) => `${what}: ${line}`),
  );
