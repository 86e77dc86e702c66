import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  DomainsResponse,
  SloFigures,
  SloView,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { DataList } from '@atlhyper/backstage-plugin-atlhyper-react';
import { pathLabel } from '../../model/routeLabel';
import { atlhyperSloTranslationRef } from '../../translation';
import { useFigureColumns, type Judged } from '../cells/useFigureColumns';
import { BesideCard } from './BesideCard';

type Group = {
  cluster: string;
  service: string;
  note?: string;
  current: SloFigures;
};

const judgedOf = ({ current }: Group): Judged => ({
  figures: current,
  level: 'default',
});

/** Services whose requests belong to no single route, with why that is so. */
const GroupCard = (props: {
  list: string;
  title: string;
  description: string;
  view: SloView;
  groups: Group[];
}) => {
  const { title, description, view } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const figures = useFigureColumns(judgedOf);
  return (
    <BesideCard {...{ title, description, view }}>
      <DataList
        list={props.list}
        label={title}
        columns={[
          {
            id: 'service',
            title: t('unmapped.service'),
            value: group => group.service,
            cell: ({ service, cluster, note }) => (
              <>
                {service}
                <Typography
                  variant="caption"
                  color="textSecondary"
                  component="div"
                >
                  {[cluster, note].filter(Boolean).join(' · ')}
                </Typography>
              </>
            ),
          },
          figures.availability,
          figures.p95,
          figures.rate,
        ]}
        rows={props.groups}
        rowId={({ cluster, service }) => `${cluster} ${service}`}
      />
    </BesideCard>
  );
};

/** Traffic of several routes that cannot be told apart, and traffic that belongs to none. */
export const CountedTogether = (props: {
  response: Pick<DomainsResponse, 'window' | 'shared' | 'unmapped'>;
  showUnmapped: boolean;
}) => {
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const { window, shared, unmapped } = props.response;
  return (
    <>
      {shared.length > 0 && (
        <GroupCard
          list="shared"
          title={t('shared.title')}
          description={t('shared.description')}
          view={window}
          groups={shared.map(service => ({
            ...service,
            note: t('shared.by', {
              routes: service.shared_by
                .map(route => route.domain + pathLabel(route))
                .join(', '),
            }),
          }))}
        />
      )}
      {props.showUnmapped && unmapped.length > 0 && (
        <GroupCard
          list="unmapped"
          title={t('unmapped.title')}
          description={t('unmapped.description')}
          view={window}
          groups={unmapped.map(service => ({
            ...service,
            note: service.reason && t(`unmapped.reason.${service.reason}`),
          }))}
        />
      )}
    </>
  );
};
