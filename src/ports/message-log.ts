import type { Day } from '../domain/calendar/day.ts';
import type { Card } from '../domain/card/card.ts';

/** One message of the local web channel. */
export interface LoggedMessage {
  /** Increases with each message. */
  readonly id: number;
  readonly card: Card;
  readonly postedAt: number;
}

/** The messages of the web channel: it is our own platform, so we have to store them ourselves. */
export interface MessageLog {
  /** Posts a message and returns its id; for a repeated key, posts nothing and returns the first message's id. */
  post(key: string, card: Card, now: number): Promise<number>;
  find(key: string): Promise<number | null>;
  /** False if there is no such message. */
  edit(id: number, card: Card): Promise<boolean>;
  message(id: number): Promise<LoggedMessage | null>;
  /** The highest id; 0 if there is no message. */
  newestId(): Promise<number>;
  /** Messages above `afterId`, oldest first. */
  after(afterId: number): Promise<LoggedMessage[]>;
  ofDay(day: Day): Promise<LoggedMessage[]>;
  /** List days that have messages, newest first. */
  days(limit: number): Promise<Day[]>;
}
