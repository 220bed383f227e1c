/** What an examination of the bot's surroundings found out about one thing. */
export interface Finding {
  /** `off`: it is not configured, and need not be. */
  readonly state: 'well' | 'ill' | 'off';
  /** A sentence in English, without a secret. */
  readonly what: string;
  /** What to do about it, if it is ill. */
  readonly todo?: string;
}

export const well = (what: string): Finding => ({ state: 'well', what });
export const ill = (what: string, todo: string): Finding => ({ state: 'ill', what, todo });
export const off = (what: string): Finding => ({ state: 'off', what });
