import type { HostPattern } from '../../access/hostPattern';

/** Entities of an owner may define targets of these hosts and of services in these namespaces. */
export type CatalogGrant = {
  owner: string;
  hosts: HostPattern[];
  namespaces: string[];
};
