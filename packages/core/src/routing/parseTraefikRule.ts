import { RuleSyntaxError } from './RuleSyntaxError';
import { readRuleTokens, type RuleToken } from './ruleTokens';

/** One matcher of a rule, such as `` Host(`a.example.com`) ``; `text` is how the rule writes it. */
export type RuleMatcher = {
  kind: 'matcher';
  name: string;
  args: string[];
  text: string;
};

/** A rule as a tree. `text` is always the rule's own words, without outer parentheses. */
export type RuleNode =
  | RuleMatcher
  | { kind: 'and' | 'or'; children: RuleNode[]; text: string }
  | { kind: 'not'; child: RuleNode; text: string };

export type ParsedRule =
  | { ok: true; rule: RuleNode }
  /** `position` is the offset in the rule at which it stops making sense. */
  | { ok: false; message: string; position: number };

const MAX_RULE_LENGTH = 65_536;
const MAX_DEPTH = 64;

const EXPECTED: Partial<Record<RuleToken['kind'], string>> = {
  name: 'a matcher',
  text: 'a quoted text',
  end: 'the end of the rule',
};

class RuleParser {
  private readonly tokens: RuleToken[];
  private at = 0;
  private depth = 0;

  constructor(private readonly rule: string) {
    this.tokens = readRuleTokens(rule);
  }

  parse(): RuleNode {
    const node = this.parseOr();
    this.expect('end');
    return node;
  }

  private parseOr(): RuleNode {
    return this.parseList('or', '||', () =>
      this.parseList('and', '&&', () => this.parseUnary()),
    );
  }

  private parseList(
    kind: 'and' | 'or',
    sign: '&&' | '||',
    parseItem: () => RuleNode,
  ): RuleNode {
    const start = this.peek().start;
    const children = [parseItem()];
    while (this.accept(sign)) children.push(parseItem());
    if (children.length === 1) return children[0];
    return { kind, children, text: this.textFrom(start) };
  }

  private parseUnary(): RuleNode {
    const token = this.peek();
    this.depth += 1;
    if (this.depth > MAX_DEPTH)
      throw new RuleSyntaxError('the rule is nested too deep', token.start);
    const node = this.parseOperand(token);
    this.depth -= 1;
    return node;
  }

  private parseOperand(token: RuleToken): RuleNode {
    if (this.accept('!')) {
      const child = this.parseUnary();
      return { kind: 'not', child, text: this.textFrom(token.start) };
    }
    if (this.accept('(')) {
      const inner = this.parseOr();
      this.expect(')');
      return inner;
    }
    return this.parseMatcher();
  }

  private parseMatcher(): RuleMatcher {
    const name = this.expect('name');
    this.expect('(');
    const args: string[] = [];
    if (!this.accept(')')) {
      do args.push(this.expect('text').value);
      while (this.accept(','));
      this.expect(')');
    }
    const text = this.textFrom(name.start);
    return { kind: 'matcher', name: name.value, args, text };
  }

  private peek(): RuleToken {
    return this.tokens[this.at];
  }

  private accept(kind: RuleToken['kind']): boolean {
    if (this.peek().kind !== kind) return false;
    this.at += 1;
    return true;
  }

  private expect(kind: RuleToken['kind']): RuleToken {
    const token = this.peek();
    if (token.kind !== kind) {
      const found = token.kind === 'end' ? 'the end' : `"${token.value}"`;
      throw new RuleSyntaxError(
        `expected ${EXPECTED[kind] ?? `"${kind}"`}, found ${found}`,
        token.start,
      );
    }
    this.at += 1;
    return token;
  }

  /** The rule from `start` to the end of the last token read. */
  private textFrom(start: number): string {
    return this.rule.slice(start, this.tokens[this.at - 1].end);
  }
}

/**
 * Parses the syntax of a Traefik rule, v2 or v3: matchers with quoted arguments (backticks or
 * double quotes), `!`, `&&`, `||` and parentheses, binding in that order.
 * https://doc.traefik.io/traefik/routing/routers/#rule
 *
 * Which matchers there are is not judged here; `expandRule` reports those it does not understand.
 * Not ok: an empty rule, one longer than 64 KiB or nested deeper than 64, and bad syntax.
 */
export function parseTraefikRule(rule: string): ParsedRule {
  if (rule.length > MAX_RULE_LENGTH)
    return { ok: false, message: 'the rule is too long', position: 0 };
  try {
    return { ok: true, rule: new RuleParser(rule).parse() };
  } catch (error) {
    if (!(error instanceof RuleSyntaxError)) throw error;
    return { ok: false, message: error.message, position: error.position };
  }
}
