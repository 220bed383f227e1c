import { MINUTE } from '../../lib/duration.ts';

/** Problems shorter than this (in milliseconds) are not reported; recovery is reported after the same time. */
export const ALERT_AFTER = 5 * MINUTE;

/** The unhealthy parts by name (`discord`, `store` …), with the reason in English. */
export type HealthProblems = Readonly<Record<string, string>>;

/** A period in which something is unhealthy. Times are milliseconds since the epoch. */
export interface Episode {
  /** Start of the episode, which also identifies its messages. */
  readonly since: number;
  /** When everything became healthy again; null while something is unhealthy. */
  readonly wellSince: number | null;
  /** The id of the message that reports it; null if not sent yet, '' if the place accepts no messages. */
  readonly messageId: string | null;
  /** What that message reports. */
  readonly told: HealthProblems;
}

/** An episode and its messages. The cache holds it in this shape. */
export interface Incident {
  readonly episode: Episode;
  /** A message is being sent, or was when the bot stopped: look for it before sending it again. */
  readonly isSending: boolean;
}

export type IncidentEvent =
  | { readonly kind: 'checked'; readonly now: number; readonly problems: HealthProblems }
  /** A message is about to be sent. */
  | { readonly kind: 'sending' }
  /** The remaining events report the outcomes of effects. */
  | { readonly kind: 'alert-sent'; readonly messageId: string; readonly problems: HealthProblems }
  | { readonly kind: 'alert-searched'; readonly messageId: string | null }
  | { readonly kind: 'alert-edited'; readonly problems: HealthProblems }
  | { readonly kind: 'all-clear-sent' };

/** What to do now. The outcome comes back as an event; without one, the next check requests the effect again. */
export type IncidentEffect = 'send-alert' | 'search-alert' | 'edit-alert' | 'send-all-clear';

export interface IncidentStep {
  /** null: nothing is unhealthy, or the problem was over before anybody was notified. */
  readonly incident: Incident | null;
  readonly effect: IncidentEffect | null;
}

/**
 * The next state of an incident, and what to do: one message when something needs attention, edited for each new
 * problem, and one when everything is healthy again.
 *
 * | incident | unhealthy | healthy |
 * |---|---|---|
 * | none | start | – |
 * | not sent | after 5 minutes: send the alert | end |
 * | perhaps sent | send the alert | search for it: found → sent, otherwise end |
 * | sent | a new problem: edit the alert | after 5 minutes: send the all-clear, end |
 */
export function nextIncident(incident: Incident | null, event: IncidentEvent): IncidentStep {
  if (event.kind === 'checked') return check(incident, event.now, event.problems);
  if (!incident) return done(null);
  const { episode } = incident;
  switch (event.kind) {
    case 'sending':
      return done({ episode, isSending: true });
    case 'alert-sent':
      return sent({ ...episode, messageId: event.messageId, told: event.problems });
    case 'alert-searched':
      return event.messageId === null ? done(null) : sent({ ...episode, messageId: event.messageId });
    case 'alert-edited':
      return sent({ ...episode, told: { ...episode.told, ...event.problems } });
    case 'all-clear-sent':
      return done(null);
  }
}

const done = (incident: Incident | null): IncidentStep => ({ incident, effect: null });
const sent = (episode: Episode): IncidentStep => done({ episode, isSending: false });

function check(before: Incident | null, now: number, problems: HealthProblems): IncidentStep {
  const isHealthy = Object.keys(problems).length === 0;
  if (!before) {
    if (isHealthy) return done(null);
    return done({ episode: { since: now, wellSince: null, messageId: null, told: {} }, isSending: false });
  }
  const { isSending } = before;
  // Times ahead of the clock were recorded before it was set back: count from now.
  const wellSince = isHealthy ? Math.min(before.episode.wellSince ?? now, now) : null;
  const episode = { ...before.episode, wellSince };
  const incident = { episode, isSending };

  if (episode.messageId === null) {
    if (isSending) return { incident, effect: isHealthy ? 'search-alert' : 'send-alert' };
    if (isHealthy) return done(null);
    const since = Math.min(episode.since, now);
    const isDue = now - since >= ALERT_AFTER;
    return { incident: { episode: { ...episode, since }, isSending }, effect: isDue ? 'send-alert' : null };
  }
  const isRecovered = wellSince !== null && now - wellSince >= ALERT_AFTER;
  if (episode.messageId === '') return done(isRecovered ? null : incident);
  if (isRecovered) return { incident, effect: 'send-all-clear' };
  const isNew = Object.keys(problems).some((name) => !Object.hasOwn(episode.told, name));
  return { incident, effect: isNew ? 'edit-alert' : null };
}
