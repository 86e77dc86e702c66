/** Every schema of an answer, by its name. */
export * as schemas from '../api';
/** Every endpoint of the plugin, by its name. */
export * as endpoints from './all';
export * from './endpoint';
export { formatSource, MAX_PAGE_SIZE } from './fields';
export * from './readQuery';
export {
  DEFAULT_SLO_PARTS,
  DEFAULT_SLO_ROWS,
  DOMAIN_SORTS,
  SERVICE_SORTS,
  type SloListQuery,
  type SloSort,
} from './sloList';
