import Box from '@material-ui/core/Box';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { InfoCard } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ServicesResponse } from '@atlhyper/backstage-plugin-atlhyper-common';
import { atlhyperSloTranslationRef } from '../../translation';
import { MeshCells } from '../cells/FigureCells';
import { SortableHead } from './SortableHead';

/** Hosts as the mesh proxy of the ingress sees them come in, or how to have it name them. */
export const AuthoritiesCard = (props: {
  authorities: ServicesResponse['authorities'];
}) => {
  const { authorities } = props;
  const { t } = useTranslationRef(atlhyperSloTranslationRef);
  return (
    <Box mt={3}>
      <InfoCard
        title={t('authorities.title')}
        subheader={t('authorities.description')}
      >
        {authorities.length === 0 ? (
          <Typography variant="body2">{t('authorities.missing')}</Typography>
        ) : (
          <TableContainer>
            <Table size="small" aria-label={t('authorities.title')}>
              <SortableHead
                columns={[
                  { label: t('authorities.host') },
                  { label: t('services.successRate'), numeric: true },
                  { label: t('services.p50'), numeric: true },
                  { label: t('services.p99'), numeric: true },
                  { label: t('table.rate'), numeric: true },
                  { label: t('services.mtls'), numeric: true },
                  { label: t('services.noResponse'), numeric: true },
                ]}
              />
              <TableBody>
                {authorities.map(authority => (
                  <TableRow key={`${authority.cluster} ${authority.host}`}>
                    <TableCell component="th" scope="row" role="rowheader">
                      {authority.host}
                      <Typography
                        variant="caption"
                        color="textSecondary"
                        component="div"
                      >
                        {authority.cluster}
                      </Typography>
                    </TableCell>
                    <MeshCells figures={authority.current} mesh={authority} />
                  </TableRow>
                ))}
              </TableBody>
            </Table>
          </TableContainer>
        )}
      </InfoCard>
    </Box>
  );
};
