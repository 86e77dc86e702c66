import type {
  DeleteTargetRequest,
  StoredTarget,
} from '@atlhyper/backstage-plugin-atlhyper-common';

/** Why what an entity defines is not in force. */
export type CatalogProblem = { entity_ref: string; message: string };

/** Keeps targets that were set. */
export interface TargetStore {
  /** All of them, by subject and window. */
  listTargets(): Promise<StoredTarget[]>;

  /** Sets targets, each of one source; those of the same subject, window and source are replaced. */
  putTargets(targets: readonly StoredTarget[]): Promise<void>;

  /** Removes a target that was set in the editor; `false` if there was none. */
  deleteTarget(target: DeleteTargetRequest): Promise<boolean>;

  /** Makes these the targets and problems of the catalog, and removes all others of it. */
  replaceCatalogTargets(
    targets: readonly StoredTarget[],
    problems: readonly CatalogProblem[],
  ): Promise<void>;

  listCatalogProblems(): Promise<CatalogProblem[]>;
}
