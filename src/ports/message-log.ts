import type { Day } from '../domain/calendar/day.ts';
import type { Card } from '../domain/card/card.ts';

/** One message of the local web channel. */
export interface LoggedMessage {
  /** Newer messages have higher ids. */
  readonly id: number;
  readonly card: Card;
  readonly postedAt: number;
}

/** The messages of the web channel, which is part of the bot: no external platform stores them. */
export interface MessageLog {
  /** Posts a message and returns its id. If a message with `key` exists, posts nothing and returns that one's id. */
  post(key: string, card: Card, now: number): Promise<number>;
  find(key: string): Promise<number | null>;
  /** Replaces the card of a message; returns false if the message does not exist. */
  edit(id: number, card: Card): Promise<boolean>;
  message(id: number): Promise<LoggedMessage | null>;
  /** Returns the highest message id; 0 if there are no messages. */
  newestId(): Promise<number>;
  /** Returns the messages with ids above `afterId`, oldest first. */
  after(afterId: number): Promise<LoggedMessage[]>;
  ofDay(day: Day): Promise<LoggedMessage[]>;
  /** Returns the newest `limit` list days that have messages, newest first. */
  days(limit: number): Promise<Day[]>;
}
