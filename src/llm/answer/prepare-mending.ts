/**
 * Prepares broken JSON for `jsonrepair`, which takes no full-width punctuation, no control characters, no escapes
 * between tokens, no comments as in Python, no comma twice, and no key without its second quotation mark.
 */
export const prepareMending = (json: string): string =>
  escapeQuotes(
    json
      .replace(/(?<=[{,]\s{0,20})"([\p{L}_]{1,20}):\s?(?=["[{][^,:\]}])/gu, '"$1": ')
      .replace(/["”’]：/g, '":')
      .replace(/(?<=["”’\]}])，/g, ',')
      .replace(/(?<=[{}[\],"])(?:\\[nrt]|\s){1,40}(?=["{}[\]])/g, ' ')
      .replace(/(?<=,)[ \t]{1,20}#[^"\n]{0,100}$/gm, '')
      .replace(/(?<=["\]}]),\s{0,20},(?=\s{0,20}["{[])/g, ',')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, ' '),
  );

/**
 * Escapes the quotation marks inside the strings of an object that are neither the first nor the last of a string:
 * what follows the last one is a comma and another string, or a closing bracket. `jsonrepair` takes a comma alone as
 * the end of a string (josdejong/jsonrepair#161).
 */
function escapeQuotes(json: string): string {
  const pieces: string[] = [];
  let from = 0;
  let isString = false;
  for (let at = 0; at < json.length; at += 1) {
    if (json[at] === '\\') at += 1;
    else if (json[at] === '"') {
      if (!isString || isLast(json, at)) isString = !isString;
      else {
        pieces.push(json.slice(from, at), '\\');
        from = at;
      }
    }
  }
  return [...pieces, json.slice(from)].join('');
}

/** The blanks to look past, at most: answers are indented by less. */
const MAX_BLANKS = 20;

function isLast(json: string, quote: number): boolean {
  const rest = json.slice(quote + 1, quote + 2 * MAX_BLANKS).trimStart();
  if (/^(?:[:}\]]|$)/.test(rest)) return true;
  return rest[0] === ',' && /^["'[{}\]]/.test(rest.slice(1).trimStart());
}
