/**
 * Escapes text so that Discord shows it literally (Discord's reference, "Message Formatting"). Characters that are
 * special only at the start of a line are escaped only there. The backslash before a colon prevents addresses in titles
 * and summaries from becoming links, and `:name:` from becoming an emoji.
 */
export function escapeDiscord(text: string): string {
  return text.replace(/[\\*_~`|[\]<@]|^[#>+-]|:(?=\S)/gm, '\\$&');
}
