import { unquoteGo } from './goText';
import { RuleSyntaxError } from './RuleSyntaxError';

/** One token of a rule; `start` and `end` are offsets into the rule, `end` exclusive. */
export type RuleToken = {
  kind: 'name' | 'text' | '(' | ')' | ',' | '!' | '&&' | '||' | 'end';
  /** The name, or the text without its quotes and escapes. */
  value: string;
  start: number;
  end: number;
};

const SPACE = /\s*/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const RAW_TEXT = /`[^`]*`/y;
const QUOTED_TEXT = /"(?:[^"\\\n]|\\.)*"/y;
const SIGN = /&&|\|\||[(),!]/y;

/**
 * The tokens of a rule, ended by one of kind `end`.
 *
 * @throws RuleSyntaxError at the first character that begins no token
 */
export function readRuleTokens(rule: string): RuleToken[] {
  const tokens: RuleToken[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(rule)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  for (;;) {
    take(SPACE);
    const start = at;
    if (start >= rule.length) {
      tokens.push({ kind: 'end', value: '', start, end: start });
      return tokens;
    }
    tokens.push({ ...readToken(take, start), start, end: at });
  }
}

function readToken(
  take: (pattern: RegExp) => string | undefined,
  start: number,
): Pick<RuleToken, 'kind' | 'value'> {
  const sign = take(SIGN);
  if (sign) return { kind: sign as RuleToken['kind'], value: sign };
  const raw = take(RAW_TEXT);
  // Go leaves carriage returns out of raw texts.
  if (raw) {
    return { kind: 'text', value: raw.slice(1, -1).replace(/\r/g, '') };
  }
  const quoted = take(QUOTED_TEXT);
  if (quoted) {
    const value = unquoteGo(quoted.slice(1, -1), start + 1);
    return { kind: 'text', value };
  }
  const name = take(NAME);
  if (name) return { kind: 'name', value: name };
  throw new RuleSyntaxError('unexpected character', start);
}
