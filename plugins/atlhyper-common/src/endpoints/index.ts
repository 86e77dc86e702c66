/** Every schema of an answer, by its name. */
export * as schemas from '../api';
/** Every endpoint of the plugin, by its name. */
export * as endpoints from './all';
export * from './endpoint';
export { formatSource, MAX_PAGE_SIZE } from './fields';
export * from './readQuery';
