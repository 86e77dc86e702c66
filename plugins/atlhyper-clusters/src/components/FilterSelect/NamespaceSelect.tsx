import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { atlhyperClustersTranslationRef } from '../../translation';
import { FilterSelect } from './FilterSelect';

/** Chooses a namespace, or all of them (the empty value). */
export const NamespaceSelect = (props: {
  id: string;
  namespaces: readonly string[];
  value: string;
  onChange: (namespace: string) => void;
}) => {
  const { value } = props;
  const { t } = useTranslationRef(atlhyperClustersTranslationRef);
  // One that a link names is there before the answer comes, and even if it holds nothing.
  const namespaces = [
    ...new Set([...(value ? [value] : []), ...props.namespaces]),
  ].sort();
  return (
    <FilterSelect
      id={props.id}
      label={t('list.namespace')}
      value={value}
      options={[
        { value: '', label: t('list.allNamespaces') },
        ...namespaces.map(name => ({ value: name, label: name })),
      ]}
      onChange={props.onChange}
    />
  );
};
