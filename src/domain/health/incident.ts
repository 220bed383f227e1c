import { MINUTE } from '../../lib/duration.ts';

/**
 * How long something must be unhealthy before the alert is sent, in milliseconds; also how long everything must be
 * healthy again before the all-clear is sent.
 */
export const ALERT_AFTER = 5 * MINUTE;

/** The unhealthy parts by name (`discord`, `store` …), each with the reason in English. */
export type HealthProblems = Readonly<Record<string, string>>;

/**
 * A period that starts when a part becomes unhealthy and ends with the recovery of all parts. Times are milliseconds
 * since the epoch.
 */
export interface Episode {
  /** The start of the episode; it also identifies the episode's messages. */
  readonly since: number;
  /** When all parts became healthy again; null while any part is unhealthy. */
  readonly wellSince: number | null;
  /** The message id of the alert; null if the alert has not been sent yet, '' if the platform refused it. */
  readonly messageId: string | null;
  /** The problems that the alert reports. */
  readonly told: HealthProblems;
}

/** An episode and the state of its messages. The cache stores incidents in this form. */
export interface Incident {
  readonly episode: Episode;
  /**
   * True from the start of a send until its outcome is known, even across restarts. While it is true, a retry must
   * first look for the message on the platform.
   */
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

/**
 * What the caller must do. Until the caller reports the outcome as an event, each check requests the effect again.
 */
export type IncidentEffect = 'send-alert' | 'search-alert' | 'edit-alert' | 'send-all-clear';

export interface IncidentStep {
  /** Null if there is no incident (any more). */
  readonly incident: Incident | null;
  readonly effect: IncidentEffect | null;
}

/**
 * Returns the next state of an incident, and what to do: send one alert, edit it for each new problem, and send an
 * all-clear when all parts are healthy again.
 *
 * | alert | unhealthy | healthy |
 * |---|---|---|
 * | no incident | start one | – |
 * | not sent | after 5 minutes: send the alert | end |
 * | perhaps sent | send the alert | search for it: found → sent, otherwise end |
 * | sent | a new problem: edit the alert, or replace a deleted one | after 5 minutes: send the all-clear, end |
 * | refused | – | after 5 minutes: end |
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
  // A time in the future was recorded before the clock was set back: count from now instead.
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
