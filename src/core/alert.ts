import { answerCard } from './build-card.ts';
import type { Card } from './card.ts';

const MINUTE = 60_000;
/** What passes within this time needs nobody, and what is well for so long is well. */
export const ALERT_AFTER = 5 * MINUTE;

/** What is ill, by name: `discord`, `store` … → why, in English. */
export type Illnesses = Readonly<Record<string, string>>;

/** A time in which something is ill. Times are milliseconds since the epoch. */
export interface Episode {
  readonly since: number;
  /** Since when nothing is ill any more; null while something is. */
  readonly wellSince: number | null;
  /** The message that tells of it; null while it was not sent. */
  readonly messageId: string | null;
  /** What that message says. */
  readonly told: Illnesses;
}

/** What is to be done about an episode. */
export interface AlertStep {
  /** As it is now; null where it is over, and nobody was told of it. */
  readonly episode: Episode | null;
  readonly act: 'tell' | 'find' | 'correct' | 'all-well' | null;
}

/**
 * One message when something needs a person, corrected when something else does, and one when all is well again.
 * `mayBeTold`: a message was sent, but its answer did not come.
 */
export function planAlert(now: number, before: Episode | null, ill: Illnesses, mayBeTold = false): AlertStep {
  const isIll = Object.keys(ill).length > 0;
  if (!isIll && !before) return { episode: null, act: null };
  // A clock that was set back must not make it wait.
  const since = Math.min(before?.since ?? now, now);
  const episode = before
    ? { ...before, since, wellSince: isIll ? null : Math.min(before.wellSince ?? now, now) }
    : { since, wellSince: null, messageId: null, told: {} };
  const { messageId, wellSince, told } = episode;
  if (messageId === null) {
    if (!isIll) return mayBeTold ? { episode, act: 'find' } : { episode: null, act: null };
    return { episode, act: now - since >= ALERT_AFTER ? 'tell' : null };
  }
  if (wellSince !== null) return { episode, act: now - wellSince >= ALERT_AFTER ? 'all-well' : null };
  const isNew = Object.keys(ill).some((name) => !Object.hasOwn(told, name));
  return { episode, act: isNew ? 'correct' : null };
}

const wording = {
  title: '논문배달을 살펴봐 주세요',
  notice: '저절로 낫지 않고 있습니다. 다 나으면 다시 알려 드립니다.',
  allWell: '논문배달이 다시 정상입니다',
  allWellText: (minutes: number) => `살펴봐야 할 일이 모두 끝났습니다. ${minutes}분 동안 이어졌습니다.`,
  names: {
    discord: 'Discord와 이어져 있지 않습니다',
    slack: 'Slack과 이어져 있지 않습니다',
    store: '데이터베이스에 쓸 수 없습니다',
    search: '검색 색인을 만들지 못합니다',
    lists: '이틀째 논문 목록이 없습니다',
    deliveries: '배달하지 못하는 채널이 있습니다',
    heartbeat: '할 일을 살피지 못하고 있습니다',
  } as Readonly<Record<string, string>>,
};

/** A message may be known by its address alone (see `bestCard`): the instant says which one it is. */
const titled = (text: string, mark: string) => ({ text, url: `https://huggingface.co/papers#${mark}` });

/** What needs a person, in Korean, each with the reason as /healthz has it. */
export const alertCard = ({ since }: Episode, ill: Illnesses): Card => ({
  ...answerCard(
    '',
    Object.entries(ill).map(([name, text]) => ({ name: 'text', label: wording.names[name] ?? name, text })),
  ),
  title: titled(wording.title, `alert-${since}`),
  notice: wording.notice,
});

export function allWellCard({ since, wellSince }: Episode): Card {
  const minutes = Math.max(Math.round(((wellSince ?? since) - since) / MINUTE), 1);
  return {
    ...answerCard('', [{ name: 'text', label: '', text: wording.allWellText(minutes) }]),
    title: titled(wording.allWell, `well-${since}`),
  };
}
