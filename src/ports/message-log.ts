import type { Day } from '../domain/calendar/day.ts';
import type { Card } from '../domain/card/card.ts';

/** One message of the local web channel. */
export interface LoggedMessage {
  /** Rises with each message. */
  readonly id: number;
  readonly card: Card;
  readonly postedAt: number;
}

/** What the web channel keeps: a platform of our own has to remember its messages itself. */
export interface MessageLog {
  /** Posts a message once a key: a repeated key gives the first message's id. */
  post(key: string, card: Card, now: number): Promise<number>;
  find(key: string): Promise<number | null>;
  edit(id: number, card: Card): Promise<boolean>;
  message(id: number): Promise<LoggedMessage | null>;
  /** The highest id; 0 if there is no message. */
  newestId(): Promise<number>;
  /** Messages above `afterId`, oldest first. */
  after(afterId: number): Promise<LoggedMessage[]>;
  ofDay(day: Day): Promise<LoggedMessage[]>;
  /** The newest list days that have messages, newest first. */
  days(limit: number): Promise<Day[]>;
}
