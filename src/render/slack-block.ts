/** A block of a message or view (Block Kit). */
export type SlackBlock = { readonly type: string } & Readonly<Record<string, unknown>>;
