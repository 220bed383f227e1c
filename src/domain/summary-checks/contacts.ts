import { about, type TextCheck } from './flaw.ts';

/** Mentions on any platform, and handles such as name#1234, but not recall@20 or Pass@k. */
const MENTION =
  /(?<![A-Za-z\d가-힣])@[A-Za-z가-힣_]\w*|<[@#!][^\s<>]*>?|<\/[^\s<>]+:\d+>|<t:-?\d+|(?<![A-Za-z\d])[a-z_][\w.]{1,31}#\d{4}(?!\d)/g;
/** Accounts that are named after their service. */
const ACCOUNT =
  /(?:카카오톡|카톡|텔레그램|디스코드|인스타그램|인스타|트위터|라인|위챗)\s?(?:아이디|ID|계정|채널|서버|오픈채팅방?)|오픈\s?채팅|(?:아이디|ID)\s?:\s?[A-Za-z]\w+/g;

export const findMentions: TextCheck = (text, part) =>
  about(
    part,
    [...(text.match(MENTION) ?? []), ...(text.match(ACCOUNT) ?? [])],
    '에 멘션이나 계정이 있습니다',
  );

/**
 * E-mail addresses, also those with "at" and "dot" in words. Each is tried from its @ only, because a pattern that starts
 * at the name would try each letter of a long one.
 */
const EMAIL =
  /(?<=[\w.+-])\s?(?:@|\[at\]|\(at\)|\[앳\]|골뱅이)\s?[A-Za-z\d-]+(?:\s?(?:\.|\[dot\]|\(dot\)|\[\.\])\s?[A-Za-z\d-]+)*\s?(?:\.|\[dot\]|\(dot\)|\[\.\])\s?[A-Za-z]{2,}/gi;
/** Phone numbers: of Korea, and of any country if they start with a plus sign. */
const PHONE =
  /(?<![\d.,-])(?:\+\d{1,3}[\s-]\(?\d{1,4}\)?(?:[\s-]\d{3,4}){1,3}|\(?0\d{1,2}\)?[\s.-]\d{3,4}[\s.-]\d{4}|01[016-9]\d{7,8}|1(?:5(?:22|44|66|77|88|99)|6(?:44|66|88)|8(?:11|33|77|99))-\d{4})(?![\d,-]*\d)/g;

/** The labels of a host name may start with a hyphen here: that way, each run of labels is tried only from its start. */
const LINK =
  /\b(?:h(?:tt|xx)ps?|ftp|javascript|data|mailto|vbscript|tel):\S+|\bwww\.\S+|(?<![A-Za-z\d@.-])(?:[a-z\d-]+\.)+(?:com|net|org|io|ai|app|dev|kr|jp|cn|me|co|gg|xyz|info|example|link|site|online|edu|gov|ly|tv|im|in|to|test|page|click|shop|store|club|blog|live|biz|uk|us|de|fr|ru|eu|cc|be|한국)(?![A-Za-z\d])(?:\/\S*)?|(?<![A-Za-z\d@.-])(?:[a-z\d-]+\.)+[a-z]{2,20}\/[\w~?#%-]+|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)/gi;

export const findLinks: TextCheck = (text, part, subject) => {
  // Some papers and products have names that look like addresses, such as Character.AI.
  const { title, abstract } = subject.paper;
  const isName = (link: string) =>
    !link.includes('/') && (title.includes(link) || (/[A-Z]/.test(link) && abstract.includes(link)));
  const links = [...new Set(text.match(LINK) ?? [])].filter((link) => !isName(link));
  // Such addresses never belong into a summary, even if the paper contains them.
  const others = [...(text.match(EMAIL) ?? []), ...(text.match(PHONE) ?? [])].map((it) => it.trim());
  return about(part, [...links, ...others], '에 링크나 연락처가 있습니다');
};
