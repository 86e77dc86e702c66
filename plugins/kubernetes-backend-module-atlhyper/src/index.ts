/**
 * Offers clusters that AtlHyper knows to the Kubernetes plugin of Backstage.
 *
 * @packageDocumentation
 */
export { kubernetesModuleAtlhyper as default } from './module';
