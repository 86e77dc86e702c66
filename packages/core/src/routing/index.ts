export * from './types';
export { parseTraefikRule } from './parseTraefikRule';
export type { ParsedRule, RuleMatcher, RuleNode } from './parseTraefikRule';
export { expandRule, MAX_ROUTES_PER_RULE } from './expandRule';
export type { ExpandedRule } from './expandRule';
export { gatewayServiceNames, isOfOtherProtocol } from './gatewayNames';
export {
  ingressRouteName,
  ingressRouterName,
  ingressServiceName,
  normaliseTraefikName,
  weightedServiceName,
} from './traefikNames';
export { canonicalHost } from './canonicalHost';
export { httpRouteRule } from './httpRouteRules';
export { buildRouteTable } from './buildRouteTable';
export type { RouteTableInput } from './buildRouteTable';
export type { RouteTable } from './UnitTable';
export { createUnmappedReasons, NEWEST_KNOWN_TRAEFIK } from './unmappedReason';
export type { UnmappedReason } from './unmappedReason';
