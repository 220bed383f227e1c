import type { Card } from '../domain/card/card.ts';
import type { Episode, HealthProblems } from '../domain/health/incident.ts';
import { alertWording } from '../i18n/ko/alert.ts';
import { MINUTE } from '../lib/duration.ts';
import { answerCard } from './build-card.ts';

/** Puts `mark` into the URL, because the bot might have to recognise the message by its URL (see `bestCard`). */
const titled = (text: string, mark: string) => ({ text, url: `https://huggingface.co/papers#${mark}` });

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
  title: titled(alertWording.title, `alert-${since}`),
  notice: alertWording.notice,
});

export function allWellCard({ since, wellSince }: Episode): Card {
  const minutes = Math.max(Math.round(((wellSince ?? since) - since) / MINUTE), 1);
  return {
    ...answerCard('', [{ name: 'text', label: '', text: alertWording.allWellText(minutes) }]),
    title: titled(alertWording.allWell, `well-${since}`),
  };
}
