import type { Card } from '../domain/card/card.ts';
import type { Episode, HealthProblems } from '../domain/health/incident.ts';
import { alertWording } from '../i18n/ko/alert.ts';
import { MINUTE } from '../lib/duration.ts';
import { answerCard, recognisable } from './build-card.ts';

const titled = (text: string, mark: string) => recognisable(text, `https://huggingface.co/papers#${mark}`);

/** Builds the alert, which lists each unhealthy part in Korean, with the reason from /healthz. */
export const alertCard = ({ since }: Episode, ill: HealthProblems): Card => ({
  ...answerCard(
    '',
    Object.entries(ill).map(([name, text]) => ({
      name: 'text',
      label: alertWording.names[name] ?? name,
      text,
    })),
  ),
  ...titled(alertWording.title, `alert-${since}`),
  notice: alertWording.notice,
});

export function allWellCard({ since, wellSince }: Episode): Card {
  const minutes = Math.max(Math.round(((wellSince ?? since) - since) / MINUTE), 1);
  return {
    ...answerCard('', [{ name: 'text', label: '', text: alertWording.allWellText(minutes) }]),
    ...titled(alertWording.allWell, `well-${since}`),
  };
}
