import {
  subjectText,
  subjectKey,
  type DeleteTargetRequest,
  type ImportTargetsResponse,
  type PutTargetRequest,
  type SloObjective,
  type SloSubject,
  type StoredTarget,
  type TargetsResponse,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { canonicalHost, burnRuleProblem } from '@atlhyper/core';
import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import { isAllowed, type SubjectAccess } from '../../access/access';
import type { TargetStore } from '../../stores/TargetStore';
import { WINDOW_MS } from '../slo/resolveWindow';
import { toFraction, type SloDefaults } from '../slo/TargetBook';
import { parseOpenSloApart, toOpenSlo, type ImportedTarget } from './openSlo';

/** Sets, removes, exports and imports targets. */
export class TargetService {
  constructor(
    private readonly options: {
      store: TargetStore;
      defaults: SloDefaults;
      clock: () => number;
    },
  ) {}

  /** @throws NotAllowedError for who may read neither domains nor services */
  async listTargets(access: SubjectAccess): Promise<TargetsResponse> {
    const { store, defaults } = this.options;
    // They name entities, hosts and namespaces that conditions cannot be put to.
    const seesAll = access.domains === 'all' && access.services === 'all';
    const targets = await store.listTargets();
    return {
      defaults: defaults.objectives,
      burn_rules: mapValues(defaults.burnRules, rules =>
        rules.map(({ longMs, shortMs, factor, severity }) => ({
          long_ms: longMs,
          short_ms: shortMs,
          factor,
          severity,
        })),
      ),
      targets: targets.filter(one => mayTouch(one.subject, access)),
      problems: seesAll ? await store.listCatalogProblems() : [],
    };
  }

  /**
   * @throws NotAllowedError for a subject that the caller may not set targets of
   * @throws ConflictError where the catalog defines the target
   * @throws InputError for a burn-rate rule that can never fire
   */
  async putTarget(
    request: PutTargetRequest,
    caller: { name: string; access: SubjectAccess },
  ): Promise<StoredTarget> {
    const target = this.toStored(request, caller);
    await this.refuseCatalogs([target]);
    await this.options.store.putTargets([target]);
    return target;
  }

  /** @throws NotFoundError where no such target was set */
  async deleteTarget(
    request: DeleteTargetRequest,
    caller: { access: SubjectAccess },
  ): Promise<void> {
    const subject = normalise(request.subject);
    refuseForeign(subject, caller.access);
    await this.refuseCatalogs([{ ...request, subject }]);
    if (!(await this.options.store.deleteTarget({ ...request, subject }))) {
      throw new NotFoundError(
        `No target of ${request.window} was set for ${subjectText(subject)}`,
      );
    }
  }

  /** All targets that the caller may see, as OpenSLO documents. */
  async exportOpenSlo(access: SubjectAccess): Promise<string> {
    const { targets } = await this.listTargets(access);
    return toOpenSlo(targets);
  }

  /**
   * What can be read, all of it or nothing; with `dryRun` nothing, but with the same checks. What cannot,
   * and what the catalog defines, is left out with a warning.
   */
  async importOpenSlo(
    yaml: string,
    caller: { name: string; access: SubjectAccess },
    options: { dryRun: boolean },
  ): Promise<ImportTargetsResponse> {
    const { targets, warnings } = await parseOpenSloApart(yaml);
    const stored = await this.options.store.listTargets();
    const definedBy = catalogOwners(stored);
    const known = new Map(
      stored
        .filter(one => one.source === 'api')
        .map(one => [keyOf(one), one.objective]),
    );
    const requests = targets.map(one => this.complete(one, known, warnings));
    const complete = requests.flatMap(one => {
      const target = this.toStored(one, caller);
      // An export holds what the catalog defines too; to take it back in changes nothing there.
      const owner = definedBy(one);
      if (owner) {
        warnings.push(
          `${subjectText(one.subject)}, ${
            one.window
          }: is defined by '${owner}' in the catalog and left out`,
        );
        return [];
      }
      return [target];
    });
    if (!options.dryRun) {
      await this.options.store.putTargets(complete);
    }
    return {
      dryRun: options.dryRun,
      warnings,
      targets: complete.map(({ subject, window, objective }) => ({
        subject,
        window,
        objective,
      })),
    };
  }

  /** What the documents leave open stays as it is. */
  private complete(
    { subject: given, window, ...asked }: ImportedTarget,
    objectives: ReadonlyMap<string, SloObjective>,
    warnings: string[],
  ): PutTargetRequest {
    const subject = normalise(given);
    const known = objectives.get(keyOf({ subject, window }));
    if (asked.availability === undefined && !known) {
      warnings.push(
        `${subjectText(
          subject,
        )}, ${window}: has no availability, the default is taken`,
      );
    }
    return {
      subject,
      window,
      objective: {
        availability:
          asked.availability ??
          known?.availability ??
          this.options.defaults.objectives[window].availability,
        latency: asked.latency ?? known?.latency,
        bad_requests: asked.bad_requests ?? known?.bad_requests,
        burn_rules: asked.burn_rules ?? known?.burn_rules,
      },
    };
  }

  private toStored(
    request: PutTargetRequest,
    caller: { name: string; access: SubjectAccess },
  ): StoredTarget {
    const subject = normalise(request.subject);
    refuseForeign(subject, caller.access);
    refuseDeadRules(request);
    return {
      subject,
      window: request.window,
      objective: request.objective,
      source: 'api',
      updatedMs: this.options.clock(),
      updatedBy: caller.name,
    };
  }

  private async refuseCatalogs(
    targets: readonly Pick<StoredTarget, 'subject' | 'window'>[],
  ): Promise<void> {
    const definedBy = catalogOwners(await this.options.store.listTargets());
    for (const target of targets) {
      const owner = definedBy(target);
      if (owner) {
        throw new ConflictError(
          `The target of ${target.window} for ${subjectText(
            target.subject,
          )} is defined by '${owner}' in the catalog and is changed there`,
        );
      }
    }
  }
}

/** The entity that defines a target, if one does. */
function catalogOwners(stored: readonly StoredTarget[]) {
  const owners = new Map<string, string>();
  for (const one of stored) {
    if (one.source === 'catalog') {
      owners.set(keyOf(one), one.entity_ref ?? '');
    }
  }
  return (target: Pick<StoredTarget, 'subject' | 'window'>) =>
    owners.get(keyOf(target));
}

function keyOf(target: Pick<StoredTarget, 'subject' | 'window'>): string {
  return `${target.window} ${subjectKey(target.subject)}`;
}

/**
 * As routes are stored: hosts in lower case, a path from the root on.
 *
 * @throws InputError for a host that is none, or a path that does not begin with a slash
 */
export function normalise(subject: SloSubject): SloSubject {
  if (!('domain' in subject)) {
    return subject;
  }
  const { domain } = subject;
  if (!domain.startsWith('~') && /[/\s]/.test(domain)) {
    throw new InputError(
      `'subject.domain': '${domain}' must be a host; a path has a field of its own`,
    );
  }
  if (
    subject.kind === 'path' &&
    subject.path_match !== 'regex' &&
    !subject.path.startsWith('/')
  ) {
    throw new InputError(`'subject.path': must begin with '/'`);
  }
  return { ...subject, domain: canonicalHost(domain) };
}

/** @throws InputError that names the first rule that can never fire */
export function refuseDeadRules({
  window,
  objective,
}: Pick<PutTargetRequest, 'window' | 'objective'>): void {
  const context = {
    windowMs: WINDOW_MS[window],
    availabilityFraction: toFraction(objective.availability),
  };
  objective.burn_rules?.forEach((rule, i) => {
    const { long_ms: longMs, short_ms: shortMs, factor, severity } = rule;
    const problem = burnRuleProblem(
      { longMs, shortMs, factor, severity },
      context,
    );
    if (problem) {
      throw new InputError(`'objective.burn_rules[${i}]': ${problem}`);
    }
  });
}

function refuseForeign(subject: SloSubject, access: SubjectAccess): void {
  if (!mayTouch(subject, access)) {
    throw new NotAllowedError(
      `You may not set targets of ${subjectText(subject)}`,
    );
  }
}

/**
 * A target of all clusters is neither within what is allowed for some of them, nor within what is
 * allowed for all but some.
 */
function mayTouch(subject: SloSubject, access: SubjectAccess): boolean {
  const clusterId = subject.cluster;
  if ('domain' in subject) {
    return isAllowed({ clusterId, host: subject.domain }, access.domains);
  }
  const namespaces =
    'source' in subject
      ? [subject.namespace, subject.source.namespace]
      : [subject.namespace];
  return isAllowed({ clusterId, namespaces }, access.services);
}

function mapValues<K extends string, A, B>(
  record: Record<K, A>,
  map: (value: A) => B,
): Record<K, B> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, map(value as A)]),
  ) as Record<K, B>;
}
