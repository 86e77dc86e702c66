import { COLUMNS, DEFAULT_COLUMNS } from './columns';
import type { KubeObject } from './KubeObject';

/** Objects as the rows that kubectl prints. */
export function toTable(
  kind: string,
  objects: readonly KubeObject[],
  metadata: object,
  nowMs: number,
): object {
  const columns = COLUMNS[kind] ?? DEFAULT_COLUMNS;
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns.map(column => ({
      name: column.name,
      type: column.type ?? 'string',
      format: column.name === 'Name' ? 'name' : '',
      description: '',
      priority: column.wide ? 1 : 0,
    })),
    rows: objects.map(object => ({
      cells: columns.map(column => column.cell(object, nowMs)),
      object: {
        kind: 'PartialObjectMetadata',
        apiVersion: 'meta.k8s.io/v1',
        metadata: object.metadata,
      },
    })),
  };
}
