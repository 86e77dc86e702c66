import Typography from '@material-ui/core/Typography';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ServicesResponse } from '@atlhyper/backstage-plugin-atlhyper-common';
import { DataList } from '@atlhyper/backstage-plugin-atlhyper-react';
import { atlhyperSloTranslationRef } from '../../translation';
import { useFigureColumns, type Judged } from '../cells/useFigureColumns';
import { BesideCard } from './BesideCard';

type Authority = ServicesResponse['authorities'][number];

const judgedOf = (authority: Authority): Judged => ({
  figures: authority.current,
  mesh: authority,
  level: 'default',
});

/** Hosts as the mesh proxy of the ingress sees them come in, or how to have it name them. */
export const AuthoritiesCard = (props: {
  response: Pick<ServicesResponse, 'window' | 'authorities'>;
}) => {
  const { window, authorities } = props.response;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  const figures = useFigureColumns(judgedOf);
  return (
    <BesideCard
      title={t('authorities.title')}
      description={t('authorities.description')}
      view={window}
      padded={authorities.length === 0}
    >
      {authorities.length === 0 ? (
        <Typography variant="body2">{t('authorities.missing')}</Typography>
      ) : (
        <DataList
          list="hosts"
          label={t('authorities.title')}
          columns={[
            {
              id: 'host',
              title: t('authorities.host'),
              value: authority => authority.host,
              cell: ({ host, cluster }) => (
                <>
                  {host}
                  <Typography
                    variant="caption"
                    color="textSecondary"
                    component="div"
                  >
                    {cluster}
                  </Typography>
                </>
              ),
            },
            figures.successRate,
            figures.p50,
            figures.p99,
            figures.rate,
            figures.mtls,
            figures.noResponse,
          ]}
          rows={authorities}
          rowId={({ cluster, host }) => `${cluster} ${host}`}
        />
      )}
    </BesideCard>
  );
};
